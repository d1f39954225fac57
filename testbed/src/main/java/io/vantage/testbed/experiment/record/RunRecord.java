package io.vantage.testbed.experiment.record;

import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * What was seen in one run of a cell. Times are seconds since the run began; the trace's zero.
 *
 * @param strategy name of the strategy, or {@link #FIXED}
 * @param fixedLeader the leader that was kept all the time, for {@link #FIXED}
 * @param repetition counted from 1
 */
public record RunRecord(
    String strategy,
    Optional<String> fixedLeader,
    int repetition,
    Counters counters,
    List<Request> requests,
    List<Lead> leads,
    List<Prediction> predictions,
    List<State> states,
    List<Injected> injected) {
  /** One leader throughout; all fixed runs of a cell together are {@code native}. */
  public static final String FIXED = "fixed";

  public RunRecord {
    requests = List.copyOf(requests);
    leads = List.copyOf(leads);
    predictions = List.copyOf(predictions);
    states = List.copyOf(states);
    injected = List.copyOf(injected);
  }

  /** Name of the run's folder. */
  public String name() {
    return name(strategy, fixedLeader, repetition);
  }

  public static String name(String strategy, Optional<String> fixedLeader, int repetition) {
    return strategy + fixedLeader.map(leader -> "-" + leader).orElse("") + "-" + repetition;
  }

  /**
   * Sums of a run.
   *
   * @param transfers leadership transfers that were done
   * @param longestPauseMillis longest time without an answer while requests were under way
   * @param seconds how long the run took
   */
  public record Counters(
      int requests,
      int failed,
      int transfers,
      int failedTransfers,
      double longestPauseMillis,
      double seconds) {}

  /**
   * A client's request.
   *
   * @param source the replica beside which the client sits
   * @param delayMillis until it knew of the commit; NaN if it failed
   */
  public record Request(double timeSeconds, String source, double delayMillis) {}

  /** A partition has this leader from this time on. */
  public record Lead(double timeSeconds, String partition, String leader, long term) {}

  /** What the elector predicted beside what it measured; NaN where it does not know. */
  public record Prediction(
      double timeSeconds,
      String partition,
      String leader,
      double predictedMillis,
      double measuredMillis) {}

  /** What a replica measured of itself and of the paths to others. */
  public record State(
      double timeSeconds, String replica, double cpu, Map<String, Double> rttMillis) {}

  /**
   * A disturbance.
   *
   * @param kind as in trace files
   * @param value asked for, in the unit of trace files
   * @param taken what really was; NaN if it could not be carried out
   */
  public record Injected(
      double timeSeconds, String kind, String replica, double value, double taken) {}
}
