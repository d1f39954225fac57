package io.vantage.server.local;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.nio.channels.FileChannel;
import java.nio.channels.FileLock;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import java.util.stream.IntStream;
import java.util.stream.Stream;

/**
 * The replicas below one directory. Nothing is kept in memory: every method looks at the files and
 * processes as they are now.
 */
public final class LocalCluster {
  /** Replicas that one machine may hold; each takes an address and some 200 MB. */
  public static final int MAX_REPLICAS = 16;

  private final Path directory;

  public LocalCluster(Path directory) {
    this.directory = directory.toAbsolutePath().normalize();
  }

  /** Where a cluster lies unless a command says otherwise: {@code ~/.vantage/cluster}. */
  public static Path defaultDirectory() {
    return home().resolve("cluster");
  }

  private static Path home() {
    return Path.of(System.getProperty("user.home"), ".vantage");
  }

  public Path directory() {
    return directory;
  }

  /** The replicas that have been set up here, by number. */
  public List<LocalReplica> replicas() {
    if (!Files.isDirectory(directory)) {
      return List.of();
    }
    return IntStream.rangeClosed(1, MAX_REPLICAS)
        .mapToObj(this::replica)
        .filter(replica -> Files.isRegularFile(replica.configFile()))
        .toList();
  }

  /** The replica with this number, set up or not. */
  public LocalReplica replica(int number) {
    return new LocalReplica(number, directory.resolve("r" + number));
  }

  public List<LocalReplica> running() {
    return replicas().stream().filter(replica -> replica.process().isPresent()).toList();
  }

  /** Runs {@code work} while no other command changes this cluster; fails at once if one does. */
  public <T> T exclusively(Exclusive<T> work) throws IOException, InterruptedException {
    Files.createDirectories(directory);
    try (FileChannel channel =
            FileChannel.open(
                directory.resolve("lock"), StandardOpenOption.CREATE, StandardOpenOption.WRITE);
        FileLock lock = channel.tryLock()) {
      if (lock == null) {
        throw new IOException("another command is changing the cluster in " + directory);
      }
      return work.run();
    }
  }

  /** Writes the configuration files of a new cluster, or of the same one again. */
  public List<LocalReplica> setUp(LocalClusterPlan plan) throws IOException {
    List<LocalReplica> replicas = new ArrayList<>();
    for (int number = 1; number <= plan.replicas(); number++) {
      LocalReplica replica = replica(number);
      Files.createDirectories(replica.directory());
      Files.writeString(replica.configFile(), plan.configuration(replica));
      replicas.add(replica);
    }
    Files.writeString(planFile(), plan.shape());
    return replicas;
  }

  /** How the data that lies here was set up, as {@link LocalClusterPlan#shape} put it. */
  public Optional<String> shape() throws IOException {
    return Files.isRegularFile(planFile())
        ? Optional.of(Files.readString(planFile()))
        : Optional.empty();
  }

  private Path planFile() {
    return directory.resolve("cluster");
  }

  /** Deletes everything that replicas have written below the directory, and nothing else. */
  public void clean() throws IOException {
    for (LocalReplica replica : replicas()) {
      try (Stream<Path> tree = Files.walk(replica.directory())) {
        for (Path path : tree.sorted(Comparator.reverseOrder()).toList()) {
          Files.delete(path);
        }
      }
    }
    Files.deleteIfExists(planFile());
  }

  /** An address that a replica needs and that cannot be bound, with the reason. */
  public static Optional<String> obstacle(LocalReplica replica) {
    for (int port :
        List.of(LocalReplica.RAFT_PORT, LocalReplica.OPENFLOW_PORT, LocalReplica.HTTP_PORT)) {
      try (ServerSocket socket = new ServerSocket()) {
        socket.setReuseAddress(true);
        socket.bind(new InetSocketAddress(InetAddress.getByName(replica.host()), port));
      } catch (IOException e) {
        return Optional.of(
            replica.host() + ":" + port + " cannot be bound (" + e.getMessage() + ")");
      }
    }
    return Optional.empty();
  }

  /**
   * Remembers this cluster as the one that commands turn to by themselves.
   *
   * @return false if that cannot be noted, as for a user without a home; commands then need {@code
   *     --dir}
   */
  public boolean makeCurrent() {
    try {
      Files.createDirectories(home());
      Files.writeString(currentFile(), directory + "\n");
      return true;
    } catch (IOException e) {
      return false;
    }
  }

  /** The cluster that was started last by this user, if it has not been stopped. */
  public static Optional<LocalCluster> current() {
    try {
      return Optional.of(new LocalCluster(Path.of(Files.readString(currentFile()).strip())));
    } catch (IOException e) {
      return Optional.empty();
    }
  }

  /** Undoes {@link #makeCurrent}, unless another cluster has been started since. */
  public void resign() {
    try {
      if (current().filter(cluster -> cluster.directory.equals(directory)).isPresent()) {
        Files.deleteIfExists(currentFile());
      }
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private static Path currentFile() {
    return home().resolve("current");
  }

  /** Work under the lock of {@link #exclusively}. */
  @FunctionalInterface
  public interface Exclusive<T> {
    T run() throws IOException, InterruptedException;
  }
}
