package io.vantage.southbound;

/** The outbound lane of a switch is full; nothing was sent. */
public final class SwitchCongestedException extends RuntimeException {
  public SwitchCongestedException(String message) {
    super(message);
  }
}
