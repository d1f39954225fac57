package io.vantage.testbed.emulation;

/** The role of a controller at a switch ({@code ofp_controller_role}, in wire order from 1). */
public enum ControllerRole {
  EQUAL(1),
  MASTER(2),
  SLAVE(3);

  private final int wire;

  ControllerRole(int wire) {
    this.wire = wire;
  }

  int wire() {
    return wire;
  }
}
