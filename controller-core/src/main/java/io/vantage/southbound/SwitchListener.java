package io.vantage.southbound;

import io.vantage.model.FlowKey;
import io.vantage.model.PacketIn;
import io.vantage.model.Port;
import io.vantage.model.SwitchDescription;
import java.util.List;

/**
 * What switches report. Every method is called on the event loop of its switch, {@link #connected}
 * first and {@link #disconnected} last, and must not block.
 */
public interface SwitchListener {
  /** The handshake is complete and the switch's present state is known. */
  void connected(
      SwitchChannel channel, SwitchDescription description, int tables, List<Port> ports);

  void packetIn(SwitchChannel channel, PacketIn packet);

  /** A port was added or changed. */
  void portChanged(SwitchChannel channel, Port port);

  void portRemoved(SwitchChannel channel, int number);

  void flowRemoved(SwitchChannel channel, FlowRemoved removed);

  void disconnected(SwitchChannel channel, String reason);

  /** OFPT_FLOW_REMOVED. */
  record FlowRemoved(FlowKey key, long cookie, Reason reason, long packets, long bytes) {
    /** Why the switch removed the rule. */
    public enum Reason {
      IDLE_TIMEOUT,
      HARD_TIMEOUT,
      DELETE,
      GROUP_DELETE
    }
  }
}
