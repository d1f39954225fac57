package io.vantage.seer.placement;

import io.vantage.cluster.PartitionId;
import io.vantage.cluster.ReplicaId;
import io.vantage.seer.measurement.CommitReport;
import io.vantage.seer.placement.Explanation.MoveReview;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Deque;
import java.util.List;
import java.util.Optional;

/** What was decided for a partition, and what was measured before and after. */
final class PartitionRecord {
  private static final int MOVES = 20;
  private static final int ERRORS = 512;
  private static final double SMOOTHING = 0.05;

  private final PartitionId partition;
  private final Deque<Review> reviews = new ArrayDeque<>();
  private final double[] errors = new double[ERRORS];
  private int errorCount;
  private Optional<Decision> decision = Optional.empty();
  private Optional<ReplicaId> leader = Optional.empty();
  private double decidedAt;
  private double measured = Double.NaN;
  private double predicted = Double.NaN;
  private boolean moving;

  PartitionRecord(PartitionId partition) {
    this.partition = partition;
  }

  boolean isMoving() {
    return moving;
  }

  void decided(Decision newest, Optional<ReplicaId> ledBy, double nowMillis) {
    decision = Optional.of(newest);
    decidedAt = nowMillis;
    if (!ledBy.equals(leader)) {
      leader = ledBy;
      forgetDelays();
    }
    if (Placement.targetOf(newest).isPresent()) {
      moving = true;
      reviews.addFirst(new Review(nowMillis, newest, measured));
      if (reviews.size() > MOVES) {
        reviews.removeLast();
      }
    }
  }

  void moved(double pauseMillis) {
    if (moving) {
      reviews.getFirst().pause = pauseMillis;
    }
    moving = false;
  }

  void failed() {
    moving = false;
  }

  void measured(CommitReport report, Optional<Estimate> expected) {
    if (leader.isEmpty() || !leader.get().equals(report.leader())) {
      return;
    }
    measured = smooth(measured, report.delayMillis());
    if (!reviews.isEmpty() && !moving) {
      reviews.getFirst().after(report.delayMillis());
    }
    expected.ifPresent(
        estimate -> {
          predicted = smooth(predicted, estimate.millis());
          errors[errorCount++ % ERRORS] =
              Math.abs(estimate.millis() - report.delayMillis())
                  / Math.max(report.delayMillis(), 1e-3);
        });
  }

  private static double smooth(double average, double value) {
    return Double.isNaN(average) ? value : average + SMOOTHING * (value - average);
  }

  private void forgetDelays() {
    measured = Double.NaN;
    predicted = Double.NaN;
  }

  Optional<Explanation> explain(List<Candidate> candidates) {
    List<MoveReview> moves = new ArrayList<>();
    reviews.forEach(review -> moves.add(review.result()));
    return decision.map(
        newest ->
            new Explanation(
                partition,
                decidedAt,
                leader,
                candidates,
                newest,
                List.copyOf(moves),
                measured,
                predicted,
                100 * medianError()));
  }

  private double medianError() {
    int count = Math.min(errorCount, ERRORS);
    if (count == 0) {
      return Double.NaN;
    }
    double[] sorted = Arrays.copyOf(errors, count);
    Arrays.sort(sorted);
    return sorted[count / 2];
  }

  /** A move while its consequences are still being measured. */
  private static final class Review {
    private final double at;
    private final Decision decision;
    private final double before;
    private double pause = Double.NaN;
    private double sum;
    private int count;

    Review(double at, Decision decision, double before) {
      this.at = at;
      this.decision = decision;
      this.before = before;
    }

    void after(double delayMillis) {
      sum += delayMillis;
      count++;
    }

    MoveReview result() {
      return new MoveReview(at, decision, pause, before, count == 0 ? Double.NaN : sum / count);
    }
  }
}
