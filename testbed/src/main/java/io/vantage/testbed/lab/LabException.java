package io.vantage.testbed.lab;

/** The laboratory could not do what was asked; the message says what and why in one line. */
public final class LabException extends RuntimeException {
  public LabException(String message) {
    super(message);
  }

  public LabException(String message, Throwable cause) {
    super(message, cause);
  }
}
