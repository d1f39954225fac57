package io.vantage.seer.elector;

import io.vantage.cluster.ClusterMessaging;
import io.vantage.cluster.ReplicaId;
import io.vantage.seer.measurement.Measurements;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.Executor;

/** Measures the round trip to every other replica, on the way of Raft's messages. Agent thread. */
final class Pings {
  private static final String SUBJECT = "seer/ping";
  private static final Duration DEADLINE = Duration.ofSeconds(2);

  /** Unanswered pings that are remembered per replica; no more are sent until one is answered. */
  private static final int MOST = 20;

  private static final byte[] NOTHING = {};

  private final ClusterMessaging messaging;
  private final Measurements measurements;
  private final Executor agent;
  private final Map<ReplicaId, Deque<Long>> unanswered = new HashMap<>();
  private final Map<ReplicaId, Integer> underWay = new HashMap<>();

  Pings(
      ClusterMessaging messaging,
      List<ReplicaId> peers,
      Measurements measurements,
      Executor agent) {
    this.messaging = messaging;
    this.measurements = measurements;
    this.agent = agent;
    peers.forEach(peer -> unanswered.put(peer, new ArrayDeque<>()));
  }

  static void answer(ClusterMessaging messaging) {
    messaging.handle(SUBJECT, (from, payload) -> CompletableFuture.completedFuture(NOTHING));
  }

  /** Pings all, and tells how long answers have been due. */
  void send(long nowNanos) {
    unanswered.forEach(
        (peer, sent) -> {
          if (!sent.isEmpty()) {
            double waited = (nowNanos - sent.getFirst()) / 1e6;
            measurements.replicaWaiting(peer, nowNanos / 1e6, waited);
          }
          if (underWay.getOrDefault(peer, 0) < MOST) {
            send(peer, sent);
          }
        });
  }

  private void send(ReplicaId peer, Deque<Long> sent) {
    long at = System.nanoTime();
    if (sent.size() < MOST) {
      sent.addLast(at);
    }
    underWay.merge(peer, 1, Integer::sum);
    messaging
        .request(peer, SUBJECT, NOTHING, DEADLINE)
        .whenComplete(
            (answer, failure) -> {
              long end = System.nanoTime();
              agent.execute(() -> ended(peer, at, end, failure == null));
            });
  }

  /** A ping that failed stays unanswered: an unreachable replica is taken for a distant one. */
  private void ended(ReplicaId peer, long at, long end, boolean answered) {
    underWay.merge(peer, -1, Integer::sum);
    if (answered) {
      Deque<Long> sent = unanswered.get(peer);
      while (!sent.isEmpty() && sent.getFirst() - at <= 0) {
        sent.removeFirst();
      }
      measurements.replicaRtt(peer, end / 1e6, (end - at) / 1e6);
    }
  }
}
