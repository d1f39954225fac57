package io.vantage.model;

/** How far a desired flow rule, group or meter has come on its switch. */
public enum FlowState {
  /** Committed, not yet confirmed by the switch. */
  PENDING_ADD,
  /** The switch has confirmed it. */
  ADDED,
  /** Its removal is committed, not yet confirmed. */
  PENDING_REMOVE,
  /** The switch has refused it; the entry tells why. */
  FAILED
}
