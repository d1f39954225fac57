package io.vantage.openflow.connection;

import io.vantage.model.DatapathId;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentMap;

/**
 * The connection that counts for each switch. A switch that connects again before its old
 * connection has ended (a restart behind a silent network, say) is right: the newer connection
 * replaces the older one, and is announced only after the end of the older one has been.
 */
final class ConnectedSwitches {
  private final ConcurrentMap<DatapathId, ConnectedSwitch> byDevice = new ConcurrentHashMap<>();

  /**
   * Makes {@code next} the connection of its switch.
   *
   * @param activate run on the event loop of {@code next}, once it is the only one
   */
  void claim(ConnectedSwitch next, Runnable activate) {
    ConnectedSwitch previous = byDevice.put(next.device(), next);
    if (previous == null) {
      activate.run();
      return;
    }
    next.succeed(previous, activate);
    previous.replacedBy(next);
  }

  void release(ConnectedSwitch ended) {
    byDevice.remove(ended.device(), ended);
  }
}
