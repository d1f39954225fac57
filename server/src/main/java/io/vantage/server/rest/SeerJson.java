package io.vantage.server.rest;

import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.vantage.cluster.ReplicaId;
import io.vantage.seer.elector.SeerStatus;
import io.vantage.seer.measurement.Observation;
import io.vantage.seer.placement.Candidate;
import io.vantage.seer.placement.Decision;
import io.vantage.seer.placement.Explanation;
import java.util.Map;
import java.util.TreeMap;

/** SEER's records in JSON. Times are ages; what is not known is null. */
final class SeerJson {
  private SeerJson() {}

  static void write(SeerStatus status, ObjectNode into) {
    into.put("strategy", status.strategy());
    into.put("elector", status.deciding() ? status.replica().name() : null);
    into.put("term", status.electorTerm());
    into.put("answeredBy", status.replica().name());
    ArrayNode replicas = into.putArray("replicas");
    for (Observation observation : status.observations()) {
      ObjectNode node = replicas.addObject();
      node.put("silent", status.silent().contains(observation.replica()));
      write(observation, status.nowMillis(), node);
    }
    ArrayNode partitions = into.putArray("partitions");
    status
        .partitions()
        .values()
        .forEach(explanation -> summary(explanation, status.nowMillis(), partitions.addObject()));
    SeerStatus.Counters counters = status.counters();
    ObjectNode counts = into.putObject("counters");
    counts.put("moves", counters.moves());
    counts.put("failedMoves", counters.failedMoves());
    counts.put("refusedOrders", counters.refusedOrders());
    counts.put("lostBulletins", counters.lostBulletins());
    counts.put("unreadableBulletins", counters.unreadableBulletins());
    counts.put("failures", counters.failures());
    counts.put("newestFailure", counters.newestFailure());
  }

  private static void write(Observation observation, double now, ObjectNode into) {
    into.put("id", observation.replica().name());
    put(into, "ageMs", now - observation.atMillis());
    put(into, "cpu", observation.cpu());
    put(into, "memory", observation.memory());
    values(observation.replicaRtts(), into.putObject("replicaRttMs"));
    values(observation.switchRtts(), into.putObject("switchRttMs"));
    values(observation.commandRates(), into.putObject("commandsPerSecond"));
    values(observation.commitRates(), into.putObject("commitsPerSecond"));
    values(observation.packetInRates(), into.putObject("packetInsPerSecond"));
  }

  private static <K> void values(Map<K, Double> values, ObjectNode into) {
    Map<String, Double> sorted = new TreeMap<>();
    values.forEach((key, value) -> sorted.put(key.toString(), value));
    sorted.forEach((key, value) -> put(into, key, value));
  }

  private static void summary(Explanation explanation, double now, ObjectNode into) {
    into.put("id", explanation.partition().name());
    into.put("leader", explanation.leader().map(ReplicaId::name).orElse(null));
    write(explanation.decision(), into.putObject("decision"));
    put(into, "decidedMsAgo", now - explanation.atMillis());
    put(into, "measuredMs", explanation.measuredMillis());
    put(into, "predictedMs", explanation.predictedMillis());
    put(into, "medianErrorPercent", explanation.medianErrorPercent());
  }

  /** A partition with candidates and moves. */
  static void write(Explanation explanation, double now, ObjectNode into) {
    summary(explanation, now, into);
    ArrayNode candidates = into.putArray("candidates");
    for (Candidate candidate : explanation.candidates()) {
      ObjectNode node = candidates.addObject();
      node.put("replica", candidate.replica().name());
      put(node, "scoreMs", candidate.score().map(score -> score.millis()).orElse(Double.NaN));
      put(
          node,
          "uncertaintyMs",
          candidate.score().map(score -> score.uncertaintyMillis()).orElse(Double.NaN));
      ObjectNode parts = node.putObject("partsMs");
      candidate.parts().forEach((name, millis) -> put(parts, name, millis));
      node.put("note", candidate.note());
    }
    ArrayNode moves = into.putArray("moves");
    for (Explanation.MoveReview move : explanation.moves()) {
      ObjectNode node = moves.addObject();
      put(node, "msAgo", now - move.atMillis());
      write(move.decision(), node.putObject("decision"));
      put(node, "pauseMs", move.pauseMillis());
      put(node, "beforeMs", move.beforeMillis());
      put(node, "afterMs", move.afterMillis());
    }
  }

  private static void write(Decision decision, ObjectNode into) {
    if (decision instanceof Decision.Move move) {
      into.put("kind", "move");
      into.put("from", move.from().name());
      into.put("to", move.to().name());
      put(into, "expectedGainMs", move.expectedGainMillis());
    } else if (decision instanceof Decision.Explore explore) {
      into.put("kind", "explore");
      into.put("from", explore.from().name());
      into.put("to", explore.to().name());
    } else {
      into.put("kind", "stay");
    }
    into.put("reason", decision.reason());
  }

  private static void put(ObjectNode into, String name, double value) {
    if (Double.isFinite(value)) {
      into.put(name, Math.round(value * 1_000) / 1_000.0);
    } else {
      into.putNull(name);
    }
  }
}
