package io.vantage.southbound;

/** The switch answered a request with an error. */
public final class SwitchRefusedException extends RuntimeException {
  private final transient SwitchError error;

  public SwitchRefusedException(SwitchError error) {
    super(error.text());
    this.error = error;
  }

  public SwitchError error() {
    return error;
  }
}
