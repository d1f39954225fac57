package io.vantage.testbed.emulation;

import java.util.concurrent.atomic.LongAdder;

/** What a switch has done since it was made; readable from any thread. */
public final class SwitchCounters {
  private final LongAdder packetIns = new LongAdder();
  private final LongAdder packetInsDropped = new LongAdder();
  private final LongAdder packetOuts = new LongAdder();
  private final LongAdder flowMods = new LongAdder();
  private final LongAdder errorsSent = new LongAdder();
  private final LongAdder connections = new LongAdder();

  SwitchCounters() {}

  void packetIn(boolean sent) {
    (sent ? packetIns : packetInsDropped).increment();
  }

  void packetOut() {
    packetOuts.increment();
  }

  void flowMod() {
    flowMods.increment();
  }

  void errorSent() {
    errorsSent.increment();
  }

  void connected() {
    connections.increment();
  }

  /** Packet-ins sent, counted once per controller. */
  public long packetIns() {
    return packetIns.sum();
  }

  /** Packet-ins not sent because the controller did not read fast enough. */
  public long packetInsDropped() {
    return packetInsDropped.sum();
  }

  public long packetOuts() {
    return packetOuts.sum();
  }

  public long flowMods() {
    return flowMods.sum();
  }

  public long errorsSent() {
    return errorsSent.sum();
  }

  /** TCP connections made, reconnections included. */
  public long connections() {
    return connections.sum();
  }
}
