package io.vantage.seer.simulation;

import java.util.SplittableRandom;

/** Makes entries durable, one write after the other; costs no processor time. */
final class Disk {
  private final Timeline timeline;
  private final SplittableRandom random;
  private final long least;
  private final double meanExtra;
  private long freeAt;

  Disk(Timeline timeline, SimulationSettings.Disk settings, SplittableRandom random) {
    this.timeline = timeline;
    this.random = random;
    this.least = Nanos.of(settings.leastMillis());
    this.meanExtra = Nanos.of(settings.meanExtraMillis());
  }

  void write(Runnable then) {
    long latency = least + (long) (-Math.log1p(-random.nextDouble()) * meanExtra);
    freeAt = Math.max(timeline.now(), freeAt) + latency;
    timeline.at(freeAt, then);
  }
}
