package io.vantage.openflow.flow;

import io.vantage.network.CommandRejectedException;
import io.vantage.network.Network;
import io.vantage.network.NetworkCommand;
import io.vantage.network.NetworkCommand.Report;
import io.vantage.network.UnknownDeviceException;
import io.vantage.openflow.session.Backoff;
import io.vantage.openflow.session.SwitchLoop;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Iterator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.function.Function;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Reports on their way into the replicated network: the newest per key, many at a time, one lot in
 * flight, tried again until it is committed. Bounded by the number of keys. Confined to the
 * switch's event loop.
 */
final class ReportOutbox<K> {
  private static final Logger LOG = LoggerFactory.getLogger(ReportOutbox.class);

  private static final int BATCH = 500;

  private final SwitchLoop loop;
  private final Network network;
  private final Function<List<Report<K>>, List<? extends NetworkCommand>> commands;
  private final Map<K, Report<K>> waiting = new LinkedHashMap<>();
  private final Map<K, Report<K>> sent = new LinkedHashMap<>();
  private final Backoff backoff = new Backoff(Duration.ofMillis(50), Duration.ofSeconds(2));

  /**
   * @param commands makes the commands for many reports, each small enough to be taken
   */
  ReportOutbox(
      SwitchLoop loop,
      Network network,
      Function<List<Report<K>>, List<? extends NetworkCommand>> commands) {
    this.loop = loop;
    this.network = network;
    this.commands = commands;
  }

  void added(K key, long revision) {
    waiting.put(key, Report.added(key, revision));
  }

  void failed(K key, long revision, String reason) {
    waiting.put(key, Report.failed(key, revision, reason));
  }

  void removed(K key, long revision) {
    waiting.put(key, Report.removed(key, revision));
  }

  /** True while a report of this key has not been committed. */
  boolean contains(K key) {
    return waiting.containsKey(key) || sent.containsKey(key);
  }

  /** Sends what waits, unless a lot is in flight: then it follows when that is committed. */
  void flush() {
    if (!sent.isEmpty() || waiting.isEmpty()) {
      return;
    }
    Iterator<Report<K>> next = waiting.values().iterator();
    while (next.hasNext() && sent.size() < BATCH) {
      Report<K> report = next.next();
      sent.put(report.key(), report);
      next.remove();
    }
    loop.whenDone(
        CompletableFuture.allOf(
            commands.apply(new ArrayList<>(sent.values())).stream()
                .map(network::submit)
                .toArray(CompletableFuture<?>[]::new)),
        receipts -> committed(),
        this::notCommitted);
  }

  /** Forgets what waits: another replica is master now and will report itself. */
  void clear() {
    waiting.clear();
  }

  private void committed() {
    backoff.reset();
    sent.clear();
    flush();
  }

  private void notCommitted(Throwable error) {
    if (error instanceof CommandRejectedException || error instanceof UnknownDeviceException) {
      LOG.warn("Reports of a switch were refused: {}", error.getMessage());
      committed();
      return;
    }
    loop.after(
        backoff.next(),
        () -> {
          sent.forEach(waiting::putIfAbsent);
          sent.clear();
          flush();
        });
  }
}
