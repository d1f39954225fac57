package io.vantage.testbed.emulation.datapath;

import java.util.Optional;

/** A port with its state and counters. Belongs to the event loop of its switch. */
public final class Port {
  private static final int CONFIG_DOWN = 1;
  private static final int CONFIG_NO_RECEIVE = 1 << 2;
  private static final int CONFIG_NO_FORWARD = 1 << 5;
  private static final int CONFIG_NO_PACKET_IN = 1 << 6;
  private static final int CONFIG_NO_FLOOD_10 = 1 << 4;

  private final int number;
  private final String name;
  private final long hardwareAddress;
  private final long createdNanos;
  private int config;
  private boolean linkUp = true;
  private long receivedPackets;
  private long receivedBytes;
  private long sentPackets;
  private long sentBytes;
  private long droppedPackets;

  Port(int number, String name, long hardwareAddress, long nowNanos) {
    this.number = number;
    this.name = name;
    this.hardwareAddress = hardwareAddress;
    this.createdNanos = nowNanos;
  }

  public int number() {
    return number;
  }

  public String name() {
    return name;
  }

  public long hardwareAddress() {
    return hardwareAddress;
  }

  /** {@code OFPPC_*} bits as last set by a controller. */
  public int config() {
    return config;
  }

  public boolean linkUp() {
    return linkUp;
  }

  public long receivedPackets() {
    return receivedPackets;
  }

  public long receivedBytes() {
    return receivedBytes;
  }

  public long sentPackets() {
    return sentPackets;
  }

  public long sentBytes() {
    return sentBytes;
  }

  public long droppedPackets() {
    return droppedPackets;
  }

  public long durationNanos(long nowNanos) {
    return nowNanos - createdNanos;
  }

  /** Whether frames can leave and arrive at all. */
  public boolean live() {
    return linkUp && (config & CONFIG_DOWN) == 0;
  }

  boolean canSend() {
    return live() && (config & CONFIG_NO_FORWARD) == 0;
  }

  boolean floods() {
    return (config & CONFIG_NO_FLOOD_10) == 0;
  }

  boolean sendsPacketIns() {
    return (config & CONFIG_NO_PACKET_IN) == 0;
  }

  /** Counts an arriving frame; empty if the port does not take it. */
  Optional<Frame> receive(Frame frame) {
    if (!live() || (config & CONFIG_NO_RECEIVE) != 0) {
      droppedPackets++;
      return Optional.empty();
    }
    receivedPackets++;
    receivedBytes += frame.length();
    return Optional.of(frame);
  }

  void sent(Frame frame) {
    sentPackets++;
    sentBytes += frame.length();
  }

  /** Returns whether anything changed. */
  boolean link(boolean up) {
    boolean changed = linkUp != up;
    linkUp = up;
    return changed;
  }

  /** Returns whether anything changed. */
  boolean configure(int newConfig, int mask) {
    int wanted = (config & ~mask) | (newConfig & mask);
    boolean changed = wanted != config;
    config = wanted;
    return changed;
  }
}
