package io.vantage.openflow.flow;

import io.vantage.model.FlowRule;
import io.vantage.southbound.SwitchMessage.ClearCookies;

/**
 * The cookie a rule has on the switch: its owner's low 48 bits under a tag of 16 bits, which tells
 * Vantage's rules from those of others.
 */
public final class Cookies {
  private static final long OWNERS_BITS = 0xffff_ffff_ffffL;
  private static final long REPLICATED = 0x5641L << 48;
  private static final long EPHEMERAL = 0x5645L << 48;

  private Cookies() {}

  /** The rule as it goes to the switch if it is replicated. */
  public static FlowRule replicated(FlowRule rule) {
    return withCookie(rule, REPLICATED | (rule.cookie() & OWNERS_BITS));
  }

  /** The rule as it goes to the switch if it is ephemeral. */
  public static FlowRule ephemeral(FlowRule rule) {
    return withCookie(rule, EPHEMERAL | (rule.cookie() & OWNERS_BITS));
  }

  /** Takes all ephemeral rules off a switch. */
  static ClearCookies clearEphemeral() {
    return new ClearCookies(EPHEMERAL, ~OWNERS_BITS);
  }

  /** True if a cookie from a switch is that of a replicated rule. */
  public static boolean isReplicated(long onSwitch) {
    return (onSwitch & ~OWNERS_BITS) == REPLICATED;
  }

  /** True if a cookie from a switch is that of an ephemeral rule. */
  public static boolean isEphemeral(long onSwitch) {
    return (onSwitch & ~OWNERS_BITS) == EPHEMERAL;
  }

  private static FlowRule withCookie(FlowRule rule, long cookie) {
    return new FlowRule(
        rule.device(),
        rule.table(),
        rule.priority(),
        rule.match(),
        rule.actions(),
        rule.gotoTable(),
        rule.meter(),
        cookie,
        rule.idleTimeoutSeconds(),
        rule.hardTimeoutSeconds(),
        rule.owner());
  }
}
