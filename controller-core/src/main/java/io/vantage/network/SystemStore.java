package io.vantage.network;

import io.vantage.cluster.PartitionId;
import io.vantage.model.DatapathId;
import java.util.Collections;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.function.Consumer;

/**
 * What is global: which partition owns a switch, and the configuration. Changes are rare and reads
 * frequent, so both are copied on write. Written by the apply thread of the system partition only.
 */
final class SystemStore {
  private static final CommandResult DONE = new CommandResult.Done();

  private final Consumer<NetworkEvent> events;
  private volatile Map<DatapathId, PartitionId> assignments = Map.of();
  private volatile Map<String, String> configuration = Map.of();

  SystemStore(Consumer<NetworkEvent> events) {
    this.events = events;
  }

  Map<DatapathId, PartitionId> assignments() {
    return assignments;
  }

  /** Sorted by key. */
  Map<String, String> configuration() {
    return configuration;
  }

  CommandResult apply(NetworkCommand.ForSystem command) {
    if (command instanceof NetworkCommand.AssignSwitch assign) {
      return assign(assign.device(), assign.partition());
    } else if (command instanceof NetworkCommand.SetConfiguration set) {
      return set(set.key(), set.value());
    } else if (command instanceof NetworkCommand.InitializeConfiguration initialize) {
      return configuration.containsKey(initialize.key())
          ? DONE
          : set(initialize.key(), initialize.value());
    } else if (command instanceof NetworkCommand.RemoveConfiguration remove) {
      return remove(remove.key());
    }
    throw new AssertionError("no rule for " + command);
  }

  private CommandResult assign(DatapathId device, PartitionId partition) {
    if (partition.isSystem()) {
      return new CommandResult.Rejected(
          "switch " + device + " cannot belong to partition " + partition);
    }
    if (!assignments.containsKey(device)) {
      Map<DatapathId, PartitionId> copy = new HashMap<>(assignments);
      copy.put(device, partition);
      assignments = Collections.unmodifiableMap(copy);
      events.accept(new NetworkEvent.SwitchAssigned(device, partition));
    }
    return DONE;
  }

  private CommandResult set(String key, String value) {
    if (!value.equals(configuration.get(key))) {
      Map<String, String> copy = new TreeMap<>(configuration);
      copy.put(key, value);
      configuration = Collections.unmodifiableMap(copy);
      events.accept(new NetworkEvent.ConfigurationChanged(key, Optional.of(value)));
    }
    return DONE;
  }

  private CommandResult remove(String key) {
    if (configuration.containsKey(key)) {
      Map<String, String> copy = new TreeMap<>(configuration);
      copy.remove(key);
      configuration = Collections.unmodifiableMap(copy);
      events.accept(new NetworkEvent.ConfigurationChanged(key, Optional.empty()));
    }
    return DONE;
  }

  /** Takes over the values of a snapshot, without events. */
  void restore(Map<DatapathId, PartitionId> assigned, Map<String, String> configured) {
    assignments = Collections.unmodifiableMap(new HashMap<>(assigned));
    configuration = Collections.unmodifiableMap(new TreeMap<>(configured));
  }
}
