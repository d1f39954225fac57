package io.vantage.northbound;

import io.vantage.model.Action;
import io.vantage.model.DatapathId;
import io.vantage.model.FlowRule;
import io.vantage.model.OpenFlowVersion;
import io.vantage.model.PacketIn;
import java.util.List;

/** A connected switch on the replica that leads it. Messages leave in the order of the calls. */
public interface Switch {
  DatapathId id();

  OpenFlowVersion version();

  /**
   * Sends a packet-in back out with these actions, from the switch's buffer if it kept it there.
   *
   * @return false if the switch's bounded lane is full or it has gone: the packet is lost
   */
  boolean packetOut(PacketIn packet, List<Action> actions);

  /** Same with one output. */
  default boolean packetOut(PacketIn packet, int port) {
    return packetOut(packet, List.of(new Action.Output(port)));
  }

  /** Sends a frame of the controller's own. */
  boolean packetOut(byte[] frame, List<Action> actions);

  /**
   * Sends a packet-in out of the ports that flood without a loop: edge ports and the ports of the
   * spanning tree, less the one it came in by. A port on which discovery has not settled is spared.
   */
  boolean flood(PacketIn packet);

  /**
   * Installs a rule at once on this switch only. It is <em>ephemeral</em>: not replicated, not
   * repaired, gone with the next reconnection or leader change unless it expires sooner.
   *
   * @return false if the switch's bounded lane is full or it has gone
   */
  boolean installEphemeral(FlowRule rule);

  /** Removes an ephemeral rule. */
  boolean removeEphemeral(FlowRule rule);
}
