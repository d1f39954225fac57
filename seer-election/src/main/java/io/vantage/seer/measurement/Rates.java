package io.vantage.seer.measurement;

import java.util.HashMap;
import java.util.Map;

/**
 * Events per second and key, as exponentially moving averages. They are linear: while the events of
 * a key move from one replica to another, the sum over both stays what it was.
 */
final class Rates<K> {
  private static final double NOTHING = 1e-3;

  private final double constantMillis;
  private final Map<K, Long> counts = new HashMap<>();
  private final Map<K, Double> averages = new HashMap<>();
  private double weight;

  Rates(double constantMillis) {
    this.constantMillis = constantMillis;
  }

  void count(K key, long n) {
    counts.merge(key, n, Long::sum);
  }

  void forget(K key) {
    counts.remove(key);
    averages.remove(key);
  }

  /** Counts what has come since the last call as having come in so long a time. */
  void advance(double elapsedMillis) {
    double kept = Math.exp(-elapsedMillis / constantMillis);
    weight = kept * weight + 1 - kept;
    averages.replaceAll((key, average) -> kept * average);
    counts.forEach(
        (key, n) -> averages.merge(key, (1 - kept) * n * 1_000 / elapsedMillis, Double::sum));
    averages.values().removeIf(average -> average < NOTHING);
    counts.clear();
  }

  /** What is counted is not to be used: it is not known in how long a time it came. */
  void discard() {
    counts.clear();
  }

  Map<K, Double> perSecond() {
    Map<K, Double> rates = new HashMap<>();
    averages.forEach((key, average) -> rates.put(key, average / weight));
    return rates;
  }
}
