package io.vantage.testbed.topology;

import io.vantage.cluster.ReplicaId;
import io.vantage.model.DatapathId;
import io.vantage.seer.simulation.Geography;
import io.vantage.testbed.topology.Topology.SwitchLink;
import io.vantage.testbed.topology.Topology.SwitchNode;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.PriorityQueue;

/**
 * The places of a network, the delays of the shortest paths between them, and where replicas go.
 * Every link also costs a short time for the switch behind it, so that networks without coordinates
 * have distances too.
 */
public final class Sites {
  private static final double HOP_MILLIS = 0.05;
  private static final int STARTS_TIMES_PAIRS = 1_000_000;

  private final Topology topology;
  private final double[][] delays;

  public Sites(Topology topology) {
    this.topology = topology;
    this.delays = shortestPaths(topology);
  }

  public String name() {
    return topology.name();
  }

  public int size() {
    return delays.length;
  }

  /** What people call the place of a switch. */
  public String label(int site) {
    return topology.switches().get(site).label();
  }

  /**
   * Replicas beside the switches of the given names.
   *
   * @throws IllegalArgumentException if there is no such place, or more than one
   */
  public int[] named(List<String> names) {
    int[] found = names.stream().mapToInt(this::named).toArray();
    if (Arrays.stream(found).distinct().count() < found.length) {
      throw new IllegalArgumentException(
          "--at " + String.join(",", names) + ": two replicas at the same place");
    }
    return found;
  }

  private int named(String name) {
    List<Integer> found = new ArrayList<>();
    for (int site = 0; site < size(); site++) {
      SwitchNode node = topology.switches().get(site);
      if (node.label().equalsIgnoreCase(name) || node.name().equalsIgnoreCase(name)) {
        found.add(site);
      }
    }
    if (found.size() != 1) {
      throw new IllegalArgumentException(
          "--at '%s': %s in %s; places are for example %s"
              .formatted(
                  name,
                  found.isEmpty() ? "no place of that name" : "more than one such place",
                  name(),
                  String.join(
                      ", ",
                      topology.switches().stream().limit(6).map(SwitchNode::label).toList())));
    }
    return found.get(0);
  }

  /**
   * The places with the least sum of the delays from every switch to the nearest (k-median): from
   * each of many first places, others one after the other, then exchanged as long as that helps.
   */
  public int[] median(int replicas) {
    if (replicas > size()) {
      throw new IllegalArgumentException(
          "--replicas %d: %s has only %d switches".formatted(replicas, name(), size()));
    }
    int starts = Math.max(1, Math.min(size(), STARTS_TIMES_PAIRS / (size() * size())));
    int[] best = medianFrom(0, replicas);
    for (int start = 1; start < starts; start++) {
      int[] other = medianFrom(start * size() / starts, replicas);
      if (cost(other) < cost(best) - 1e-9) {
        best = other;
      }
    }
    return best;
  }

  private int[] medianFrom(int first, int replicas) {
    int[] chosen = {first};
    while (chosen.length < replicas) {
      chosen = Arrays.copyOf(chosen, chosen.length + 1);
      improve(chosen, chosen.length - 1, Double.POSITIVE_INFINITY);
    }
    boolean better = true;
    while (better) {
      better = false;
      for (int place = 0; place < replicas; place++) {
        better |= improve(chosen, place, cost(chosen));
      }
    }
    Arrays.sort(chosen);
    return chosen;
  }

  private boolean improve(int[] chosen, int place, double cost) {
    int best = chosen[place];
    double least = cost - 1e-9;
    boolean better = false;
    int before = chosen[place];
    for (int site = 0; site < size(); site++) {
      chosen[place] = site;
      double tried = cost(chosen);
      if (tried < least && isFree(chosen, place)) {
        least = tried;
        best = site;
        better = true;
      }
    }
    chosen[place] = better ? best : before;
    return better;
  }

  private static boolean isFree(int[] chosen, int place) {
    for (int other = 0; other < chosen.length; other++) {
      if (other != place && chosen[other] == chosen[place]) {
        return false;
      }
    }
    return true;
  }

  private double cost(int[] chosen) {
    double sum = 0;
    for (double[] from : delays) {
      double nearest = Double.POSITIVE_INFINITY;
      for (int site : chosen) {
        nearest = Math.min(nearest, from[site]);
      }
      sum += nearest;
    }
    return sum;
  }

  /** The replicas r1, r2, ... at the given places, and all switches. */
  public Geography geography(int[] places) {
    List<ReplicaId> replicas = new ArrayList<>();
    double[][] between = new double[places.length][places.length];
    for (int r = 0; r < places.length; r++) {
      replicas.add(new ReplicaId("r" + (r + 1)));
      for (int other = 0; other < places.length; other++) {
        between[r][other] = delays[places[r]][places[other]];
      }
    }
    double[][] fromSwitches = new double[size()][places.length];
    for (int site = 0; site < size(); site++) {
      for (int r = 0; r < places.length; r++) {
        fromSwitches[site][r] = delays[site][places[r]];
      }
    }
    List<DatapathId> switches =
        topology.switches().stream().map(node -> new DatapathId(node.datapathId())).toList();
    return new Geography(replicas, switches, between, fromSwitches);
  }

  private static double[][] shortestPaths(Topology topology) {
    Map<Long, Integer> numbers = new HashMap<>();
    topology.switches().forEach(node -> numbers.put(node.datapathId(), numbers.size()));
    List<List<Hop>> hops = new ArrayList<>();
    numbers.forEach((id, number) -> hops.add(new ArrayList<>()));
    for (SwitchLink link : topology.links()) {
      int a = numbers.get(link.a().datapathId());
      int b = numbers.get(link.b().datapathId());
      double millis = link.delay().toNanos() / 1e6 + HOP_MILLIS;
      hops.get(a).add(new Hop(b, millis));
      hops.get(b).add(new Hop(a, millis));
    }
    double[][] delays = new double[hops.size()][];
    for (int site = 0; site < delays.length; site++) {
      delays[site] = from(site, hops);
      if (Arrays.stream(delays[site]).anyMatch(Double::isInfinite)) {
        throw new IllegalArgumentException(
            "topology '"
                + topology.name()
                + "' is not connected; every switch must reach every other");
      }
    }
    return delays;
  }

  /** Dijkstra. */
  private static double[] from(int site, List<List<Hop>> hops) {
    double[] delays = new double[hops.size()];
    Arrays.fill(delays, Double.POSITIVE_INFINITY);
    PriorityQueue<Hop> open = new PriorityQueue<>();
    open.add(new Hop(site, 0));
    while (!open.isEmpty()) {
      Hop nearest = open.poll();
      if (nearest.millis < delays[nearest.to]) {
        delays[nearest.to] = nearest.millis;
        for (Hop hop : hops.get(nearest.to)) {
          open.add(new Hop(hop.to, nearest.millis + hop.millis));
        }
      }
    }
    return delays;
  }

  private record Hop(int to, double millis) implements Comparable<Hop> {
    @Override
    public int compareTo(Hop other) {
      return Double.compare(millis, other.millis);
    }
  }
}
