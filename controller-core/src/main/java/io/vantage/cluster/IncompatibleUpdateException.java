package io.vantage.cluster;

/** An update or snapshot was written by a version that this replica does not understand. */
public final class IncompatibleUpdateException extends RuntimeException {
  public IncompatibleUpdateException(String message) {
    super(message);
  }

  public IncompatibleUpdateException(String message, Throwable cause) {
    super(message, cause);
  }
}
