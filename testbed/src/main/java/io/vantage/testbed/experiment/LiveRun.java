package io.vantage.testbed.experiment;

import io.vantage.seer.simulation.Injection;
import io.vantage.seer.simulation.Trace;
import io.vantage.testbed.experiment.record.RunRecord;
import io.vantage.testbed.experiment.record.RunRecord.Counters;
import io.vantage.testbed.experiment.record.RunRecord.Lead;
import io.vantage.testbed.experiment.record.RunRecord.Request;
import java.io.IOException;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;
import java.util.function.Consumer;

/** One strategy, or one fixed leader, under the injections and requests of a cell. */
final class LiveRun {
  private static final String OFF = "off";
  private static final double LEAD_IN_SECONDS = 0.5;

  private final Laboratory laboratory;
  private final Routes routes;
  private final Trace trace;
  private final double warmUpSeconds;
  private final Consumer<String> progress;

  LiveRun(
      Laboratory laboratory,
      Routes routes,
      Trace trace,
      double warmUpSeconds,
      Consumer<String> progress) {
    this.laboratory = laboratory;
    this.routes = routes;
    this.trace = trace;
    this.warmUpSeconds = warmUpSeconds;
    this.progress = progress;
  }

  /**
   * Runs; blocks until the trace has ended and every request is answered.
   *
   * @param fixed true for the first leader throughout, whatever the strategy
   * @param leader the first leader
   * @param meanMillis spacing of every client's requests
   */
  RunRecord run(
      String strategy, boolean fixed, int leader, int repetition, double[] meanMillis, long seed)
      throws IOException, InterruptedException {
    laboratory.setStrategy(OFF);
    laboratory.lead(leader);
    long start = System.nanoTime() + (long) (LEAD_IN_SECONDS * 1e9);
    RoutingClients clients = new RoutingClients(routes, laboratory.urls());
    Watcher watcher = new Watcher(laboratory.rest(), start);
    Injections injections = new Injections(laboratory, start);
    ScheduledExecutorService load = Executors.newScheduledThreadPool(2, LiveRun::daemon);
    // One thread, since the end of a disturbance and the next one are due at the same instant.
    ScheduledExecutorService disturb = Executors.newSingleThreadScheduledExecutor(LiveRun::daemon);
    ScheduledExecutorService watch = Executors.newSingleThreadScheduledExecutor(LiveRun::daemon);
    try {
      if (!fixed) {
        laboratory.setStrategy(strategy);
      }
      watcher.start(watch);
      schedule(disturb, injections, start);
      clients.start(load, start, trace.endSeconds(), meanMillis, seed);
      long end = start + (long) (trace.endSeconds() * 1e9);
      TimeUnit.NANOSECONDS.sleep(end - System.nanoTime());
      clients.drain();
    } finally {
      watcher.stop();
      load.shutdownNow();
      disturb.shutdownNow();
      watch.shutdownNow();
      injections.end();
    }
    return record(strategy, fixed, leader, repetition, clients, watcher, injections);
  }

  private static Thread daemon(Runnable task) {
    Thread thread = new Thread(task, "experiment");
    thread.setDaemon(true);
    return thread;
  }

  private void schedule(ScheduledExecutorService timer, Injections injections, long start) {
    for (Injection injection : trace.injections()) {
      long due = start + (long) (injection.timeSeconds() * 1e9) - System.nanoTime();
      timer.schedule(() -> injections.inject(injection), due, TimeUnit.NANOSECONDS);
    }
  }

  private RunRecord record(
      String strategy,
      boolean fixed,
      int leader,
      int repetition,
      RoutingClients clients,
      Watcher watcher,
      Injections injections) {
    List<Request> requests = clients.requests();
    List<Lead> leads = watcher.leads();
    int changes = (int) leads.stream().filter(lead -> lead.timeSeconds() > 0).count();
    if (!clients.firstFailure().isEmpty()) {
      progress.accept("requests failed, the first at " + clients.firstFailure());
    }
    Counters counters =
        new Counters(
            requests.size(),
            (int) requests.stream().filter(r -> Double.isNaN(r.delayMillis())).count(),
            changes,
            watcher.failedMoves(),
            clients.longestPauseMillis(warmUpSeconds),
            trace.endSeconds());
    return new RunRecord(
        fixed ? RunRecord.FIXED : strategy,
        fixed ? Optional.of(laboratory.replicas().get(leader).id()) : Optional.empty(),
        repetition,
        counters,
        requests,
        leads,
        watcher.predictions(),
        watcher.states(),
        injections.done());
  }
}
