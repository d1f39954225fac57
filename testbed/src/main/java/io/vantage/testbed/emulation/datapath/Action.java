package io.vantage.testbed.emulation.datapath;

import java.util.List;

/** What happens to a frame. Alternatives that only OpenFlow 1.0 has say so. */
public sealed interface Action {
  /** Sends the frame to a port, real or reserved; {@code maxLength} counts for CONTROLLER only. */
  record Output(int port, int maxLength) implements Action {}

  record ToGroup(int group) implements Action {}

  record SetField(Field field, long high, long low) implements Action {}

  record PushVlan(int ethType) implements Action {}

  record PopVlan() implements Action {}

  /** Accepted and without effect: there are no queues. */
  record SetQueue(int queue) implements Action {}

  record SetTtl(int ttl) implements Action {}

  /** Drops the frame when the time to live would reach zero. */
  record DecrementTtl() implements Action {}

  /** OpenFlow 1.0: changes the VLAN id, adding a tag if there is none. */
  record SetVlanId(int vlan) implements Action {}

  /** OpenFlow 1.0: changes the VLAN priority, adding a tag if there is none. */
  record SetVlanPriority(int priority) implements Action {}

  /** OpenFlow 1.0: changes a TCP or UDP port, whichever the frame has. */
  record SetTransportPort(boolean source, int port) implements Action {}

  /** Whether the list sends a frame to this port. */
  static boolean outputsTo(List<Action> actions, int port) {
    return actions.stream().anyMatch(a -> a instanceof Output o && o.port() == port);
  }

  /** Whether the list sends a frame to this group. */
  static boolean usesGroup(List<Action> actions, int group) {
    return actions.stream().anyMatch(a -> a instanceof ToGroup g && g.group() == group);
  }
}
