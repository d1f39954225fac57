package io.vantage.openflow.flow;

import io.vantage.southbound.SwitchError;

/** Failures of requests that no repetition cures: the protocol version has no such message. */
final class Unsendable {
  private Unsendable() {}

  static boolean is(Throwable error) {
    return error instanceof IllegalArgumentException
        || error instanceof UnsupportedOperationException;
  }

  /** What is reported in place of the switch's refusal. */
  static SwitchError reason(Throwable error) {
    return new SwitchError(-1, -1, "not sent: " + error.getMessage());
  }
}
