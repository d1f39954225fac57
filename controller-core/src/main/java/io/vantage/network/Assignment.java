package io.vantage.network;

import io.vantage.cluster.PartitionId;
import io.vantage.cluster.ReplicaId;
import io.vantage.model.DatapathId;
import java.time.Duration;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.stream.IntStream;

/** How a new switch gets its partition. Pure; every replica decides alike on equal round trips. */
public sealed interface Assignment {
  /**
   * A partition for a switch.
   *
   * @param members all replicas, in the order of the configuration
   * @param partitions all data partitions, in order; not empty
   * @param roundTrips from replicas to the switch, as far as they are known
   */
  PartitionId choose(
      DatapathId device,
      List<ReplicaId> members,
      List<PartitionId> partitions,
      Map<ReplicaId, Duration> roundTrips);

  /**
   * True if the choice for this switch depends on round trips, so that it pays to wait for them.
   */
  boolean isRegional(DatapathId device);

  /**
   * A partition of the nearest replica. Partition number {@code i} is of replica number {@code i},
   * and so on in turn. Of equally near ones, as in one room, the datapath id decides: so switches
   * spread evenly.
   */
  record Regional() implements Assignment {
    /** Less than this is noise, or not worth to be told apart: 100 km of fibre. */
    static final Duration NOISE = Duration.ofMillis(1);

    /** Round trips that differ by less than one part in so many are equal. */
    static final int SHARE_OF_NOISE = 10;

    @Override
    public PartitionId choose(
        DatapathId device,
        List<ReplicaId> members,
        List<PartitionId> partitions,
        Map<ReplicaId, Duration> roundTrips) {
      int homes = Math.min(members.size(), partitions.size());
      Optional<Duration> nearest =
          members.subList(0, homes).stream()
              .map(roundTrips::get)
              .filter(Objects::nonNull)
              .min(Duration::compareTo);
      if (nearest.isEmpty()) {
        return spread(device, partitions);
      }
      Duration noise = nearest.get().dividedBy(SHARE_OF_NOISE);
      Duration limit = nearest.get().plus(noise.compareTo(NOISE) > 0 ? noise : NOISE);
      return spread(
          device,
          IntStream.range(0, partitions.size())
              .filter(
                  i -> {
                    Duration own = roundTrips.get(members.get(i % homes));
                    return own != null && own.compareTo(limit) <= 0;
                  })
              .mapToObj(partitions::get)
              .toList());
    }

    @Override
    public boolean isRegional(DatapathId device) {
      return true;
    }
  }

  /** By datapath id alone: {@code p(1 + id mod number of partitions)}. */
  record Hash() implements Assignment {
    @Override
    public PartitionId choose(
        DatapathId device,
        List<ReplicaId> members,
        List<PartitionId> partitions,
        Map<ReplicaId, Duration> roundTrips) {
      return spread(device, partitions);
    }

    @Override
    public boolean isRegional(DatapathId device) {
      return false;
    }
  }

  /** By a list; switches that are not in it otherwise. */
  record Static(Map<DatapathId, PartitionId> listed, Assignment otherwise) implements Assignment {
    public Static {
      listed = Map.copyOf(listed);
    }

    @Override
    public PartitionId choose(
        DatapathId device,
        List<ReplicaId> members,
        List<PartitionId> partitions,
        Map<ReplicaId, Duration> roundTrips) {
      PartitionId own = listed.get(device);
      return own == null ? otherwise.choose(device, members, partitions, roundTrips) : own;
    }

    @Override
    public boolean isRegional(DatapathId device) {
      return !listed.containsKey(device) && otherwise.isRegional(device);
    }
  }

  private static PartitionId spread(DatapathId device, Collection<PartitionId> among) {
    List<PartitionId> list = List.copyOf(among);
    return list.get((int) Long.remainderUnsigned(device.value(), list.size()));
  }
}
