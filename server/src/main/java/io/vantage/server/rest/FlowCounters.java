package io.vantage.server.rest;

import io.vantage.model.DatapathId;
import io.vantage.model.FlowKey;
import java.util.Map;

/** Where the packet counts of rules come from. */
@FunctionalInterface
public interface FlowCounters {
  /** The newest counts known on this replica for rules of a switch; empty if none are. */
  Map<FlowKey, Count> counts(DatapathId device);

  /** What a rule has matched. */
  record Count(long packets, long bytes) {}
}
