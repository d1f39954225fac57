package io.vantage.openflow.discovery;

import io.vantage.model.ConnectPoint;

/**
 * A discovery probe.
 *
 * @param from port it was sent out of
 * @param kind how far it travels
 * @param sentMillis wall clock of the replica that sent it
 */
record Probe(ConnectPoint from, Kind kind, long sentMillis) {
  /** The two frames that are sent. */
  enum Kind {
    /** IEEE 802.1AB, to the nearest bridge: no switch of others passes it on. */
    LLDP(0x88cc, 0x0180_c200_000eL),
    /** The same content to everybody: crosses switches that are not under OpenFlow control. */
    BDDP(0x8942, 0xffff_ffff_ffffL);

    private final int etherType;
    private final long destination;

    Kind(int etherType, long destination) {
      this.etherType = etherType;
      this.destination = destination;
    }

    int etherType() {
      return etherType;
    }

    long destination() {
      return destination;
    }
  }
}
