package io.vantage.testbed.evaluate;

/** The 97.5 % quantile of Student's t distribution. */
public final class StudentT {
  private static final double[] SMALL = {
    Double.NaN, 12.706, 4.303, 3.182, 2.776, 2.571, 2.447, 2.365, 2.306, 2.262, 2.228
  };

  private StudentT() {}

  /** Exact to three places up to 10 degrees of freedom, above to 0.002. */
  public static double quantile975(int degrees) {
    if (degrees < SMALL.length) {
      return SMALL[Math.max(0, degrees)];
    }
    double z = 1.959964;
    double first = (z * z * z + z) / 4;
    double second = (5 * Math.pow(z, 5) + 16 * z * z * z + 3 * z) / 96;
    return z + first / degrees + second / (degrees * (double) degrees);
  }
}
