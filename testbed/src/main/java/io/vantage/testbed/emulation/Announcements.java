package io.vantage.testbed.emulation;

import io.netty.buffer.ByteBuf;
import io.vantage.testbed.emulation.datapath.FlowEntry;
import io.vantage.testbed.emulation.datapath.FlowMod;
import io.vantage.testbed.emulation.datapath.Frame;
import io.vantage.testbed.emulation.datapath.Outlet;
import io.vantage.testbed.emulation.datapath.Port;
import io.vantage.testbed.emulation.wire.Events;
import io.vantage.testbed.emulation.wire.OpenFlow;

/** Sends frames to the wires and events to those controllers that should hear of them. */
final class Announcements implements Outlet {
  private static final int NO_BUFFER_LENGTH = 0xffff;

  private final EmulatedSwitch owner;
  private final EmulatedSwitch.Wires wires;

  Announcements(EmulatedSwitch owner, EmulatedSwitch.Wires wires) {
    this.owner = owner;
    this.wires = wires;
  }

  @Override
  public void transmit(int port, Frame frame) {
    wires.transmit(port, frame);
  }

  @Override
  public void packetIn(PacketInEvent event) {
    int buffer = FlowMod.NO_BUFFER;
    boolean bufferTried = event.maxLength() == NO_BUFFER_LENGTH;
    for (ControllerSession session : owner.openSessions()) {
      boolean missIn13 = event.implicitMiss() && session.version() != OpenFlow.V10;
      int reason = event.reason().wire();
      if (!session.ready() || missIn13 || !session.async().packetIn(session.role(), reason)) {
        continue;
      }
      owner.counters().packetIn(session.writable());
      if (!session.writable()) {
        continue;
      }
      if (!bufferTried) {
        bufferTried = true;
        buffer = owner.datapath().buffer(event.inPort(), event.frame());
      }
      int wanted =
          event.maxLength() == MISS_SEND_LENGTH ? session.missSendLength() : event.maxLength();
      int length = buffer == FlowMod.NO_BUFFER ? event.frame().length() : wanted;
      session.sendNow(
          Events.packetIn(session.context().alloc(), session.version(), event, buffer, length));
    }
  }

  @Override
  public void flowRemoved(FlowEntry entry, RemovalReason reason) {
    for (ControllerSession session : owner.openSessions()) {
      if (session.ready() && session.async().flowRemoved(session.role(), reason.wire())) {
        ByteBuf message =
            Events.flowRemoved(
                session.context().alloc(), session.version(), entry, reason, owner.now());
        session.sendNow(message);
      }
    }
  }

  /** Reason 0 is added, 1 deleted, 2 modified. */
  void portStatus(int reason, Port port) {
    for (ControllerSession session : owner.openSessions()) {
      if (session.ready() && session.async().portStatus(session.role(), reason)) {
        session.sendNow(
            Events.portStatus(session.context().alloc(), session.version(), reason, port));
      }
    }
  }
}
