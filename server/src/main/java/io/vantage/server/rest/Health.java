package io.vantage.server.rest;

import java.util.List;

/**
 * Whether this replica can do its work now.
 *
 * @param reasons what is missing; empty if nothing is
 */
public record Health(List<String> reasons) {
  public Health {
    reasons = List.copyOf(reasons);
  }

  public boolean ready() {
    return reasons.isEmpty();
  }
}
