package io.vantage.server.local;

import io.vantage.model.DatapathId;

/**
 * Loopback addresses of an emulated wide-area network: whoever connects to one of them reaches a
 * replica through the relay, which knows both ends by the address. Ports are those of the replica.
 * {@code mininet-topologies/cluster.py} knows the same rules.
 */
public final class RelayAddresses {
  /** Where the emulator's own API listens. */
  public static final String CONTROL_HOST = "127.0.0.1";

  public static final int CONTROL_PORT = 8190;

  private static final int REPLICAS = 99;
  private static final int SWITCHES = 100;
  private static final long LAST_DEVICE = 0xffff;

  private RelayAddresses() {}

  /** Where replica {@code from} (a number from 1) reaches replica {@code to}. */
  public static String replica(int from, int to) {
    return "127." + REPLICAS + "." + to + "." + from;
  }

  /**
   * Where a switch reaches a replica (a number from 1).
   *
   * @throws IllegalArgumentException if the datapath id does not fit into an address
   */
  public static String device(DatapathId device, int replica) {
    long id = device.value();
    if (id < 1 || id > LAST_DEVICE) {
      throw new IllegalArgumentException(
          "a switch of the emulated network needs a datapath id from 1 to "
              + LAST_DEVICE
              + ", not "
              + device);
    }
    return "127." + (SWITCHES + replica) + "." + (id >> 8) + "." + (id & 255);
  }
}
