package io.vantage.testbed.emulation.datapath;

import java.util.ArrayList;
import java.util.Collection;
import java.util.Comparator;
import java.util.HashMap;
import java.util.Iterator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.function.Predicate;

/**
 * One flow table. Entries of one priority whose matches have the same shape (fields and masks)
 * share a hash table, so a lookup costs one probe per shape, not one comparison per entry.
 */
final class FlowTable {
  private final int number;
  private final int capacity;
  private final TreeMap<Integer, Map<Match, Map<Match, FlowEntry>>> byPriority =
      new TreeMap<>(Comparator.reverseOrder());
  private int size;
  private int timed;
  private long lookups;
  private long hits;

  FlowTable(int number, int capacity) {
    this.number = number;
    this.capacity = capacity;
  }

  int size() {
    return size;
  }

  int capacity() {
    return capacity;
  }

  boolean hasTimedEntries() {
    return timed > 0;
  }

  long lookups() {
    return lookups;
  }

  long hits() {
    return hits;
  }

  /** The entry of highest priority that matches; counts the lookup and the packet. */
  Optional<FlowEntry> lookup(PacketFields packet, int frameBytes, long nowNanos) {
    lookups++;
    for (Map<Match, Map<Match, FlowEntry>> shapes : byPriority.values()) {
      for (Map.Entry<Match, Map<Match, FlowEntry>> shape : shapes.entrySet()) {
        Optional<FlowEntry> found = shape.getKey().project(packet).map(shape.getValue()::get);
        if (found.isPresent()) {
          hits++;
          found.get().count(frameBytes, nowNanos);
          return found;
        }
      }
    }
    return Optional.empty();
  }

  /** Adds or replaces; throws {@link SwitchRefusal} for an overlap or a full table. */
  void add(FlowMod mod, long nowNanos) {
    if (mod.has(FlowMod.CHECK_OVERLAP) && overlaps(mod)) {
      throw ErrorKind.OVERLAP.because("table " + number + " has an overlapping entry");
    }
    Optional<FlowEntry> replaced = exactly(mod.priority(), mod.match());
    if (replaced.isEmpty() && size >= capacity) {
      throw ErrorKind.TABLE_FULL.because("table " + number + " holds " + capacity + " entries");
    }
    FlowEntry entry = new FlowEntry(number, mod, nowNanos);
    boolean keepCounters = !mod.modifyAdds() && !mod.has(FlowMod.RESET_COUNTS);
    replaced.ifPresent(
        old -> {
          if (keepCounters) {
            entry.takeCountersOf(old);
          }
          remove(old);
        });
    byPriority
        .computeIfAbsent(entry.priority(), p -> new LinkedHashMap<>())
        .computeIfAbsent(entry.match().shape(), s -> new HashMap<>())
        .put(entry.match(), entry);
    size++;
    timed += entry.timed() ? 1 : 0;
  }

  /** The entries that a strict or non-strict request means. */
  List<FlowEntry> select(FlowFilter filter, boolean strict, int priority) {
    if (strict) {
      return exactly(priority, filter.match()).filter(filter::acceptsCookieAndOutput).stream()
          .toList();
    }
    return select(filter::accepts);
  }

  List<FlowEntry> select(Predicate<FlowEntry> wanted) {
    List<FlowEntry> found = new ArrayList<>();
    for (Map<Match, Map<Match, FlowEntry>> shapes : byPriority.values()) {
      for (Map<Match, FlowEntry> entries : shapes.values()) {
        for (FlowEntry entry : entries.values()) {
          if (wanted.test(entry)) {
            found.add(entry);
          }
        }
      }
    }
    return found;
  }

  void removeAll(Collection<FlowEntry> entries) {
    entries.forEach(this::remove);
  }

  private void remove(FlowEntry entry) {
    Map<Match, Map<Match, FlowEntry>> shapes = byPriority.get(entry.priority());
    Match shape = entry.match().shape();
    Map<Match, FlowEntry> entries = shapes.get(shape);
    entries.remove(entry.match());
    size--;
    timed -= entry.timed() ? 1 : 0;
    if (entries.isEmpty()) {
      shapes.remove(shape);
    }
    if (shapes.isEmpty()) {
      byPriority.remove(entry.priority());
    }
  }

  private Optional<FlowEntry> exactly(int priority, Match match) {
    return Optional.ofNullable(byPriority.get(priority))
        .map(shapes -> shapes.get(match.shape()))
        .map(entries -> entries.get(match));
  }

  private boolean overlaps(FlowMod mod) {
    Map<Match, Map<Match, FlowEntry>> shapes = byPriority.getOrDefault(mod.priority(), Map.of());
    Iterator<FlowEntry> entries =
        shapes.values().stream().flatMap(m -> m.values().stream()).iterator();
    while (entries.hasNext()) {
      if (entries.next().match().overlaps(mod.match())) {
        return true;
      }
    }
    return false;
  }
}
