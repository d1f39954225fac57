package io.vantage.seer.prediction;

/**
 * All terms of degree 1 and 2 of a feature vector, without the constant: first the features, then
 * the products {@code x_i x_j} for {@code i <= j}, in the order of scikit-learn's
 * PolynomialFeatures.
 */
final class QuadraticTerms {
  private QuadraticTerms() {}

  static int count(int features) {
    return features + features * (features + 1) / 2;
  }

  static double[] of(double[] z) {
    double[] terms = new double[count(z.length)];
    System.arraycopy(z, 0, terms, 0, z.length);
    int next = z.length;
    for (int i = 0; i < z.length; i++) {
      for (int j = i; j < z.length; j++) {
        terms[next++] = z[i] * z[j];
      }
    }
    return terms;
  }

  static double[][] of(double[][] rows) {
    double[][] terms = new double[rows.length][];
    for (int i = 0; i < rows.length; i++) {
      terms[i] = of(rows[i]);
    }
    return terms;
  }
}
