package io.vantage.southbound;

/** The connection to the switch has ended; requests in flight may or may not have been executed. */
public final class SwitchGoneException extends RuntimeException {
  public SwitchGoneException(String message) {
    super(message);
  }
}
