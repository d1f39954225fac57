package io.vantage.seer.elector;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/**
 * The control group of this process, of version 1 or 2. Everything is read anew each time, since
 * limits change and a process may be moved to another group; every limit from the group up to the
 * root counts. Inside a container, where the upper part of the group's path is not visible, the
 * root is the container's own.
 */
final class ControlGroup {
  /** Version 1 writes a limit near 2^63 for none. */
  private static final double NO_LIMIT = 1e18;

  private final Path proc;
  private final Path groups;

  ControlGroup(Path proc, Path groups) {
    this.proc = proc;
    this.groups = groups;
  }

  /**
   * A limit of CPU time, of the process's own group or of one above it.
   *
   * @param group the one that has the limit
   * @param cores CPU time that the group may use at a time
   * @param usedNanos CPU time that all of the group has used, with the groups below it
   */
  record Budget(Path group, double cores, long usedNanos) {}

  /** From the own group upwards; empty if there is no limit. */
  List<Budget> budgets() {
    Path mount = mount("cpu");
    Path accounting = mount("cpuacct");
    List<Path> levels = upwards(mount, path("cpu"));
    List<Budget> found = new ArrayList<>();
    for (Path level : levels) {
      Optional<Long> used =
          usedNanos(accounting.resolve(mount.relativize(level)))
              .or(() -> usedNanos(accounting.resolve(mount.relativize(levels.get(0)))));
      limit(level).ifPresent(cores -> found.add(new Budget(level, cores, used.orElse(0L))));
    }
    return found;
  }

  private boolean second() {
    return Files.exists(groups.resolve("cgroup.controllers"));
  }

  private Path mount(String controller) {
    return second() ? groups : groups.resolve(controller);
  }

  /** Of the process in the hierarchy of this controller. */
  private String path(String controller) {
    for (String line : text(proc.resolve("self/cgroup")).orElse("").lines().toList()) {
      String[] parts = line.split(":", 3);
      if (parts.length == 3
          && (second() ? parts[1].isEmpty() : List.of(parts[1].split(",")).contains(controller))) {
        return parts[2];
      }
    }
    return "";
  }

  /** The group and those above it, as far as they are visible below the mount. */
  private static List<Path> upwards(Path mount, String path) {
    Path below = Path.of("/").relativize(Path.of("/" + path).normalize());
    while (below.getNameCount() > 1 && !Files.isDirectory(mount.resolve(below))) {
      below = below.subpath(1, below.getNameCount());
    }
    List<Path> found = new ArrayList<>();
    for (Path at = mount.resolve(below); at.startsWith(mount); at = at.getParent()) {
      if (Files.isDirectory(at)) {
        found.add(at);
      }
    }
    return found;
  }

  private static Optional<Double> limit(Path at) {
    Optional<String> both = text(at.resolve("cpu.max"));
    if (both.isPresent()) {
      String[] words = both.get().split(" ");
      return words.length == 2 ? ratio(number(words[0]), number(words[1])) : Optional.empty();
    }
    return ratio(
        text(at.resolve("cpu.cfs_quota_us")).flatMap(ControlGroup::number),
        text(at.resolve("cpu.cfs_period_us")).flatMap(ControlGroup::number));
  }

  private static Optional<Double> ratio(Optional<Double> quota, Optional<Double> period) {
    return quota
        .filter(value -> value > 0)
        .flatMap(value -> period.filter(p -> p > 0).map(p -> value / p));
  }

  private static Optional<Long> usedNanos(Path at) {
    Optional<Double> first = text(at.resolve("cpuacct.usage")).flatMap(ControlGroup::number);
    if (first.isPresent()) {
      return first.map(Double::longValue);
    }
    return text(at.resolve("cpu.stat"))
        .flatMap(all -> all.lines().filter(line -> line.startsWith("usage_usec ")).findFirst())
        .flatMap(line -> number(line.substring("usage_usec ".length())))
        .map(micros -> (long) (micros * 1_000));
  }

  /** Share of the memory limit that is in use, without the page cache; empty without a limit. */
  Optional<Double> memoryShare() {
    return upwards(mount("memory"), path("memory")).stream()
        .flatMap(at -> share(at).stream())
        .max(Double::compare);
  }

  private static Optional<Double> share(Path at) {
    Optional<Double> limit =
        value(at, "memory.max", "memory.limit_in_bytes").filter(bytes -> bytes < NO_LIMIT);
    Optional<Double> used = value(at, "memory.current", "memory.usage_in_bytes");
    double cache =
        text(at.resolve("memory.stat"))
            .flatMap(
                all ->
                    all.lines()
                        .filter(line -> line.matches("(total_)?inactive_file .*"))
                        .reduce((one, later) -> later))
            .flatMap(line -> number(line.substring(line.indexOf(' ') + 1)))
            .orElse(0.0);
    return limit
        .filter(bytes -> bytes > 0)
        .flatMap(bytes -> used.map(now -> Math.max(0, now - cache) / bytes));
  }

  private static Optional<Double> value(Path at, String second, String first) {
    return text(at.resolve(second)).or(() -> text(at.resolve(first))).flatMap(ControlGroup::number);
  }

  /** Empty for {@code max} and the like. */
  private static Optional<Double> number(String text) {
    try {
      return Optional.of(Double.parseDouble(text.strip()));
    } catch (NumberFormatException e) {
      return Optional.empty();
    }
  }

  private static Optional<String> text(Path file) {
    try {
      return Optional.of(Files.readString(file).strip());
    } catch (IOException e) {
      return Optional.empty();
    }
  }
}
