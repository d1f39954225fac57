package io.vantage.server;

/** The node could not start; the message is one line that says what stands in the way. */
public final class StartupException extends RuntimeException {
  public StartupException(String message) {
    super(message);
  }

  public StartupException(String message, Throwable cause) {
    super(message, cause);
  }
}
