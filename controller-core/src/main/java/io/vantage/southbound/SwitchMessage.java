package io.vantage.southbound;

import io.vantage.model.Action;
import io.vantage.model.FlowRule;
import io.vantage.model.Group;
import io.vantage.model.Meter;
import java.util.List;

/** A message to a switch that has no reply of its own; only an error may come back. */
public sealed interface SwitchMessage {
  /**
   * Adds or removes one flow rule, strictly.
   *
   * @param notifyRemoval ask the switch to tell when the rule expires or is deleted
   */
  record FlowMod(Command command, FlowRule rule, boolean notifyRemoval) implements SwitchMessage {
    /** OFPFC_ADD (which replaces a rule of the same key) and OFPFC_DELETE_STRICT. */
    public enum Command {
      ADD,
      DELETE
    }
  }

  /** Removes every flow rule of every table. */
  record ClearFlows() implements SwitchMessage {}

  /**
   * Removes the flow rules of every table whose cookie equals {@code cookie} in the bits of {@code
   * mask}; OpenFlow 1.0 has no such message.
   */
  record ClearCookies(long cookie, long mask) implements SwitchMessage {}

  /**
   * Sends a packet out of the switch.
   *
   * @param bufferId packet kept by the switch, then {@code data} is empty; or {@code
   *     PacketIn.NO_BUFFER}
   * @param inPort port the packet came in by, or {@code PortNumbers.CONTROLLER}
   */
  @SuppressWarnings("ArrayRecordComponent") // one per packet: no copy on the hot path
  record PacketOut(int bufferId, int inPort, List<Action> actions, byte[] data)
      implements SwitchMessage {}

  /** Adds, changes or removes a group. */
  record GroupMod(Command command, Group group) implements SwitchMessage {}

  /** Adds, changes or removes a meter. */
  record MeterMod(Command command, Meter meter) implements SwitchMessage {}

  /** What to do with a group or meter. */
  enum Command {
    ADD,
    MODIFY,
    DELETE
  }
}
