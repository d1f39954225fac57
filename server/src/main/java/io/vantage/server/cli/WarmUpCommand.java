package io.vantage.server.cli;

import com.fasterxml.jackson.databind.json.JsonMapper;
import io.vantage.server.Node;
import io.vantage.server.config.SettingsReader;
import java.io.IOException;
import java.io.PrintWriter;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Comparator;
import java.util.List;
import java.util.concurrent.Callable;
import java.util.stream.Stream;
import picocli.CommandLine.Command;

/**
 * Loads the classes that commands and nodes load, for the launcher's class archive, by doing what
 * they do: a node runs for a moment, on free ports and in a directory of its own.
 */
@Command(name = "warm-up", hidden = true)
final class WarmUpCommand implements Callable<Integer> {
  private static final Duration LIMIT = Duration.ofSeconds(30);
  private static final List<String> READS =
      List.of("cluster", "replicas", "partitions", "topology", "flows", "groups", "meters");

  @Override
  public Integer call() throws IOException, InterruptedException {
    PrintWriter nowhere = new PrintWriter(PrintWriter.nullWriter());
    Main.commandLine().usage(nowhere);
    new Table("A").row(new JsonMapper().readTree("{\"a\":[1]}").toPrettyString()).print(nowhere);
    Path directory = Files.createTempDirectory("vantage-warm-up");
    try {
      runNode(directory);
    } finally {
      try (Stream<Path> tree = Files.walk(directory)) {
        for (Path path : tree.sorted(Comparator.reverseOrder()).toList()) {
          Files.delete(path);
        }
      }
    }
    return ExitCode.OK;
  }

  private static void runNode(Path directory) throws IOException, InterruptedException {
    Path config = directory.resolve("vantage.conf");
    Files.writeString(
        config,
        """
        vantage {
          members = [{ id = r1, host = 127.0.0.1, port = %d }]
          openflow.port = 0
          http.port = 0
          logging { level = error, directory = "." }
        }
        """
            .formatted(freePort()));
    var settings = SettingsReader.read(config);
    LoggingSetup.apply(settings.replica(), settings.logging());
    try (Node node = new Node(settings)) {
      node.start();
      ApiClient api = new ApiClient(List.of("http://127.0.0.1:" + node.httpPort()), LIMIT);
      long end = System.nanoTime() + LIMIT.toNanos();
      while (!node.isReady() && System.nanoTime() < end) {
        Thread.sleep(20);
      }
      READS.forEach(path -> api.get("/api/v1/" + path));
    }
  }

  private static int freePort() throws IOException {
    try (ServerSocket socket = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
      return socket.getLocalPort();
    }
  }
}
