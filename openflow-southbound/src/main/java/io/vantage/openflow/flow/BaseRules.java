package io.vantage.openflow.flow;

import io.vantage.model.DatapathId;
import io.vantage.model.FlowEntry;
import io.vantage.model.FlowRule;
import io.vantage.model.FlowState;
import io.vantage.model.MatchField.EthType;
import io.vantage.model.OpenFlowVersion;
import io.vantage.model.PortNumbers;
import io.vantage.network.NetworkView;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/** The rules that every switch has: discovery's probes and table misses go to the controller. */
public final class BaseRules {
  public static final String OWNER = "core";
  public static final int PROBE_PRIORITY = 40000;

  private static final int BDDP = 0x8942;

  private BaseRules() {}

  /** LLDP and BDDP; on OpenFlow 1.3 the table-miss rule too, which 1.0 does without. */
  public static List<FlowRule> of(DatapathId device, OpenFlowVersion version) {
    List<FlowRule> rules = new ArrayList<>();
    rules.add(probes(device, EthType.LLDP));
    rules.add(probes(device, new EthType(BDDP)));
    if (version == OpenFlowVersion.OF_1_3) {
      rules.add(toController(device).priority(0).build());
    }
    return rules;
  }

  /** Those of the base rules that the cluster does not desire yet, or in another form. */
  public static List<FlowRule> missing(
      NetworkView view, DatapathId device, OpenFlowVersion version) {
    return of(device, version).stream()
        .filter(rule -> !isDesired(view.flow(rule.key()), rule))
        .toList();
  }

  private static boolean isDesired(Optional<FlowEntry> entry, FlowRule rule) {
    return entry
        .filter(e -> e.rule().equals(rule) && e.state() != FlowState.PENDING_REMOVE)
        .isPresent();
  }

  private static FlowRule probes(DatapathId device, EthType type) {
    return toController(device).priority(PROBE_PRIORITY).match(type).build();
  }

  private static FlowRule.Builder toController(DatapathId device) {
    return FlowRule.on(device).output(PortNumbers.CONTROLLER).owner(OWNER);
  }
}
