package io.vantage.testbed.emulation;

import io.netty.channel.EventLoop;
import io.netty.util.concurrent.ScheduledFuture;
import io.vantage.testbed.emulation.datapath.Field;
import io.vantage.testbed.emulation.datapath.Frame;
import io.vantage.testbed.emulation.datapath.PacketFields;
import io.vantage.testbed.topology.Topology;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.concurrent.atomic.AtomicLong;
import java.util.function.Consumer;

/**
 * A host with one IPv4 address: answers ARP and ICMP echo requests, and pings. Its state belongs to
 * the event loop of the switch it hangs on; public methods may be called from any thread.
 */
public final class EmulatedHost {
  private static final long ARP_RETRY_MILLIS = 250;

  /** An ARP request that waits for its answer. */
  private record Inquiry(CompletableFuture<Duration> answer, long sentNanos) {}

  /** An echo request that waits for its answer. */
  private record Ping(
      CompletableFuture<Duration> answer, long sentNanos, ScheduledFuture<?> deadline) {}

  private final Topology.HostNode node;
  private final EventLoop loop;
  private final Consumer<Frame> uplink;
  private final Map<Integer, Long> neighbours = new HashMap<>();
  private final Map<Integer, Resolution> resolutions = new HashMap<>();
  private final Map<Integer, Ping> pings = new HashMap<>();
  private final Map<Integer, List<Inquiry>> inquiries = new HashMap<>();
  private final AtomicLong received = new AtomicLong();
  private int sequence;

  /**
   * @param uplink takes frames this host sends, on the event loop
   */
  EmulatedHost(Topology.HostNode node, EventLoop loop, Consumer<Frame> uplink) {
    this.node = node;
    this.loop = loop;
    this.uplink = uplink;
  }

  public String name() {
    return node.name();
  }

  public int ipv4() {
    return node.ipv4();
  }

  public long mac() {
    return node.mac();
  }

  public Topology.End attachedTo() {
    return node.attachedTo();
  }

  /** Frames that reached this host, for it or not. */
  public long framesReceived() {
    return received.get();
  }

  /**
   * Sends one ICMP echo request, after an ARP request if need be.
   *
   * @return the round-trip time of the echo, or a {@link TimeoutException} after the deadline
   */
  public CompletableFuture<Duration> ping(int ipv4, Duration deadline) {
    CompletableFuture<Duration> answer = new CompletableFuture<>();
    loop.execute(() -> startPing(ipv4, deadline, answer));
    return answer;
  }

  /**
   * Sends one ARP request, once, whether or not the address is known: a packet-in of its own
   * wherever a controller answers ARP.
   *
   * @return the time to the next answer for that address, or a {@link TimeoutException}
   */
  public CompletableFuture<Duration> inquire(int ipv4, Duration deadline) {
    CompletableFuture<Duration> answer = new CompletableFuture<>();
    loop.execute(
        () -> {
          Inquiry inquiry = new Inquiry(answer, System.nanoTime());
          List<Inquiry> waiting = inquiries.computeIfAbsent(ipv4, ip -> new ArrayList<>());
          waiting.add(inquiry);
          var unused =
              loop.schedule(
                  () -> {
                    waiting.remove(inquiry);
                    answer.completeExceptionally(new TimeoutException("no ARP reply"));
                  },
                  deadline.toMillis(),
                  TimeUnit.MILLISECONDS);
          uplink.accept(Frame.of(Packets.arpRequest(node.mac(), node.ipv4(), ipv4)));
        });
    return answer;
  }

  /** Sends a frame of the caller's making. */
  public void send(byte[] frame) {
    loop.execute(() -> uplink.accept(Frame.of(frame)));
  }

  /** Forgets the addresses it has learned. */
  public CompletableFuture<Void> forgetNeighbours() {
    return CompletableFuture.runAsync(neighbours::clear, loop);
  }

  private void startPing(int ipv4, Duration deadline, CompletableFuture<Duration> answer) {
    int id = ++sequence;
    ScheduledFuture<?> timeout =
        loop.schedule(() -> expire(id, ipv4, deadline), deadline.toMillis(), TimeUnit.MILLISECONDS);
    pings.put(id, new Ping(answer, System.nanoTime(), timeout));
    Long mac = neighbours.get(ipv4);
    if (mac != null) {
      sendEcho(id, ipv4, mac);
      return;
    }
    Resolution waiting = resolutions.computeIfAbsent(ipv4, ip -> new Resolution());
    waiting.pings().add(id);
    if (waiting.pings().size() == 1) {
      askFor(ipv4, waiting);
    }
  }

