package io.vantage.cluster;

/** A bounded queue was full: the request was not taken and may be tried again after a pause. */
public final class OverloadedException extends RuntimeException {
  public OverloadedException(String message) {
    super(message);
  }
}
