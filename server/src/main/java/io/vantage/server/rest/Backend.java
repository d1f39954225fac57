package io.vantage.server.rest;

import io.vantage.cluster.Cluster;
import io.vantage.cluster.OverloadedException;
import io.vantage.network.CommandRejectedException;
import io.vantage.network.Network;
import io.vantage.network.NetworkCommand;
import io.vantage.network.NetworkView;
import io.vantage.network.Receipt;
import io.vantage.network.UnknownDeviceException;
import io.vantage.seer.elector.Seer;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.function.Supplier;

/**
 * What the API serves. Its waits block the calling thread, which is one of the HTTP server's.
 *
 * @param transferLimit how long a leadership transfer may take unless a request says otherwise
 */
public record Backend(
    Cluster cluster,
    Network network,
    Supplier<Health> health,
    FlowCounters counters,
    Duration transferLimit,
    Seer seer) {
  /** Waits a little longer than the cluster's own deadlines, which have better messages. */
  private static final Duration WRITE_DEADLINE = Duration.ofSeconds(30);

  private static final String UNCOMMITTED = "not committed by the deadline; it may still happen";

  NetworkView view() {
    return network.view();
  }

  /** Commits one command. */
  Receipt commit(NetworkCommand command) {
    return commitAll(List.of(command)).get(0);
  }

  /** Commits commands in order, all under way at once. */
  List<Receipt> commitAll(List<? extends NetworkCommand> commands) {
    List<CompletableFuture<Receipt>> pending = new ArrayList<>();
    commands.forEach(command -> pending.add(network.submit(command)));
    List<Receipt> receipts = new ArrayList<>();
    pending.forEach(each -> receipts.add(await(each, WRITE_DEADLINE, UNCOMMITTED)));
    return receipts;
  }

  /**
   * The result, or the {@link Problem} that says why there is none.
   *
   * @param late what to say if there is none by the deadline
   */
  static <T> T await(CompletableFuture<T> future, Duration deadline, String late) {
    try {
      return future.get(deadline.toMillis(), TimeUnit.MILLISECONDS);
    } catch (TimeoutException e) {
      throw Problem.timeout(late);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw Problem.unavailable("the replica is stopping");
    } catch (ExecutionException e) {
      throw e.getCause() instanceof TimeoutException
          ? Problem.timeout(late)
          : problem(e.getCause());
    }
  }

  private static RuntimeException problem(Throwable cause) {
    if (cause instanceof Problem known) {
      return known;
    }
    String message = String.valueOf(cause.getMessage());
    if (cause instanceof UnknownDeviceException) {
      return Problem.notFound(message);
    } else if (cause instanceof CommandRejectedException) {
      return Problem.conflict(message);
    } else if (cause instanceof OverloadedException) {
      return Problem.unavailable(message);
    } else if (cause instanceof IllegalArgumentException) {
      return Problem.badRequest("body", message);
    }
    return new IllegalStateException(cause);
  }
}
