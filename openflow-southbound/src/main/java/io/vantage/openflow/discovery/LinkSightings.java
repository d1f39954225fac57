package io.vantage.openflow.discovery;

import io.vantage.model.ConnectPoint;
import io.vantage.model.DatapathId;
import io.vantage.model.Device;
import io.vantage.model.Link;
import io.vantage.network.Network;
import io.vantage.network.NetworkCommand;
import io.vantage.openflow.session.SwitchLoop;
import java.util.HashMap;
import java.util.HashSet;
import java.util.Map;
import java.util.Set;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The links that end at one switch, as its master sees them. Counts rounds of probes instead of
 * reading a clock: a link that was not seen for three rounds is removed, one direction at a time,
 * and a new master begins to count anew. Confined to the switch's event loop.
 *
 * <p>A link that only BDDP shows crosses switches of others; or it crosses one of ours that was not
 * programmed yet. It counts if the port has heard no LLDP for three rounds and BDDP in two.
 */
final class LinkSightings {
  private static final Logger LOG = LoggerFactory.getLogger(LinkSightings.class);

  private static final int ROUNDS_MISSED = 3;
  private static final int ROUNDS_OF_BDDP = 2;

  private final SwitchLoop loop;
  private final DatapathId device;
  private final Network network;
  private final Map<Link, Integer> missed = new HashMap<>();
  private final Map<Integer, Integer> withoutLldp = new HashMap<>();
  private final Map<Link, Indirect> indirect = new HashMap<>();
  private final Set<NetworkCommand> underWay = new HashSet<>();
  private int round;

  /** Rounds in which BDDP showed a link. */
  private record Indirect(int lastRound, int rounds) {}

  LinkSightings(SwitchLoop loop, DatapathId device, Network network) {
    this.loop = loop;
    this.device = device;
    this.network = network;
  }

  /** Became master: every link known until now gets its full time again. */
  void reset() {
    missed.clear();
    withoutLldp.clear();
    indirect.clear();
    underWay.clear();
  }

  void seen(Link link, Probe.Kind kind) {
    if (kind == Probe.Kind.LLDP) {
      withoutLldp.put(link.to().port(), 0);
    } else if (!countsIndirectly(link)) {
      return;
    }
    missed.put(link, 0);
    if (network.view().partitionOf(link.from().device()).isPresent() && !isKnown(link)) {
      propose(new NetworkCommand.UpdateLink(link));
    }
  }

  /**
   * The end of a round of probes. A switch that is not connected sends none, though its cables may
   * carry traffic still: its links stay until a port goes down.
   */
  void round() {
    round++;
    withoutLldp.replaceAll((port, rounds) -> Math.min(rounds + 1, ROUNDS_MISSED));
    indirect.values().removeIf(seen -> round - seen.lastRound() > ROUNDS_MISSED);
    Set<Link> ending = new HashSet<>();
    for (Link link : network.view().topology().links()) {
      if (!link.to().device().equals(device)) {
        continue;
      }
      ending.add(link);
      if (!isConnected(link.from().device())) {
        missed.put(link, 0);
      } else if (missed.merge(link, 1, Integer::sum) > ROUNDS_MISSED) {
        LOG.info("Link {} -> {} is no longer seen", link.from(), link.to());
        propose(new NetworkCommand.RemoveLink(link));
      }
    }
    missed.keySet().retainAll(ending);
  }

  /** No link starts or ends at the port any more. */
  void portDown(ConnectPoint port) {
    withoutLldp.remove(port.port());
    indirect.keySet().removeIf(link -> link.to().equals(port));
    for (Link link : network.view().topology().links()) {
      if (link.to().equals(port) || link.from().equals(port)) {
        propose(new NetworkCommand.RemoveLink(link));
      }
    }
  }

  private boolean countsIndirectly(Link link) {
    Indirect before = indirect.get(link);
    int rounds = before == null ? 0 : before.rounds();
    boolean newRound = before == null || before.lastRound() != round;
    Indirect now = new Indirect(round, newRound ? rounds + 1 : rounds);
    indirect.put(link, now);
    boolean direct = withoutLldp.getOrDefault(link.to().port(), ROUNDS_MISSED) < ROUNDS_MISSED;
    return !direct && (now.rounds() >= ROUNDS_OF_BDDP || isKnown(link));
  }

  private boolean isConnected(DatapathId other) {
    Device known = network.view().topology().devices().get(other);
    return known != null && known.connected();
  }

  private boolean isKnown(Link link) {
    return network.view().topology().links().contains(link);
  }

  /** Once at a time; if it fails, the next probe or round proposes it again. */
  private void propose(NetworkCommand command) {
    if (underWay.add(command)) {
      loop.whenDone(
          network.submit(command),
          receipt -> underWay.remove(command),
          error -> {
            LOG.debug("{} failed: {}", command, error.toString());
            underWay.remove(command);
          });
    }
  }
}
