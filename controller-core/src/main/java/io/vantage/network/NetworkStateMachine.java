package io.vantage.network;

import io.vantage.cluster.IncompatibleUpdateException;
import io.vantage.cluster.PartitionId;
import io.vantage.cluster.StateMachine;
import io.vantage.model.DatapathId;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.util.ArrayList;
import java.util.List;

/**
 * The replicated state of one partition. Applies {@link NetworkCommand}s encoded by {@link
 * NetworkTypes#CODEC} and answers with an encoded {@link CommandResult}; an empty answer stands for
 * {@link CommandResult.Done}.
 *
 * <p>Threads: {@link StateMachine}'s methods on the partition's apply thread; {@link LocalView}
 * reads from any thread.
 */
public final class NetworkStateMachine implements StateMachine {
  private static final byte[] DONE = new byte[0];

  private final PartitionId partition;
  private final Listeners listeners;
  private final Holders holders;
  private final TopologyChanges changes = new TopologyChanges();

  /** Events of the command that is being applied; told once all of it is in place. */
  private final List<NetworkEvent> pending = new ArrayList<>();

  private volatile PartitionState state;

  NetworkStateMachine(PartitionId partition, Listeners listeners, Holders holders) {
    this.partition = partition;
    this.listeners = listeners;
    this.holders = holders;
    this.state = newState();
  }

  private PartitionState newState() {
    return new PartitionState(changes, this::event);
  }

  PartitionId partition() {
    return partition;
  }

  PartitionState state() {
    return state;
  }

  TopologyChanges changes() {
    return changes;
  }

  static CommandResult decodeResult(byte[] result) {
    return result.length == 0
        ? new CommandResult.Done()
        : NetworkTypes.CODEC.decode(result, CommandResult.class);
  }

  @Override
  public byte[] apply(long index, long term, long timeMillis, byte[] update) {
    CommandResult result;
    try {
      result = apply(NetworkTypes.CODEC.decode(update, NetworkCommand.class), term);
    } finally {
      tellPending(index);
    }
    return result instanceof CommandResult.Done ? DONE : NetworkTypes.CODEC.encode(result);
  }

  private void tellPending(long index) {
    if (!pending.isEmpty()) {
      for (NetworkEvent event : pending) {
        listeners.tell(partition, index, event);
      }
      pending.clear();
    }
  }

  private CommandResult apply(NetworkCommand command, long term) {
    if (command instanceof NetworkCommand.ForDevice forDevice && !partition.isSystem()) {
      return state.apply(forDevice, term);
    } else if (command instanceof NetworkCommand.ForMove step && !partition.isSystem()) {
      return move(step, term);
    } else if (command instanceof NetworkCommand.ForSystem forSystem && partition.isSystem()) {
      return state.system.apply(forSystem);
    }
    return new CommandResult.Rejected(
        command.getClass().getSimpleName() + " does not belong to partition " + partition);
  }

  private CommandResult move(NetworkCommand.ForMove step, long term) {
    DatapathId device = step.device();
    Custody before = state.custody.of(device);
    if (step instanceof NetworkCommand.ReleaseDevice
        && before instanceof Custody.Frozen
        && before.move() == step.move()) {
      holders.keep(device, partition, state);
    }
    CommandResult result = state.custody.apply(step, term);
    Custody after = state.custody.of(device);
    if (!after.equals(before)) {
      holders.offer(device, partition, after);
      if (after instanceof Custody.Held) {
        event(new NetworkEvent.SwitchAssigned(device, partition));
      }
    }
    return result;
  }

  private void event(NetworkEvent event) {
    if (listeners.any()) {
      pending.add(event);
    }
  }

  @Override
  public void snapshot(OutputStream out) throws IOException {
    Snapshots.write(partition, state, out);
  }

  /**
   * {@inheritDoc}
   *
   * @throws IncompatibleUpdateException if the snapshot cannot be read; the state stays as it was
   */
  @Override
  public void restore(InputStream in) throws IOException {
    PartitionState restored = newState();
    Snapshots.read(partition, restored, in);
    PartitionState old = state;
    restored
        .custody
        .all()
        .forEach(
            (device, custody) -> {
              if (custody instanceof Custody.Gone && old.topology.hasTraceOf(device)) {
                holders.keep(device, partition, old);
              }
            });
    state = restored;
    restored.custody.all().forEach((device, now) -> holders.offer(device, partition, now));
    changes.placeChanged();
    changes.hostChanged();
    listeners.tell(partition, 0, new NetworkEvent.PartitionRestored(partition));
  }
}
