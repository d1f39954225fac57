package io.vantage.testbed.emulation.datapath;

import java.util.Collection;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;

/** The meters of a switch (OpenFlow 1.3.5, section 6.8). */
public final class MeterTable {
  /** Meter number that means every meter. */
  public static final int ALL_METERS = 0xffffffff;

  private static final int MAX_METER = 0xffff0000;

  private final TreeMap<Integer, Meter> meters = new TreeMap<>(Integer::compareUnsigned);
  private final int capacity;

  MeterTable(int capacity) {
    this.capacity = capacity;
  }

  public int capacity() {
    return capacity;
  }

  public Optional<Meter> get(int id) {
    return Optional.ofNullable(meters.get(id));
  }

  public Collection<Meter> all() {
    return List.copyOf(meters.values());
  }

  void add(int id, int flags, List<Meter.Band> bands, long nowNanos) {
    checkNumber(id);
    if (meters.containsKey(id)) {
      throw ErrorKind.METER_EXISTS.because("meter " + Integer.toUnsignedString(id));
    }
    if (meters.size() >= capacity) {
      throw ErrorKind.OUT_OF_METERS.because("the switch holds " + capacity + " meters");
    }
    meters.put(id, new Meter(id, flags, bands, nowNanos));
  }

  void modify(int id, int flags, List<Meter.Band> bands, long nowNanos) {
    checkNumber(id);
    if (!meters.containsKey(id)) {
      throw ErrorKind.UNKNOWN_METER.because("meter " + Integer.toUnsignedString(id));
    }
    meters.put(id, new Meter(id, flags, bands, nowNanos));
  }

  /** Returns the numbers that went; deleting what is not there is no error. */
  Set<Integer> delete(int id) {
    Set<Integer> gone =
        id == ALL_METERS
            ? Set.copyOf(meters.keySet())
            : meters.containsKey(id) ? Set.of(id) : Set.of();
    meters.keySet().removeAll(gone);
    return gone;
  }

  private static void checkNumber(int id) {
    if (id == 0 || Integer.compareUnsigned(id, MAX_METER) > 0) {
      throw ErrorKind.INVALID_METER.because("meter " + Integer.toUnsignedString(id));
    }
  }
}
