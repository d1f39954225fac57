package io.vantage.cluster;

/** Name of a controller replica, for example {@code r1}. */
public record ReplicaId(String name) implements Comparable<ReplicaId> {
  public ReplicaId {
    Names.check("replica", name);
  }

  @Override
  public int compareTo(ReplicaId other) {
    return name.compareTo(other.name);
  }

  @Override
  public String toString() {
    return name;
  }
}
