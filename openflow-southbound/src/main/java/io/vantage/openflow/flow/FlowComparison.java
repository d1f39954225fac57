package io.vantage.openflow.flow;

import io.vantage.model.FlowEntry;
import io.vantage.model.FlowKey;
import io.vantage.model.FlowRule;
import io.vantage.openflow.codec.CanonicalRule;
import io.vantage.southbound.SwitchStatistics;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/**
 * Compares the desired rules of a switch with its flow statistics.
 *
 * <p>Left alone: rules that something was done about since the statistics were asked for, rules
 * that were refused, and rules on the switch without the tag of replicated ones. A rule with a
 * timeout that is missing is taken for expired (its FLOW_REMOVED went to nobody, during a hand-over
 * say), unless none of our rules is left, which means that the switch was restarted or emptied:
 * then it is written again like all others.
 *
 * @param right desired rules found as they should be
 * @param wrong desired rules that are missing or differ
 * @param pending desired rules that wait for being written, removed or reported
 * @param expired rules to forget
 * @param unwanted rules on the switch, tagged as ours, that nobody desires
 */
record FlowComparison(
    List<FlowEntry> right,
    List<FlowEntry> wrong,
    List<FlowEntry> pending,
    List<FlowEntry> expired,
    List<FlowKey> unwanted) {

  /**
   * @param since {@link FlowLedger#sequence} when the statistics were asked for
   */
  static FlowComparison of(
      Collection<FlowEntry> desired,
      Collection<SwitchStatistics.Flow> shown,
      FlowLedger ledger,
      long since) {
    Map<FlowKey, FlowRule> onSwitch = new HashMap<>(shown.size() * 4 / 3 + 1);
    boolean blank = true;
    for (SwitchStatistics.Flow flow : shown) {
      FlowKey key = flow.rule().key();
      onSwitch.put(key, flow.rule());
      blank &=
          !Cookies.isReplicated(flow.rule().cookie())
              || !ledger.isQuietSince(ledger.original(key), since);
    }
    FlowComparison result = empty();
    for (FlowEntry entry : desired) {
      FlowRule found = onSwitch.remove(FlowLedger.canonical(entry.rule().key()));
      if (ledger.isQuietSince(entry.rule().key(), since)) {
        result.sort(entry, found, blank);
      }
    }
    onSwitch.forEach(
        (key, rule) -> {
          if (Cookies.isReplicated(rule.cookie()) && ledger.isQuietSince(key, since)) {
            result.unwanted.add(key);
          }
        });
    return result;
  }

  private static boolean agree(FlowRule desired, FlowRule found) {
    return CanonicalRule.of(desired).equals(CanonicalRule.of(found));
  }

  private static FlowComparison empty() {
    return new FlowComparison(
        new ArrayList<>(),
        new ArrayList<>(),
        new ArrayList<>(),
        new ArrayList<>(),
        new ArrayList<>());
  }

  private void sort(FlowEntry entry, FlowRule found, boolean blank) {
    switch (entry.state()) {
      case ADDED -> {
        FlowRule rule = entry.rule();
        boolean timed = rule.idleTimeoutSeconds() > 0 || rule.hardTimeoutSeconds() > 0;
        if (found == null && timed && !blank) {
          expired.add(entry);
        } else if (found == null || !agree(Cookies.replicated(rule), found)) {
          wrong.add(entry);
        } else {
          right.add(entry);
        }
      }
      case PENDING_ADD, PENDING_REMOVE -> pending.add(entry);
      case FAILED -> {}
    }
  }
}
