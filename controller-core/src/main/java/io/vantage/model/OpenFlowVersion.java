package io.vantage.model;

/** The protocol versions Vantage speaks, with their wire number. */
public enum OpenFlowVersion {
  OF_1_0(1, "1.0"),
  OF_1_3(4, "1.3");

  private final int wire;
  private final String text;

  OpenFlowVersion(int wire, String text) {
    this.wire = wire;
    this.text = text;
  }

  public int wire() {
    return wire;
  }

  @Override
  public String toString() {
    return text;
  }
}
