package io.vantage.testbed.lab;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.io.BufferedReader;
import java.io.BufferedWriter;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;

/**
 * Open vSwitch in Mininet, driven through {@code mininet-topologies/scenario.py}: one JSON object
 * per line in each direction. Needs root.
 */
public final class MininetNetwork implements LabNetwork {
  private static final ObjectMapper JSON = new ObjectMapper();
  private static final Duration BRING_UP = Duration.ofSeconds(120);
  private static final Duration COMMAND = Duration.ofSeconds(120);

  private final Process process;
  private final BufferedReader answers;
  private final BufferedWriter commands;
  private final ExecutorService reader =
      Executors.newSingleThreadExecutor(
          task -> {
            Thread thread = new Thread(task, "mininet-answers");
            thread.setDaemon(true);
            return thread;
          });
  private final Size size;

  /**
   * Builds the network and points every switch at all replicas.
   *
   * @param scripts directory of the Mininet scripts
   * @param topology as {@code mn --topo} takes it here
   * @param replicas {@code host:port} of each replica's OpenFlow port
   * @param protocols {@code OpenFlow10} or {@code OpenFlow13}
   * @param log file for the scripts' progress and Open vSwitch's complaints
   */
  public MininetNetwork(
      Path scripts, String topology, List<String> replicas, String protocols, Path log) {
    try {
      process =
          new ProcessBuilder(
                  "/usr/bin/python3",
                  scripts.resolve("scenario.py").toString(),
                  "--topo",
                  topology,
                  "--replicas-at",
                  String.join(",", replicas),
                  "--protocols",
                  protocols)
              .redirectError(ProcessBuilder.Redirect.appendTo(log.toFile()))
              .start();
    } catch (IOException e) {
      throw new LabException("cannot start Mininet: " + e.getMessage(), e);
    }
    answers = process.inputReader(StandardCharsets.UTF_8);
    commands = process.outputWriter(StandardCharsets.UTF_8);
    try {
      JsonNode ready = read(BRING_UP);
      size =
          new Size(
              ready.path("switches").asInt(),
              ready.path("links").asInt(),
              ready.path("hosts").asInt());
    } catch (RuntimeException e) {
      close();
      throw e;
    }
  }

  @Override
  public Size size() {
    return size;
  }

  @Override
  public PingReport pingAll() {
    // As long as mn's own pingall waits: a slow machine is not a lost packet.
    ObjectNode command = JSON.createObjectNode().put("cmd", "pingall").put("timeout", 10);
    JsonNode answer = run(command.put("attempts", 2).put("deadline", 110));
    return new PingReport(
        answer.path("sent").asLong(),
        answer.path("received").asLong(),
        answer.path("firstTryReceived").asLong(),
        0);
  }

  @Override
  public void startPings(Duration interval) {
    ObjectNode command =
        JSON.createObjectNode()
            .put("cmd", "pingStart")
            .put("name", "lab")
            .put("interval", interval.toNanos() / 1e9)
            .put("timeout", 2);
    ArrayNode pairs = command.putArray("pairs");
    List<String> hosts = hostNames();
    int half = hosts.size() / 2;
    for (int i = 0; i < Math.min(4, half); i++) {
      pairs.addArray().add(hosts.get(i)).add(hosts.get(i + half));
    }
    run(command);
  }

  @Override
  public PingReport stopPings() {
    JsonNode answer = run(JSON.createObjectNode().put("cmd", "pingStop").put("name", "lab"));
    long received = answer.path("received").asLong();
    return new PingReport(
        answer.path("sent").asLong(), received, received, answer.path("longestGapMs").asDouble());
  }

  private List<String> hostNames() {
    List<String> names = new ArrayList<>();
    run(JSON.createObjectNode().put("cmd", "topology"))
        .path("hosts")
        .forEach(host -> names.add(host.path("name").asText()));
    return names;
  }

  /**
   * Runs one command of the script's protocol.
   *
   * @throws LabException with the script's own words if it failed, or if no answer came in time
   */
  public JsonNode run(ObjectNode command) {
    try {
      commands.write(JSON.writeValueAsString(command));
      commands.newLine();
      commands.flush();
    } catch (IOException e) {
      throw new LabException("Mininet has gone: " + e.getMessage(), e);
    }
    return read(COMMAND);
  }

  private JsonNode read(Duration deadline) {
    try {
      String line =
          reader.submit(answers::readLine).get(deadline.toMillis(), TimeUnit.MILLISECONDS);
      if (line == null) {
        throw new LabException("Mininet ended; see its log");
      }
      JsonNode answer = JSON.readTree(line);
      if (answer.has("error")) {
        throw new LabException(answer.get("error").asText());
      }
      return answer;
    } catch (TimeoutException e) {
      throw new LabException("Mininet did not answer within " + deadline.toSeconds() + " s", e);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new LabException("interrupted", e);
    } catch (ExecutionException | IOException e) {
      throw new LabException("Mininet's answer could not be read: " + e.getMessage(), e);
    }
  }

  @Override
  public void close() {
    try {
      commands.close();
      if (!process.waitFor(60, TimeUnit.SECONDS)) {
        process.destroy();
        if (!process.waitFor(10, TimeUnit.SECONDS)) {
          process.destroyForcibly();
        }
      }
    } catch (IOException e) {
      process.destroy();
    } catch (InterruptedException e) {
      process.destroy();
      Thread.currentThread().interrupt();
    } finally {
      reader.shutdownNow();
    }
  }
}
