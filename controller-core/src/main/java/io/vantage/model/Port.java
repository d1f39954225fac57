package io.vantage.model;

/**
 * A port of a switch.
 *
 * @param up true if it is neither configured down nor without carrier
 * @param speedKbps current speed, 0 if unknown
 */
public record Port(
    DatapathId device, int number, String name, MacAddress mac, boolean up, long speedKbps) {
  public ConnectPoint connectPoint() {
    return new ConnectPoint(device, number);
  }
}
