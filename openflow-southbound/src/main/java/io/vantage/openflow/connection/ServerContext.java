package io.vantage.openflow.connection;

import io.vantage.southbound.SwitchListener;

/** What all connections of one server share. */
record ServerContext(
    OpenFlowSettings settings,
    SwitchListener listener,
    ConnectedSwitches switches,
    RateLimitedLog complaints) {}
