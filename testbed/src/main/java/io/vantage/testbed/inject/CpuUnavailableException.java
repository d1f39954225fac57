package io.vantage.testbed.inject;

/** The CPU of processes cannot be limited on this machine; the message says why in one line. */
public final class CpuUnavailableException extends Exception {
  CpuUnavailableException(String reason) {
    super("cannot limit CPU: " + reason);
  }
}
