package io.vantage.model;

/**
 * What a switch says of itself (OFPMP_DESC, OpenFlow 1.3 section A.3.5.1); empty if it does not.
 */
public record SwitchDescription(
    String manufacturer, String hardware, String software, String serialNumber, String datapath) {
  public static final SwitchDescription UNKNOWN = new SwitchDescription("", "", "", "", "");
}
