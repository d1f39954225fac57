package io.vantage.seer.prediction;

/**
 * Chooses the point of an Elastic Net's grid with the smallest mean squared error over contiguous
 * held-out folds (as scikit-learn's KFold without shuffling) and all targets. The first point of
 * the grid wins a tie.
 */
final class CrossValidation {
  /** Enough to rank points of a grid. */
  private static final double TOLERANCE = 1e-3;

  private final ElasticNet.Grid grid;
  private final Moments[] folds;
  private final Moments all;

  CrossValidation(double[][] terms, double[][] targets, ElasticNet.Grid grid) {
    this.grid = grid;
    this.folds = new Moments[grid.folds()];
    int from = 0;
    for (int f = 0; f < folds.length; f++) {
      int size = terms.length / folds.length + (f < terms.length % folds.length ? 1 : 0);
      folds[f] = Moments.of(terms, targets, from, from + size);
      from += size;
    }
    Moments sum = folds[0];
    for (int f = 1; f < folds.length; f++) {
      sum = sum.with(folds[f]);
    }
    this.all = sum;
  }

  /** Sums over all rows. */
  Moments all() {
    return all;
  }

  ElasticNet.Choice best() {
    ElasticNet.Choice best = null;
    double least = Double.POSITIVE_INFINITY;
    for (boolean intercept : grid.intercepts()) {
      for (double l1Ratio : grid.l1Ratios()) {
        double[] errors = new double[grid.alphas().size()];
        for (Moments fold : folds) {
          addErrors(fold, l1Ratio, intercept, errors);
        }
        for (int a = 0; a < errors.length; a++) {
          if (best == null || errors[a] < least) {
            least = errors[a];
            best = new ElasticNet.Choice(grid.alphas().get(a), l1Ratio, intercept);
          }
        }
      }
    }
    return best;
  }

  private void addErrors(Moments fold, double l1Ratio, boolean intercept, double[] errors) {
    Moments training = all.without(fold);
    CoordinateDescent descent = new CoordinateDescent(training.gram(intercept), TOLERANCE);
    for (int k = 0; k < training.targets(); k++) {
      double[] correlation = training.correlation(k, intercept);
      double[] w = new double[training.terms()];
      for (int a = 0; a < errors.length; a++) {
        descent.solve(correlation, grid.alphas().get(a), l1Ratio, w);
        double constant = intercept ? training.intercept(k, w) : 0;
        errors[a] += fold.meanSquaredError(k, w, constant);
      }
    }
  }
}
