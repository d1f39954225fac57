package io.vantage.server.local;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;

/**
 * One replica of a {@link LocalCluster}: its files and its process.
 *
 * @param number counted from 1; the replica is {@code r<number>} on {@code 127.0.0.<number>}
 * @param directory holds its configuration, pid file, log and data
 */
public record LocalReplica(int number, Path directory) {
  public static final int RAFT_PORT = 5679;
  public static final int OPENFLOW_PORT = 6653;
  public static final int HTTP_PORT = 8181;

  /** The system counts start times from a boot time that a clock adjustment may move. */
  private static final long CLOCK_STEP_MILLIS = 2000;

  public String id() {
    return "r" + number;
  }

  public String host() {
    return "127.0.0." + number;
  }

  public String url() {
    return "http://" + host() + ":" + HTTP_PORT;
  }

  public Path configFile() {
    return directory.resolve("vantage.conf");
  }

  public Path logFile() {
    return directory.resolve(id() + ".log");
  }

  /** What the process printed beside its log: start-up errors, crashes of the JVM. */
  public Path outputFile() {
    return directory.resolve(id() + ".out");
  }

  private Path pidFile() {
    return directory.resolve("pid");
  }

  /**
   * The running process. A pid file whose process has ended, or whose pid belongs to another
   * process by now (its start time differs), counts as none.
   */
  public Optional<ProcessHandle> process() {
    try {
      String[] words = Files.readString(pidFile()).strip().split(" ", 2);
      long startMillis = Long.parseLong(words[1]);
      return ProcessHandle.of(Long.parseLong(words[0]))
          .filter(ProcessHandle::isAlive)
          .filter(process -> Math.abs(startMillis(process) - startMillis) <= CLOCK_STEP_MILLIS);
    } catch (IOException | NumberFormatException | ArrayIndexOutOfBoundsException e) {
      return Optional.empty();
    }
  }

  private static long startMillis(ProcessHandle process) {
    return process.info().startInstant().map(Instant::toEpochMilli).orElse(0L);
  }

  /** Starts the process in a session of its own, so that a Ctrl-C here does not reach it. */
  public ProcessHandle start(List<String> command) throws IOException {
    Path output = outputFile();
    ProcessBuilder builder =
        new ProcessBuilder(command)
            .directory(directory.toFile())
            .redirectInput(Path.of("/dev/null").toFile())
            .redirectOutput(output.toFile())
            .redirectErrorStream(true);
    ProcessHandle process = builder.start().toHandle();
    Files.writeString(pidFile(), process.pid() + " " + startMillis(process) + "\n");
    return process;
  }

  /** Asks the process to stop, insists after {@code patience}; true if it went by itself. */
  public boolean stop(Duration patience) {
    Optional<ProcessHandle> process = process();
    boolean orderly = true;
    if (process.isPresent()) {
      process.get().destroy();
      orderly = awaitEnd(process.get(), patience);
      if (!orderly) {
        kill();
      }
    }
    forget();
    return orderly;
  }

  /** SIGKILL; true if there was a process. */
  public boolean kill() {
    Optional<ProcessHandle> process = process();
    process.ifPresent(
        running -> {
          running.destroyForcibly();
          awaitEnd(running, Duration.ofSeconds(10));
        });
    forget();
    return process.isPresent();
  }

  private static boolean awaitEnd(ProcessHandle process, Duration patience) {
    try {
      process.onExit().get(patience.toMillis(), TimeUnit.MILLISECONDS);
      return true;
    } catch (TimeoutException | ExecutionException e) {
      return false;
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      return false;
    }
  }

  private void forget() {
    try {
      Files.deleteIfExists(pidFile());
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }
}
