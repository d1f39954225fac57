package io.vantage.testbed.emulation.datapath;

import java.util.Comparator;
import java.util.List;

/** One flow entry with its counters. Belongs to the event loop of its switch. */
public final class FlowEntry {
  private static final long NANOS = 1_000_000_000L;

  private final int table;
  private final int priority;
  private final Match match;
  private final int idleSeconds;
  private final int hardSeconds;
  private final int flags;
  private final long createdNanos;
  private long cookie;
  private List<Instruction> instructions;
  private long lastUsedNanos;
  private long packets;
  private long bytes;

  FlowEntry(int table, FlowMod mod, long nowNanos) {
    this.table = table;
    this.priority = mod.priority();
    this.match = mod.match();
    this.idleSeconds = mod.idleSeconds();
    this.hardSeconds = mod.hardSeconds();
    this.flags = mod.flags();
    this.cookie = mod.cookie();
    this.instructions = inOrder(mod.instructions());
    this.createdNanos = nowNanos;
    this.lastUsedNanos = nowNanos;
  }

  private static List<Instruction> inOrder(List<Instruction> instructions) {
    return instructions.stream().sorted(Comparator.comparingInt(Instruction::order)).toList();
  }

  void count(int frameBytes, long nowNanos) {
    packets++;
    bytes += frameBytes;
    lastUsedNanos = nowNanos;
  }

  void takeCountersOf(FlowEntry replaced) {
    packets = replaced.packets;
    bytes = replaced.bytes;
  }

  /** OpenFlow 1.0 section 4.6 takes the new cookie; 1.3 section 6.4 leaves the old one. */
  void modify(FlowMod mod) {
    instructions = inOrder(mod.instructions());
    if (mod.modifyAdds()) {
      cookie = mod.cookie();
    }
    if (mod.has(FlowMod.RESET_COUNTS)) {
      packets = 0;
      bytes = 0;
    }
  }

  boolean hardExpired(long nowNanos) {
    return hardSeconds > 0 && nowNanos - createdNanos >= hardSeconds * NANOS;
  }

  boolean idleExpired(long nowNanos) {
    return idleSeconds > 0 && nowNanos - lastUsedNanos >= idleSeconds * NANOS;
  }

  boolean timed() {
    return hardSeconds > 0 || idleSeconds > 0;
  }

  boolean outputsTo(int port) {
    return instructions.stream().anyMatch(i -> Action.outputsTo(i.actionsOrNone(), port));
  }

  boolean usesGroup(int group) {
    return instructions.stream().anyMatch(i -> Action.usesGroup(i.actionsOrNone(), group));
  }

  boolean usesMeter(int meter) {
    return instructions.contains(new Instruction.Meter(meter));
  }

  /** Whether this is the table-miss entry (OpenFlow 1.3.5, section 5.4). */
  public boolean tableMiss() {
    return priority == 0 && match.fields().isEmpty();
  }

  public boolean wantsFlowRemoved() {
    return (flags & FlowMod.SEND_FLOW_REMOVED) != 0;
  }

  /** Age of the entry. */
  public long durationNanos(long nowNanos) {
    return nowNanos - createdNanos;
  }

  public int table() {
    return table;
  }

  public int priority() {
    return priority;
  }

  public Match match() {
    return match;
  }

  public int idleSeconds() {
    return idleSeconds;
  }

  public int hardSeconds() {
    return hardSeconds;
  }

  public int flags() {
    return flags;
  }

  public long cookie() {
    return cookie;
  }

  /** Instructions in the order of execution. */
  public List<Instruction> instructions() {
    return instructions;
  }

  public long packets() {
    return packets;
  }

  public long bytes() {
    return bytes;
  }
}