  private void askFor(int ipv4, Resolution waiting) {
    waiting.pings().removeIf(id -> !pings.containsKey(id));
    if (resolutions.get(ipv4) != waiting) {
      return;
    }
    if (waiting.pings().isEmpty()) {
      resolutions.remove(ipv4);
      return;
    }
    uplink.accept(Frame.of(Packets.arpRequest(node.mac(), node.ipv4(), ipv4)));
    long wait = ARP_RETRY_MILLIS << Math.min(waiting.attempt(), 3);
    var unused = loop.schedule(() -> askFor(ipv4, waiting), wait, TimeUnit.MILLISECONDS);
  }

  private void sendEcho(int id, int ipv4, long mac) {
    Ping ping = pings.get(id);
    if (ping != null) {
      pings.put(id, new Ping(ping.answer(), System.nanoTime(), ping.deadline()));
      uplink.accept(
          Frame.of(Packets.echoRequest(node.mac(), mac, node.ipv4(), ipv4, identifier(), id)));
    }
  }

  private int identifier() {
    return (int) node.mac() & 0xffff;
  }

  private void expire(int id, int ipv4, Duration deadline) {
    Ping ping = pings.remove(id);
    if (ping != null) {
      String reason = neighbours.containsKey(ipv4) ? "no echo reply" : "no ARP reply";
      ping.answer()
          .completeExceptionally(
              new TimeoutException(
                  reason
                      + " from "
                      + Packets.text(ipv4)
                      + " to "
                      + node.name()
                      + " within "
                      + deadline.toMillis()
                      + " ms"));
    }
  }

  /** A frame reaches the host. On the event loop. */
  void receive(Frame frame) {
    received.incrementAndGet();
    PacketFields fields = PacketFields.parse(frame.bytes(), 0);
    long destination = fields.low(Field.ETH_DST);
    boolean tagged = fields.low(Field.VLAN_VID) != 0;
    if (tagged || (destination != node.mac() && destination != Packets.BROADCAST)) {
      return;
    }
    if (fields.has(Field.ARP_OP)) {
      receiveArp(fields);
    } else if (fields.has(Field.ICMPV4_TYPE) && (int) fields.low(Field.IPV4_DST) == node.ipv4()) {
      receiveIcmp(frame, fields);
    }
  }

  private void receiveArp(PacketFields fields) {
    int senderIp = (int) fields.low(Field.ARP_SPA);
    long senderMac = fields.low(Field.ARP_SHA);
    boolean forMe = (int) fields.low(Field.ARP_TPA) == node.ipv4();
    if (!forMe) {
      return;
    }
    neighbours.put(senderIp, senderMac);
    if (fields.low(Field.ARP_OP) == Packets.ARP_REQUEST) {
      uplink.accept(Frame.of(Packets.arpReply(node.mac(), node.ipv4(), senderMac, senderIp)));
    }
    List<Inquiry> answered = inquiries.remove(senderIp);
    if (answered != null) {
      answered.forEach(
          each -> each.answer().complete(Duration.ofNanos(System.nanoTime() - each.sentNanos())));
    }
    Resolution waiting = resolutions.remove(senderIp);
    if (waiting != null) {
      waiting.pings().forEach(id -> sendEcho(id, senderIp, senderMac));
    }
  }

  private void receiveIcmp(Frame frame, PacketFields fields) {
    long type = fields.low(Field.ICMPV4_TYPE);
    if (type == Packets.ECHO_REQUEST) {
      uplink.accept(Frame.of(Packets.echoReply(frame.bytes(), node.mac())));
    } else if (type == Packets.ECHO_REPLY) {
      Packets.sequenceOf(frame.bytes(), identifier()).ifPresent(this::answered);
    }
  }

  private void answered(int sequence16) {
    pings.keySet().stream()
        .filter(id -> (id & 0xffff) == sequence16)
        .findFirst()
        .map(pings::remove)
        .ifPresent(
            ping -> {
              ping.deadline().cancel(false);
              ping.answer().complete(Duration.ofNanos(System.nanoTime() - ping.sentNanos()));
            });
  }
}
