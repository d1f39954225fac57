package io.vantage.openflow.flow;

import io.vantage.model.FlowRule;
import io.vantage.model.OpenFlowVersion;
import io.vantage.openflow.session.SwitchLoop;
import io.vantage.southbound.SwitchChannel;
import io.vantage.southbound.SwitchMessage.FlowMod;
import io.vantage.southbound.SwitchStatistics;
import java.util.List;
import java.util.function.BooleanSupplier;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Takes the ephemeral rules of earlier masterships off a switch. Confined to the switch's event
 * loop.
 */
public final class EphemeralRules {
  private static final Logger LOG = LoggerFactory.getLogger(EphemeralRules.class);

  private final SwitchLoop loop;
  private final SwitchChannel channel;

  public EphemeralRules(SwitchLoop loop, SwitchChannel channel) {
    this.loop = loop;
    this.channel = channel;
  }

  /**
   * Removes them; call on becoming master before anything else is sent, so that those of the new
   * mastership stay.
   *
   * <p>OpenFlow 1.0 cannot delete by cookie: there, and if the lane is full, the rules are read and
   * deleted one by one. An equal rule installed before the answer is here goes with the old.
   *
   * @param stillMaster whether the mastership lasts
   */
  public void clear(BooleanSupplier stillMaster) {
    if (channel.version() == OpenFlowVersion.OF_1_3 && channel.send(Cookies.clearEphemeral())) {
      return;
    }
    loop.attempt(
        channel::flowStatistics,
        flows -> {
          if (stillMaster.getAsBoolean()) {
            delete(flows);
          }
        },
        error -> LOG.warn("Ephemeral rules of switch {}: {}", channel.device(), error.toString()));
  }

  private void delete(List<SwitchStatistics.Flow> flows) {
    for (SwitchStatistics.Flow flow : flows) {
      FlowRule rule = flow.rule();
      if (Cookies.isEphemeral(rule.cookie())
          && !channel.send(new FlowMod(FlowMod.Command.DELETE, rule, false))) {
        LOG.warn("Switch {} keeps ephemeral rules: its lane is full", channel.device());
        return;
      }
    }
  }
}
