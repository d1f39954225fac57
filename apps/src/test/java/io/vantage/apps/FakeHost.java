package io.vantage.apps;

import com.google.common.net.InetAddresses;
import io.vantage.model.ConnectPoint;
import io.vantage.model.MacAddress;
import io.vantage.model.packet.EthernetFrame;
import io.vantage.model.packet.Frames;
import io.vantage.model.packet.Payload.Arp;
import java.net.InetAddress;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;

/** A host that answers ARP and remembers all that reaches it. */
public final class FakeHost {
  private final Fabric fabric;
  private final MacAddress mac;
  private final InetAddress address;
  private final List<byte[]> received = new CopyOnWriteArrayList<>();
  private volatile ConnectPoint location;

  FakeHost(Fabric fabric, int number, ConnectPoint location) {
    this.fabric = fabric;
    this.mac = new MacAddress(number);
    this.address = InetAddresses.forString("10.0." + number / 256 + "." + number % 256);
    this.location = location;
  }

  public MacAddress mac() {
    return mac;
  }

  public InetAddress address() {
    return address;
  }

  public ConnectPoint location() {
    return location;
  }

  void moveTo(ConnectPoint place) {
    location = place;
  }

  public void send(byte[] frame) {
    fabric.execute(() -> fabric.receive(location, frame));
  }

  public void askFor(FakeHost other) {
    send(Frames.arpRequest(mac, address, other.address, 0));
  }

  /** Sends a frame with a text of its own, after its receiver has been resolved. */
  public void tell(FakeHost other, String text) {
    send(Frames.ethernet(other.mac, mac, 0, 0x88b5, text.getBytes(StandardCharsets.UTF_8)));
  }

  /** How often the text has reached this host. */
  public long heard(String text) {
    return received.stream()
        .map(frame -> new String(frame, 14, frame.length - 14, StandardCharsets.UTF_8).strip())
        .filter(got -> got.replace("\0", "").equals(text))
        .count();
  }

  /** ARP frames of an operation that reached this host. */
  public long heardArp(int operation) {
    return received.stream()
        .map(frame -> EthernetFrame.parse(frame).orElseThrow())
        .filter(frame -> frame.payload() instanceof Arp arp && arp.operation() == operation)
        .count();
  }

  public List<byte[]> received() {
    return received;
  }

  void receive(byte[] frame) {
    received.add(frame);
    EthernetFrame parsed = EthernetFrame.parse(frame).orElseThrow();
    if (parsed.payload() instanceof Arp arp
        && arp.operation() == Arp.REQUEST
        && arp.targetAddress().equals(address)) {
      send(Frames.arpReply(mac, address, arp.senderMac(), arp.senderAddress(), parsed.vlan()));
    }
  }
}
