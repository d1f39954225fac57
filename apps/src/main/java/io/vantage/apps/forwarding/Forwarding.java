package io.vantage.apps.forwarding;

import io.vantage.model.Action;
import io.vantage.model.ConnectPoint;
import io.vantage.model.FlowRule;
import io.vantage.model.Host;
import io.vantage.model.PacketIn;
import io.vantage.model.packet.EthernetFrame;
import io.vantage.model.packet.EthernetHeader;
import io.vantage.network.Topology;
import io.vantage.northbound.App;
import io.vantage.northbound.AppContext;
import io.vantage.northbound.ExpiringSet;
import io.vantage.northbound.Switch;
import io.vantage.path.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.Semaphore;

/**
 * Connects hosts over shortest paths.
 *
 * <p>A packet whose destination is known is sent out of the destination's port at once, by whoever
 * leads that switch: this waits for no rule of any switch between, so it is both the fastest way
 * and one that cannot miss. The rules follow through the log, in both directions if so set, and
 * carry all later packets. Handles each packet on the event loop of its switch.
 */
public final class Forwarding implements App {
  private static final Duration INSTALLING = Duration.ofSeconds(1);
  private static final int MAX_INSTALLING = 65_536;
  private static final Duration FIRST_PAUSE = Duration.ofMillis(25);
  private static final Duration LAST_PAUSE = Duration.ofMillis(1600);
  private static final int MAX_WAITING = 512;

  private final Settings settings;
  private final ExpiringSet<Pair> installing =
      new ExpiringSet<>(MAX_INSTALLING, INSTALLING, System::nanoTime);
  private final Semaphore waiting = new Semaphore(MAX_WAITING);
  private volatile AppContext context;
  private volatile Rerouting rerouting;

  /**
   * How rules are made.
   *
   * @param priority of the rules; above the table-miss rule's 0
   * @param bothDirections also prepare the way of the answer
   */
  public record Settings(int priority, int idleTimeoutSeconds, boolean bothDirections) {
    public static final Settings DEFAULT = new Settings(10, 10, true);
  }

  public Forwarding() {
    this(Settings.DEFAULT);
  }

  public Forwarding(Settings settings) {
    this.settings = settings;
  }

  @Override
  public String name() {
    return "forwarding";
  }

  @Override
  public void start(AppContext given) {
    context = given;
    rerouting = new Rerouting(given, name(), settings);
    rerouting.start();
    given.onPacketIn(this::handle);
  }

  private boolean handle(PacketIn packet, Switch from) {
    Optional<EthernetFrame> parsed = EthernetFrame.parse(packet.data());
    if (parsed.isEmpty() || EthernetHeader.isLinkLocal(parsed.get().dst().value())) {
      return true;
    }
    EthernetFrame frame = parsed.get();
    ConnectPoint ingress = packet.receivedAt();
    boolean edge = context.isEdge(ingress);
    if (edge && !frame.src().isMulticast() && frame.src().value() != 0) {
      context.learn(Neighbours.sender(frame, ingress, context.clock().millis()));
    }
    if (!frame.dst().isMulticast()) {
      if (!unicast(frame, packet)) {
        tryAgain(frame, packet, FIRST_PAUSE);
      }
    } else if (edge) {
      // What comes in by a link, or by a port that may turn out to be one, has had its broadcast.
      Neighbours.answer(frame, ingress, context.network().topology(), context.paths())
          .ifPresentOrElse(
              answer -> from.packetOut(answer, List.of(new Action.Output(ingress.port()))),
              () -> context.broadcast(packet.data(), ingress));
    }
    return true;
  }

  /** Returns false for a packet that has to wait for news of its receiver or of links. */
  private boolean unicast(EthernetFrame frame, PacketIn packet) {
    Topology topology = context.network().topology();
    ConnectPoint ingress = packet.receivedAt();
    boolean edge = context.isEdge(ingress);
    Optional<Host> known =
        topology
            .host(frame.dst(), frame.vlan())
            .filter(host -> Neighbours.isReachable(host, topology, context.paths()));
    if (known.isEmpty()) {
      if (edge) {
        context.broadcast(packet.data(), ingress);
      }
      return edge;
    }
    ConnectPoint target = known.get().location();
    if (target.equals(ingress)) {
      return true;
    }
    if (context.paths().shortest(ingress, target).isEmpty()) {
      return false;
    }
    context.send(target, packet.data());
    Pair pair = new Pair(frame.src(), frame.dst(), frame.vlan());
    origin(pair, ingress, edge, topology)
        .flatMap(origin -> context.paths().shortest(origin, target))
        .ifPresent(path -> install(pair, path));
    return true;
  }

  /**
   * A rule can take a packet to a switch whose leader has not yet applied what the rule was made
   * from. Broadcasting there could go round in a loop that is not known yet either; dropping would
   * lose a first packet. So it waits, for about three seconds at most.
   */
  private void tryAgain(EthernetFrame frame, PacketIn packet, Duration pause) {
    if (pause.compareTo(LAST_PAUSE) > 0 || !waiting.tryAcquire()) {
      return;
    }
    context.schedule(
        pause,
        () -> {
          waiting.release();
          if (!unicast(frame, packet)) {
            tryAgain(frame, packet, pause.multipliedBy(2));
          }
        });
  }

  /** Where the pair's path begins: here, or for a packet that missed on its way, at its sender. */
  private static Optional<ConnectPoint> origin(
      Pair pair, ConnectPoint ingress, boolean edge, Topology topology) {
    return edge ? Optional.of(ingress) : topology.host(pair.src(), pair.vlan()).map(Host::location);
  }

  private void install(Pair pair, Path path) {
    if (!installing.add(pair)) {
      return;
    }
    List<FlowRule> rules = new ArrayList<>(pair.rules(path, name(), settings));
    if (settings.bothDirections && installing.add(pair.reversed())) {
      context
          .paths()
          .shortest(path.to(), path.from())
          .ifPresent(back -> rules.addAll(pair.reversed().rules(back, name(), settings)));
    }
    context
        .addFlows(rules)
        .whenComplete(
            (receipts, error) -> {
              if (error != null) {
                installing.remove(pair);
                installing.remove(pair.reversed());
              } else if (!rerouting.isSound(path)) {
                rerouting.request();
              }
            });
  }
}
