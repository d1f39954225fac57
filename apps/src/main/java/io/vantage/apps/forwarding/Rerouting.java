package io.vantage.apps.forwarding;

import io.vantage.model.Action;
import io.vantage.model.ConnectPoint;
import io.vantage.model.DatapathId;
import io.vantage.model.Device;
import io.vantage.model.FlowEntry;
import io.vantage.model.FlowKey;
import io.vantage.model.FlowRule;
import io.vantage.model.FlowState;
import io.vantage.model.Host;
import io.vantage.model.Link;
import io.vantage.model.MatchField.InPort;
import io.vantage.model.Port;
import io.vantage.network.NetworkEvent;
import io.vantage.network.NetworkEvent.Change;
import io.vantage.network.Topology;
import io.vantage.northbound.AppContext;
import io.vantage.path.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.atomic.AtomicBoolean;

/**
 * Keeps the rules of forwarding true to the network. A rule is sound while its output port is up,
 * has either a link to a connected switch or the rule's destination behind it, and is not the port
 * that the packet came in by: there a switch sends nothing back. After each change that can break
 * rules, and now and then, a replica looks through the rules of the switches that it leads; for
 * each pair of hosts with a broken rule it replaces the pair's rules on all switches by those of
 * the shortest path there is now. If there is none, the rules stay: they may serve still, as when
 * only the connection to a switch is lost. They go with their destination.
 *
 * <p>So the leader of the switch that lost its way out acts, and nobody else; should two switches
 * of one path break at once, their leaders come to the same rules, since paths are the same on
 * every replica. A change that slips in between is found on the next look. Works on the app's
 * thread.
 */
final class Rerouting {
  private static final Duration LOOK = Duration.ofSeconds(5);

  private final AppContext context;
  private final String owner;
  private final Forwarding.Settings settings;
  private final AtomicBoolean requested = new AtomicBoolean();

  Rerouting(AppContext context, String owner, Forwarding.Settings settings) {
    this.context = context;
    this.owner = owner;
    this.settings = settings;
  }

  void start() {
    context.onEvent(
        (partition, index, event) -> {
          if (mayBreakRules(event)) {
            request();
          }
        });
    lookNowAndThen();
  }

  private void lookNowAndThen() {
    context.schedule(
        LOOK,
        () -> {
          lookNowAndThen();
          repair();
        });
  }

  /** Asks for a look at the rules, soon; many requests are served by one. Any thread. */
  void request() {
    if (requested.compareAndSet(false, true)) {
      context.schedule(
          Duration.ZERO,
          () -> {
            requested.set(false);
            repair();
          });
    }
  }

  /** True if every link of the path still exists. */
  boolean isSound(Path path) {
    return context.network().topology().links().containsAll(path.links());
  }

  private static boolean mayBreakRules(NetworkEvent event) {
    if (event instanceof NetworkEvent.LinkChanged link) {
      return link.change() == Change.REMOVED;
    }
    if (event instanceof NetworkEvent.PortChanged port) {
      return port.change() == Change.REMOVED || !port.port().up();
    }
    return event instanceof NetworkEvent.HostChanged
        || event instanceof NetworkEvent.DeviceChanged
        || event instanceof NetworkEvent.PartitionRestored;
  }

  private void repair() {
    Topology topology = context.network().topology();
    Set<Pair> broken = broken(topology);
    if (broken.isEmpty()) {
      return;
    }
    Map<FlowKey, FlowRule> wanted = new HashMap<>();
    Set<Pair> changed = new HashSet<>();
    for (Pair pair : broken) {
      Optional<Host> destination = destination(pair, topology);
      Optional<Path> path = destination.flatMap(to -> path(pair, to, topology));
      if (path.isPresent()) {
        pair.rules(path.get(), owner, settings).forEach(rule -> wanted.put(rule.key(), rule));
      }
      if (path.isPresent() || destination.isEmpty()) {
        changed.add(pair);
      }
    }
    Map<FlowKey, FlowRule> present = rulesOf(changed, topology);
    replace(present, wanted, topology);
  }

  private void replace(
      Map<FlowKey, FlowRule> present, Map<FlowKey, FlowRule> wanted, Topology seen) {
    List<FlowRule> added =
        wanted.values().stream().filter(rule -> !rule.equals(present.get(rule.key()))).toList();
    List<FlowKey> removed =
        present.keySet().stream().filter(key -> !wanted.containsKey(key)).toList();
    if (added.isEmpty() && removed.isEmpty()) {
      return;
    }
    // The new way first: what the old rules still send astray is sent on by the controller. If it
    // fails, they stay broken, and so the next look tries again.
    context
        .addFlows(added)
        .whenComplete(
            (receipts, error) -> {
              if (error != null) {
                return;
              }
              context.removeFlows(removed);
              if (!context.network().topology().links().equals(seen.links())) {
                request();
              }
            });
  }

  private Set<Pair> broken(Topology topology) {
    Set<ConnectPoint> starts = new HashSet<>();
    for (Link link : topology.links()) {
      Device next = topology.devices().get(link.to().device());
      if (next != null && next.connected()) {
        starts.add(link.from());
      }
    }
    Set<Pair> broken = new HashSet<>();
    for (DatapathId device : topology.devices().keySet()) {
      if (context.leads(device)) {
        for (FlowRule rule : rulesOn(device)) {
          Pair.of(rule)
              .filter(pair -> !isSound(rule, pair, topology, starts))
              .ifPresent(broken::add);
        }
      }
    }
    return broken;
  }

  private boolean isSound(FlowRule rule, Pair pair, Topology topology, Set<ConnectPoint> starts) {
    ConnectPoint out = output(rule).orElseThrow();
    Port port = topology.ports().get(out);
    return port != null
        && port.up()
        && !rule.match().get(InPort.class).equals(Optional.of(new InPort(out.port())))
        && (starts.contains(out)
            || topology
                .host(pair.dst(), pair.vlan())
                .filter(host -> host.location().equals(out))
                .isPresent());
  }

  private Map<FlowKey, FlowRule> rulesOf(Set<Pair> pairs, Topology topology) {
    Map<FlowKey, FlowRule> rules = new HashMap<>();
    for (DatapathId device : topology.devices().keySet()) {
      for (FlowRule rule : rulesOn(device)) {
        if (Pair.of(rule).filter(pairs::contains).isPresent()) {
          rules.put(rule.key(), rule);
        }
      }
    }
    return rules;
  }

  /** Rules that this app has made; others may have been added in its name. */
  private List<FlowRule> rulesOn(DatapathId device) {
    List<FlowRule> rules = new ArrayList<>();
    for (FlowEntry entry : context.network().flows(device)) {
      FlowRule rule = entry.rule();
      if (rule.owner().equals(owner)
          && entry.state() != FlowState.PENDING_REMOVE
          && output(rule).isPresent()) {
        rules.add(rule);
      }
    }
    return rules;
  }

  private Optional<Host> destination(Pair pair, Topology topology) {
    return topology
        .host(pair.dst(), pair.vlan())
        .filter(host -> Neighbours.isReachable(host, topology, context.paths()));
  }

  private Optional<Path> path(Pair pair, Host to, Topology topology) {
    return topology
        .host(pair.src(), pair.vlan())
        .flatMap(from -> context.paths().shortest(from.location(), to.location()));
  }

  /** Where a rule sends packets, if that is all it does. */
  private static Optional<ConnectPoint> output(FlowRule rule) {
    return rule.actions().size() == 1 && rule.actions().get(0) instanceof Action.Output output
        ? Optional.of(new ConnectPoint(rule.device(), output.port()))
        : Optional.empty();
  }
}
