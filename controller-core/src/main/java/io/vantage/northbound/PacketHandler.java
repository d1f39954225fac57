package io.vantage.northbound;

import io.vantage.model.PacketIn;

/** Handles packets that a switch sent to the controller. */
@FunctionalInterface
public interface PacketHandler {
  /**
   * Called on the event loop of the switch; must not block.
   *
   * @param from handle of the switch; use it on this thread, within the call
   * @return true if the packet is dealt with, false to offer it to the next app
   */
  boolean handle(PacketIn packet, Switch from);
}
