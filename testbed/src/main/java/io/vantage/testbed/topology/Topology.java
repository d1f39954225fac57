package io.vantage.testbed.topology;

import java.time.Duration;
import java.util.List;
import java.util.Optional;

/**
 * A network to build: switches, the links between them, and hosts with the ports they hang on.
 *
 * @param warnings what a person should know about how the description was read
 */
public record Topology(
    String name,
    List<SwitchNode> switches,
    List<SwitchLink> links,
    List<HostNode> hosts,
    List<String> warnings) {

  /**
   * A switch.
   *
   * @param name sK, where K is the datapath id (in a torus: sIxJ)
   * @param label what people call the place, or the name again
   */
  public record SwitchNode(
      String name, long datapathId, String label, Optional<Coordinates> coordinates) {}

  /** One end of a link. */
  public record End(long datapathId, int port) {}

  /** A link and its one-way delay; zero where unknown or not meant. */
  public record SwitchLink(End a, End b, Duration delay) {}

  /** The K-th host: MAC address K and IPv4 address 10.0.0.0 + K, both as numbers. */
  public record HostNode(String name, long mac, int ipv4, End attachedTo) {}

  public Topology {
    switches = List.copyOf(switches);
    links = List.copyOf(links);
    hosts = List.copyOf(hosts);
    warnings = List.copyOf(warnings);
  }
}
