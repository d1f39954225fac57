package io.vantage.seer.elector;

import java.io.IOException;
import java.lang.management.ManagementFactory;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.BitSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.LongSupplier;
import java.util.stream.Collectors;

/**
 * Reads the load from Linux: how much is used of the limit of its control group, or of a group
 * above it that others share, or how much of what the replica may use is not idle on the cores that
 * it may run on, whichever is most. Elsewhere, and where a file cannot be read, it falls back to
 * what the JVM knows. One thread at a time.
 */
public final class MachineLoad implements Load.Probe {
  private final Path proc;
  private final ControlGroup group;
  private final LongSupplier processNanos;
  private final LongSupplier nanoTime;
  private long lastNanos;
  private long lastProcessNanos;
  private Map<Path, Long> lastUsedNanos = Map.of();
  private long lastBusy;
  private long lastTotal;
  private double cpu;

  public MachineLoad() {
    this(Path.of("/proc"), Path.of("/sys/fs/cgroup"), processTime(), System::nanoTime);
  }

  MachineLoad(Path proc, Path groups, LongSupplier processNanos, LongSupplier nanoTime) {
    this.proc = proc;
    this.group = new ControlGroup(proc, groups);
    this.processNanos = processNanos;
    this.nanoTime = nanoTime;
    sample();
  }

  private static LongSupplier processTime() {
    return ManagementFactory.getOperatingSystemMXBean()
            instanceof com.sun.management.OperatingSystemMXBean system
        ? system::getProcessCpuTime
        : () -> 0;
  }

  @Override
  public Load sample() {
    long now = nanoTime.getAsLong();
    long process = processNanos.getAsLong();
    BitSet cores = cores();
    List<ControlGroup.Budget> budgets = group.budgets();
    double may =
        budgets.stream()
            .mapToDouble(ControlGroup.Budget::cores)
            .min()
            .orElse((double) cores.cardinality());
    double idle = cores.cardinality() * (1 - busyShare(cores));
    double elapsed = now - lastNanos;
    if (elapsed > 0) {
      double used = Math.max((process - lastProcessNanos) / may, usedOfLimits(budgets));
      // Cores that are busy with others do no harm as long as what the replica may use is idle.
      cpu = Math.min(1, Math.max(used / elapsed, 1 - idle / may));
    }
    lastNanos = now;
    lastProcessNanos = process;
    lastUsedNanos =
        budgets.stream()
            .collect(Collectors.toMap(ControlGroup.Budget::group, ControlGroup.Budget::usedNanos));
    return new Load(cpu, memory());
  }

  /**
   * Nanoseconds of the tightest limit since the last call; 0 for a group that was not ours then.
   */
  private double usedOfLimits(List<ControlGroup.Budget> budgets) {
    double most = 0;
    for (ControlGroup.Budget budget : budgets) {
      Long before = lastUsedNanos.get(budget.group());
      if (before != null) {
        most = Math.max(most, (budget.usedNanos() - before) / budget.cores());
      }
    }
    return most;
  }

  /** Of the time of these cores since the last call; 0 if it cannot be told. */
  private double busyShare(BitSet cores) {
    long busy = 0;
    long total = 0;
    for (String line : lines(proc.resolve("stat"))) {
      String[] words = line.split(" +");
      if (words[0].matches("cpu[0-9]+") && cores.get(Integer.parseInt(words[0].substring(3)))) {
        // user nice system idle iowait irq softirq steal; guest time is part of user time.
        for (int i = 1; i < Math.min(9, words.length); i++) {
          long ticks = Long.parseLong(words[i]);
          total += ticks;
          busy += i == 4 || i == 5 ? 0 : ticks;
        }
      }
    }
    double share = total > lastTotal ? (double) (busy - lastBusy) / (total - lastTotal) : 0;
    lastBusy = busy;
    lastTotal = total;
    return Math.max(0, share);
  }

  /** Those that this process may run on. */
  private BitSet cores() {
    BitSet allowed = new BitSet();
    for (String line : lines(proc.resolve("self/status"))) {
      if (line.startsWith("Cpus_allowed_list:")) {
        for (String range : line.substring(line.indexOf(':') + 1).strip().split(",")) {
          String[] ends = range.split("-");
          allowed.set(Integer.parseInt(ends[0]), Integer.parseInt(ends[ends.length - 1]) + 1);
        }
      }
    }
    if (allowed.isEmpty()) {
      allowed.set(0, Runtime.getRuntime().availableProcessors());
    }
    return allowed;
  }

  private double memory() {
    Optional<Double> ofGroup = group.memoryShare();
    if (ofGroup.isPresent()) {
      return Math.min(1, ofGroup.get());
    }
    double total = 0;
    double available = 0;
    for (String line : lines(proc.resolve("meminfo"))) {
      if (line.startsWith("MemTotal:")) {
        total = kibibytes(line);
      } else if (line.startsWith("MemAvailable:")) {
        available = kibibytes(line);
      }
    }
    if (total > 0) {
      return 1 - available / total;
    }
    Runtime jvm = Runtime.getRuntime();
    return (double) (jvm.totalMemory() - jvm.freeMemory()) / jvm.maxMemory();
  }

  private static double kibibytes(String line) {
    return Double.parseDouble(line.replaceAll("[^0-9]", ""));
  }

  private static List<String> lines(Path file) {
    try {
      return Files.readAllLines(file);
    } catch (IOException e) {
      return List.of();
    }
  }
}
