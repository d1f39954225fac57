package io.vantage.testbed.load;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Optional;

/**
 * What a process has used, from {@code /proc}.
 *
 * @param cpuMicros user and system time since its start
 * @param residentBytes physical memory it holds
 */
record ProcessUsage(long cpuMicros, long residentBytes) {
  /** USER_HZ is 100 on every Linux that Java runs on, whatever the kernel's own tick. */
  private static final long MICROS_PER_TICK = 10_000;

  private static final long PAGE = 4_096;

  /** Reads a process, or empty if there is no such process or no {@code /proc}. */
  static Optional<ProcessUsage> of(long pid) {
    return of(Path.of("/proc", Long.toString(pid), "stat"));
  }

  static Optional<ProcessUsage> of(Path stat) {
    try {
      String text = Files.readString(stat);
      // The name in parentheses may hold blanks and parentheses of its own.
      String[] fields = text.substring(text.lastIndexOf(')') + 2).split(" ", -1);
      long ticks = Long.parseLong(fields[11]) + Long.parseLong(fields[12]);
      long pages = Long.parseLong(fields[21]);
      return Optional.of(new ProcessUsage(ticks * MICROS_PER_TICK, pages * PAGE));
    } catch (IOException e) {
      return Optional.empty();
    }
  }
}
