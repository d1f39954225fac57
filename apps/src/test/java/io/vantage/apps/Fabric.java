package io.vantage.apps;

import static org.awaitility.Awaitility.await;

import io.vantage.cluster.PartitionId;
import io.vantage.dispatch.DispatchStatistics;
import io.vantage.dispatch.Dispatcher;
import io.vantage.model.ConnectPoint;
import io.vantage.model.DatapathId;
import io.vantage.model.FlowRule;
import io.vantage.model.FlowState;
import io.vantage.model.Host;
import io.vantage.model.Link;
import io.vantage.model.PacketIn;
import io.vantage.network.NetworkCommand;
import io.vantage.network.NetworkEvent;
import io.vantage.network.TestNetwork;
import io.vantage.northbound.App;
import io.vantage.path.Paths;
import java.time.Clock;
import java.time.Duration;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.Callable;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicReference;
import java.util.concurrent.atomic.LongAdder;

/**
 * Simulated switches, links and hosts under the real dispatcher and replicated network of one
 * replica. Packets move on one thread; a packet that is still moving after {@link #MAX_HOPS} hops
 * of all together is a storm and ends the test.
 */
public final class Fabric implements AutoCloseable {
  private static final int MAX_HOPS = 200_000;
  private static final int PARTITIONS = 2;
  private static final Duration LIMIT = Duration.ofSeconds(20);

  private final TestNetwork network = TestNetwork.withPartitions(PARTITIONS);
  private final Paths paths = new Paths(() -> network.view().topology());
  private final Set<ConnectPoint> unsettled = ConcurrentHashMap.newKeySet();
  private final Dispatcher dispatcher =
      new Dispatcher(
          network.cluster(),
          network.network(),
          paths,
          port -> !unsettled.contains(port),
          Clock.systemUTC());
  private final ExecutorService thread =
      Executors.newSingleThreadExecutor(
          task -> {
            Thread created = new Thread(task, "fabric");
            created.setDaemon(true);
            return created;
          });
  private final Map<DatapathId, FakeSwitch> switches = new ConcurrentHashMap<>();
  private final Map<ConnectPoint, ConnectPoint> wires = new ConcurrentHashMap<>();
  private final Map<ConnectPoint, FakeHost> hosts = new ConcurrentHashMap<>();
  private final AtomicReference<Throwable> failure = new AtomicReference<>();
  private final AtomicInteger hops = new AtomicInteger();
  private final LongAdder misses = new LongAdder();

  public Fabric(App app) {
    network
        .view()
        .subscribe(
            (partition, index, event) -> {
              if (event instanceof NetworkEvent.FlowChanged flow) {
                FlowRule rule = flow.entry().rule();
                boolean present =
                    flow.change() == NetworkEvent.Change.PUT
                        && flow.entry().state() != FlowState.PENDING_REMOVE;
                execute(() -> switches.get(rule.device()).program(rule, present));
              }
            });
    dispatcher.start(List.of(app));
  }

  public static ConnectPoint at(long device, int port) {
    return new ConnectPoint(new DatapathId(device), port);
  }

  /** Adds a switch of which this replica is master. */
  public void addSwitch(long number, int ports) {
    DatapathId id = new DatapathId(number);
    switches.put(id, new FakeSwitch(id, this));
    network.connect(number, PartitionId.data(1 + (int) (number % PARTITIONS)), ports);
    master(number);
  }

  /** Tells of mastership (again). */
  public void master(long number) {
    dispatcher.mastered(switches.get(new DatapathId(number)));
  }

  public void connect(ConnectPoint a, ConnectPoint b) {
    wire(a, b);
    network.apply(
        new NetworkCommand.UpdateLink(new Link(a, b)),
        new NetworkCommand.UpdateLink(new Link(b, a)));
  }

  /** Connects two ports without a word to the controller. */
  public void wire(ConnectPoint a, ConnectPoint b) {
    wires.put(a, b);
    wires.put(b, a);
  }

  /** Cuts a link: both ports go down. */
  public void cut(ConnectPoint a, ConnectPoint b) {
    wires.remove(a);
    wires.remove(b);
    for (ConnectPoint end : List.of(a, b)) {
      network.apply(
          new NetworkCommand.UpdatePort(TestNetwork.port(end.device(), end.port(), false)));
    }
  }

  public FakeHost addHost(int number, ConnectPoint place) {
    FakeHost host = new FakeHost(this, number, place);
    hosts.put(place, host);
    return host;
  }

  public void move(FakeHost host, ConnectPoint to) {
    hosts.remove(host.location());
    hosts.put(to, host);
    host.moveTo(to);
  }

  public void unsettle(ConnectPoint port) {
    unsettled.add(port);
  }

  public void settle(ConnectPoint port) {
    unsettled.remove(port);
  }

  public Collection<FlowRule> rules(long device) {
    return switches.get(new DatapathId(device)).rules();
  }

  public TestNetwork network() {
    return network;
  }

  public Optional<Host> known(FakeHost host) {
    return network.view().topology().host(host.mac(), 0);
  }

  public DispatchStatistics statistics() {
    return dispatcher.statistics();
  }

  /** Packets that no rule matched so far. */
  public long misses() {
    return misses.sum();
  }

  /** Waits for the condition, and fails at once if a packet storms. */
  public void until(String what, Callable<Boolean> condition) {
    await(what)
        .atMost(LIMIT)
        .pollInterval(Duration.ofMillis(4))
        .failFast("storm or failure: " + failure, () -> failure.get() != null)
        .until(condition);
  }

  /** Waits until nothing moves any more, on the switches nor in the logs. */
  public void rest() {
    AtomicInteger calm = new AtomicInteger();
    AtomicReference<String> before = new AtomicReference<>("");
    until(
        "the network comes to rest",
        () -> {
          CompletableFuture.runAsync(() -> {}, thread).join();
          String now = hops + "/" + misses + "/" + applied();
          boolean same = now.equals(before.getAndSet(now));
          return (same ? calm.incrementAndGet() : calm.getAndUpdate(n -> 0)) >= 20;
        });
  }

  /** Log entries applied so far, of all partitions. */
  public long applied() {
    return network.cluster().partitions().values().stream()
        .mapToLong(log -> log.appliedIndex())
        .sum();
  }

  /** A frame comes in by a port, from wherever. */
  public void inject(ConnectPoint place, byte[] frame) {
    execute(() -> receive(place, frame));
  }

  void execute(Runnable task) {
    thread.execute(
        () -> {
          try {
            task.run();
          } catch (RuntimeException | AssertionError e) {
            failure.compareAndSet(null, e);
          }
        });
  }

  void receive(ConnectPoint place, byte[] frame) {
    switches.get(place.device()).receive(place.port(), frame);
  }

  void miss(FakeSwitch at, PacketIn packet) {
    misses.increment();
    dispatcher.packetIn(at, packet);
  }

  void emit(DatapathId device, int port, byte[] frame) {
    if (hops.incrementAndGet() > MAX_HOPS) {
      throw new AssertionError("a storm of packets");
    }
    ConnectPoint out = new ConnectPoint(device, port);
    ConnectPoint peer = wires.get(out);
    FakeHost host = hosts.get(out);
    if (peer != null) {
      execute(() -> receive(peer, frame));
    } else if (host != null) {
      host.receive(frame);
    }
  }

  @Override
  public void close() {
    dispatcher.close();
    thread.shutdownNow();
    network.close();
  }
}
