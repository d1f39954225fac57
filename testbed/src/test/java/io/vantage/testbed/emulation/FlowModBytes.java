package io.vantage.testbed.emulation;

/** Flow-mods of OpenFlow 1.3 as hex, field by field. */
final class FlowModBytes {
  static final int ADD = 0;
  static final int MODIFY = 1;
  static final int MODIFY_STRICT = 2;
  static final int DELETE = 3;
  static final int DELETE_STRICT = 4;

  private final int command;
  private long cookie;
  private long cookieMask;
  private int table;
  private int idle;
  private int hard;
  private int priority = 100;
  private int outPort = -1;
  private int outGroup = -1;
  private int flags;
  private int buffer = -1;
  private String oxm = "";
  private String instructions = "";

  private FlowModBytes(int command) {
    this.command = command;
  }

  static FlowModBytes of(int command) {
    return new FlowModBytes(command);
  }

  FlowModBytes cookie(long value) {
    cookie = value;
    return this;
  }

  FlowModBytes cookieMask(long value) {
    cookieMask = value;
    return this;
  }

  FlowModBytes table(int value) {
    table = value;
    return this;
  }

  FlowModBytes timeouts(int idleSeconds, int hardSeconds) {
    idle = idleSeconds;
    hard = hardSeconds;
    return this;
  }

  FlowModBytes priority(int value) {
    priority = value;
    return this;
  }

  FlowModBytes outPort(int value) {
    outPort = value;
    return this;
  }

  FlowModBytes outGroup(int value) {
    outGroup = value;
    return this;
  }

  FlowModBytes flags(int value) {
    flags = value;
    return this;
  }

  FlowModBytes buffer(int value) {
    buffer = value;
    return this;
  }

  /** OXM fields, without the match header and padding. */
  FlowModBytes match(String oxmFields) {
    oxm = oxmFields.replaceAll("\\s", "");
    return this;
  }

  FlowModBytes instructions(String bytes) {
    instructions = bytes.replaceAll("\\s", "");
    return this;
  }

  /** One apply-actions instruction with one output. */
  FlowModBytes output(int port) {
    return instructions(String.format("0004001800000000 00000010 %08x ffff 000000000000", port));
  }

  String hex() {
    int length = 4 + oxm.length() / 2;
    String padding = "00".repeat((length + 7) / 8 * 8 - length);
    return String.format(
            "%016x%016x%02x%02x%04x%04x%04x%08x%08x%08x%04x0000",
            cookie,
            cookieMask,
            table,
            command,
            idle,
            hard,
            priority,
            buffer,
            outPort,
            outGroup,
            flags)
        + String.format("0001%04x", length)
        + oxm
        + padding
        + instructions;
  }
}
