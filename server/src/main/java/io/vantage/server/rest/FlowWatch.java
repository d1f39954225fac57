package io.vantage.server.rest;

import io.vantage.model.FlowEntry;
import io.vantage.model.FlowKey;
import io.vantage.model.FlowState;
import io.vantage.network.NetworkEvent;
import io.vantage.network.NetworkView;
import java.time.Duration;
import java.util.Collection;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.TimeUnit;

/**
 * Waits until a switch has confirmed rules, or refused one of them. An event costs one look at its
 * rule, as it is handled on the thread that applies commits; all rules are looked at only at the
 * start and when a snapshot has replaced the events.
 */
final class FlowWatch {
  private final NetworkView view;

  FlowWatch(NetworkView view) {
    this.view = view;
  }

  /**
   * Completes with nothing once all rules have been {@code ADDED}, or with the first that has
   * failed; fails by the deadline.
   */
  CompletableFuture<Optional<FlowEntry>> added(Collection<FlowKey> keys, Duration deadline) {
    CompletableFuture<Optional<FlowEntry>> outcome = new CompletableFuture<>();
    Set<FlowKey> outstanding = ConcurrentHashMap.newKeySet(keys.size());
    outstanding.addAll(keys);
    NetworkView.Subscription subscription =
        view.subscribe((partition, index, event) -> onEvent(event, outstanding, outcome));
    lookAtAll(outstanding, outcome);
    return outcome
        .orTimeout(deadline.toMillis(), TimeUnit.MILLISECONDS)
        .whenComplete((result, failure) -> subscription.close());
  }

  private void onEvent(
      NetworkEvent event,
      Set<FlowKey> outstanding,
      CompletableFuture<Optional<FlowEntry>> outcome) {
    if (outcome.isDone()) {
      return;
    }
    if (event instanceof NetworkEvent.FlowChanged flow) {
      FlowKey key = flow.entry().rule().key();
      if (outstanding.contains(key)) {
        look(key, outstanding, outcome);
      }
    } else if (event instanceof NetworkEvent.PartitionRestored) {
      lookAtAll(outstanding, outcome);
    }
  }

  private void lookAtAll(Set<FlowKey> outstanding, CompletableFuture<Optional<FlowEntry>> outcome) {
    outstanding.forEach(key -> look(key, outstanding, outcome));
    if (outstanding.isEmpty()) {
      outcome.complete(Optional.empty());
    }
  }

  private void look(
      FlowKey key, Set<FlowKey> outstanding, CompletableFuture<Optional<FlowEntry>> outcome) {
    Optional<FlowEntry> entry = view.flow(key);
    if (entry.isPresent() && entry.get().state() == FlowState.FAILED) {
      outcome.complete(entry);
    } else if (entry.isPresent() && entry.get().state() == FlowState.ADDED) {
      outstanding.remove(key);
      if (outstanding.isEmpty()) {
        outcome.complete(Optional.empty());
      }
    }
  }
}
