package io.vantage.northbound;

import java.time.Duration;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentMap;
import java.util.concurrent.atomic.AtomicLong;
import java.util.function.LongSupplier;

/**
 * Remembers for a while what has been begun, so that it is begun once: a packet may come to the
 * controller many times before the rule that it asked for is in place. Bounded; any thread.
 */
public final class ExpiringSet<K> {
  private final int capacity;
  private final long lifeNanos;
  private final LongSupplier nanoTime;
  private final ConcurrentMap<K, Long> expiries = new ConcurrentHashMap<>();
  private final AtomicLong nextPurge;

  /**
   * @param nanoTime a clock that never jumps, as {@code System::nanoTime}
   */
  public ExpiringSet(int capacity, Duration life, LongSupplier nanoTime) {
    this.capacity = capacity;
    this.lifeNanos = life.toNanos();
    this.nanoTime = nanoTime;
    this.nextPurge = new AtomicLong(nanoTime.getAsLong() + lifeNanos);
  }

  /**
   * Remembers an element.
   *
   * @return false if it is remembered already, or if there is no room for it
   */
  public boolean add(K element) {
    long now = nanoTime.getAsLong();
    purge(now);
    Long before = expiries.get(element);
    if (before != null) {
      return before - now <= 0 && expiries.replace(element, before, now + lifeNanos);
    }
    return expiries.size() < capacity && expiries.putIfAbsent(element, now + lifeNanos) == null;
  }

  public boolean contains(K element) {
    Long expiry = expiries.get(element);
    return expiry != null && expiry - nanoTime.getAsLong() > 0;
  }

  public void remove(K element) {
    expiries.remove(element);
  }

  public void clear() {
    expiries.clear();
  }

  private void purge(long now) {
    long due = nextPurge.get();
    if (now - due >= 0 && nextPurge.compareAndSet(due, now + lifeNanos)) {
      expiries.values().removeIf(expiry -> expiry - now <= 0);
    }
  }
}
