package io.vantage.seer.placement;

import io.vantage.cluster.ReplicaId;
import io.vantage.seer.measurement.Observation;
import io.vantage.seer.novelty.NoveltyDetector;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/** Which replicas are in a state that they have not been seen in (SSD; paper, section IV-C). */
final class SystemStates {
  private final List<ReplicaId> replicas;
  private final int largest;
  private final Map<ReplicaId, Deque<double[]>> windows = new HashMap<>();
  private final Map<ReplicaId, NoveltyDetector> models = new HashMap<>();

  SystemStates(List<ReplicaId> replicas, int largest) {
    this.replicas = replicas;
    this.largest = largest;
  }

  void observe(Observation observation) {
    SampleAssembly.features(replicas, observation)
        .ifPresent(
            x -> {
              Deque<double[]> window =
                  windows.computeIfAbsent(observation.replica(), id -> new ArrayDeque<>());
              window.addLast(x);
              if (window.size() > largest) {
                window.removeFirst();
              }
            });
  }

  /** Ends a period: the replicas in novel states, whose windows become their models. */
  List<ReplicaId> novel() {
    List<ReplicaId> novel = new ArrayList<>();
    for (ReplicaId replica : replicas) {
      Deque<double[]> window = windows.getOrDefault(replica, new ArrayDeque<>());
      if (!window.isEmpty()
          && models
              .computeIfAbsent(replica, id -> new NoveltyDetector(NoveltyDetector.Settings.paper()))
              .examine(List.copyOf(window))
              .novel()) {
        novel.add(replica);
      }
      window.clear();
    }
    return novel;
  }
}
