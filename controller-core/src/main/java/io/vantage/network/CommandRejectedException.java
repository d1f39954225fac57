package io.vantage.network;

/** A command was committed but broke a rule of the network's state; nothing was changed. */
public final class CommandRejectedException extends RuntimeException {
  public CommandRejectedException(String reason) {
    super(reason);
  }
}
