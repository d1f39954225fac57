package io.vantage.testbed.emulation;

import java.net.InetSocketAddress;

/** A connection to a controller as it was at one moment; {@code wireVersion} is 1 or 4. */
public record SessionSnapshot(
    InetSocketAddress controller, boolean handshaken, int wireVersion, ControllerRole role) {}
