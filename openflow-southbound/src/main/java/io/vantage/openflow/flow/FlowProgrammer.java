package io.vantage.openflow.flow;

import io.vantage.model.Action;
import io.vantage.model.DatapathId;
import io.vantage.model.FlowEntry;
import io.vantage.model.FlowKey;
import io.vantage.model.FlowState;
import io.vantage.network.Network;
import io.vantage.network.NetworkCommand;
import io.vantage.network.NetworkCommands;
import io.vantage.network.NetworkEvent;
import io.vantage.network.NetworkView;
import io.vantage.openflow.session.Backoff;
import io.vantage.openflow.session.SwitchLoop;
import io.vantage.southbound.SwitchChannel;
import io.vantage.southbound.SwitchError;
import io.vantage.southbound.SwitchGoneException;
import io.vantage.southbound.SwitchListener.FlowRemoved;
import java.time.Duration;
import java.util.Iterator;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.function.Predicate;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Programs one switch while this replica is its master. Confined to the switch's event loop, but
 * for {@link #onEvent}.
 *
 * <p>Works on keys, not on events: a key that changed is looked up in the view, and what the view
 * desires by then is sent, in batches with a barrier each, a bounded number of them under way. Only
 * one flow-mod per key is in flight, so an answer always belongs to the newest one. Groups and
 * meters go first.
 */
public final class FlowProgrammer {
  private static final Logger LOG = LoggerFactory.getLogger(FlowProgrammer.class);

  private static final int WINDOW = 4;

  private final SwitchLoop loop;
  private final SwitchChannel channel;
  private final DatapathId device;
  private final NetworkView view;
  private final Runnable refusedAsSlave;
  private final FlowLedger ledger = new FlowLedger();
  private final ReportOutbox<FlowKey> outbox;
  private final ResourceProgrammer groups;
  private final ResourceProgrammer meters;
  private final Backoff backoff = new Backoff(Duration.ofMillis(20), Duration.ofSeconds(2));
  private final Set<FlowKey> changed = ConcurrentHashMap.newKeySet();
  private final AtomicBoolean wakeUp = new AtomicBoolean();

  private volatile boolean active;
  private int underWay;
  private boolean pausing;
  private Runnable groupDeleted = () -> {};

  /**
   * @param refusedAsSlave called when the switch refuses a message because it takes this replica
   *     for a slave
   */
  public FlowProgrammer(
      SwitchLoop loop, SwitchChannel channel, Network network, Runnable refusedAsSlave) {
    this.loop = loop;
    this.channel = channel;
    this.device = channel.device();
    this.view = network.view();
    this.refusedAsSlave = refusedAsSlave;
    this.outbox = new ReportOutbox<>(loop, network, NetworkCommands::reportFlows);
    this.groups =
        new ResourceProgrammer(
            loop,
            channel,
            () -> Resource.groups(view, device),
            new ReportOutbox<>(
                loop,
                network,
                reports -> List.of(new NetworkCommand.ReportGroups(device, reports))),
            new ResourceProgrammer.Events(this::groupAdded, this::pump, refusedAsSlave));
    this.meters =
        new ResourceProgrammer(
            loop,
            channel,
            () -> Resource.meters(view, device),
            new ReportOutbox<>(
                loop,
                network,
                reports -> List.of(new NetworkCommand.ReportMeters(device, reports))),
            new ResourceProgrammer.Events(this::meterAdded, this::pump, refusedAsSlave));
  }

  /** Became master: sends what is not known to be on the switch. */
  void start() {
    active = true;
    ledger.clear();
    meters.start();
    groups.start();
    for (FlowEntry entry : view.flows(device)) {
      if (entry.state() != FlowState.ADDED) {
        ledger.touch(entry.rule().key());
      }
    }
    pump();
  }

  /** No longer master. */
  void stop() {
    active = false;
    changed.clear();
    ledger.clear();
    outbox.clear();
    groups.stop();
    meters.stop();
  }

  /** A change of the replicated network; any thread. */
  public void onEvent(NetworkEvent event) {
    if (!active) {
      return;
    }
    if (event instanceof NetworkEvent.FlowChanged flow) {
      if (flow.change() == NetworkEvent.Change.PUT && isToBeWritten(flow.entry())) {
        changed.add(flow.entry().rule().key());
        wake();
      }
    } else if (event instanceof NetworkEvent.GroupChanged
        || event instanceof NetworkEvent.MeterChanged) {
      wake();
    } else if (event instanceof NetworkEvent.PartitionRestored) {
      loop.run(this::restart);
    }
  }

  private void restart() {
    if (active) {
      start();
    }
  }

  private static boolean isToBeWritten(FlowEntry entry) {
    return entry.state() == FlowState.PENDING_ADD || entry.state() == FlowState.PENDING_REMOVE;
  }

  /** One task for many events. */
  private void wake() {
    if (wakeUp.compareAndSet(false, true)) {
      loop.run(this::awake);
    }
  }

  private void awake() {
    wakeUp.set(false);
    for (Iterator<FlowKey> keys = changed.iterator(); keys.hasNext(); ) {
      FlowKey key = keys.next();
      keys.remove();
      ledger.touch(key);
    }
    if (active) {
      meters.sync();
      groups.sync();
      pump();
    }
  }

  /** The switch told that a rule of ours is gone. */
  public void flowRemoved(FlowRemoved removed) {
    if (!active || !Cookies.isReplicated(removed.cookie())) {
      return;
    }
    FlowKey key = ledger.original(removed.key());
    Optional<FlowEntry> entry = view.flow(key);
    if (entry.isEmpty() || ledger.isInFlight(key) || !concerns(removed, entry.get(), key)) {
      return;
    }
    switch (removed.reason()) {
      case IDLE_TIMEOUT, HARD_TIMEOUT -> expired(entry.get());
      case DELETE -> {
        ledger.repair(key);
        wake();
      }
      case GROUP_DELETE -> groupDeleted.run();
    }
  }

  /** False if the rule was replaced since, or is being removed anyway. */
  private boolean concerns(FlowRemoved removed, FlowEntry entry, FlowKey key) {
    boolean onSwitch =
        entry.state() == FlowState.ADDED
            || (entry.state() == FlowState.PENDING_ADD && ledger.isSettled(key, entry.revision()));
    return onSwitch && Cookies.replicated(entry.rule()).cookie() == removed.cookie();
  }

  private void expired(FlowEntry entry) {
    FlowKey key = entry.rule().key();
    ledger.settleDeleted(key);
    outbox.removed(key, entry.revision());
    outbox.flush();
  }

  /** Has {@code task} run when a group was deleted behind our back, and its rules with it. */
  void whenGroupDeleted(Runnable task) {
    groupDeleted = task;
  }

  boolean isActive() {
    return active;
  }

  /** True while groups or meters are being written. */
  boolean isWritingResources() {
    return groups.isBusy() || meters.isBusy();
  }

  void compareGroups(Set<Integer> shown) {
    groups.compare(shown);
  }

  void compareMeters(Set<Integer> shown) {
    meters.compare(shown);
  }

  FlowLedger ledger() {
    return ledger;
  }

  /** Carries out what a comparison found; {@code mayRepair} holds back hopeless repairs. */
  void apply(FlowComparison found, Predicate<FlowKey> mayRepair) {
    found.right().forEach(entry -> ledger.seen(entry.rule().key(), entry.revision()));
    found.expired().forEach(this::expired);
    for (FlowEntry entry : found.pending()) {
      FlowKey key = entry.rule().key();
      if (!outbox.contains(key)) {
        ledger.repair(key);
      }
    }
    int repairs = 0;
    for (FlowEntry entry : found.wrong()) {
      if (mayRepair.test(entry.rule().key())) {
        ledger.repair(entry.rule().key());
        repairs++;
      }
    }
    for (FlowKey key : found.unwanted()) {
      if (mayRepair.test(key)) {
        ledger.repair(key);
        repairs++;
      }
    }
    if (repairs > 0) {
      LOG.info("Switch {}: {} rules differed from what is desired", device, repairs);
    }
    pump();
  }

  private void pump() {
    while (active
        && !pausing
        && underWay < WINDOW
        && ledger.hasPending()
        && !isWritingResources()) {
      if (channel.isCongested()) {
        pause();
        return;
      }
      FlowBatch batch = FlowBatch.take(ledger, view);
      if (batch.steps().isEmpty()) {
        return;
      }
      send(batch);
    }
  }

  private void send(FlowBatch batch) {
    underWay++;
    loop.attempt(
        () -> channel.sendAndConfirm(batch.messages()),
        errors -> confirmed(batch, errors),
        error -> failed(batch, error));
  }

  private void confirmed(FlowBatch batch, Map<Integer, SwitchError> errors) {
    underWay--;
    boolean slave = false;
    for (int i = 0; i < batch.steps().size(); i++) {
      SwitchError error = errors.get(i);
      FlowBatch.Step step = batch.steps().get(i);
      if (!active) {
        continue;
      }
      if (error != null && error.isSlave()) {
        slave = true;
        ledger.notSent(step.key());
      } else {
        settle(step, error);
      }
    }
    outbox.flush();
    if (slave) {
      refusedAsSlave.run();
      pause();
    } else {
      backoff.reset();
      pump();
    }
  }

  private void settle(FlowBatch.Step step, SwitchError error) {
    if (step instanceof FlowBatch.Step.Put put) {
      FlowEntry entry = put.entry();
      ledger.settle(step.key(), entry.revision());
      if (error != null) {
        outbox.failed(step.key(), entry.revision(), error.text());
      } else if (entry.state() != FlowState.ADDED) {
        outbox.added(step.key(), entry.revision());
      }
    } else if (step instanceof FlowBatch.Step.Delete delete) {
      // A refused deletion is of a rule that the switch has refused before: it is not there.
      ledger.settleDeleted(step.key());
      delete.entry().ifPresent(entry -> outbox.removed(step.key(), entry.revision()));
    }
  }

  private void failed(FlowBatch batch, Throwable error) {
    underWay--;
    if (!active || error instanceof SwitchGoneException) {
      return;
    }
    if (Unsendable.is(error)) {
      refused(batch, error);
    } else {
      LOG.debug("Flow-mods to switch {} not confirmed: {}", device, error.toString());
      batch.steps().forEach(step -> ledger.notSent(step.key()));
      pause();
    }
  }

  /** The batch cannot be put into messages of the switch's version: finds out which rule it is. */
  private void refused(FlowBatch batch, Throwable error) {
    if (batch.steps().size() > 1) {
      batch.steps().forEach(step -> send(new FlowBatch(List.of(step))));
    } else {
      settle(batch.steps().get(0), Unsendable.reason(error));
      outbox.flush();
      pump();
    }
  }

  private void pause() {
    if (!pausing) {
      pausing = true;
      loop.after(
          backoff.next(),
          () -> {
            pausing = false;
            pump();
          });
    }
  }

  /** A rule that was refused for lack of this group may be accepted now. */
  private void groupAdded(int id) {
    Action wanted = new Action.ToGroup(id);
    retryRefused(entry -> entry.rule().actions().contains(wanted));
  }

  private void meterAdded(int id) {
    retryRefused(
        entry -> entry.rule().meter().isPresent() && entry.rule().meter().getAsInt() == id);
  }

  private void retryRefused(Predicate<FlowEntry> concerned) {
    for (FlowEntry entry : view.flows(device)) {
      if (entry.state() == FlowState.FAILED && concerned.test(entry)) {
        ledger.repair(entry.rule().key());
      }
    }
  }
}
