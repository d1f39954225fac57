package io.vantage.dispatch;

import io.vantage.cluster.PartitionLog;
import io.vantage.model.Action;
import io.vantage.model.ConnectPoint;
import io.vantage.model.DatapathId;
import io.vantage.model.FlowRule;
import io.vantage.model.OpenFlowVersion;
import io.vantage.model.PacketIn;
import io.vantage.model.PortNumbers;
import io.vantage.northbound.Switch;
import io.vantage.southbound.SwitchChannel;
import io.vantage.southbound.SwitchMessage.FlowMod;
import io.vantage.southbound.SwitchMessage.PacketOut;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.atomic.AtomicReference;
import java.util.function.LongSupplier;

/**
 * A switch for the time of one mastership (one term) on one connection. Sends nothing once this
 * replica no longer leads: on OpenFlow 1.0 nothing else would hold it back.
 */
final class SwitchHandle implements Switch {
  static final Duration HAND_OVER = Duration.ofSeconds(2);

  private static final byte[] IN_BUFFER = {};
  private static final long EPHEMERAL = 0x5645L << 48;
  private static final long OWNERS_COOKIE = 0xffff_ffff_ffffL;

  private final SwitchChannel channel;
  private final PartitionLog log;
  private final PortLists ports;
  private final long term;
  private final LongSupplier nanoTime;
  private final AtomicReference<Long> retiredAt = new AtomicReference<>();

  /**
   * @param nanoTime tells the time, in nanoseconds since some moment
   */
  SwitchHandle(SwitchChannel channel, PartitionLog log, PortLists ports, LongSupplier nanoTime) {
    this.nanoTime = nanoTime;
    this.channel = channel;
    this.log = log;
    this.ports = ports;
    this.term = log.leadership().term();
  }

  SwitchChannel channel() {
    return channel;
  }

  /**
   * True while this replica leads the switch's partition and is master of the switch, both in the
   * term of this handle: a leader that was away for a while has to be master anew.
   */
  boolean acts() {
    return retiredAt.get() == null && log.isSettledLeader() && log.leadership().term() == term;
  }

  /** Ends this handle for good. */
  void retire() {
    retiredAt.compareAndSet(null, nanoTime.getAsLong());
  }

  /**
   * True until {@link #HAND_OVER} after the end of this handle: for so long the switch may send its
   * packets to this replica alone.
   */
  boolean isOrWasJustMaster() {
    Long at = retiredAt.get();
    return at == null || nanoTime.getAsLong() - at < HAND_OVER.toNanos();
  }

  @Override
  public DatapathId id() {
    return channel.device();
  }

  @Override
  public OpenFlowVersion version() {
    return channel.version();
  }

  @Override
  public boolean packetOut(PacketIn packet, List<Action> actions) {
    boolean buffered = packet.bufferId() != PacketIn.NO_BUFFER;
    return acts()
        && channel.send(
            new PacketOut(
                packet.bufferId(), packet.inPort(), actions, buffered ? IN_BUFFER : packet.data()));
  }

  @Override
  public boolean packetOut(byte[] frame, List<Action> actions) {
    return acts()
        && channel.send(new PacketOut(PacketIn.NO_BUFFER, PortNumbers.CONTROLLER, actions, frame));
  }

  @Override
  public boolean flood(PacketIn packet) {
    List<Action> outputs = ports.flood(packet.inPort());
    // Sending an empty list tells the switch to drop what it keeps in its buffer.
    boolean nothingToSay = outputs.isEmpty() && packet.bufferId() == PacketIn.NO_BUFFER;
    return nothingToSay ? acts() : packetOut(packet, outputs);
  }

  @Override
  public boolean installEphemeral(FlowRule rule) {
    return acts() && channel.send(new FlowMod(FlowMod.Command.ADD, tagged(rule), false));
  }

  @Override
  public boolean removeEphemeral(FlowRule rule) {
    return acts() && channel.send(new FlowMod(FlowMod.Command.DELETE, tagged(rule), false));
  }

  /**
   * Sends a frame out of all edge ports of this switch but one.
   *
   * @return false if the switch did not take it
   */
  boolean emitAtEdge(byte[] frame, ConnectPoint except) {
    List<Action> outputs = ports.edge(except);
    return outputs.isEmpty() ? acts() : packetOut(frame, outputs);
  }

  /** Ports that may turn out to be edge ports, less one. */
  List<ConnectPoint> undecided(ConnectPoint except) {
    return ports.undecided(except);
  }

  private static FlowRule tagged(FlowRule rule) {
    return new FlowRule(
        rule.device(),
        rule.table(),
        rule.priority(),
        rule.match(),
        rule.actions(),
        rule.gotoTable(),
        rule.meter(),
        EPHEMERAL | (rule.cookie() & OWNERS_COOKIE),
        rule.idleTimeoutSeconds(),
        rule.hardTimeoutSeconds(),
        rule.owner());
  }
}
