package io.vantage.network;

import io.vantage.cluster.Cluster;
import io.vantage.cluster.Committed;
import io.vantage.cluster.OverloadedException;
import io.vantage.cluster.PartitionId;
import io.vantage.model.DatapathId;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.TreeMap;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;

/**
 * Brings the commands for one switch to the partition that holds it, in the order in which they
 * were submitted. While the switch is moved they wait here; what was refused because of the move
 * goes out again, before everything younger. Any thread.
 */
final class DeviceLane {
  /** Commands that may wait for the end of a move. */
  static final int MAX_WAITING = 10_000;

  private final DatapathId device;
  private final Cluster cluster;
  private final LocalView view;
  private final Duration patience;

  /** Commands that wait, by number. */
  private final TreeMap<Long, Waiting> waiting = new TreeMap<>();

  private Address last = new Address(PartitionId.SYSTEM, 0);
  private long submitted;
  private int underWay;
  private boolean resending;

  /** Refusals that this replica's view does not explain yet. */
  private int catchingUp;

  private record Waiting(
      long number, NetworkCommand.ForDevice command, CompletableFuture<Committed> answer) {}

  /** Where a command goes, and the custody that it counts on. */
  private record Address(PartitionId partition, long move) {}

  /** A command on its way; its outcome is looked at outside of the lane's lock. */
  private record Sent(Waiting command, CompletableFuture<Committed> proposal) {}

  /**
   * @param patience how long a command may wait for the end of a move
   */
  DeviceLane(DatapathId device, Cluster cluster, LocalView view, Duration patience) {
    this.device = device;
    this.cluster = cluster;
    this.view = view;
    this.patience = patience;
  }

  /**
   * @param plain the command as it is sent if the switch was never moved
   */
  CompletableFuture<Committed> submit(NetworkCommand.ForDevice command, byte[] plain) {
    Waiting own;
    Sent sent;
    synchronized (this) {
      own = new Waiting(submitted++, command, new CompletableFuture<>());
      Optional<Address> address = address();
      if (address.isEmpty() || mustWait(address.get())) {
        keep(own);
        return own.answer;
      }
      sent = send(own, address.get(), plain);
    }
    follow(sent);
    return own.answer;
  }

  /** Something may have changed that commands wait for. */
  void wake() {
    List<Sent> sent = new ArrayList<>();
    synchronized (this) {
      if (underWay > 0 || catchingUp > 0 || waiting.isEmpty()) {
        return;
      }
      Optional<Address> address = address();
      if (address.isEmpty()) {
        return;
      }
      resending = true;
      for (Waiting next : waiting.values()) {
        sent.add(send(next, address.get(), NetworkTypes.CODEC.encode(next.command)));
      }
      waiting.clear();
    }
    sent.forEach(this::follow);
  }

  /**
   * Nothing overtakes what waits, what went out again from another thread, or what is under way to
   * an address that is no longer right.
   */
  private boolean mustWait(Address address) {
    return !waiting.isEmpty() || underWay > 0 && (resending || !address.equals(last));
  }

  /** Where this replica believes commands are taken; empty while they are taken nowhere. */
  private Optional<Address> address() {
    Optional<Holders.Holder> holder = view.holders().of(device);
    if (holder.isPresent()) {
      return holder
          .filter(Holders.Holder::held)
          .map(held -> new Address(held.partition(), held.move()));
    }
    PartitionId owner =
        view.partitionOf(device).orElseThrow(() -> new UnknownDeviceException(device));
    boolean takes = view.stateMachine(owner).state().custody.takes(device, 0);
    return takes ? Optional.of(new Address(owner, 0)) : Optional.empty();
  }

  private void keep(Waiting command) {
    if (waiting.size() >= MAX_WAITING) {
      command.answer.completeExceptionally(
          new OverloadedException(MAX_WAITING + " commands wait for the move of switch " + device));
      return;
    }
    waiting.put(command.number, command);
    command.answer.orTimeout(patience.toNanos(), TimeUnit.NANOSECONDS);
    var unused = command.answer.whenComplete((committed, error) -> forget(command));
  }

  private synchronized void forget(Waiting command) {
    waiting.remove(command.number);
  }

  private Sent send(Waiting command, Address address, byte[] plain) {
    if (underWay == 0) {
      last = address;
    }
    underWay++;
    byte[] update =
        address.move == 0
            ? plain
            : NetworkTypes.CODEC.encode(
                new NetworkCommand.InCustody(address.move, command.command));
    return new Sent(command, cluster.partition(address.partition).propose(update));
  }

  private void follow(Sent sent) {
    var unused =
        sent.proposal.whenComplete((committed, error) -> answered(sent.command, committed, error));
  }

  private void answered(Waiting command, Committed committed, Throwable error) {
    boolean refused =
        error == null
            && NetworkStateMachine.decodeResult(committed.result()) instanceof CommandResult.Moving;
    boolean idle;
    synchronized (this) {
      underWay--;
      if (refused) {
        catchingUp++;
        keep(command);
      }
      idle = underWay == 0;
      if (idle) {
        resending = false;
      }
    }
    if (refused) {
      cluster
          .partition(committed.partition())
          .awaitApplied(committed.index(), patience)
          .whenComplete((applied, late) -> caughtUp());
    } else if (error != null) {
      command.answer.completeExceptionally(error);
    } else {
      command.answer.complete(committed);
    }
    if (idle) {
      wake();
    }
  }

  private void caughtUp() {
    synchronized (this) {
      catchingUp--;
    }
    wake();
  }
}
