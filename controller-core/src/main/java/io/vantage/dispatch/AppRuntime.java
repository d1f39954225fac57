package io.vantage.dispatch;

import io.vantage.cluster.OverloadedException;
import io.vantage.cluster.PartitionLog;
import io.vantage.cluster.ReplicaId;
import io.vantage.model.ConnectPoint;
import io.vantage.model.DatapathId;
import io.vantage.model.FlowKey;
import io.vantage.model.FlowRule;
import io.vantage.model.Host;
import io.vantage.network.NetworkCommand;
import io.vantage.network.NetworkCommands;
import io.vantage.network.NetworkListener;
import io.vantage.network.NetworkView;
import io.vantage.network.Receipt;
import io.vantage.northbound.App;
import io.vantage.northbound.AppContext;
import io.vantage.northbound.PacketHandler;
import io.vantage.northbound.Switch;
import io.vantage.path.Paths;
import java.time.Clock;
import java.time.Duration;
import java.util.Collection;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.ScheduledThreadPoolExecutor;
import java.util.concurrent.TimeUnit;
import java.util.function.Function;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/**
 * One app with what it has registered. A failure of its code is counted, logged at a bounded rate
 * and goes no further.
 */
final class AppRuntime implements AppContext, AutoCloseable {
  private static final int MAX_TASKS = 1024;

  private final App app;
  private final Dispatcher dispatcher;
  private final ScheduledThreadPoolExecutor worker;
  private final List<NetworkView.Subscription> subscriptions = new CopyOnWriteArrayList<>();

  AppRuntime(App app, Dispatcher dispatcher) {
    this.app = app;
    this.dispatcher = dispatcher;
    this.worker =
        new ScheduledThreadPoolExecutor(1, task -> Dispatcher.daemon("app-" + app.name(), task));
    worker.setExecuteExistingDelayedTasksAfterShutdownPolicy(false);
  }

  void start() {
    app.start(this);
  }

  @Override
  public void close() {
    guarded("stop", app::stop);
    subscriptions.forEach(NetworkView.Subscription::close);
    worker.shutdownNow();
  }

  @Override
  public ReplicaId replica() {
    return dispatcher.cluster().local();
  }

  @Override
  public Clock clock() {
    return dispatcher.clock();
  }

  @Override
  public NetworkView network() {
    return dispatcher.network().view();
  }

  @Override
  public Paths paths() {
    return dispatcher.paths();
  }

  @Override
  public void onPacketIn(PacketHandler handler) {
    dispatcher.register(
        (packet, from) -> {
          try {
            return handler.handle(packet, from);
          } catch (RuntimeException | LinkageError | AssertionError | StackOverflowError e) {
            failed("a packet-in of switch " + packet.device(), e);
            return false;
          }
        });
  }

  @Override
  public void onEvent(NetworkListener listener) {
    subscriptions.add(
        network()
            .subscribe(
                (partition, index, event) ->
                    guarded("an event", () -> listener.onEvent(partition, index, event))));
  }

  @Override
  public boolean isEdge(ConnectPoint place) {
    return dispatcher.edges().isEdge(place);
  }

  @Override
  public boolean leads(DatapathId device) {
    return dispatcher.relay().logOf(device).filter(PartitionLog::isSettledLeader).isPresent();
  }

  @Override
  public Optional<Switch> switchOf(DatapathId device) {
    return dispatcher.acting(device).map(Function.identity());
  }

  @Override
  public CompletableFuture<Collection<Receipt>> addFlows(Collection<FlowRule> rules) {
    return submit(NetworkCommands.addFlows(rules));
  }

  @Override
  public CompletableFuture<Collection<Receipt>> removeFlows(Collection<FlowKey> keys) {
    return submit(NetworkCommands.removeFlows(keys));
  }

  @Override
  public void learn(Host host) {
    dispatcher.hosts().learn(host);
  }

  @Override
  public void send(ConnectPoint port, byte[] frame) {
    dispatcher.relay().take(new Parcel.Departure(port, frame), Backlog.IfElsewhere.CARRY);
  }

  @Override
  public void broadcast(byte[] frame, ConnectPoint except) {
    dispatcher.relay().broadcast(frame, except);
  }

  @Override
  public void schedule(Duration delay, Runnable task) {
    if (worker.isShutdown()) {
      return;
    }
    if (worker.getQueue().size() >= MAX_TASKS) {
      throw new OverloadedException(MAX_TASKS + " tasks of app " + app.name() + " wait already");
    }
    worker.schedule(() -> guarded("a task", task), delay.toNanos(), TimeUnit.NANOSECONDS);
  }

  /** Submits all commands; of several in a partition the last receipt stands for all. */
  private CompletableFuture<Collection<Receipt>> submit(List<? extends NetworkCommand> commands) {
    List<CompletableFuture<Receipt>> commits =
        commands.stream().map(dispatcher.network()::submit).toList();
    return CompletableFuture.allOf(commits.toArray(CompletableFuture[]::new))
        .thenApply(done -> newest(commits.stream().map(CompletableFuture::join)))
        .whenComplete(
            (receipts, error) -> {
              if (error != null) {
                dispatcher.warn("app " + app.name() + " could not have its rules committed", error);
              }
            });
  }

  private static Collection<Receipt> newest(Stream<Receipt> receipts) {
    return receipts
        .collect(
            Collectors.toMap(
                Receipt::partition, receipt -> receipt, (a, b) -> a.index() > b.index() ? a : b))
        .values();
  }

  private void guarded(String what, Runnable code) {
    try {
      code.run();
    } catch (RuntimeException | LinkageError | AssertionError | StackOverflowError e) {
      failed(what, e);
    }
  }

  private void failed(String what, Throwable cause) {
    dispatcher.appFailed("app " + app.name() + " failed on " + what, cause);
  }
}
