package io.vantage.network;

/** What became of a committed command; the same on every replica. */
public sealed interface CommandResult {
  /** It took effect, or was without effect because the state was as desired already. */
  record Done() implements CommandResult {}

  /**
   * Its switch is being moved, or is elsewhere by now; it changed nothing and may be sent again.
   */
  record Moving() implements CommandResult {}

  /** It broke a rule of the state machine and changed nothing. */
  record Rejected(String reason) implements CommandResult {}
}
