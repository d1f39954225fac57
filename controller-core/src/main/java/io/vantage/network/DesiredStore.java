package io.vantage.network;

import io.vantage.model.DatapathId;
import io.vantage.model.FlowState;
import io.vantage.network.NetworkCommand.Report;
import io.vantage.network.NetworkEvent.Change;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.Consumer;

/**
 * What is desired of the switches of one partition, of one kind: flow rules, groups or meters.
 * Every change of a desire gets a new revision from the partition's {@link Revisions}; a report
 * changes only the state of the revision that it is for. Written by the apply thread only; a reader
 * sees each entry whole, but not several entries at one instant.
 *
 * @param <K> identifies an entry on its switch
 * @param <V> what is desired
 * @param <E> the desire with its state
 */
final class DesiredStore<K, V, E> {
  private static final CommandResult DONE = new CommandResult.Done();

  private final Kind<K, V, E> kind;
  private final Revisions revisions;
  private final Consumer<NetworkEvent> events;
  private final ConcurrentHashMap<DatapathId, ConcurrentHashMap<K, E>> entries =
      new ConcurrentHashMap<>();

  DesiredStore(Kind<K, V, E> kind, Revisions revisions, Consumer<NetworkEvent> events) {
    this.kind = kind;
    this.revisions = revisions;
    this.events = events;
  }

  /** How one kind of entry is put together and taken apart. */
  interface Kind<K, V, E> {
    DatapathId device(V value);

    K key(V value);

    E entry(V value, FlowState state, String reason, long revision);

    V value(E entry);

    FlowState state(E entry);

    String reason(E entry);

    long revision(E entry);

    NetworkEvent event(Change change, E entry);
  }

  /** Source of revisions: grows with every change of a desire in the partition. */
  static final class Revisions {
    private long newest;

    long newest() {
      return newest;
    }

    long next() {
      return ++newest;
    }

    void restore(long value) {
      newest = value;
    }

    /** Goes on after a revision that was given elsewhere. */
    void raise(long value) {
      newest = Math.max(newest, value);
    }
  }

  /** Entries of a switch, live and in no order. */
  Map<K, E> of(DatapathId device) {
    ConcurrentHashMap<K, E> found = entries.get(device);
    return found == null ? Map.of() : found;
  }

  Collection<DatapathId> devices() {
    return entries.keySet();
  }

  CommandResult add(DatapathId device, List<V> values) {
    for (V value : values) {
      if (!kind.device(value).equals(device)) {
        return new CommandResult.Rejected(
            "a command for switch " + device + " holds one for switch " + kind.device(value));
      }
    }
    Map<K, E> here = entries.computeIfAbsent(device, d -> new ConcurrentHashMap<>());
    for (V value : values) {
      add(here, value);
    }
    return DONE;
  }

  private void add(Map<K, E> here, V value) {
    K key = kind.key(value);
    E old = here.get(key);
    if (old != null && isWanted(kind.state(old)) && kind.value(old).equals(value)) {
      return;
    }
    put(here, key, kind.entry(value, FlowState.PENDING_ADD, "", revisions.next()));
  }

  private static boolean isWanted(FlowState state) {
    return state == FlowState.ADDED || state == FlowState.PENDING_ADD;
  }

  CommandResult remove(DatapathId device, List<K> keys) {
    Map<K, E> here = of(device);
    for (K key : keys) {
      E old = here.get(key);
      if (old != null && kind.state(old) != FlowState.PENDING_REMOVE) {
        put(here, key, kind.entry(kind.value(old), FlowState.PENDING_REMOVE, "", revisions.next()));
      }
    }
    return DONE;
  }

  CommandResult report(DatapathId device, List<Report<K>> reports) {
    Map<K, E> here = of(device);
    for (Report<K> report : reports) {
      E old = here.get(report.key());
      if (old == null || kind.revision(old) != report.revision()) {
        continue;
      }
      if (report.removed()) {
        here.remove(report.key());
        events.accept(kind.event(Change.REMOVED, old));
      } else {
        report(here, old, report);
      }
    }
    return DONE;
  }

  private void report(Map<K, E> here, E old, Report<K> report) {
    boolean leaving = kind.state(old) == FlowState.PENDING_REMOVE;
    if (report.state() == FlowState.PENDING_REMOVE
        || leaving && report.state() != FlowState.FAILED) {
      return;
    }
    String reason = report.state() == FlowState.FAILED ? report.reason() : "";
    if (kind.state(old) != report.state() || !kind.reason(old).equals(reason)) {
      put(
          here,
          report.key(),
          kind.entry(kind.value(old), report.state(), reason, kind.revision(old)));
    }
  }

  /** Forgets all of a switch, without events: that the switch has gone is told. */
  void forget(DatapathId device) {
    entries.remove(device);
  }

  void restore(E entry) {
    V value = kind.value(entry);
    entries
        .computeIfAbsent(kind.device(value), d -> new ConcurrentHashMap<>())
        .put(kind.key(value), entry);
  }

  private void put(Map<K, E> here, K key, E entry) {
    here.put(key, entry);
    events.accept(kind.event(Change.PUT, entry));
  }
}
