package io.vantage.seer.elector;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/**
 * The control group of this process, of version 1 or 2. Limits are read anew each time, since they
 * may change; the tightest one from the group up to the root counts. Inside a container, where the
 * group's path is not visible, the root is the container's own.
 */
final class ControlGroup {
  /** Version 1 writes a limit near 2^63 for none. */
  private static final double NO_LIMIT = 1e18;

  private final List<Path> cpu;
  private final List<Path> accounting;
  private final List<Path> memory;

  ControlGroup(Path proc, Path groups) {
    String unified = "";
    String cpuPath = "";
    String accountingPath = "";
    String memoryPath = "";
    for (String line : text(proc.resolve("self/cgroup")).orElse("").lines().toList()) {
      String[] parts = line.split(":", 3);
      if (parts.length == 3) {
        List<String> controllers = List.of(parts[1].split(","));
        unified = parts[1].isEmpty() ? parts[2] : unified;
        cpuPath = controllers.contains("cpu") ? parts[2] : cpuPath;
        accountingPath = controllers.contains("cpuacct") ? parts[2] : accountingPath;
        memoryPath = controllers.contains("memory") ? parts[2] : memoryPath;
      }
    }
    boolean second = Files.exists(groups.resolve("cgroup.controllers"));
    cpu = second ? upwards(groups, unified) : upwards(groups.resolve("cpu"), cpuPath);
    accounting = second ? cpu : upwards(groups.resolve("cpuacct"), accountingPath);
    memory = second ? cpu : upwards(groups.resolve("memory"), memoryPath);
  }

  private static List<Path> upwards(Path mount, String path) {
    List<Path> found = new ArrayList<>();
    Path at = mount.resolve(path.replaceFirst("^/+", "")).normalize();
    while (at.startsWith(mount)) {
      if (Files.isDirectory(at)) {
        found.add(at);
      }
      at = at.getParent();
    }
    return found;
  }

  /** CPU time that may be used at a time; empty if there is no limit. */
  Optional<Double> cores() {
    return cpu.stream().flatMap(at -> limit(at).stream()).min(Double::compare);
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

  /** CPU time that the group has used. */
  Optional<Long> usedNanos() {
    if (accounting.isEmpty()) {
      return Optional.empty();
    }
    Path own = accounting.get(0);
    Optional<Double> first = text(own.resolve("cpuacct.usage")).flatMap(ControlGroup::number);
    if (first.isPresent()) {
      return first.map(Double::longValue);
    }
    return text(own.resolve("cpu.stat"))
        .flatMap(all -> all.lines().filter(line -> line.startsWith("usage_usec ")).findFirst())
        .flatMap(line -> number(line.substring("usage_usec ".length())))
        .map(micros -> (long) (micros * 1_000));
  }

  /** Share of the memory limit that is in use, without the page cache; empty without a limit. */
  Optional<Double> memoryShare() {
    return memory.stream().flatMap(at -> share(at).stream()).max(Double::compare);
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
