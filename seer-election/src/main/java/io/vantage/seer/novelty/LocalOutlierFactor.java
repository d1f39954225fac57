package io.vantage.seer.novelty;

import java.util.Arrays;

/**
 * Local Outlier Factor (Breunig et al. 2000; paper, section IV-C): how much sparser a point's
 * surroundings are than those of its neighbours. Near 1 inside a group, larger outside. Exact, with
 * Euclidean distances; points are compared as given, so scale them before. Agrees with
 * scikit-learn's LocalOutlierFactor, whose scores are the negative of these. Immutable.
 *
 * <p>Building takes {@code n^2 d} steps, scoring a new point {@code n d}.
 */
public final class LocalOutlierFactor {
  /** As scikit-learn: keeps the density of many equal points finite. */
  private static final double LEAST_REACH = 1e-10;

  /** Beyond it squared distances overflow. */
  private static final double LARGEST = 1e100;

  private final double[][] points;
  private final int neighbours;
  private final double[] reach;
  private final double[] density;
  private final double[] factors;

  /**
   * @param points at least 2, of one length; not copied
   * @param neighbours k; fewer are used where there are not more than k points
   */
  public LocalOutlierFactor(double[][] points, int neighbours) {
    if (points.length < 2 || neighbours < 1) {
      throw new IllegalArgumentException(
          "two points and a neighbour are needed: " + points.length + ", " + neighbours);
    }
    for (double[] point : points) {
      check(point, points[0].length);
    }
    this.points = points;
    this.neighbours = Math.min(neighbours, points.length - 1);
    this.reach = new double[points.length];
    this.density = new double[points.length];
    this.factors = new double[points.length];
    measure();
  }

  private void measure() {
    Neighbourhood[] all = new Neighbourhood[points.length];
    for (int i = 0; i < points.length; i++) {
      all[i] = neighboursOf(points[i], i);
      reach[i] = all[i].distances[neighbours - 1];
    }
    for (int i = 0; i < points.length; i++) {
      density[i] = densityIn(all[i]);
    }
    for (int i = 0; i < points.length; i++) {
      factors[i] = meanDensityOf(all[i]) / density[i];
    }
  }

  /** Factor of each of the points among the others: outliers of the set itself. */
  public double[] factors() {
    return factors.clone();
  }

  /** Distance of each of the points to the furthest of its neighbours. */
  public double[] reaches() {
    return reach.clone();
  }

  /** Factor of a new point, which is not part of the set. */
  public Score score(double[] point) {
    check(point, points[0].length);
    Neighbourhood around = neighboursOf(point, -1);
    return new Score(meanDensityOf(around) / densityIn(around), around.distances[neighbours - 1]);
  }

  /**
   * Of a new point.
   *
   * @param factor near 1 inside a group, larger outside
   * @param reach distance to the furthest of its neighbours
   */
  public record Score(double factor, double reach) {}

  private static void check(double[] point, int length) {
    if (point.length != length) {
      throw new IllegalArgumentException(
          "point: " + length + " values expected, " + point.length + " given");
    }
    if (!Arrays.stream(point).allMatch(value -> Math.abs(value) <= LARGEST)) {
      throw new IllegalArgumentException("point: not usable: " + Arrays.toString(point));
    }
  }

  private double densityIn(Neighbourhood around) {
    double sum = 0;
    for (int n = 0; n < neighbours; n++) {
      sum += Math.max(around.distances[n], reach[around.indices[n]]);
    }
    return 1 / (sum / neighbours + LEAST_REACH);
  }

  private double meanDensityOf(Neighbourhood around) {
    double sum = 0;
    for (int index : around.indices) {
      sum += density[index];
    }
    return sum / neighbours;
  }

  private Neighbourhood neighboursOf(double[] point, int except) {
    Neighbourhood around = new Neighbourhood(neighbours);
    for (int i = 0; i < points.length; i++) {
      if (i != except) {
        around.offer(i, squaredDistance(point, points[i]));
      }
    }
    for (int n = 0; n < neighbours; n++) {
      around.distances[n] = Math.sqrt(around.distances[n]);
    }
    return around;
  }

  private static double squaredDistance(double[] a, double[] b) {
    double sum = 0;
    for (int j = 0; j < a.length; j++) {
      double difference = a[j] - b[j];
      sum += difference * difference;
    }
    return sum;
  }

  /** The nearest points found so far, nearest first; of equal ones, the first offered. */
  private static final class Neighbourhood {
    final int[] indices;
    final double[] distances;
    private int size;

    Neighbourhood(int capacity) {
      indices = new int[capacity];
      distances = new double[capacity];
    }

    void offer(int index, double distance) {
      if (size == distances.length && distance >= distances[size - 1]) {
        return;
      }
      int at = size < distances.length ? size++ : size - 1;
      while (at > 0 && distances[at - 1] > distance) {
        distances[at] = distances[at - 1];
        indices[at] = indices[at - 1];
        at--;
      }
      distances[at] = distance;
      indices[at] = index;
    }
  }
}
