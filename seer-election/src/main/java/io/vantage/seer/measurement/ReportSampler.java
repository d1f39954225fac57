package io.vantage.seer.measurement;

import io.vantage.cluster.PartitionId;
import io.vantage.cluster.ReplicaId;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.random.RandomGenerator;

/**
 * Keeps of the commit reports of a period a uniform sample per partition and leader, so that their
 * transport costs the same at any load. One thread at a time.
 */
public final class ReportSampler {
  private final int size;
  private final RandomGenerator random;
  private final Map<PartitionId, Map<ReplicaId, Reservoir>> reservoirs = new TreeMap<>();

  /**
   * @param size reports that are kept per partition and leader
   */
  public ReportSampler(int size, RandomGenerator random) {
    if (size < 1) {
      throw new IllegalArgumentException("a sample has at least 1 report, not " + size);
    }
    this.size = size;
    this.random = random;
  }

  /**
   * Reports of a period.
   *
   * @param count how many there were
   * @param reports a uniform sample of them
   */
  public record Sampled(
      PartitionId partition, ReplicaId leader, long count, List<CommitReport> reports) {}

  public void add(CommitReport report) {
    reservoirs
        .computeIfAbsent(report.partition(), id -> new TreeMap<>())
        .computeIfAbsent(report.leader(), id -> new Reservoir())
        .add(report);
  }

  /** Ends the period: answers its samples, ordered by partition and leader, and begins anew. */
  public List<Sampled> take() {
    List<Sampled> taken = new ArrayList<>();
    reservoirs.forEach(
        (partition, byLeader) ->
            byLeader.forEach(
                (leader, reservoir) ->
                    taken.add(
                        new Sampled(
                            partition, leader, reservoir.count, List.copyOf(reservoir.kept)))));
    reservoirs.clear();
    return taken;
  }

  private final class Reservoir {
    private final List<CommitReport> kept = new ArrayList<>();
    private long count;

    void add(CommitReport report) {
      count++;
      if (kept.size() < size) {
        kept.add(report);
        return;
      }
      long place = random.nextLong(count);
      if (place < size) {
        kept.set((int) place, report);
      }
    }
  }
}
