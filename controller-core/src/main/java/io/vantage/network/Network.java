package io.vantage.network;

import java.time.Duration;
import java.util.concurrent.CompletableFuture;

/** The replicated network: reads go to {@link #view}, changes through {@link #submit}. */
public interface Network {
  NetworkView view();

  /**
   * Commits a command exactly once, in the partition that it belongs to, whoever leads it. Commands
   * submitted by one thread to one partition take effect in that order; many that wait share a log
   * entry.
   *
   * <p>Fails with {@link CommandRejectedException} if the state machine refused it, {@link
   * UnknownDeviceException} if the switch has no partition, {@link
   * io.vantage.cluster.OverloadedException} or {@link java.util.concurrent.TimeoutException}.
   */
  CompletableFuture<Receipt> submit(NetworkCommand command);

  /** Completes when this replica's view shows the command of the receipt. */
  CompletableFuture<Void> await(Receipt receipt, Duration deadline);
}
