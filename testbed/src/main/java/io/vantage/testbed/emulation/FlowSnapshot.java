package io.vantage.testbed.emulation;

import io.vantage.testbed.emulation.datapath.FlowEntry;
import io.vantage.testbed.emulation.datapath.Instruction;
import io.vantage.testbed.emulation.datapath.Match;
import java.util.List;

/** A flow entry as it was at one moment. */
public record FlowSnapshot(
    int table,
    int priority,
    Match match,
    long cookie,
    int idleSeconds,
    int hardSeconds,
    int flags,
    List<Instruction> instructions,
    long packets,
    long bytes) {

  static FlowSnapshot of(FlowEntry entry) {
    return new FlowSnapshot(
        entry.table(),
        entry.priority(),
        entry.match(),
        entry.cookie(),
        entry.idleSeconds(),
        entry.hardSeconds(),
        entry.flags(),
        entry.instructions(),
        entry.packets(),
        entry.bytes());
  }
}
