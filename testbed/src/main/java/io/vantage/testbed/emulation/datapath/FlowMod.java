package io.vantage.testbed.emulation.datapath;

import java.util.List;

/**
 * A request to change flow entries, whatever version it came in.
 *
 * @param table number of the table, or {@link #ALL_TABLES} when deleting
 * @param idleSeconds entry goes after this long without a packet; 0 is never
 * @param hardSeconds entry goes after this long; 0 is never
 * @param buffer buffered packet to send through the entry, or {@link #NO_BUFFER}
 * @param outPort deletion only touches entries that send to this port; {@link ReservedPort#ANY} is
 *     no restriction
 * @param outGroup likewise for a group; {@link #ANY_GROUP} is no restriction
 * @param modifyAdds OpenFlow 1.0: a modify that finds nothing adds
 */
public record FlowMod(
    Command command,
    int table,
    int priority,
    Match match,
    long cookie,
    long cookieMask,
    int idleSeconds,
    int hardSeconds,
    int flags,
    int buffer,
    int outPort,
    int outGroup,
    List<Instruction> instructions,
    boolean modifyAdds) {
  public static final int ALL_TABLES = 0xff;
  public static final int NO_BUFFER = 0xffffffff;
  public static final int ANY_GROUP = 0xffffffff;
  public static final int SEND_FLOW_REMOVED = 1;
  public static final int CHECK_OVERLAP = 2;
  public static final int RESET_COUNTS = 4;

  /** {@code ofp_flow_mod_command}, in wire order. */
  public enum Command {
    ADD,
    MODIFY,
    MODIFY_STRICT,
    DELETE,
    DELETE_STRICT;

    public boolean deletes() {
      return this == DELETE || this == DELETE_STRICT;
    }
  }

  public FlowMod {
    instructions = List.copyOf(instructions);
  }

  boolean has(int flag) {
    return (flags & flag) != 0;
  }

  FlowFilter filter() {
    return new FlowFilter(table, match, cookie, cookieMask, outPort, outGroup);
  }
}
