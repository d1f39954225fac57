package io.vantage.testbed.emulation.datapath;

import java.util.EnumSet;
import java.util.HashSet;
import java.util.List;
import java.util.Set;

/** Refuses flow-mods and action lists that a switch cannot carry out. */
final class FlowModCheck {
  private FlowModCheck() {}

  static void check(FlowMod mod, Datapath datapath) {
    boolean deletes = mod.command().deletes();
    boolean allTables = deletes && mod.table() == FlowMod.ALL_TABLES;
    if (!allTables && mod.table() >= datapath.limits().tables()) {
      throw ErrorKind.BAD_TABLE_ID.because("table " + mod.table());
    }
    if (deletes) {
      return;
    }
    Set<Class<?>> seen = new HashSet<>();
    for (Instruction instruction : mod.instructions()) {
      if (!seen.add(instruction.getClass())) {
        throw ErrorKind.DUPLICATE_INSTRUCTION.because(instruction.toString());
      }
      check(instruction, mod, datapath);
    }
  }

  private static void check(Instruction instruction, FlowMod mod, Datapath datapath) {
    if (instruction instanceof Instruction.GotoTable to
        && (to.table() <= mod.table() || to.table() >= datapath.limits().tables())) {
      throw ErrorKind.BAD_GOTO_TABLE.because("from table " + mod.table() + " to " + to.table());
    }
    if (instruction instanceof Instruction.Meter meter
        && datapath.meters().get(meter.meter()).isEmpty()) {
      throw ErrorKind.INVALID_METER.because("meter " + Integer.toUnsignedString(meter.meter()));
    }
    List<Action> actions = instruction.actionsOrNone();
    checkActions(actions, datapath, false);
    // OpenFlow 1.0 has no such rule: there, an action without its header does nothing.
    if (!mod.modifyAdds()) {
      checkSetFields(actions, mod.match());
    }
  }

  /** Refuses outputs and groups that do not exist; TABLE is for packet-out alone. */
  static void checkActions(List<Action> actions, Datapath datapath, boolean packetOut) {
    for (Action action : actions) {
      if (action instanceof Action.Output output) {
        checkOutput(output.port(), packetOut);
      } else if (action instanceof Action.ToGroup to
          && datapath.groups().get(to.group()).isEmpty()) {
        throw ErrorKind.BAD_OUT_GROUP.because("group " + Integer.toUnsignedString(to.group()));
      }
    }
  }

  private static void checkOutput(int port, boolean packetOut) {
    boolean known =
        switch (port) {
          case ReservedPort.IN_PORT,
              ReservedPort.FLOOD,
              ReservedPort.ALL,
              ReservedPort.CONTROLLER,
              ReservedPort.LOCAL ->
              true;
          case ReservedPort.TABLE -> packetOut;
          default -> ReservedPort.isPhysical(port);
        };
    if (!known) {
      throw ErrorKind.BAD_OUT_PORT.because("port " + Integer.toUnsignedString(port));
    }
  }

  private static final Set<Field> IPV4_FIELDS = EnumSet.of(Field.IPV4_SRC, Field.IPV4_DST);
  private static final Set<Field> IPV6_FIELDS =
      EnumSet.of(Field.IPV6_SRC, Field.IPV6_DST, Field.IPV6_FLABEL);
  private static final Set<Field> ARP_FIELDS =
      EnumSet.of(Field.ARP_OP, Field.ARP_SPA, Field.ARP_TPA, Field.ARP_SHA, Field.ARP_THA);

  /** A set-field needs the match to guarantee the header it changes (section 7.2.5). */
  private static void checkSetFields(List<Action> actions, Match match) {
    for (Action action : actions) {
      if (action instanceof Action.SetField set) {
        boolean consistent =
            (!IPV4_FIELDS.contains(set.field()) || match.requires(Field.ETH_TYPE, 0x0800))
                && (!IPV6_FIELDS.contains(set.field()) || match.requires(Field.ETH_TYPE, 0x86dd))
                && (!ARP_FIELDS.contains(set.field()) || match.requires(Field.ETH_TYPE, 0x0806));
        if (!consistent) {
          throw ErrorKind.ACTION_MATCH_INCONSISTENT.because(
              "set " + set.field() + " under a match without its protocol");
        }
      }
    }
  }
}
