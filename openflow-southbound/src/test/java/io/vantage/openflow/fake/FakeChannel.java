package io.vantage.openflow.fake;

import io.vantage.model.DatapathId;
import io.vantage.model.OpenFlowVersion;
import io.vantage.southbound.SwitchChannel;
import io.vantage.southbound.SwitchCongestedException;
import io.vantage.southbound.SwitchError;
import io.vantage.southbound.SwitchGoneException;
import io.vantage.southbound.SwitchListener;
import io.vantage.southbound.SwitchMessage;
import io.vantage.southbound.SwitchRefusedException;
import io.vantage.southbound.SwitchStatistics;
import java.time.Duration;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.Executor;
import java.util.concurrent.TimeUnit;
import java.util.function.Supplier;

/** A replica's connection to a {@link FakeSwitch}: half a millisecond each way. */
public final class FakeChannel implements SwitchChannel {
  /** Messages that may be on their way to the switch. */
  public static final int LANE = 1000;

  private static final long ONE_WAY_NANOS = 500_000;

  private final FakeSwitch device;
  private final SwitchListener listener;
  private Role role = Role.EQUAL;
  private boolean open = true;
  private int onTheWay;
  private int mostOnTheWay;
  private int unsendable = -1;
  private Optional<RuntimeException> roleFailure = Optional.empty();
  private Duration statisticsDelay = Duration.ZERO;
  private Duration distance = Duration.ZERO;
  private boolean silent;

  FakeChannel(FakeSwitch device, SwitchListener listener) {
    this.device = device;
    this.listener = listener;
  }

  SwitchListener listener() {
    return listener;
  }

  public Role role() {
    return role;
  }

  void demote() {
    role = Role.SLAVE;
  }

  public boolean isOpen() {
    return open;
  }

  /** Role requests stay without an answer, or are refused with this error. */
  public void failRoles(RuntimeException error) {
    roleFailure = Optional.of(error);
  }

  public void answerRoles() {
    roleFailure = Optional.empty();
  }

  /** Flow-mods of this priority cannot be put into a message. */
  public void cannotSend(int priority) {
    unsendable = priority;
  }

  /** Adds to the round-trip time of echoes. */
  public void beAway(Duration rtt) {
    distance = rtt;
  }

  /** Gives no echo any more. */
  public void beSilent() {
    silent = true;
  }

  public int mostOnTheWay() {
    return mostOnTheWay;
  }

  /** Statistics arrive so much later than they were taken. */
  public void delayStatistics(Duration delay) {
    statisticsDelay = delay;
  }

  void run(Runnable task) {
    device.time().execute(() -> ifOpen(task));
  }

  private void ifOpen(Runnable task) {
    if (open) {
      task.run();
    }
  }

  /** Runs a request at the switch and brings its answer back. */
  private <T> CompletableFuture<T> ask(Duration delay, Supplier<T> request) {
    CompletableFuture<T> answer = new CompletableFuture<>();
    device.time().schedule(() -> atSwitch(delay, request, answer), ONE_WAY_NANOS, NANOS);
    return answer;
  }

  private static final TimeUnit NANOS = TimeUnit.NANOSECONDS;

  private <T> void atSwitch(Duration delay, Supplier<T> request, CompletableFuture<T> answer) {
    if (!open) {
      answer.completeExceptionally(new SwitchGoneException("cut"));
      return;
    }
    try {
      T value = request.get();
      device.time().schedule(() -> answer.complete(value), ONE_WAY_NANOS + delay.toNanos(), NANOS);
    } catch (SwitchRefusedException e) {
      device.time().schedule(() -> answer.completeExceptionally(e), ONE_WAY_NANOS, NANOS);
    }
  }

  @Override
  public DatapathId device() {
    return device.id();
  }

  @Override
  public OpenFlowVersion version() {
    return device.version();
  }

  @Override
  public Executor eventLoop() {
    return device.time();
  }

  @Override
  public boolean isCongested() {
    return onTheWay > LANE / 2;
  }

  @Override
  public boolean send(SwitchMessage message) {
    if (!open) {
      return false;
    }
    device
        .time()
        .schedule(
            () -> ifOpen(() -> device.execute(this, message).ifPresent(error -> {})),
            ONE_WAY_NANOS,
            NANOS);
    return true;
  }

  @Override
  public CompletableFuture<Map<Integer, SwitchError>> sendAndConfirm(List<SwitchMessage> messages) {
    if (onTheWay + messages.size() > LANE) {
      return CompletableFuture.failedFuture(new SwitchCongestedException("lane is full"));
    }
    for (SwitchMessage message : messages) {
      if (message instanceof SwitchMessage.FlowMod mod && mod.rule().priority() == unsendable) {
        throw new IllegalArgumentException("no such field in this version");
      }
    }
    onTheWay += messages.size();
    mostOnTheWay = Math.max(mostOnTheWay, onTheWay);
    return ask(
        Duration.ZERO,
        () -> {
          onTheWay -= messages.size();
          Map<Integer, SwitchError> errors = new HashMap<>();
          for (int i = 0; i < messages.size(); i++) {
            Optional<SwitchError> error = device.execute(this, messages.get(i));
            if (error.isPresent()) {
              errors.put(i, error.get());
            }
          }
          return errors;
        });
  }

  @Override
  public CompletableFuture<RoleReply> requestRole(Role wanted, long generation) {
    if (version() == OpenFlowVersion.OF_1_0) {
      return CompletableFuture.failedFuture(new UnsupportedOperationException("1.0 has no roles"));
    }
    if (roleFailure.isPresent()) {
      CompletableFuture<RoleReply> failed = new CompletableFuture<>();
      device
          .time()
          .schedule(
              () -> failed.completeExceptionally(roleFailure.orElseThrow()), ONE_WAY_NANOS, NANOS);
      return failed;
    }
    return ask(
        Duration.ZERO,
        () -> {
          device
              .changeRole(this, wanted, generation)
              .ifPresent(
                  error -> {
                    throw new SwitchRefusedException(error);
                  });
          if (wanted != Role.NO_CHANGE) {
            role = wanted;
          }
          return new RoleReply(role, device.generation());
        });
  }

  @Override
  public CompletableFuture<List<SwitchStatistics.Flow>> flowStatistics() {
    return ask(statisticsDelay, device::statistics);
  }

  @Override
  public CompletableFuture<List<SwitchStatistics.Port>> portStatistics() {
    return ask(Duration.ZERO, List::of);
  }

  @Override
  public CompletableFuture<List<SwitchStatistics.Table>> tableStatistics() {
    return ask(Duration.ZERO, List::of);
  }

  @Override
  public CompletableFuture<List<SwitchStatistics.Group>> groupStatistics() {
    return ask(
        Duration.ZERO,
        () ->
            device.groups.keySet().stream()
                .map(id -> new SwitchStatistics.Group(id, 0, 0, List.of()))
                .toList());
  }

  @Override
  public CompletableFuture<List<SwitchStatistics.Meter>> meterStatistics() {
    return ask(
        Duration.ZERO,
        () ->
            device.meters.keySet().stream()
                .map(id -> new SwitchStatistics.Meter(id, 0, 0, 0))
                .toList());
  }

  @Override
  public CompletableFuture<Duration> echo() {
    return silent
        ? new CompletableFuture<>()
        : ask(distance, () -> Duration.ofNanos(2 * ONE_WAY_NANOS).plus(distance));
  }

  @Override
  public void close(String reason) {
    if (open) {
      open = false;
      device.ended(this);
      device.time().execute(() -> listener.disconnected(this, reason));
    }
  }
}
