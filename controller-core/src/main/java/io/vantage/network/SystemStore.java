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
 * What is global: which partition owns a switch, which switches are being moved, and the
 * configuration. Changes are rare and reads frequent, so both are copied on write. Written by the
 * apply thread of the system partition only.
 */
final class SystemStore {
  private static final CommandResult DONE = new CommandResult.Done();

  private final Consumer<NetworkEvent> events;
  private volatile Map<DatapathId, PartitionId> assignments = Map.of();
  private volatile Map<String, String> configuration = Map.of();
  private volatile Map<DatapathId, DeviceMove> moves = Map.of();
  private long newestMove;

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

  /** Moves under way. */
  Map<DatapathId, DeviceMove> moves() {
    return moves;
  }

  long newestMove() {
    return newestMove;
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
    } else if (command instanceof NetworkCommand.BeginMove begin) {
      return begin(begin.device(), begin.to());
    } else if (command instanceof NetworkCommand.DecideMove decide) {
      return decide(decide);
    } else if (command instanceof NetworkCommand.EndMove end) {
      return end(end);
    }
    throw new AssertionError("no rule for " + command);
  }

  private CommandResult assign(DatapathId device, PartitionId partition) {
    if (partition.isSystem()) {
      return new CommandResult.Rejected(
          "switch " + device + " cannot belong to partition " + partition);
    }
    if (!assignments.containsKey(device)) {
      assignTo(device, partition);
    }
    return DONE;
  }

  private void assignTo(DatapathId device, PartitionId partition) {
    Map<DatapathId, PartitionId> copy = new HashMap<>(assignments);
    copy.put(device, partition);
    assignments = Collections.unmodifiableMap(copy);
    events.accept(new NetworkEvent.SwitchAssigned(device, partition));
  }

  private CommandResult begin(DatapathId device, PartitionId to) {
    PartitionId from = assignments.get(device);
    DeviceMove known = moves.get(device);
    if (known != null) {
      return known.to().equals(to) && known.phase() != DeviceMove.Phase.ABORTED
          ? DONE
          : new CommandResult.Rejected(
              "switch " + device + " is being moved to partition " + known.to());
    } else if (from == null) {
      return new CommandResult.Rejected("switch " + device + " has no partition yet");
    } else if (to.isSystem()) {
      return new CommandResult.Rejected("switch " + device + " cannot belong to partition " + to);
    } else if (!from.equals(to)) {
      newestMove++;
      put(new DeviceMove(device, newestMove, from, to, DeviceMove.Phase.PREPARING, ""));
    }
    return DONE;
  }

  private CommandResult decide(NetworkCommand.DecideMove decide) {
    DeviceMove move = moves.get(decide.device());
    if (move == null || move.id() != decide.move()) {
      return over(decide.device(), decide.move());
    }
    DeviceMove.Phase decision =
        decide.commit() ? DeviceMove.Phase.COMMITTED : DeviceMove.Phase.ABORTED;
    if (move.phase() == DeviceMove.Phase.PREPARING) {
      if (decide.commit()) {
        assignTo(move.device(), move.to());
      }
      put(move.decided(decision, decide.reason()));
    } else if (move.phase() != decision) {
      return new CommandResult.Rejected(
          "the move of switch " + move.device() + " is " + move.phase() + " already");
    }
    return DONE;
  }

  private CommandResult end(NetworkCommand.EndMove end) {
    DeviceMove move = moves.get(end.device());
    if (move == null || move.id() != end.move() || move.phase() == DeviceMove.Phase.PREPARING) {
      return over(end.device(), end.move());
    }
    Map<DatapathId, DeviceMove> copy = new HashMap<>(moves);
    copy.remove(end.device());
    moves = Collections.unmodifiableMap(copy);
    events.accept(new NetworkEvent.MoveEnded(move, end.pauseNanos()));
    return DONE;
  }

  private static CommandResult over(DatapathId device, long move) {
    return new CommandResult.Rejected(
        "move " + move + " of switch " + device + " is not under way");
  }

  private void put(DeviceMove move) {
    Map<DatapathId, DeviceMove> copy = new HashMap<>(moves);
    copy.put(move.device(), move);
    moves = Collections.unmodifiableMap(copy);
    events.accept(new NetworkEvent.MoveChanged(move));
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

  void restoreMoves(long newest, Map<DatapathId, DeviceMove> underWay) {
    newestMove = newest;
    moves = Collections.unmodifiableMap(new HashMap<>(underWay));
  }
}
