package io.vantage.openflow;

import io.vantage.model.Device;
import io.vantage.model.FlowRule;
import io.vantage.model.PacketIn;
import io.vantage.model.Port;
import io.vantage.network.Network;
import io.vantage.network.NetworkCommand;
import io.vantage.network.NetworkEvent;
import io.vantage.openflow.discovery.SwitchDiscovery;
import io.vantage.openflow.flow.BaseRules;
import io.vantage.openflow.flow.EphemeralRules;
import io.vantage.openflow.flow.FlowProgrammer;
import io.vantage.openflow.flow.FlowReconciler;
import io.vantage.openflow.role.DeviceReporter;
import io.vantage.openflow.role.MastershipListener;
import io.vantage.openflow.role.RoleKeeper;
import io.vantage.openflow.session.SwitchLoop;
import io.vantage.southbound.SwitchChannel;
import io.vantage.southbound.SwitchListener.FlowRemoved;
import java.time.Duration;
import java.util.List;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** One connection of a switch, from handshake to end. Confined to the switch's event loop. */
final class SwitchSession implements RoleKeeper.Listener {
  private static final Logger LOG = LoggerFactory.getLogger(SwitchSession.class);

  private static final Duration CHECK_INTERVAL = Duration.ofSeconds(1);

  private final SwitchChannel channel;
  private final SwitchLoop loop;
  private final Network network;
  private final RoleKeeper role;
  private final DeviceReporter reporter;
  private final FlowProgrammer programmer;
  private final FlowReconciler reconciler;
  private final EphemeralRules ephemeral;
  private final SwitchDiscovery discovery;
  private final MastershipListener masterships;
  private boolean master;
  private boolean addingBaseRules;

  SwitchSession(Southbound shared, SwitchChannel channel, Device device, List<Port> ports) {
    this.channel = channel;
    this.network = shared.network();
    this.masterships = shared.masterships();
    this.loop = new SwitchLoop(channel, shared.timers());
    this.role =
        new RoleKeeper(
            loop,
            channel,
            shared.cluster(),
            network,
            shared.mastership(),
            shared.options().demotionDelay(),
            shared.assigner(loop, channel),
            this);
    this.reporter = new DeviceReporter(loop, network, device, ports);
    this.programmer = new FlowProgrammer(loop, channel, network, role::challenge);
    this.reconciler =
        new FlowReconciler(
            loop,
            channel,
            network.view(),
            programmer,
            shared.flowReadings(),
            shared.clock(),
            shared.options().reconcileInterval());
    this.ephemeral = new EphemeralRules(loop, channel);
    this.discovery = new SwitchDiscovery(loop, channel, shared.discovery());
    shared.rtt().watch(loop, channel);
  }

  void start() {
    role.reconsider();
    loop.every(CHECK_INTERVAL, CHECK_INTERVAL, this::check);
  }

  /** Leadership or assignment may have changed; any thread. */
  void reconsiderRole() {
    loop.run(role::reconsider);
  }

  SwitchChannel channel() {
    return channel;
  }

  /** A change of the replicated network that concerns this switch; any thread. */
  void onEvent(NetworkEvent event) {
    programmer.onEvent(event);
  }

  void end() {
    role.end();
    loop.end();
  }

  void discoveryPacketIn(PacketIn packet) {
    discovery.packetIn(packet);
  }

  void portChanged(Port port) {
    reporter.portChanged(port);
    discovery.portChanged(port);
  }

  void portRemoved(int number) {
    reporter.portRemoved(number);
    discovery.portRemoved(number);
  }

  void flowRemoved(FlowRemoved removed) {
    programmer.flowRemoved(removed);
  }

  @Override
  public void becameMaster(long term) {
    master = true;
    ephemeral.clear(() -> master);
    reporter.start();
    addBaseRules();
    reconciler.start();
    discovery.start(reporter.ports());
    masterships.mastered(channel);
  }

  @Override
  public void lostMastership() {
    master = false;
    masterships.unmastered(channel.device());
    reporter.stop();
    reconciler.stop();
    discovery.stop();
  }

  private void check() {
    role.reconsider();
    reporter.check();
    addBaseRules();
  }

  private void addBaseRules() {
    if (!master || addingBaseRules) {
      return;
    }
    List<FlowRule> missing = BaseRules.missing(network.view(), channel.device(), channel.version());
    if (!missing.isEmpty()) {
      addingBaseRules = true;
      loop.whenDone(
          network.submit(new NetworkCommand.AddFlows(channel.device(), missing)),
          receipt -> addingBaseRules = false,
          error -> {
            LOG.warn("Base rules of switch {}: {}", channel.device(), error.toString());
            addingBaseRules = false;
          });
    }
  }
}
