package io.vantage.cluster;

/**
 * The state machine threw while applying an update. The update is in the log and every replica
 * failed on it in the same way; trying again will fail again.
 */
public final class UpdateFailedException extends RuntimeException {
  public UpdateFailedException(String message) {
    super(message);
  }
}
