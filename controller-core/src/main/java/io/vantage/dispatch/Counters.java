package io.vantage.dispatch;

import java.util.concurrent.atomic.LongAdder;

/** Live counters behind {@link DispatchStatistics}. Any thread. */
final class Counters {
  final LongAdder delivered = new LongAdder();
  final LongAdder forwarded = new LongAdder();
  final LongAdder held = new LongAdder();
  final LongAdder dropped = new LongAdder();
  final LongAdder duplicates = new LongAdder();
  final LongAdder broadcasts = new LongAdder();
  final LongAdder appFailures = new LongAdder();

  DispatchStatistics snapshot() {
    return new DispatchStatistics(
        delivered.sum(),
        forwarded.sum(),
        held.sum(),
        dropped.sum(),
        duplicates.sum(),
        broadcasts.sum(),
        appFailures.sum());
  }
}
