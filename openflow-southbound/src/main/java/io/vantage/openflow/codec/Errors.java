package io.vantage.openflow.codec;

import io.netty.buffer.ByteBuf;
import io.vantage.model.OpenFlowVersion;
import io.vantage.southbound.SwitchError;
import java.util.List;
import java.util.Locale;

/**
 * OFPT_ERROR (OpenFlow 1.3, section A.4.4; 1.0, section 5.4.4) with type and code by their names.
 */
public final class Errors {
  /** Type of an error that no switch sent: the message could not be expressed in its version. */
  public static final int NOT_EXPRESSIBLE = -1;

  private static final int EXPERIMENTER = 0xffff;

  /** Name of an error type and, by code, of its codes; the prefix of the codes comes first. */
  private record Names(String type, String prefix, List<String> codes) {
    static Names of(String type, String prefix, String codes) {
      return new Names("OFPET_" + type, prefix + "_", List.of(codes.split(" ")));
    }

    String text(int code) {
      String name = code < codes.size() ? prefix + codes.get(code) : Integer.toString(code);
      return type + "/" + name;
    }
  }

  private static final String FLOW_MOD_13 =
      "UNKNOWN TABLE_FULL BAD_TABLE_ID OVERLAP EPERM BAD_TIMEOUT BAD_COMMAND BAD_FLAGS";

  private static final List<Names> NAMES_13 =
      List.of(
          Names.of("HELLO_FAILED", "OFPHFC", "INCOMPATIBLE EPERM"),
          Names.of(
              "BAD_REQUEST",
              "OFPBRC",
              "BAD_VERSION BAD_TYPE BAD_MULTIPART BAD_EXPERIMENTER BAD_EXP_TYPE EPERM BAD_LEN"
                  + " BUFFER_EMPTY BUFFER_UNKNOWN BAD_TABLE_ID IS_SLAVE BAD_PORT BAD_PACKET"
                  + " MULTIPART_BUFFER_OVERFLOW"),
          Names.of(
              "BAD_ACTION",
              "OFPBAC",
              "BAD_TYPE BAD_LEN BAD_EXPERIMENTER BAD_EXP_TYPE BAD_OUT_PORT BAD_ARGUMENT EPERM"
                  + " TOO_MANY BAD_QUEUE BAD_OUT_GROUP MATCH_INCONSISTENT UNSUPPORTED_ORDER BAD_TAG"
                  + " BAD_SET_TYPE BAD_SET_LEN BAD_SET_ARGUMENT"),
          Names.of(
              "BAD_INSTRUCTION",
              "OFPBIC",
              "UNKNOWN_INST UNSUP_INST BAD_TABLE_ID UNSUP_METADATA UNSUP_METADATA_MASK"
                  + " BAD_EXPERIMENTER BAD_EXP_TYPE BAD_LEN EPERM"),
          Names.of(
              "BAD_MATCH",
              "OFPBMC",
              "BAD_TYPE BAD_LEN BAD_TAG BAD_DL_ADDR_MASK BAD_NW_ADDR_MASK BAD_WILDCARDS BAD_FIELD"
                  + " BAD_VALUE BAD_MASK BAD_PREREQ DUP_FIELD EPERM"),
          Names.of("FLOW_MOD_FAILED", "OFPFMFC", FLOW_MOD_13),
          Names.of(
              "GROUP_MOD_FAILED",
              "OFPGMFC",
              "GROUP_EXISTS INVALID_GROUP WEIGHT_UNSUPPORTED OUT_OF_GROUPS OUT_OF_BUCKETS"
                  + " CHAINING_UNSUPPORTED WATCH_UNSUPPORTED LOOP UNKNOWN_GROUP CHAINED_GROUP"
                  + " BAD_TYPE BAD_COMMAND BAD_BUCKET BAD_WATCH EPERM"),
          Names.of(
              "PORT_MOD_FAILED", "OFPPMFC", "BAD_PORT BAD_HW_ADDR BAD_CONFIG BAD_ADVERTISE EPERM"),
          Names.of("TABLE_MOD_FAILED", "OFPTMFC", "BAD_TABLE BAD_CONFIG EPERM"),
          Names.of("QUEUE_OP_FAILED", "OFPQOFC", "BAD_PORT BAD_QUEUE EPERM"),
          Names.of("SWITCH_CONFIG_FAILED", "OFPSCFC", "BAD_FLAGS BAD_LEN EPERM"),
          Names.of("ROLE_REQUEST_FAILED", "OFPRRFC", "STALE UNSUP BAD_ROLE"),
          Names.of(
              "METER_MOD_FAILED",
              "OFPMMFC",
              "UNKNOWN METER_EXISTS INVALID_METER UNKNOWN_METER BAD_COMMAND BAD_FLAGS BAD_RATE"
                  + " BAD_BURST BAD_BAND BAD_BAND_DETAIL OUT_OF_METERS OUT_OF_BANDS"),
          Names.of(
              "TABLE_FEATURES_FAILED",
              "OFPTFFC",
              "BAD_TABLE BAD_METADATA BAD_TYPE BAD_LEN BAD_ARGUMENT EPERM"));

  private static final List<Names> NAMES_10 =
      List.of(
          Names.of("HELLO_FAILED", "OFPHFC", "INCOMPATIBLE EPERM"),
          Names.of(
              "BAD_REQUEST",
              "OFPBRC",
              "BAD_VERSION BAD_TYPE BAD_STAT BAD_VENDOR BAD_SUBTYPE EPERM BAD_LEN BUFFER_EMPTY"
                  + " BUFFER_UNKNOWN"),
          Names.of(
              "BAD_ACTION",
              "OFPBAC",
              "BAD_TYPE BAD_LEN BAD_VENDOR BAD_VENDOR_TYPE BAD_OUT_PORT BAD_ARGUMENT EPERM"
                  + " TOO_MANY BAD_QUEUE"),
          Names.of(
              "FLOW_MOD_FAILED",
              "OFPFMFC",
              "ALL_TABLES_FULL OVERLAP EPERM BAD_EMERG_TIMEOUT BAD_COMMAND UNSUPPORTED"),
          Names.of("PORT_MOD_FAILED", "OFPPMFC", "BAD_PORT BAD_HW_ADDR"),
          Names.of("QUEUE_OP_FAILED", "OFPQOFC", "BAD_PORT BAD_QUEUE EPERM"));

  private Errors() {}

  /** Reads an OFPT_ERROR frame. */
  public static SwitchError read(ByteBuf frame, OpenFlowVersion version) {
    int body = frame.readerIndex() + MessageType.HEADER_BYTES;
    int type = frame.getUnsignedShort(body);
    int code = frame.getUnsignedShort(body + 2);
    return new SwitchError(type, code, text(version, type, code));
  }

  /** Stands in for the switch's refusal of a message that was not sent. */
  public static SwitchError notExpressible(UnsupportedOperationException reason) {
    return new SwitchError(NOT_EXPRESSIBLE, 0, reason.getMessage());
  }

  static String text(OpenFlowVersion version, int type, int code) {
    List<Names> names = version == OpenFlowVersion.OF_1_0 ? NAMES_10 : NAMES_13;
    if (type < names.size()) {
      return names.get(type).text(code);
    }
    String unknown = type == EXPERIMENTER ? "OFPET_EXPERIMENTER" : "error type " + type;
    return String.format(Locale.ROOT, "%s/%d", unknown, code);
  }
}
