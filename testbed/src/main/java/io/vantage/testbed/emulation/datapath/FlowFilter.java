package io.vantage.testbed.emulation.datapath;

/** Which flow entries a deletion, modification or statistics request means. */
public record FlowFilter(
    int table, Match match, long cookie, long cookieMask, int outPort, int outGroup) {

  /** Every entry of every table. */
  public static final FlowFilter ALL =
      new FlowFilter(FlowMod.ALL_TABLES, Match.ANY, 0, 0, ReservedPort.ANY, FlowMod.ANY_GROUP);

  boolean coversTable(int number) {
    return table == FlowMod.ALL_TABLES || table == number;
  }

  /** Whether the entry has the cookie and the outputs asked for; says nothing of its match. */
  boolean acceptsCookieAndOutput(FlowEntry entry) {
    return (entry.cookie() & cookieMask) == (cookie & cookieMask)
        && (outPort == ReservedPort.ANY || entry.outputsTo(outPort))
        && (outGroup == FlowMod.ANY_GROUP || entry.usesGroup(outGroup));
  }

  boolean accepts(FlowEntry entry) {
    return match.covers(entry.match()) && acceptsCookieAndOutput(entry);
  }
}
