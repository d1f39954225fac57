package io.vantage.openflow.flow;

import io.vantage.model.FlowState;
import io.vantage.openflow.session.Backoff;
import io.vantage.openflow.session.SwitchLoop;
import io.vantage.southbound.SwitchChannel;
import io.vantage.southbound.SwitchError;
import io.vantage.southbound.SwitchGoneException;
import io.vantage.southbound.SwitchMessage;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.function.IntConsumer;
import java.util.function.Supplier;

/**
 * Brings the desired groups (or meters) of one switch onto it. Confined to the switch's event loop.
 *
 * <p>A switch does not tell whose a group is, so only those are removed whose removal was
 * committed; what others have put there stays. Contents are written anew when this replica becomes
 * master and whenever the desired content changes; later only a missing one is noticed.
 */
final class ResourceProgrammer {
  private static final int BATCH = 200;

  private final SwitchLoop loop;
  private final SwitchChannel channel;
  private final Supplier<List<Resource>> desired;
  private final ReportOutbox<Integer> outbox;
  private final Events events;
  private final Map<Integer, Long> handled = new HashMap<>();
  private final Set<Integer> present = new HashSet<>();
  private final Backoff backoff = new Backoff(Duration.ofMillis(50), Duration.ofSeconds(5));

  private boolean active;
  private boolean busy;

  /**
   * What the owner wants to know.
   *
   * @param added a resource came onto the switch
   * @param idle nothing is on its way any more
   * @param refusedAsSlave the switch takes this replica for a slave
   */
  record Events(IntConsumer added, Runnable idle, Runnable refusedAsSlave) {}

  ResourceProgrammer(
      SwitchLoop loop,
      SwitchChannel channel,
      Supplier<List<Resource>> desired,
      ReportOutbox<Integer> outbox,
      Events events) {
    this.loop = loop;
    this.channel = channel;
    this.desired = desired;
    this.outbox = outbox;
    this.events = events;
  }

  /** Became master: writes everything that is desired. */
  void start() {
    active = true;
    handled.clear();
    present.clear();
    sync();
  }

  void stop() {
    active = false;
    outbox.clear();
  }

  /** True while something is on its way to the switch. */
  boolean isBusy() {
    return busy;
  }

  /** Writes what changed, now or when the answer to what was written last is here. */
  void sync() {
    if (!active || busy) {
      return;
    }
    List<Resource> changed = changed();
    if (!changed.isEmpty()) {
      busy = true;
      send(changed);
    }
  }

  private void send(List<Resource> resources) {
    List<SwitchMessage> messages = new ArrayList<>(resources.size());
    resources.forEach(resource -> messages.add(message(resource)));
    loop.attempt(
        () -> channel.sendAndConfirm(messages),
        errors -> confirmed(resources, errors),
        error -> failed(resources, error));
  }

  /** Writes again what the switch should have but does not show. */
  void compare(Set<Integer> shown) {
    if (busy) {
      return;
    }
    for (Resource resource : desired.get()) {
      if (resource.state() == FlowState.ADDED && !shown.contains(resource.id())) {
        handled.remove(resource.id());
        present.remove(resource.id());
      }
    }
    sync();
  }

  private SwitchMessage message(Resource resource) {
    if (resource.state() == FlowState.PENDING_REMOVE) {
      return resource.content().message(SwitchMessage.Command.DELETE);
    }
    return resource
        .content()
        .message(
            present.contains(resource.id())
                ? SwitchMessage.Command.MODIFY
                : SwitchMessage.Command.ADD);
  }

  /** At most a batch of resources to write, those first that others refer to. */
  private List<Resource> changed() {
    Map<Integer, Resource> changed = new LinkedHashMap<>();
    Set<Integer> ids = new HashSet<>();
    for (Resource resource : desired.get()) {
      ids.add(resource.id());
      Long known = handled.get(resource.id());
      if (known == null || known != resource.revision()) {
        changed.put(resource.id(), resource);
      }
    }
    handled.keySet().retainAll(ids);
    Set<Resource> ordered = new LinkedHashSet<>();
    Set<Integer> visited = new HashSet<>();
    changed.values().forEach(resource -> visit(resource, changed, visited, ordered));
    return ordered.stream().limit(BATCH).toList();
  }

  private static void visit(
      Resource resource,
      Map<Integer, Resource> changed,
      Set<Integer> visited,
      Set<Resource> ordered) {
    if (!visited.add(resource.id())) {
      return;
    }
    for (int id : resource.needs()) {
      Resource needed = changed.get(id);
      if (needed != null) {
        visit(needed, changed, visited, ordered);
      }
    }
    ordered.add(resource);
  }

  private void confirmed(List<Resource> written, Map<Integer, SwitchError> errors) {
    busy = false;
    boolean slave = false;
    for (int i = 0; i < written.size(); i++) {
      Resource resource = written.get(i);
      SwitchError error = errors.get(i);
      if (error != null && error.isSlave()) {
        slave = true;
      } else if (resource.state() == FlowState.PENDING_REMOVE) {
        present.remove(resource.id());
        handled.put(resource.id(), resource.revision());
        outbox.removed(resource.id(), resource.revision());
      } else {
        settle(resource, error);
      }
    }
    outbox.flush();
    if (slave) {
      events.refusedAsSlave().run();
      later();
    } else {
      backoff.reset();
      next();
    }
  }

  private void settle(Resource resource, SwitchError error) {
    if (error != null && Resource.exists(error) && present.add(resource.id())) {
      return;
    }
    if (error != null && Resource.unknown(error) && present.remove(resource.id())) {
      return;
    }
    handled.put(resource.id(), resource.revision());
    if (error != null) {
      outbox.failed(resource.id(), resource.revision(), error.text());
      return;
    }
    present.add(resource.id());
    if (resource.state() != FlowState.ADDED) {
      outbox.added(resource.id(), resource.revision());
      events.added().accept(resource.id());
    }
  }

  private void failed(List<Resource> resources, Throwable error) {
    if (Unsendable.is(error)) {
      Map<Integer, SwitchError> all = new HashMap<>();
      for (int i = 0; i < resources.size(); i++) {
        all.put(i, Unsendable.reason(error));
      }
      confirmed(resources, all);
    } else if (!(error instanceof SwitchGoneException)) {
      later();
    }
  }

  /** Stays busy meanwhile: rules wait for what they refer to. */
  private void later() {
    busy = true;
    loop.after(
        backoff.next(),
        () -> {
          busy = false;
          next();
        });
  }

  private void next() {
    sync();
    if (!busy) {
      events.idle().run();
    }
  }
}
