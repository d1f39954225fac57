package io.vantage.openflow.codec;

/** Bytes that are no valid OpenFlow message of their type. Cheap: it has no stack trace. */
public final class MalformedMessageException extends RuntimeException {
  MalformedMessageException(String message) {
    super(message, null, false, false);
  }
}
