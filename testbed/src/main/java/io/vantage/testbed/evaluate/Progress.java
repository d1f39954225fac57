package io.vantage.testbed.evaluate;

import java.io.PrintWriter;
import java.time.Clock;
import java.util.Locale;

/** Tells on a terminal how far a long computation is. Any thread. */
final class Progress {
  private static final long PERIOD_MILLIS = 500;

  private final int steps;
  private final PrintWriter out;
  private final Clock clock;
  private final long beganAt;
  private long toldAt;
  private int done;

  Progress(int steps, PrintWriter out, Clock clock) {
    this.steps = steps;
    this.out = out;
    this.clock = clock;
    this.beganAt = clock.millis();
  }

  synchronized void step() {
    done++;
    long now = clock.millis();
    if (now - toldAt < PERIOD_MILLIS && done < steps) {
      return;
    }
    toldAt = now;
    double left = (now - beganAt) / 1e3 * (steps - done) / done;
    out.print(
        String.format(
            Locale.ROOT, "\r%d of %d trials, about %.0f s left   ", done, steps, Math.ceil(left)));
    if (done == steps) {
      clear();
    }
    out.flush();
  }

  /** Takes the line away that tells it, before something else is written. */
  synchronized void clear() {
    out.print("\r" + " ".repeat(60) + "\r");
    out.flush();
  }
}
