package io.vantage.network;

import io.vantage.cluster.PartitionId;
import io.vantage.model.DatapathId;
import java.time.Duration;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.concurrent.ConcurrentSkipListMap;
import java.util.concurrent.TimeUnit;

/** Asks for moves of switches, at any replica; a {@link MoveDriver} carries them out. */
public final class DeviceMoves {
  private final Network network;

  public DeviceMoves(Network network) {
    this.network = network;
  }

  /**
   * Moves a switch, with all its state, to another partition. Commands for it wait meanwhile; none
   * is lost. Completes when the move is over; fails like {@link Network#submit}, and with {@link
   * java.util.concurrent.TimeoutException} if it is not over by the deadline: it goes on then.
   */
  public CompletableFuture<MoveOutcome> move(DatapathId device, PartitionId to, Duration deadline) {
    if (network.view().assignments().get(device) == null) {
      return CompletableFuture.failedFuture(new UnknownDeviceException(device));
    }
    Watch watch = new Watch(device, to);
    NetworkView.Subscription subscription = network.view().subscribe(watch);
    network
        .submit(new NetworkCommand.BeginMove(device, to))
        .thenCompose(
            receipt -> {
              watch.begun(receipt.index());
              return network.await(receipt, deadline);
            })
        .whenComplete(
            (applied, error) -> {
              if (error != null) {
                watch.outcome.completeExceptionally(cause(error));
              } else if (!watch.started) {
                watch.look();
              }
            });
    return watch
        .outcome
        .orTimeout(deadline.toNanos(), TimeUnit.NANOSECONDS)
        .whenComplete((done, error) -> subscription.close());
  }

  /** Waits for the end of the move that a command at a known index has begun or joined. */
  private final class Watch implements NetworkListener {
    private final DatapathId device;
    private final PartitionId to;
    private final CompletableFuture<MoveOutcome> outcome = new CompletableFuture<>();
    private final ConcurrentSkipListMap<Long, MoveOutcome> ended = new ConcurrentSkipListMap<>();
    private volatile long begun = Long.MAX_VALUE;
    private volatile boolean started;

    Watch(DatapathId device, PartitionId to) {
      this.device = device;
      this.to = to;
    }

    void begun(long index) {
      begun = index;
      settle();
    }

    @Override
    public void onEvent(PartitionId partition, long index, NetworkEvent event) {
      if (event instanceof NetworkEvent.MoveEnded end && end.move().device().equals(device)) {
        ended.put(index, outcome(end.move(), end.pauseNanos()));
        settle();
      } else if (event instanceof NetworkEvent.MoveChanged change
          && change.move().device().equals(device)) {
        started = true;
      } else if (event instanceof NetworkEvent.PartitionRestored
          && partition.isSystem()
          && begun != Long.MAX_VALUE) {
        look();
      }
    }

    private void settle() {
      Map.Entry<Long, MoveOutcome> end = ended.higherEntry(begun);
      if (end != null) {
        outcome.complete(end.getValue());
      }
    }

    void look() {
      lookAt(device, to).ifPresent(outcome::complete);
    }
  }

  /** What can be said without having seen the end of the move; empty while it is under way. */
  private Optional<MoveOutcome> lookAt(DatapathId device, PartitionId to) {
    if (network.view().moves().containsKey(device)) {
      return Optional.empty();
    }
    PartitionId at = network.view().assignments().get(device);
    return Optional.of(
        at.equals(to)
            ? new MoveOutcome.AlreadyThere(device, at)
            : new MoveOutcome.Aborted(
                device, at, "the move is over and the switch did not arrive"));
  }

  private static MoveOutcome outcome(DeviceMove move, long pauseNanos) {
    return move.phase() == DeviceMove.Phase.COMMITTED
        ? new MoveOutcome.Moved(move.device(), move.from(), move.to(), pauseNanos)
        : new MoveOutcome.Aborted(move.device(), move.from(), move.reason());
  }

  private static Throwable cause(Throwable error) {
    return error instanceof CompletionException && error.getCause() != null
        ? error.getCause()
        : error;
  }
}
