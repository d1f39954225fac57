package io.vantage.testbed.experiment;

import com.fasterxml.jackson.databind.JsonNode;
import io.vantage.testbed.experiment.record.RunRecord.Lead;
import io.vantage.testbed.experiment.record.RunRecord.Prediction;
import io.vantage.testbed.experiment.record.RunRecord.State;
import io.vantage.testbed.lab.RestClient;
import java.io.IOException;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.ScheduledFuture;
import java.util.concurrent.TimeUnit;

/**
 * Looks at a cluster from time to time and notes who leads, what replicas measure and what SEER
 * predicts. What cannot be asked at a moment is left out.
 */
final class Watcher {
  private static final long LEADERS_MILLIS = 100;
  private static final long SEER_MILLIS = 1000;

  private final RestClient rest;
  private final long startNanos;
  private final List<Lead> leads = new ArrayList<>();
  private final List<Prediction> predictions = new ArrayList<>();
  private final List<State> states = new ArrayList<>();
  private final Map<String, Lead> newest = new HashMap<>();
  private final List<ScheduledFuture<?>> running = new ArrayList<>();
  private int failedMoves;
  private int asked;

  Watcher(RestClient rest, long startNanos) {
    this.rest = rest;
    this.startNanos = startNanos;
  }

  /**
   * Begins.
   *
   * @param timer of one thread, on which all is asked and noted
   */
  void start(ScheduledExecutorService timer) {
    running.add(every(timer, LEADERS_MILLIS, this::leaders));
    running.add(every(timer, SEER_MILLIS, this::seer));
  }

  /** What may fail without harm. */
  private interface Look {
    void take() throws IOException;
  }

  private static ScheduledFuture<?> every(ScheduledExecutorService timer, long millis, Look look) {
    return timer.scheduleAtFixedRate(
        () -> {
          try {
            look.take();
          } catch (IOException e) {
            // The replica that was asked is busy or gone; another one is asked next time.
          }
        },
        0,
        millis,
        TimeUnit.MILLISECONDS);
  }

  void stop() {
    running.forEach(each -> each.cancel(false));
  }

  private double now() {
    return (System.nanoTime() - startNanos) / 1e9;
  }

  private int next() {
    return asked++ % rest.replicas();
  }

  private synchronized void leaders() throws IOException {
    JsonNode partitions = rest.get(next(), "/api/v1/partitions").path("partitions");
    for (JsonNode partition : partitions) {
      String id = partition.path("id").asText();
      String leader = partition.path("leader").asText("");
      long term = partition.path("term").asLong();
      Lead before = newest.get(id);
      boolean isData = !id.equals("system") && !leader.isEmpty() && !leader.equals("null");
      // Replicas learn of a change one after the other: only a later term is news.
      if (isData && (before == null || term > before.term())) {
        Lead lead = new Lead(now(), id, leader, term);
        newest.put(id, lead);
        if (before == null || !before.leader().equals(leader)) {
          leads.add(lead);
        }
      }
    }
  }

  private synchronized void seer() throws IOException {
    JsonNode status = rest.get(next(), "/api/v1/seer");
    failedMoves = Math.max(failedMoves, status.path("counters").path("failedMoves").asInt());
    for (JsonNode replica : status.path("replicas")) {
      Map<String, Double> rtts = new LinkedHashMap<>();
      replica
          .path("replicaRttMs")
          .fields()
          .forEachRemaining(rtt -> rtts.put(rtt.getKey(), rtt.getValue().asDouble()));
      states.add(
          new State(now(), replica.path("id").asText(), replica.path("cpu").asDouble(), rtts));
    }
    for (JsonNode partition : status.path("partitions")) {
      predictions.add(
          new Prediction(
              now(),
              partition.path("id").asText(),
              partition.path("leader").asText(),
              partition.path("predictedMs").asDouble(Double.NaN),
              partition.path("measuredMs").asDouble(Double.NaN)));
    }
  }

  synchronized List<Lead> leads() {
    return List.copyOf(leads);
  }

  synchronized List<Prediction> predictions() {
    return List.copyOf(predictions);
  }

  synchronized List<State> states() {
    return List.copyOf(states);
  }

  synchronized int failedMoves() {
    return failedMoves;
  }
}
