package io.vantage.seer.elector;

import io.vantage.cluster.Cluster;
import io.vantage.cluster.Replica;
import io.vantage.cluster.ReplicaId;
import io.vantage.model.DatapathId;
import io.vantage.seer.elector.Bulletin.AgedReport;
import io.vantage.seer.elector.Bulletin.SwitchReading;
import io.vantage.seer.measurement.CommitReport;
import io.vantage.seer.measurement.Measurements;
import io.vantage.seer.measurement.Observation;
import io.vantage.seer.measurement.ReportSampler;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.TreeSet;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.ScheduledThreadPoolExecutor;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.BooleanSupplier;

/**
 * Measures at one replica and tells all of them (block MC of the paper). Has a thread of its own;
 * its memory and its messages are bounded, whatever the load.
 */
final class Agent implements AutoCloseable {
  static final String SUBJECT = "seer/bulletin";

  private static final Duration DEADLINE = Duration.ofSeconds(1);

  /** Bulletins on the way to a replica; further ones are left out. */
  private static final int MOST_UNDER_WAY = 10;

  /** Together with the rest, a bulletin stays below some 12 KB. */
  private static final int MOST_SWITCHES = 256;

  private static final int MOST_REPORTS = 128;
  private static final int REPORTS_PER_LEADER = 8;

  /** Where a bulletin of this replica goes beside the other replicas. */
  @FunctionalInterface
  interface Reader {
    void read(ReplicaId from, Bulletin bulletin);
  }

  private final Cluster cluster;
  private final Traffic traffic;
  private final Load.Probe load;
  private final Reader local;
  private final BooleanSupplier off;
  private final Failures failures;
  private final List<ReplicaId> peers;
  private final Measurements measurements;
  private final Random random = new Random();
  private final ReportSampler sampler = new ReportSampler(REPORTS_PER_LEADER, random);
  private final Map<ReplicaId, AtomicInteger> underWay = new ConcurrentHashMap<>();
  private final ScheduledThreadPoolExecutor thread;
  private final Pings pings;
  private int nextSwitch;

  Agent(
      Cluster cluster,
      Traffic traffic,
      Load.Probe load,
      SeerSettings settings,
      Reader local,
      BooleanSupplier off,
      Failures failures) {
    this.cluster = cluster;
    this.traffic = traffic;
    this.load = load;
    this.local = local;
    this.off = off;
    this.failures = failures;
    this.measurements = new Measurements(cluster.local(), settings.measurements());
    this.peers =
        cluster.members().stream()
            .map(Replica::id)
            .filter(id -> !id.equals(cluster.local()))
            .toList();
    peers.forEach(peer -> underWay.put(peer, new AtomicInteger()));
    this.thread = Threads.single("seer-agent-" + cluster.local());
    this.pings = new Pings(cluster.messaging(), peers, measurements, this::execute);
  }

  void start(Duration period) {
    Pings.answer(cluster.messaging());
    thread.scheduleAtFixedRate(
        failures.guarded("measuring", this::tick),
        period.toMillis(),
        period.toMillis(),
        TimeUnit.MILLISECONDS);
  }

  /** A switch has answered an echo; any thread. */
  void switchRtt(DatapathId device, Duration rtt) {
    double now = System.nanoTime() / 1e6;
    execute(() -> measurements.switchRtt(device, now, rtt.toNanos() / 1e6));
  }

  /** A switch is no longer connected; any thread. */
  void switchGone(DatapathId device) {
    execute(
        () -> {
          measurements.forget(device);
          traffic.forget(device);
        });
  }

  private void execute(Runnable task) {
    try {
      thread.execute(failures.guarded("measuring", task));
    } catch (RejectedExecutionException e) {
      // The replica is stopping.
    }
  }

  private void tick() {
    long now = System.nanoTime();
    boolean silent = off.getAsBoolean();
    count(silent);
    Load busy = load.sample();
    measurements.load(now / 1e6, busy.cpu(), busy.memory());
    if (!silent) {
      pings.send(now);
      Bulletin bulletin = bulletin(measurements.take(now / 1e6));
      local.read(cluster.local(), bulletin);
      byte[] message = Wire.encode(bulletin);
      peers.forEach(peer -> send(peer, message));
    }
  }

  private void count(boolean discard) {
    Map<DatapathId, Long> packetIns = traffic.takePacketIns();
    var commands = traffic.takeCommands();
    var commits = traffic.takeCommits();
    List<CommitReport> reports = traffic.takeReports();
    if (discard) {
      return;
    }
    packetIns.forEach(measurements::packetIn);
    commands.forEach(measurements::command);
    commits.forEach(
        (partition, n) -> {
          if (cluster.partition(partition).leadership().isLedBy(cluster.local())) {
            measurements.commits(partition, n);
          }
        });
    reports.forEach(sampler::add);
  }

  private void send(ReplicaId peer, byte[] message) {
    AtomicInteger open = underWay.get(peer);
    if (open.get() >= MOST_UNDER_WAY) {
      return;
    }
    open.incrementAndGet();
    cluster
        .messaging()
        .request(peer, SUBJECT, message, DEADLINE)
        .whenComplete((answer, failure) -> open.decrementAndGet());
  }

  private Bulletin bulletin(Observation taken) {
    List<AgedReport> reports = new ArrayList<>();
    for (ReportSampler.Sampled sampled : sampler.take()) {
      for (CommitReport report : sampled.reports()) {
        reports.add(
            new AgedReport(
                report.requestId(),
                report.partition(),
                report.leader(),
                taken.atMillis() - report.atMillis(),
                report.delayMillis()));
      }
    }
    if (reports.size() > MOST_REPORTS) {
      Collections.shuffle(reports, random);
      reports = reports.subList(0, MOST_REPORTS);
    }
    return new Bulletin(
        taken.cpu(),
        taken.memory(),
        taken.replicaRtts(),
        taken.commandRates(),
        taken.commitRates(),
        someSwitches(taken),
        reports);
  }

  /** In turn, so that all are told of after some bulletins. */
  private List<SwitchReading> someSwitches(Observation taken) {
    TreeSet<Long> ids = new TreeSet<>();
    taken.switchRtts().keySet().forEach(device -> ids.add(device.value()));
    taken.packetInRates().keySet().forEach(device -> ids.add(device.value()));
    List<Long> all = List.copyOf(ids);
    List<SwitchReading> some = new ArrayList<>();
    int count = Math.min(MOST_SWITCHES, all.size());
    for (int i = 0; i < count; i++) {
      DatapathId device = new DatapathId(all.get((nextSwitch + i) % all.size()));
      some.add(
          new SwitchReading(
              device,
              taken.switchRtts().getOrDefault(device, Double.NaN),
              taken.packetInRates().getOrDefault(device, 0.0)));
    }
    nextSwitch = all.isEmpty() ? 0 : (nextSwitch + count) % all.size();
    return some;
  }

  @Override
  public void close() {
    thread.shutdownNow();
  }
}
