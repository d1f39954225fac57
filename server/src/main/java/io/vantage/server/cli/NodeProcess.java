package io.vantage.server.cli;

import io.vantage.server.local.LocalReplica;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/** The command that runs {@code vantage node} in a process like this one. */
public final class NodeProcess {
  /** Atomix reads private fields of these packages. */
  private static final List<String> OPENS =
      List.of(
          "java.base/java.util=ALL-UNNAMED", "java.base/java.util.concurrent.atomic=ALL-UNNAMED");

  /**
   * The optimising compiler waits until code is hot: replicas that start together, or beside busy
   * ones, need the processor for their first requests.
   */
  private static final List<String> COMPILE_LATER =
      List.of(
          "-XX:Tier4InvocationThreshold=20000",
          "-XX:Tier4MinInvocationThreshold=2000",
          "-XX:Tier4CompileThreshold=60000");

  private NodeProcess() {}

  /** The words of the command; the class path is that of this process. */
  public static List<String> command(LocalReplica replica) {
    List<String> command = new ArrayList<>();
    for (String bin : List.of("/usr/bin/setsid", "/bin/setsid")) {
      if (command.isEmpty() && Files.isExecutable(Path.of(bin))) {
        command.add(bin);
      }
    }
    command.add(Path.of(System.getProperty("java.home"), "bin", "java").toString());
    OPENS.forEach(
        name -> {
          command.add("--add-opens");
          command.add(name);
        });
    command.addAll(List.of("-Xshare:auto", "-XX:+ExitOnOutOfMemoryError"));
    command.addAll(COMPILE_LATER);
    classArchive().ifPresent(file -> command.add("-XX:SharedArchiveFile=" + file));
    String options = Optional.ofNullable(System.getenv("VANTAGE_NODE_OPTS")).orElse("-Xmx1g");
    command.addAll(List.of(options.strip().split("\\s+")));
    command.addAll(List.of("-cp", System.getProperty("java.class.path")));
    command.addAll(
        List.of(Main.class.getName(), "node", "--config", replica.configFile().toString()));
    return command;
  }

  /** The launcher's class archive, which spares half of the work of a start. */
  private static Optional<Path> classArchive() {
    return Optional.ofNullable(System.getProperty("vantage.home"))
        .map(home -> Path.of(home, "target", "vantage.jsa"))
        .filter(Files::isRegularFile);
  }
}
