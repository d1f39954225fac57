package io.vantage.testbed.inject;

import java.io.IOException;
import java.nio.file.AccessDeniedException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import java.util.concurrent.locks.LockSupport;
import java.util.stream.Stream;

/**
 * Makes and steers control groups with the CPU controller, of version 1 or 2. A group is named by
 * its path below the parent of all of them. One thread at a time.
 */
final class ControlGroups {
  /** Removes a group, which is one call although files are seen in it. */
  interface Removal {
    void remove(Path group) throws IOException;
  }

  /** Linux takes no less. */
  private static final long LEAST_QUOTA_MICROS = 1_000;

  private static final Duration PATIENCE = Duration.ofSeconds(1);
  private static final String PROCESSES = "cgroup.procs";
  private static final String DELEGATED = "cgroup.subtree_control";

  private final boolean second;

  /** In every hierarchy, that with the limits first and that with the accounts last. */
  private final List<Path> parents;

  private final List<Path> homes;
  private final Removal removal;

  private ControlGroups(boolean second, List<Path> parents, List<Path> homes, Removal removal)
      throws CpuUnavailableException {
    for (Path parent : parents) {
      if (!Files.isWritable(parent)) {
        throw new CpuUnavailableException(
            "%s is not writable for user %s; run as root"
                .formatted(parent, System.getProperty("user.name")));
      }
    }
    this.second = second;
    this.parents = parents;
    this.homes = homes;
    this.removal = removal;
  }

  /**
   * Those of this process.
   *
   * @param proc {@code /proc}
   */
  static ControlGroups find(Path proc, Removal removal)
      throws CpuUnavailableException, IOException {
    Optional<Hierarchy> cpu = Hierarchy.first(proc, "cpu");
    Optional<Hierarchy> accounts = Hierarchy.first(proc, "cpuacct");
    if (cpu.isPresent() && accounts.isPresent()) {
      // Mostly one hierarchy has both controllers.
      List<Path> own = Stream.of(cpu.get().own(), accounts.get().own()).distinct().toList();
      return new ControlGroups(false, own, own, removal);
    }
    Hierarchy unified =
        Hierarchy.second(proc)
            .orElseThrow(
                () ->
                    new CpuUnavailableException(
                        proc.resolve("self/mountinfo") + " has no control groups for CPU"));
    return new ControlGroups(true, List.of(delegating(unified)), List.of(unified.own()), removal);
  }

  /** The lowest group from the own one upwards that has its CPU controller on for those below. */
  private static Path delegating(Hierarchy unified) throws CpuUnavailableException, IOException {
    for (Path at = unified.own(); at.startsWith(unified.mount()); at = at.getParent()) {
      Path delegated = at.resolve(DELEGATED);
      if (Files.exists(delegated)
          && List.of(Files.readString(delegated).strip().split(" ")).contains("cpu")) {
        return at;
      }
    }
    throw new CpuUnavailableException(
        "the cpu controller is off; switch it on by writing +cpu to "
            + unified.mount().resolve(DELEGATED));
  }

  /** Names of the groups directly below the parents. */
  Set<String> names() throws IOException {
    Set<String> names = new TreeSet<>();
    for (Path parent : parents) {
      try (Stream<Path> children = Files.list(parent)) {
        children.filter(Files::isDirectory).forEach(at -> names.add(at.getFileName().toString()));
      }
    }
    return names;
  }

  void create(String group) throws IOException {
    for (Path parent : parents) {
      if (!Files.exists(parent.resolve(group))) {
        Files.createDirectory(parent.resolve(group));
      }
    }
  }

  /** Lets the groups below this one be limited. */
  void delegate(String group) throws IOException {
    if (second) {
      write(cpu(group).resolve(DELEGATED), "+cpu");
    }
  }

  /**
   * Limits the CPU time of a group.
   *
   * @param periodMicros after which the group may go on; made longer where the quota would be less
   *     than Linux takes
   */
  void limit(String group, double cores, long periodMicros) throws IOException {
    long period = Math.max(periodMicros, (long) Math.ceil(LEAST_QUOTA_MICROS / cores));
    // Rounded down; the least is for what a double cannot tell exactly.
    long quota = (long) (cores * period + 1e-6);
    if (second) {
      write(cpu(group).resolve("cpu.max"), quota + " " + period);
    } else {
      // Between the two writes quota and period need not fit together.
      write(cpu(group).resolve("cpu.cfs_quota_us"), "-1");
      write(cpu(group).resolve("cpu.cfs_period_us"), Long.toString(period));
      write(cpu(group).resolve("cpu.cfs_quota_us"), Long.toString(quota));
    }
  }

  /** Of a group among its neighbours, for when there is not enough for all: so many processes. */
  void weigh(String group, int processes) throws IOException {
    write(
        cpu(group).resolve(second ? "cpu.weight" : "cpu.shares"),
        Integer.toString((second ? 100 : 1024) * processes));
  }

  /** Moves a process, with all its threads, into a group. */
  void enter(String group, long pid) throws IOException {
    for (Path parent : parents) {
      write(parent.resolve(group).resolve(PROCESSES), Long.toString(pid));
    }
  }

  /** Moves the processes of a group to where this process is. */
  void evacuate(String group) throws IOException {
    for (int i = 0; i < parents.size(); i++) {
      Path from = parents.get(i).resolve(group).resolve(PROCESSES);
      for (String pid : Files.exists(from) ? Files.readAllLines(from) : List.<String>of()) {
        try {
          write(homes.get(i).resolve(PROCESSES), pid);
        } catch (IOException e) {
          if (Files.readAllLines(from).contains(pid)) {
            throw e;
          }
        }
      }
    }
  }

  /** Removes a group, if there is one; one with processes that are just ending, a little later. */
  void remove(String group) throws IOException {
    for (Path parent : parents) {
      long end = System.nanoTime() + PATIENCE.toNanos();
      while (Files.exists(parent.resolve(group))) {
        try {
          removal.remove(parent.resolve(group));
        } catch (IOException e) {
          if (System.nanoTime() > end) {
            throw e;
          }
          LockSupport.parkNanos(10_000_000);
        }
      }
    }
  }

  /** CPU time that the group and those below it have used. */
  long usedNanos(String group) throws IOException {
    if (second) {
      return 1_000 * entry(group, "usage_usec");
    }
    Path accounting = parents.get(parents.size() - 1).resolve(group);
    return Long.parseLong(Files.readString(accounting.resolve("cpuacct.usage")).strip());
  }

  /** Periods in which the group had something to do under its limit. */
  long periods(String group) throws IOException {
    return entry(group, "nr_periods");
  }

  /** Those of them in which it had to wait for the next one. */
  long throttledPeriods(String group) throws IOException {
    return entry(group, "nr_throttled");
  }

  private long entry(String group, String name) throws IOException {
    Path file = cpu(group).resolve("cpu.stat");
    for (String line : Files.readAllLines(file)) {
      if (line.startsWith(name + " ")) {
        return Long.parseLong(line.substring(name.length() + 1).strip());
      }
    }
    throw new IOException(file + " has no " + name);
  }

  private Path cpu(String group) {
    return parents.get(0).resolve(group);
  }

  private static void write(Path file, String value) throws IOException {
    try {
      Files.writeString(file, value);
    } catch (IOException e) {
      String reason = e instanceof AccessDeniedException ? "permission denied" : e.getMessage();
      throw new IOException("cannot write %s to %s: %s".formatted(value, file, reason), e);
    }
  }
}
