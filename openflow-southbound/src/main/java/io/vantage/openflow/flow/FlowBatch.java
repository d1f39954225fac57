package io.vantage.openflow.flow;

import io.vantage.model.FlowEntry;
import io.vantage.model.FlowKey;
import io.vantage.model.FlowRule;
import io.vantage.model.FlowState;
import io.vantage.network.NetworkView;
import io.vantage.southbound.SwitchMessage;
import io.vantage.southbound.SwitchMessage.FlowMod;
import java.util.ArrayList;
import java.util.Iterator;
import java.util.List;
import java.util.Optional;

/** Flow-mods that share a barrier. */
record FlowBatch(List<Step> steps) {
  /** Flow-mods per barrier. */
  static final int SIZE = 250;

  /** One flow-mod and why it is sent. */
  sealed interface Step {
    FlowKey key();

    FlowMod message();

    /** Puts a desired rule onto the switch. */
    record Put(FlowEntry entry) implements Step {
      @Override
      public FlowKey key() {
        return entry.rule().key();
      }

      @Override
      public FlowMod message() {
        return new FlowMod(FlowMod.Command.ADD, Cookies.replicated(entry.rule()), true);
      }
    }

    /**
     * Takes a rule off the switch.
     *
     * @param entry the removal to report, if the network still knows the rule
     */
    record Delete(FlowKey key, Optional<FlowEntry> entry) implements Step {
      @Override
      public FlowMod message() {
        FlowRule rule =
            FlowRule.on(key.device())
                .table(key.table())
                .priority(key.priority())
                .match(key.match())
                .build();
        return new FlowMod(FlowMod.Command.DELETE, rule, false);
      }
    }
  }

  /** Takes pending keys out of the ledger until a batch is full; marks them as sent. */
  static FlowBatch take(FlowLedger ledger, NetworkView view) {
    List<Step> steps = new ArrayList<>();
    Iterator<FlowKey> pending = ledger.pending();
    while (pending.hasNext() && steps.size() < SIZE) {
      FlowKey key = pending.next();
      if (!ledger.isInFlight(key)) {
        pending.remove();
        step(key, ledger, view).ifPresent(steps::add);
      }
    }
    steps.forEach(step -> ledger.sent(step.key()));
    return new FlowBatch(steps);
  }

  List<SwitchMessage> messages() {
    List<SwitchMessage> messages = new ArrayList<>(steps.size());
    steps.forEach(step -> messages.add(step.message()));
    return messages;
  }

  private static Optional<Step> step(FlowKey key, FlowLedger ledger, NetworkView view) {
    Optional<FlowEntry> entry = view.flow(key);
    if (entry.isEmpty()) {
      return ledger.isDeleted(key)
          ? Optional.empty()
          : Optional.of(new Step.Delete(key, Optional.empty()));
    }
    if (ledger.isSettled(key, entry.get().revision())) {
      return Optional.empty();
    }
    return Optional.of(
        entry.get().state() == FlowState.PENDING_REMOVE
            ? new Step.Delete(key, entry)
            : new Step.Put(entry.get()));
  }
}
