package io.vantage.cluster;

/** Name of a partition: {@code system} or {@code p1}, {@code p2}, ... */
public record PartitionId(String name) implements Comparable<PartitionId> {
  /** The partition that owns what is global: switch map, configuration, app state. */
  public static final PartitionId SYSTEM = new PartitionId("system");

  public PartitionId {
    Names.check("partition", name);
  }

  /** The data partition with the given number, counted from 1. */
  public static PartitionId data(int number) {
    if (number < 1) {
      throw new IllegalArgumentException("data partitions are counted from 1, not " + number);
    }
    return new PartitionId("p" + number);
  }

  public boolean isSystem() {
    return equals(SYSTEM);
  }

  /** Orders {@code system} first, then {@code p1 .. p9, p10 ..} by number. */
  @Override
  public int compareTo(PartitionId other) {
    if (isSystem() || other.isSystem()) {
      return Boolean.compare(!isSystem(), !other.isSystem());
    }
    int byLength = Integer.compare(name.length(), other.name.length());
    return byLength != 0 ? byLength : name.compareTo(other.name);
  }

  @Override
  public String toString() {
    return name;
  }
}
