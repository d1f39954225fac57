package io.vantage.openflow.codec;

import io.vantage.model.Action;
import io.vantage.model.FlowRule;
import io.vantage.model.Match;
import io.vantage.model.MatchField;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/**
 * Brings rules into the form in which switches report them, so that a desired rule and one read
 * from a switch are equal if and only if they do the same: conditions that match everything are
 * gone, the length limit of an output stands at the controller port only, and the owner is empty.
 * (Bits outside a mask are zero in every {@link MatchField}.)
 */
public final class CanonicalRule {
  private CanonicalRule() {}

  public static FlowRule of(FlowRule rule) {
    return new FlowRule(
        rule.device(),
        rule.table(),
        rule.priority(),
        of(rule.match()),
        rule.actions().stream().map(CanonicalRule::of).toList(),
        rule.gotoTable(),
        rule.meter(),
        rule.cookie(),
        rule.idleTimeoutSeconds(),
        rule.hardTimeoutSeconds(),
        "");
  }

  public static Match of(Match match) {
    List<MatchField> fields = new ArrayList<>(match.fields().size());
    for (MatchField field : match.fields()) {
      of(field).ifPresent(fields::add);
    }
    return fields.equals(match.fields()) ? match : new Match(fields);
  }

  private static Action of(Action action) {
    return action instanceof Action.Output output
        ? Actions13.output(output.port(), output.maxLength())
        : action;
  }

  private static Optional<MatchField> of(MatchField field) {
    return matchesAnything(field) ? Optional.empty() : Optional.of(field);
  }

  private static boolean matchesAnything(MatchField field) {
    if (field instanceof MatchField.EthDst f) {
      return f.mask().value() == 0;
    } else if (field instanceof MatchField.EthSrc f) {
      return f.mask().value() == 0;
    } else if (field instanceof MatchField.Metadata f) {
      return f.mask() == 0;
    } else if (field instanceof MatchField.IpSrc f) {
      return f.prefix().length() == 0;
    } else if (field instanceof MatchField.IpDst f) {
      return f.prefix().length() == 0;
    } else if (field instanceof MatchField.ArpSenderIp f) {
      return f.prefix().length() == 0;
    } else if (field instanceof MatchField.ArpTargetIp f) {
      return f.prefix().length() == 0;
    }
    return false;
  }
}
