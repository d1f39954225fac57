package io.vantage.testbed.emulation.datapath;

/**
 * One condition of a match: {@code packet & mask == value}. Values are right-aligned in 128 bits.
 * The value never has a bit set outside the mask.
 */
public record FieldMatch(Field field, long high, long low, long maskHigh, long maskLow) {
  public FieldMatch {
    if ((high & ~maskHigh) != 0 || (low & ~maskLow) != 0) {
      throw new IllegalArgumentException(field + ": the value has bits outside its mask");
    }
  }

  /** An exact match of a field of at most 64 bits. */
  public static FieldMatch exact(Field field, long value) {
    return new FieldMatch(field, 0, value, field.onesHigh(), field.onesLow());
  }

  /** A masked match of a field of at most 64 bits; bits outside the mask are dropped. */
  public static FieldMatch masked(Field field, long value, long mask) {
    return new FieldMatch(field, 0, value & mask, 0, mask);
  }

  public boolean isExact() {
    return maskHigh == field.onesHigh() && maskLow == field.onesLow();
  }

  boolean matches(PacketFields packet) {
    return packet.has(field)
        && ((packet.high(field) ^ high) & maskHigh) == 0
        && ((packet.low(field) ^ low) & maskLow) == 0;
  }

  /** Whether every value that {@code other} accepts is accepted here. */
  boolean covers(FieldMatch other) {
    return (other.maskHigh & maskHigh) == maskHigh
        && (other.maskLow & maskLow) == maskLow
        && (other.high & maskHigh) == high
        && (other.low & maskLow) == low;
  }

  /** Whether some value is accepted by both. */
  boolean overlaps(FieldMatch other) {
    return ((high ^ other.high) & maskHigh & other.maskHigh) == 0
        && ((low ^ other.low) & maskLow & other.maskLow) == 0;
  }

  /** This condition's fields and masks with the packet's value. */
  FieldMatch project(PacketFields packet) {
    return new FieldMatch(
        field, packet.high(field) & maskHigh, packet.low(field) & maskLow, maskHigh, maskLow);
  }
}
