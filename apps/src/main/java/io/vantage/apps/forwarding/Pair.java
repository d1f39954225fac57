package io.vantage.apps.forwarding;

import io.vantage.model.ConnectPoint;
import io.vantage.model.DatapathId;
import io.vantage.model.FlowRule;
import io.vantage.model.Link;
import io.vantage.model.MacAddress;
import io.vantage.model.MatchField;
import io.vantage.model.MatchField.EthDst;
import io.vantage.model.MatchField.EthSrc;
import io.vantage.model.MatchField.InPort;
import io.vantage.model.MatchField.VlanId;
import io.vantage.path.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/**
 * Traffic from one host to another: what a set of rules is for.
 *
 * @param vlan VLAN id, or 0 for untagged frames
 */
record Pair(MacAddress src, MacAddress dst, int vlan) {
  Pair reversed() {
    return new Pair(dst, src, vlan);
  }

  /**
   * One rule per switch of the path. Each matches its ingress port too: rules of an old and a new
   * path that meet for a moment let a packet miss, but never circle.
   */
  List<FlowRule> rules(Path path, String owner, Forwarding.Settings settings) {
    List<FlowRule> rules = new ArrayList<>(path.links().size() + 1);
    ConnectPoint in = path.from();
    for (Link link : path.links()) {
      rules.add(rule(in.device(), in.port(), link.from().port(), owner, settings));
      in = link.to();
    }
    rules.add(rule(in.device(), in.port(), path.to().port(), owner, settings));
    return rules;
  }

  /** The pair that a rule of {@link #rules} was made for. */
  static Optional<Pair> of(FlowRule rule) {
    return rule.match()
        .get(EthSrc.class)
        .flatMap(
            src ->
                rule.match()
                    .get(EthDst.class)
                    .map(
                        dst ->
                            new Pair(
                                src.address(),
                                dst.address(),
                                rule.match().get(VlanId.class).map(VlanId::id).orElse(0))));
  }

  private FlowRule rule(
      DatapathId device, int inPort, int outPort, String owner, Forwarding.Settings settings) {
    List<MatchField> match = new ArrayList<>(4);
    match.add(new InPort(inPort));
    match.add(new EthDst(dst));
    match.add(new EthSrc(src));
    if (vlan != 0) {
      match.add(new VlanId(vlan));
    }
    return FlowRule.on(device)
        .priority(settings.priority())
        .match(match.toArray(MatchField[]::new))
        .output(outPort)
        .idleTimeoutSeconds(settings.idleTimeoutSeconds())
        .owner(owner)
        .build();
  }
}
