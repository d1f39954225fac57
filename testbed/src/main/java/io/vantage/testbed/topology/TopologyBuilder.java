package io.vantage.testbed.topology;

import java.time.Duration;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** Adds nodes and links in order, numbering ports as Mininet does. */
final class TopologyBuilder {
  private static final int NETWORK = 10 << 24;

  private final String name;
  private final Map<Long, Topology.SwitchNode> switches = new LinkedHashMap<>();
  private final Map<Long, Integer> lastPort = new LinkedHashMap<>();
  private final List<Topology.SwitchLink> links = new ArrayList<>();
  private final List<Topology.HostNode> hosts = new ArrayList<>();
  private final List<String> warnings = new ArrayList<>();

  TopologyBuilder(String name) {
    this.name = name;
  }

  /** Adds the switch sK. */
  long addSwitch(long k) {
    return addSwitch(k, "s" + k, "s" + k, Optional.empty());
  }

  long addSwitch(long k, String switchName, String label, Optional<Coordinates> coordinates) {
    switches.put(k, new Topology.SwitchNode(switchName, k, label, coordinates));
    lastPort.put(k, 0);
    return k;
  }

  /** Adds the host hK at the next port of a switch. */
  void addHost(long k, long atSwitch) {
    addHost("h" + k, k, atSwitch);
  }

  void addHost(String hostName, long k, long atSwitch) {
    hosts.add(new Topology.HostNode(hostName, k, NETWORK + (int) k, nextPort(atSwitch)));
  }

  /** Adds a link; its delay follows from the coordinates of its ends, or is zero. */
  void addLink(long a, long b) {
    Duration delay =
        switches
            .get(a)
            .coordinates()
            .flatMap(from -> switches.get(b).coordinates().map(from::delayTo))
            .orElse(Duration.ZERO);
    links.add(new Topology.SwitchLink(nextPort(a), nextPort(b), delay));
  }

  void warn(String warning) {
    warnings.add(warning);
  }

  Topology build() {
    return new Topology(name, List.copyOf(switches.values()), links, hosts, warnings);
  }

  private Topology.End nextPort(long atSwitch) {
    return new Topology.End(atSwitch, lastPort.merge(atSwitch, 1, Integer::sum));
  }
}
