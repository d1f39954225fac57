package io.vantage.model;

/** A directed link between two switches, found by discovery. */
public record Link(ConnectPoint from, ConnectPoint to) implements Comparable<Link> {
  public Link reversed() {
    return new Link(to, from);
  }

  @Override
  public int compareTo(Link other) {
    int byFrom = from.compareTo(other.from);
    return byFrom != 0 ? byFrom : to.compareTo(other.to);
  }
}
