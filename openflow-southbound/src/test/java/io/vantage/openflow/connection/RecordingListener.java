package io.vantage.openflow.connection;

import io.vantage.model.PacketIn;
import io.vantage.model.Port;
import io.vantage.model.SwitchDescription;
import io.vantage.southbound.SwitchChannel;
import io.vantage.southbound.SwitchListener;
import java.util.List;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;

/** Writes down what it hears; {@link #packetIn} may be overridden. */
class RecordingListener implements SwitchListener {
  /** One call; {@code what} starts with the method's name. */
  record Event(String what, SwitchChannel channel, Object detail, Thread thread) {}

  final BlockingQueue<Event> events = new LinkedBlockingQueue<>();
  final List<PacketIn> packets = new CopyOnWriteArrayList<>();

  private void add(String what, SwitchChannel channel, Object detail) {
    events.add(new Event(what, channel, detail, Thread.currentThread()));
  }

  Event next() throws InterruptedException {
    Event event = events.poll(15, TimeUnit.SECONDS);
    if (event == null) {
      throw new AssertionError("no event within 15 s");
    }
    return event;
  }

  SwitchChannel connected() throws InterruptedException {
    Event event = next();
    if (!event.what().equals("connected")) {
      throw new AssertionError("expected connected, got " + event);
    }
    return event.channel();
  }

  @Override
  public void connected(
      SwitchChannel channel, SwitchDescription description, int tables, List<Port> ports) {
    add("connected", channel, ports);
  }

  @Override
  public void packetIn(SwitchChannel channel, PacketIn packet) {
    packets.add(packet);
  }

  @Override
  public void portChanged(SwitchChannel channel, Port port) {
    add("portChanged", channel, port);
  }

  @Override
  public void portRemoved(SwitchChannel channel, int number) {
    add("portRemoved", channel, number);
  }

  @Override
  public void flowRemoved(SwitchChannel channel, FlowRemoved removed) {
    add("flowRemoved", channel, removed);
  }

  @Override
  public void disconnected(SwitchChannel channel, String reason) {
    add("disconnected", channel, reason);
  }
}
