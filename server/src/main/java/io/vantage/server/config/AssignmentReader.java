package io.vantage.server.config;

import com.typesafe.config.Config;
import io.vantage.cluster.PartitionId;
import io.vantage.model.DatapathId;
import io.vantage.network.Assignment;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.stream.IntStream;

/** Reads how a new switch gets its partition, from the section {@code assignment}. */
final class AssignmentReader {
  private static final Set<String> KEYS = new TreeSet<>(List.of("device", "partition"));

  private final ConfigValues values;
  private final int partitions;

  /** The values of {@code policy}. */
  private enum Policy {
    REGIONAL,
    HASH,
    STATIC
  }

  /** The values of {@code fallback}. */
  private enum Fallback {
    REGIONAL,
    HASH
  }

  AssignmentReader(ConfigValues values, int partitions) {
    this.values = values;
    this.partitions = partitions;
  }

  Assignment read() {
    Map<DatapathId, PartitionId> listed = listed();
    Assignment fallback =
        values.choice("fallback", Fallback.class) == Fallback.HASH
            ? new Assignment.Hash()
            : new Assignment.Regional();
    return switch (values.choice("policy", Policy.class)) {
      case REGIONAL -> new Assignment.Regional();
      case HASH -> new Assignment.Hash();
      case STATIC -> new Assignment.Static(listed, fallback);
    };
  }

  private Map<DatapathId, PartitionId> listed() {
    List<? extends Config> objects = values.objects("static");
    Map<DatapathId, PartitionId> listed = new TreeMap<>();
    for (int i = 0; i < objects.size(); i++) {
      ConfigValues entry = values.below(objects.get(i), "static[" + i + "]");
      objects.get(i).root().keySet().stream()
          .filter(key -> !KEYS.contains(key))
          .forEach(key -> entry.reject(key, "unknown key; known here: " + String.join(", ", KEYS)));
      Optional<DatapathId> device = device(entry);
      Optional<PartitionId> partition = partition(entry);
      if (device.isPresent()
          && partition.isPresent()
          && listed.put(device.get(), partition.get()) != null) {
        entry.reject("device", "switch " + device.get() + " is listed twice");
      }
    }
    return listed;
  }

  private static Optional<DatapathId> device(ConfigValues entry) {
    String text = entry.name("device");
    if (text.isEmpty()) {
      return Optional.empty();
    }
    try {
      return Optional.of(DatapathId.parse(text));
    } catch (IllegalArgumentException e) {
      entry.reject("device", "must be a datapath id as 1, 0x1 or 0000000000000001");
      return Optional.empty();
    }
  }

  private Optional<PartitionId> partition(ConfigValues entry) {
    String text = entry.name("partition");
    Optional<PartitionId> found =
        IntStream.rangeClosed(1, partitions)
            .mapToObj(PartitionId::data)
            .filter(id -> id.name().equals(text))
            .findFirst();
    if (found.isEmpty() && !text.isEmpty()) {
      entry.reject("partition", "must be one of p1 to p" + partitions);
    }
    return found;
  }
}
