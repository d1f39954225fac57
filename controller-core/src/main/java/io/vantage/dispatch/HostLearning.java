package io.vantage.dispatch;

import io.vantage.model.ConnectPoint;
import io.vantage.model.Host;
import io.vantage.model.MacAddress;
import io.vantage.network.Network;
import io.vantage.network.NetworkCommand.RemoveHost;
import io.vantage.network.NetworkCommand.UpdateHost;
import io.vantage.network.Topology;
import io.vantage.northbound.ExpiringSet;
import java.net.InetAddress;
import java.time.Clock;
import java.time.Duration;
import java.util.LinkedHashSet;
import java.util.Optional;
import java.util.Set;

/**
 * Turns sightings of hosts into as few commands as possible: nothing for what is known, one command
 * for what many packets tell, and one move of a host per {@link #SETTLING}, so that two hosts with
 * one address cannot fill the log. Any thread.
 */
final class HostLearning {
  private static final Duration SETTLING = Duration.ofMillis(500);
  private static final int MAX_UNDER_WAY = 16_384;
  private static final int MAX_ADDRESSES = 32;

  private final Network network;
  private final Clock clock;
  private final ExpiringSet<Facts> underWay =
      new ExpiringSet<>(MAX_UNDER_WAY, Duration.ofSeconds(1), System::nanoTime);
  private final ExpiringSet<Key> moved =
      new ExpiringSet<>(MAX_UNDER_WAY, SETTLING, System::nanoTime);

  HostLearning(Network network, Clock clock) {
    this.network = network;
    this.clock = clock;
  }

  private record Key(MacAddress mac, int vlan) {}

  private record Facts(Key key, Set<InetAddress> addresses, ConnectPoint location) {}

  void learn(Host seen) {
    Topology topology = network.view().topology();
    Optional<Host> known = topology.host(seen.mac(), seen.vlan());
    boolean samePlace = known.isPresent() && known.get().location().equals(seen.location());
    if (samePlace && known.get().addresses().containsAll(seen.addresses())) {
      return;
    }
    Key key = new Key(seen.mac(), seen.vlan());
    Facts facts = new Facts(key, seen.addresses(), seen.location());
    boolean move = known.isPresent() && !samePlace;
    if (underWay.contains(facts) || (move && !moved.add(key)) || !underWay.add(facts)) {
      return;
    }
    submit(seen, known);
    seen.addresses().forEach(address -> takeFromOthers(address, seen, topology));
  }

  private void submit(Host seen, Optional<Host> known) {
    // Of two places the later holds, whatever the clocks of two replicas say.
    long since =
        known
            .map(
                host ->
                    host.location().equals(seen.location())
                        ? host.sinceMillis()
                        : Math.max(clock.millis(), host.sinceMillis() + 1))
            .orElseGet(clock::millis);
    Host host = new Host(seen.mac(), seen.vlan(), addresses(seen, known), seen.location(), since);
    Facts facts = new Facts(new Key(seen.mac(), seen.vlan()), seen.addresses(), seen.location());
    network
        .submit(new UpdateHost(host))
        .whenComplete(
            (receipt, error) -> {
              underWay.remove(facts);
              if (error == null) {
                known.ifPresent(before -> forgetAt(before, host));
              }
            });
  }

  private void forgetAt(Host before, Host now) {
    if (!before.location().device().equals(now.location().device())) {
      network.submit(
          new RemoveHost(
              before.location().device(), before.mac(), before.vlan(), before.sinceMillis()));
    }
  }

  /** An address that a host claims now no longer counts as that of another one. */
  private void takeFromOthers(InetAddress address, Host claimant, Topology topology) {
    topology.hosts().stream()
        .filter(other -> other.vlan() == claimant.vlan() && !other.mac().equals(claimant.mac()))
        .filter(other -> other.addresses().contains(address))
        .forEach(
            other -> {
              Set<InetAddress> rest = new LinkedHashSet<>(other.addresses());
              rest.remove(address);
              network.submit(
                  new UpdateHost(
                      new Host(
                          other.mac(), other.vlan(), rest, other.location(), other.sinceMillis())));
            });
  }

  private static Set<InetAddress> addresses(Host seen, Optional<Host> known) {
    Set<InetAddress> all = new LinkedHashSet<>(seen.addresses());
    known.stream()
        .flatMap(host -> host.addresses().stream())
        .limit(MAX_ADDRESSES)
        .forEach(all::add);
    return all.size() <= MAX_ADDRESSES ? all : seen.addresses();
  }
}
