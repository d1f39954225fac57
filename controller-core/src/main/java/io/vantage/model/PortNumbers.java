package io.vantage.model;

/**
 * Reserved port numbers as in OpenFlow 1.3, section A.2.1. Ports are unsigned 32-bit numbers kept
 * in an {@code int}.
 */
public final class PortNumbers {
  /** Physical and logical ports are numbered up to this. */
  public static final int MAX = 0xffffff00;

  public static final int IN_PORT = 0xfffffff8;
  public static final int TABLE = 0xfffffff9;
  public static final int NORMAL = 0xfffffffa;
  public static final int FLOOD = 0xfffffffb;
  public static final int ALL = 0xfffffffc;
  public static final int CONTROLLER = 0xfffffffd;
  public static final int LOCAL = 0xfffffffe;

  /** No port: a wildcard in requests. */
  public static final int ANY = 0xffffffff;

  private PortNumbers() {}

  /** True for a physical or logical port, false for the reserved ones. */
  public static boolean isOrdinary(int port) {
    return port != 0 && Integer.compareUnsigned(port, MAX) <= 0;
  }

  public static String text(int port) {
    return switch (port) {
      case IN_PORT -> "in_port";
      case TABLE -> "table";
      case NORMAL -> "normal";
      case FLOOD -> "flood";
      case ALL -> "all";
      case CONTROLLER -> "controller";
      case LOCAL -> "local";
      case ANY -> "any";
      default -> Integer.toUnsignedString(port);
    };
  }

  /**
   * Reads what {@link #text} writes.
   *
   * @throws IllegalArgumentException if the text is neither a number nor a reserved name
   */
  public static int parse(String text) {
    return switch (text.toLowerCase(java.util.Locale.ROOT)) {
      case "in_port" -> IN_PORT;
      case "table" -> TABLE;
      case "normal" -> NORMAL;
      case "flood" -> FLOOD;
      case "all" -> ALL;
      case "controller" -> CONTROLLER;
      case "local" -> LOCAL;
      case "any" -> ANY;
      default -> {
        try {
          yield Integer.parseUnsignedInt(text);
        } catch (NumberFormatException e) {
          throw new IllegalArgumentException(
              "'" + text + "' is not a port; write a number or controller, flood, all, local", e);
        }
      }
    };
  }
}
