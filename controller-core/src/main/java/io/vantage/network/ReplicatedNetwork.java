package io.vantage.network;

import io.vantage.cluster.Cluster;
import io.vantage.cluster.Committed;
import io.vantage.cluster.PartitionId;
import io.vantage.model.DatapathId;
import java.time.Duration;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.concurrent.ConcurrentHashMap;

/**
 * The network over a cluster's logs. Commands for a switch that is being moved between partitions
 * wait until it has arrived. Any thread; never blocks.
 */
public final class ReplicatedNetwork implements Network {
  /** As long as a command waits for its commit. */
  private static final Duration PATIENCE = Duration.ofSeconds(10);

  private final Cluster cluster;
  private final LocalView view;
  private final Duration patience;
  private final Map<DatapathId, DeviceLane> lanes = new ConcurrentHashMap<>();

  /**
   * @param view whose state machines the cluster's logs are applied to
   */
  public ReplicatedNetwork(Cluster cluster, LocalView view) {
    this(cluster, view, PATIENCE);
  }

  /**
   * @param patience how long a command for a switch may wait for the end of a move
   */
  ReplicatedNetwork(Cluster cluster, LocalView view, Duration patience) {
    this.cluster = cluster;
    this.view = view;
    this.patience = patience;
    view.holders().onChange(this::wake);
    var unused = view.subscribe(this::onEvent);
  }

  private void onEvent(PartitionId partition, long index, NetworkEvent event) {
    if (event instanceof NetworkEvent.SwitchAssigned assigned) {
      wake(assigned.device());
    } else if (event instanceof NetworkEvent.PartitionRestored) {
      lanes.values().forEach(DeviceLane::wake);
    }
  }

  private void wake(DatapathId device) {
    DeviceLane lane = lanes.get(device);
    if (lane != null) {
      lane.wake();
    }
  }

  @Override
  public NetworkView view() {
    return view;
  }

  @Override
  public CompletableFuture<Receipt> submit(NetworkCommand command) {
    try {
      byte[] update = NetworkTypes.CODEC.encode(command);
      if (update.length > NetworkCommands.MAX_BYTES) {
        throw new IllegalArgumentException(
            command.getClass().getSimpleName()
                + " has "
                + update.length
                + " bytes; at most "
                + NetworkCommands.MAX_BYTES
                + " fit into one command");
      }
      CompletableFuture<Receipt> answer = new CompletableFuture<>();
      propose(command, update).whenComplete((c, e) -> answer(answer, c, e));
      return answer;
    } catch (RuntimeException e) {
      return CompletableFuture.failedFuture(e);
    }
  }

  private CompletableFuture<Committed> propose(NetworkCommand command, byte[] update) {
    if (command instanceof NetworkCommand.ForDevice forDevice) {
      return lane(forDevice.device()).submit(forDevice, update);
    } else if (command instanceof NetworkCommand.AssignSwitch assign) {
      requirePartition(assign.device(), assign.partition());
    } else if (command instanceof NetworkCommand.BeginMove move) {
      requirePartition(move.device(), move.to());
    } else if (command instanceof NetworkCommand.ForMove) {
      throw new IllegalArgumentException(
          command.getClass().getSimpleName() + " is for the one who carries out the move");
    }
    return cluster.partition(PartitionId.SYSTEM).propose(update);
  }

  /** Only of switches that have a partition, so that their number is bounded. */
  private DeviceLane lane(DatapathId device) {
    DeviceLane known = lanes.get(device);
    if (known != null) {
      return known;
    }
    if (view.partitionOf(device).isEmpty()) {
      throw new UnknownDeviceException(device);
    }
    return lanes.computeIfAbsent(device, id -> new DeviceLane(id, cluster, view, patience));
  }

  private void requirePartition(DatapathId device, PartitionId partition) {
    if (!cluster.partitions().containsKey(partition)) {
      throw new CommandRejectedException(
          "switch "
              + device
              + " cannot belong to partition "
              + partition
              + "; there are "
              + cluster.partitions().keySet());
    }
  }

  /** Completes with the exception itself, not with one that wraps it. */
  private static void answer(
      CompletableFuture<Receipt> answer, Committed committed, Throwable failure) {
    if (failure != null) {
      boolean wrapped = failure instanceof CompletionException && failure.getCause() != null;
      answer.completeExceptionally(wrapped ? failure.getCause() : failure);
      return;
    }
    try {
      if (NetworkStateMachine.decodeResult(committed.result())
          instanceof CommandResult.Rejected rejected) {
        answer.completeExceptionally(new CommandRejectedException(rejected.reason()));
      } else {
        answer.complete(new Receipt(committed.partition(), committed.index()));
      }
    } catch (RuntimeException e) {
      answer.completeExceptionally(e);
    }
  }

  @Override
  public CompletableFuture<Void> await(Receipt receipt, Duration deadline) {
    return cluster.partition(receipt.partition()).awaitApplied(receipt.index(), deadline);
  }
}
