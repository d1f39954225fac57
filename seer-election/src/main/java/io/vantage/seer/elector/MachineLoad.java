package io.vantage.seer.elector;

import java.io.IOException;
import java.lang.management.ManagementFactory;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.BitSet;
import java.util.List;
import java.util.Optional;
import java.util.function.LongSupplier;

/**
 * Reads the load from Linux: the share of its control group's limit that the replica uses, or how
 * busy the cores are that it may run on, whichever is more. Elsewhere, and where a file cannot be
 * read, it falls back to what the JVM knows. One thread at a time.
 */
public final class MachineLoad implements Load.Probe {
  private final Path proc;
  private final ControlGroup group;
  private final LongSupplier processNanos;
  private final LongSupplier nanoTime;
  private long lastNanos;
  private long lastProcessNanos;
  private long lastGroupNanos;
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
    long inGroup = group.usedNanos().orElse(0L);
    BitSet cores = cores();
    double may = group.cores().orElse((double) cores.cardinality());
    double busy = busyShare(cores);
    double elapsed = now - lastNanos;
    if (elapsed > 0) {
      double used = process - lastProcessNanos;
      if (group.cores().isPresent()) {
        used = Math.max(used, inGroup - lastGroupNanos);
      }
      cpu = Math.min(1, Math.max(used / (elapsed * may), busy));
    }
    lastNanos = now;
    lastProcessNanos = process;
    lastGroupNanos = inGroup;
    return new Load(cpu, memory());
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
