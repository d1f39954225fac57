package io.vantage.testbed.wan;

import io.vantage.model.DatapathId;
import io.vantage.seer.simulation.Geography;
import io.vantage.server.local.LocalReplica;
import io.vantage.server.local.RelayAddresses;
import io.vantage.testbed.topology.Sites;
import io.vantage.testbed.topology.Topology.SwitchNode;
import java.net.InetSocketAddress;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.IntStream;

/**
 * The wide-area network between the replicas of a local cluster and the switches of a topology:
 * replicas stand beside switches at chosen places, and messages take the shortest way.
 */
public final class WanEmulator implements AutoCloseable {
  private final Sites sites;
  private final int[] places;
  private final Wan wan;
  private final Relay relay;

  /**
   * Starts to relay for replicas {@code r1}, {@code r2}, ... of this machine; they may come later.
   *
   * @param places the switch beside which each replica stands, by its number in the topology
   * @throws java.io.UncheckedIOException if an address cannot be listened on
   */
  public WanEmulator(Sites sites, int[] places) {
    this.sites = sites;
    this.places = places.clone();
    this.wan = new Wan(sites.geography(places));
    this.relay = new Relay(wan, routes(wan.geography()));
  }

  /**
   * Places for replicas: as named, or the k-median of the network.
   *
   * @param at names of places, or empty
   * @throws IllegalArgumentException naming the place and the rule
   */
  public static int[] places(Sites sites, int replicas, List<String> at) {
    if (!at.isEmpty() && at.size() != replicas) {
      throw new IllegalArgumentException(
          "--at names " + at.size() + " places for " + replicas + " replicas");
    }
    return at.isEmpty() ? sites.median(replicas) : sites.named(at);
  }

  private static List<Relay.Route> routes(Geography geography) {
    int replicas = geography.replicas().size();
    List<Relay.Route> routes = new ArrayList<>();
    for (int to = 0; to < replicas; to++) {
      LocalReplica replica = new LocalReplica(to + 1, Path.of(""));
      for (int from = 0; from < replicas; from++) {
        if (from != to) {
          String listen = RelayAddresses.replica(from + 1, to + 1);
          routes.add(route(from, to, listen, replica.host(), LocalReplica.RAFT_PORT));
        }
      }
      for (int device = 0; device < geography.switches().size(); device++) {
        DatapathId id = geography.switches().get(device);
        String listen = RelayAddresses.device(id, to + 1);
        routes.add(
            route(replicas + device, to, listen, replica.host(), LocalReplica.OPENFLOW_PORT));
      }
    }
    return routes;
  }

  private static Relay.Route route(int from, int to, String listen, String target, int port) {
    return new Relay.Route(
        from, to, new InetSocketAddress(listen, port), new InetSocketAddress(target, port));
  }

  public Wan wan() {
    return wan;
  }

  /** Where a switch reaches the replicas, by their number. */
  public List<InetSocketAddress> controllers(SwitchNode device) {
    DatapathId id = new DatapathId(device.datapathId());
    return IntStream.rangeClosed(1, places.length)
        .mapToObj(r -> RelayAddresses.device(id, r))
        .map(host -> new InetSocketAddress(host, LocalReplica.OPENFLOW_PORT))
        .toList();
  }

  public String topology() {
    return sites.name();
  }

  /** What people call the place of a replica. */
  public String place(int replica) {
    return sites.label(places[replica]);
  }

  String placeOfSwitch(int device) {
    return sites.label(device);
  }

  @Override
  public void close() {
    relay.close();
  }
}
