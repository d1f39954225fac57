package io.vantage.testbed.load;

import java.net.InetSocketAddress;
import java.time.Duration;
import java.util.OptionalLong;

/**
 * One run of the packet-in load.
 *
 * @param switches connections to open; datapath ids count from {@code firstDatapathId}
 * @param wireVersion 1 for OpenFlow 1.0, 4 for 1.3
 * @param window packet-ins without a response that each switch allows itself; {@link #FLOOD} for as
 *     many as the socket takes
 * @param hosts pairs of source and destination address that each switch goes round
 * @param warmUp time before anything is counted
 * @param deaf how many of the switches stop reading what they are sent when the warm-up is over,
 *     and send without a window from then on
 * @param pid process whose processor time is measured
 * @param seed chooses the addresses
 */
public record LoadSpec(
    InetSocketAddress target,
    int switches,
    int wireVersion,
    int window,
    int hosts,
    Duration warmUp,
    Duration duration,
    int deaf,
    OptionalLong pid,
    long firstDatapathId,
    long seed) {

  /** A window without a bound. */
  public static final int FLOOD = 0;

  /** Most pairs of addresses a switch can have. */
  public static final int MAX_HOSTS = 65_536;

  public LoadSpec {
    require(switches >= 1 && switches <= 4_096, "switches must be from 1 to 4096");
    require(wireVersion == 1 || wireVersion == 4, "the version must be 1.0 or 1.3");
    require(hosts >= 1 && hosts <= MAX_HOSTS, "hosts must be from 1 to " + MAX_HOSTS);
    require(
        window >= 0 && window <= hosts,
        "the window must be from 1 to the number of hosts (" + hosts + ")");
    require(deaf >= 0 && deaf < switches, "at least one switch must read");
    require(!duration.isNegative() && !duration.isZero(), "the duration must be above zero");
    require(!warmUp.isNegative(), "the warm-up must not be negative");
  }

  private static void require(boolean holds, String rule) {
    if (!holds) {
      throw new IllegalArgumentException(rule);
    }
  }

  boolean floods() {
    return window == FLOOD;
  }
}
