package io.vantage.openflow.flow;

import io.vantage.model.DatapathId;
import io.vantage.southbound.SwitchStatistics;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;

/** The newest flow statistics of the switches this replica is master of. Any thread. */
public final class FlowReadings {
  private final Map<DatapathId, Reading> newest = new ConcurrentHashMap<>();

  /**
   * Every rule on a switch, those of other controllers included.
   *
   * @param at when the switch's answer arrived
   */
  public record Reading(Instant at, List<SwitchStatistics.Flow> flows) {
    public Reading {
      flows = List.copyOf(flows);
    }
  }

  /** The newest reading; empty if this replica is not master or has not read yet. */
  public Optional<Reading> of(DatapathId device) {
    return Optional.ofNullable(newest.get(device));
  }

  void put(DatapathId device, Reading reading) {
    newest.put(device, reading);
  }

  void remove(DatapathId device) {
    newest.remove(device);
  }
}
