package io.vantage.server.cli;

import com.fasterxml.jackson.databind.JsonNode;
import io.vantage.server.local.LocalReplica;
import java.io.IOException;
import java.io.PrintWriter;
import java.nio.file.Files;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Iterator;
import java.util.List;
import java.util.stream.Collectors;

/** Waits until replicas answer {@code /health} as ready, and tells as each of them does. */
final class ReadyWait {
  private static final Duration POLL = Duration.ofMillis(50);

  private final Duration limit;
  private final PrintWriter out;

  ReadyWait(Duration limit, PrintWriter out) {
    this.limit = limit;
    this.out = out;
  }

  void await(List<LocalReplica> replicas) throws InterruptedException {
    long start = System.nanoTime();
    List<LocalReplica> waiting = new ArrayList<>(replicas);
    while (!waiting.isEmpty()) {
      Iterator<LocalReplica> each = waiting.iterator();
      while (each.hasNext()) {
        LocalReplica replica = each.next();
        if (isReady(replica)) {
          each.remove();
          tell(replica, start);
        } else if (replica.process().isEmpty()) {
          throw new CliException(
              ExitCode.FAILED, "replica " + replica.id() + " ended: " + why(replica));
        }
      }
      if (System.nanoTime() - start > limit.toNanos()) {
        throw new CliException(ExitCode.TIMEOUT, late(waiting));
      }
      Thread.sleep(POLL.toMillis());
    }
  }

  private void tell(LocalReplica replica, long start) {
    out.printf(
        "%s ready after %.1f s: API %s, OpenFlow %s:%d%n",
        replica.id(),
        (System.nanoTime() - start) / 1e9,
        replica.url(),
        replica.host(),
        LocalReplica.OPENFLOW_PORT);
    out.flush();
  }

  private static boolean isReady(LocalReplica replica) {
    return health(replica).path("ready").asBoolean(false);
  }

  /** What the replica says of itself; a missing node if it does not answer. */
  static JsonNode health(LocalReplica replica) {
    try {
      return new ApiClient(List.of(replica.url()), Duration.ofSeconds(2))
          .exchange("GET", "/health")
          .body();
    } catch (CliException e) {
      return com.fasterxml.jackson.databind.node.MissingNode.getInstance();
    }
  }

  private String late(List<LocalReplica> waiting) {
    return "not ready after "
        + limit.toSeconds()
        + " s: "
        + waiting.stream().map(ReadyWait::state).collect(Collectors.joining("; "));
  }

  private static String state(LocalReplica replica) {
    List<String> reasons = new ArrayList<>();
    health(replica).path("reasons").forEach(reason -> reasons.add(reason.asText()));
    return replica.id()
        + " ("
        + (reasons.isEmpty() ? "no answer" : String.join(", ", reasons))
        + ", log "
        + replica.logFile()
        + ")";
  }

  private static String why(LocalReplica replica) {
    try {
      List<String> lines =
          Files.readAllLines(replica.outputFile()).stream()
              .filter(line -> !line.isBlank())
              .toList();
      return lines.isEmpty() ? "see " + replica.logFile() : lines.get(lines.size() - 1);
    } catch (IOException e) {
      return "see " + replica.logFile();
    }
  }
}
