package io.vantage.openflow.flow;

import io.vantage.model.FlowKey;
import io.vantage.model.Match;
import io.vantage.openflow.codec.CanonicalRule;
import java.util.HashMap;
import java.util.HashSet;
import java.util.Iterator;
import java.util.LinkedHashSet;
import java.util.Map;
import java.util.Set;

/**
 * What the master knows of each rule's way to the switch: to be looked at, on its way, or dealt
 * with. Sequence numbers count confirmations, so that statistics are compared only with rules that
 * were settled before the statistics were asked for. Confined to the switch's event loop.
 */
final class FlowLedger {
  private static final long DELETED = -1;

  private final Set<FlowKey> pending = new LinkedHashSet<>();
  private final Set<FlowKey> inFlight = new HashSet<>();
  private final Map<FlowKey, Settled> settled = new HashMap<>();
  private final Map<FlowKey, FlowKey> aliases = new HashMap<>();
  private long sequence;

  /**
   * A rule that was dealt with.
   *
   * @param revision the one that was sent; {@link #DELETED} if it was deleted
   */
  private record Settled(long revision, long sequence) {}

  /** Has a key looked at, even while it is on its way: then after that. */
  void touch(FlowKey key) {
    pending.add(key);
  }

  /** Has a key looked at and written again even if its revision was dealt with. */
  void repair(FlowKey key) {
    settled.remove(key);
    pending.add(key);
  }

  boolean hasPending() {
    return !pending.isEmpty();
  }

  /** Keys to look at, in the order they came; removing one is done through the iterator. */
  Iterator<FlowKey> pending() {
    return pending.iterator();
  }

  boolean isInFlight(FlowKey key) {
    return inFlight.contains(key);
  }

  void sent(FlowKey key) {
    inFlight.add(key);
    FlowKey canonical = canonical(key);
    if (!canonical.equals(key)) {
      aliases.put(canonical, key);
    }
  }

  /** The key as a switch reports it. */
  static FlowKey canonical(FlowKey key) {
    Match match = CanonicalRule.of(key.match());
    return match.equals(key.match())
        ? key
        : new FlowKey(key.device(), key.table(), key.priority(), match);
  }

  void notSent(FlowKey key) {
    inFlight.remove(key);
    pending.add(key);
  }

  void settle(FlowKey key, long revision) {
    inFlight.remove(key);
    settled.put(key, new Settled(revision, ++sequence));
  }

  void settleDeleted(FlowKey key) {
    settle(key, DELETED);
  }

  /** Records that the switch was seen to have this revision already. */
  void seen(FlowKey key, long revision) {
    settled.putIfAbsent(key, new Settled(revision, sequence));
  }

  boolean isSettled(FlowKey key, long revision) {
    Settled known = settled.get(key);
    return known != null && known.revision() == revision;
  }

  boolean isDeleted(FlowKey key) {
    return isSettled(key, DELETED);
  }

  /** The key as the network knows it, of one that a switch reported. */
  FlowKey original(FlowKey reported) {
    return aliases.getOrDefault(reported, reported);
  }

  /** The number of confirmations so far; pass it to {@link #isQuietSince}. */
  long sequence() {
    return sequence;
  }

  /** True if nothing was or is being done about the key since {@code then}. */
  boolean isQuietSince(FlowKey key, long then) {
    Settled known = settled.get(key);
    return !inFlight.contains(key)
        && !pending.contains(key)
        && (known == null || known.sequence() <= then);
  }

  /** Forgets deletions that statistics asked for after {@code then} have shown to be done. */
  void prune(long then) {
    settled
        .entrySet()
        .removeIf(e -> e.getValue().revision() == DELETED && e.getValue().sequence() <= then);
    aliases.values().removeIf(key -> !settled.containsKey(key) && !inFlight.contains(key));
  }

  void clear() {
    pending.clear();
    inFlight.clear();
    settled.clear();
    aliases.clear();
  }
}
