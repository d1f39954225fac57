package io.vantage.seer.placement;

import java.util.ArrayDeque;
import java.util.Arrays;
import java.util.Deque;

/**
 * How much of its CPU a replica spends on leading, per command that is committed. Learned from how
 * loads change when leadership moves: a candidate has to be judged with the load that it would
 * have, not with that of the follower that it is.
 */
final class LeadWork {
  /** After a move, until loads show it. */
  private static final double SHOWS_MILLIS = 1_500;

  private static final int SAMPLES = 15;
  private static final int WAITING = 64;

  private final Surroundings surroundings;
  private final Deque<Move> moves = new ArrayDeque<>();
  private final Deque<Double> samples = new ArrayDeque<>();
  private double perCommand;

  private record Move(
      int from, int to, double fromCpu, double toCpu, double commandsPerSecond, double atMillis) {}

  LeadWork(Surroundings surroundings) {
    this.surroundings = surroundings;
  }

  /** Share of a CPU that commands at this rate take. */
  double cpu(double commandsPerSecond) {
    return perCommand * commandsPerSecond;
  }

  void moved(int from, int to, double commandsPerSecond, double nowMillis) {
    moves.removeIf(
        move -> move.from == to || move.to == from || move.to == to || move.from == from);
    if (commandsPerSecond >= 1 && moves.size() < WAITING) {
      moves.addLast(
          new Move(
              from,
              to,
              surroundings.cpu(from),
              surroundings.cpu(to),
              commandsPerSecond,
              nowMillis));
    }
  }

  /** Learns from the moves whose effect shows by now. */
  void learn(double nowMillis) {
    while (!moves.isEmpty() && nowMillis - moves.getFirst().atMillis >= SHOWS_MILLIS) {
      Move move = moves.removeFirst();
      add((move.fromCpu - surroundings.cpu(move.from)) / move.commandsPerSecond);
      add((surroundings.cpu(move.to) - move.toCpu) / move.commandsPerSecond);
    }
  }

  private void add(double sample) {
    samples.addLast(sample);
    if (samples.size() > SAMPLES) {
      samples.removeFirst();
    }
    double[] sorted = samples.stream().mapToDouble(Double::doubleValue).toArray();
    Arrays.sort(sorted);
    perCommand = Math.max(0, sorted[sorted.length / 2]);
  }
}
