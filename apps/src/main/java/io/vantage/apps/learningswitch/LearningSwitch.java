package io.vantage.apps.learningswitch;

import io.vantage.model.Action;
import io.vantage.model.ConnectPoint;
import io.vantage.model.DatapathId;
import io.vantage.model.FlowRule;
import io.vantage.model.MacAddress;
import io.vantage.model.MatchField;
import io.vantage.model.PacketIn;
import io.vantage.model.packet.EthernetHeader;
import io.vantage.network.NetworkEvent;
import io.vantage.northbound.App;
import io.vantage.northbound.AppContext;
import io.vantage.northbound.Switch;
import java.util.List;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentMap;
import java.util.concurrent.atomic.AtomicInteger;

/**
 * Learns at which port of a switch an address is, sends what goes there out of that port by an
 * ephemeral rule, and floods the rest along the spanning tree. VLANs are not told apart.
 *
 * <p>Handles each packet on the event loop of its switch, without a lock.
 */
public final class LearningSwitch implements App {
  private final Settings settings;
  private final ConcurrentMap<DatapathId, Learned> tables = new ConcurrentHashMap<>();
  private final AtomicInteger links = new AtomicInteger();
  private volatile AppContext context;

  /**
   * Rules and memory.
   *
   * @param hardTimeoutSeconds bounds how long traffic to a host that moved silently goes astray
   * @param capacity addresses remembered per switch
   */
  public record Settings(
      int priority, int idleTimeoutSeconds, int hardTimeoutSeconds, int capacity) {
    public static final Settings DEFAULT = new Settings(10, 10, 60, 65_536);
  }

  /** What is known of one switch during one mastership, while the links stay as they are. */
  private record Learned(Switch of, int links, MacTable ports) {}

  public LearningSwitch() {
    this(Settings.DEFAULT);
  }

  public LearningSwitch(Settings settings) {
    this.settings = settings;
  }

  @Override
  public String name() {
    return "learning-switch";
  }

  @Override
  public void start(AppContext given) {
    context = given;
    given.onEvent(
        (partition, index, event) -> {
          if (event instanceof NetworkEvent.LinkChanged) {
            links.incrementAndGet();
          }
        });
    given.onPacketIn(this::handle);
  }

  private boolean handle(PacketIn packet, Switch from) {
    byte[] frame = packet.data();
    long dst = EthernetHeader.dst(frame);
    long src = EthernetHeader.src(frame);
    if (EthernetHeader.isLinkLocal(dst)) {
      return true;
    }
    MacTable ports = tableOf(from);
    if (!EthernetHeader.isMulticast(src) && ports.get(src) != packet.inPort()) {
      if (!mayReceive(packet)) {
        return true;
      }
      ports.put(src, packet.inPort());
    }
    int port = EthernetHeader.isMulticast(dst) ? MacTable.UNKNOWN : ports.get(dst);
    if (port == MacTable.UNKNOWN) {
      from.flood(packet);
    } else if (port != packet.inPort()) {
      List<Action> output = List.of(new Action.Output(port));
      from.installEphemeral(rule(from.id(), packet.inPort(), dst, src, output));
      from.packetOut(packet, output);
    }
    return true;
  }

  /** A link outside the spanning tree brings nothing but copies. */
  private boolean mayReceive(PacketIn packet) {
    ConnectPoint place = packet.receivedAt();
    return context.paths().isEdge(place)
        || context.paths().floodPorts(place.device()).contains(place.port());
  }

  private MacTable tableOf(Switch from) {
    int now = links.get();
    Learned learned = tables.get(from.id());
    if (learned == null || learned.of != from || learned.links != now) {
      learned = new Learned(from, now, new MacTable(settings.capacity));
      tables.put(from.id(), learned);
    }
    return learned.ports;
  }

  private FlowRule rule(DatapathId device, int inPort, long dst, long src, List<Action> output) {
    return FlowRule.on(device)
        .priority(settings.priority)
        .match(
            new MatchField.InPort(inPort),
            new MatchField.EthDst(new MacAddress(dst)),
            new MatchField.EthSrc(new MacAddress(src)))
        .actions(output)
        .idleTimeoutSeconds(settings.idleTimeoutSeconds)
        .hardTimeoutSeconds(settings.hardTimeoutSeconds)
        .owner(name())
        .build();
  }
}
