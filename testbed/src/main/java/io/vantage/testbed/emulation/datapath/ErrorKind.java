package io.vantage.testbed.emulation.datapath;

/**
 * Errors a switch answers with, and their numbers in OpenFlow 1.3 and 1.0. A kind that 1.0 lacks
 * becomes the nearest one there.
 */
public enum ErrorKind {
  HELLO_INCOMPATIBLE(0, 0, 0, 0),
  BAD_VERSION(1, 0, 1, 0),
  BAD_TYPE(1, 1, 1, 1),
  BAD_MULTIPART(1, 2, 1, 2),
  BAD_EXPERIMENTER(1, 3, 1, 3),
  PERMISSIONS(1, 5, 1, 5),
  BAD_LENGTH(1, 6, 1, 6),
  BUFFER_EMPTY(1, 7, 1, 7),
  BUFFER_UNKNOWN(1, 8, 1, 8),
  BAD_TABLE_IN_REQUEST(1, 9, 1, 2),
  IS_SLAVE(1, 10, 1, 5),
  BAD_PORT_IN_REQUEST(1, 11, 2, 4),
  BAD_ACTION_TYPE(2, 0, 2, 0),
  BAD_ACTION_LENGTH(2, 1, 2, 1),
  BAD_ACTION_EXPERIMENTER(2, 2, 2, 2),
  BAD_OUT_PORT(2, 4, 2, 4),
  BAD_ACTION_ARGUMENT(2, 5, 2, 5),
  BAD_OUT_GROUP(2, 9, 2, 5),
  ACTION_MATCH_INCONSISTENT(2, 10, 2, 5),
  BAD_SET_TYPE(2, 13, 2, 0),
  BAD_SET_LENGTH(2, 14, 2, 1),
  BAD_SET_ARGUMENT(2, 15, 2, 5),
  UNKNOWN_INSTRUCTION(3, 0, 3, 5),
  BAD_GOTO_TABLE(3, 2, 3, 5),
  BAD_INSTRUCTION_LENGTH(3, 7, 3, 5),
  DUPLICATE_INSTRUCTION(3, 9, 3, 5),
  BAD_MATCH_TYPE(4, 0, 1, 6),
  BAD_MATCH_LENGTH(4, 1, 1, 6),
  BAD_WILDCARDS(4, 5, 1, 6),
  BAD_MATCH_FIELD(4, 6, 1, 6),
  BAD_MATCH_VALUE(4, 7, 1, 6),
  BAD_MATCH_MASK(4, 8, 1, 6),
  BAD_PREREQUISITE(4, 9, 1, 6),
  DUPLICATE_MATCH_FIELD(4, 10, 1, 6),
  FLOW_UNKNOWN(5, 0, 3, 5),
  TABLE_FULL(5, 1, 3, 0),
  BAD_TABLE_ID(5, 2, 3, 5),
  OVERLAP(5, 3, 3, 1),
  FLOW_PERMISSIONS(5, 4, 3, 2),
  BAD_TIMEOUT(5, 5, 3, 3),
  BAD_FLOW_COMMAND(5, 6, 3, 4),
  BAD_FLOW_FLAGS(5, 7, 3, 5),
  GROUP_EXISTS(6, 0, 1, 1),
  INVALID_GROUP(6, 1, 1, 1),
  OUT_OF_GROUPS(6, 3, 1, 1),
  GROUP_CHAINING_UNSUPPORTED(6, 5, 1, 1),
  UNKNOWN_GROUP(6, 8, 1, 1),
  BAD_GROUP_TYPE(6, 10, 1, 1),
  BAD_GROUP_COMMAND(6, 11, 1, 1),
  BAD_BUCKET(6, 12, 1, 1),
  BAD_PORT_IN_PORT_MOD(7, 0, 4, 0),
  BAD_HARDWARE_ADDRESS(7, 1, 4, 1),
  BAD_CONFIG_FLAGS(10, 0, 1, 1),
  STALE(11, 0, 1, 1),
  ROLE_UNSUPPORTED(11, 1, 1, 1),
  BAD_ROLE(11, 2, 1, 1),
  METER_EXISTS(12, 1, 1, 1),
  INVALID_METER(12, 2, 1, 1),
  UNKNOWN_METER(12, 3, 1, 1),
  BAD_METER_COMMAND(12, 4, 1, 1),
  BAD_METER_FLAGS(12, 5, 1, 1),
  OUT_OF_METERS(12, 11, 1, 1);

  private final int type13;
  private final int code13;
  private final int type10;
  private final int code10;

  ErrorKind(int type13, int code13, int type10, int code10) {
    this.type13 = type13;
    this.code13 = code13;
    this.type10 = type10;
    this.code10 = code10;
  }

  /** {@code ofp_error_msg.type} in the given wire version. */
  public int type(int version) {
    return version == 1 ? type10 : type13;
  }

  /** {@code ofp_error_msg.code} in the given wire version. */
  public int code(int version) {
    return version == 1 ? code10 : code13;
  }

  /** The refusal of this kind. */
  public SwitchRefusal because(String message) {
    return new SwitchRefusal(this, message);
  }
}
