package io.vantage.testbed.emulation.datapath;

import java.util.List;

/** What a matching flow entry makes the pipeline do. */
public sealed interface Instruction {
  record GotoTable(int table) implements Instruction {}

  record WriteMetadata(long value, long mask) implements Instruction {}

  record WriteActions(List<Action> actions) implements Instruction {}

  record ApplyActions(List<Action> actions) implements Instruction {}

  record ClearActions() implements Instruction {}

  record Meter(int meter) implements Instruction {}

  /** The actions this instruction carries, if it carries any. */
  default List<Action> actionsOrNone() {
    if (this instanceof WriteActions write) {
      return write.actions();
    }
    return this instanceof ApplyActions apply ? apply.actions() : List.of();
  }

  /** Place in the order of execution (OpenFlow 1.3.5, section 5.9). */
  default int order() {
    if (this instanceof Meter) {
      return 0;
    } else if (this instanceof ApplyActions) {
      return 1;
    } else if (this instanceof ClearActions) {
      return 2;
    } else if (this instanceof WriteActions) {
      return 3;
    }
    return this instanceof WriteMetadata ? 4 : 5;
  }
}
