package io.vantage.network;

import io.vantage.model.DatapathId;

/** The cluster has never seen this switch. */
public final class UnknownDeviceException extends RuntimeException {
  public UnknownDeviceException(DatapathId device) {
    super("unknown switch " + device);
  }
}
