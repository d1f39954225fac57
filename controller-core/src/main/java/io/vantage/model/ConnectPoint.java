package io.vantage.model;

/** A port of a switch, the place where a link or host is attached. */
public record ConnectPoint(DatapathId device, int port) implements Comparable<ConnectPoint> {
  @Override
  public int compareTo(ConnectPoint other) {
    int byDevice = device.compareTo(other.device);
    return byDevice != 0 ? byDevice : Integer.compareUnsigned(port, other.port);
  }

  @Override
  public String toString() {
    return device + "/" + PortNumbers.text(port);
  }
}
