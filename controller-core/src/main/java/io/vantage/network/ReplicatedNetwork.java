package io.vantage.network;

import io.vantage.cluster.Cluster;
import io.vantage.cluster.Committed;
import io.vantage.cluster.PartitionId;
import io.vantage.model.DatapathId;
import java.time.Duration;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;

/** The network over a cluster's logs. Any thread; never blocks. */
public final class ReplicatedNetwork implements Network {
  private final Cluster cluster;
  private final LocalView view;

  /**
   * @param view whose state machines the cluster's logs are applied to
   */
  public ReplicatedNetwork(Cluster cluster, LocalView view) {
    this.cluster = cluster;
    this.view = view;
  }

  @Override
  public NetworkView view() {
    return view;
  }

  @Override
  public CompletableFuture<Receipt> submit(NetworkCommand command) {
    try {
      PartitionId partition = route(command);
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
      cluster.partition(partition).propose(update).whenComplete((c, e) -> answer(answer, c, e));
      return answer;
    } catch (RuntimeException e) {
      return CompletableFuture.failedFuture(e);
    }
  }

  private PartitionId route(NetworkCommand command) {
    if (command instanceof NetworkCommand.ForDevice forDevice) {
      DatapathId device = forDevice.device();
      Optional<PartitionId> owner = view.partitionOf(device);
      return owner.orElseThrow(() -> new UnknownDeviceException(device));
    }
    if (command instanceof NetworkCommand.AssignSwitch assign
        && !cluster.partitions().containsKey(assign.partition())) {
      throw new CommandRejectedException(
          "switch "
              + assign.device()
              + " cannot belong to partition "
              + assign.partition()
              + "; there are "
              + cluster.partitions().keySet());
    }
    return PartitionId.SYSTEM;
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
