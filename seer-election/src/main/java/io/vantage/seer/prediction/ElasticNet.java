package io.vantage.seer.prediction;

import java.util.List;
import java.util.Optional;

/**
 * Linear regression on all terms of degree 1 and 2 with the Elastic Net penalty (paper, section
 * IV-B). Features and outputs are standardised, terms are formed of the standardised features, and
 * each output is fitted on its own with the objective of scikit-learn's ElasticNet.
 *
 * <p>Strength, L1 ratio and intercept are one choice for all outputs, made by cross-validation over
 * a {@link Grid}; as it barely changes from fit to fit, only every n-th fit chooses anew. The
 * problem is convex, so starting from the last coefficients saves time and changes no result. One
 * thread at a time.
 */
public final class ElasticNet implements Predictor {
  /** For the coefficients that predict; outputs have a deviation of 1. */
  private static final double TOLERANCE = 1e-7;

  private final Grid grid;
  private int fitsUntilChoice;
  private Choice choice;
  private Scaling inputs;
  private Scaling outputs;
  private double[][] coefficients;
  private double[] intercepts;

  /**
   * What cross-validation chooses from, and how.
   *
   * @param alphas strengths of the penalty, for outputs with a deviation of 1; above 0
   * @param l1Ratios shares of the absolute penalty; above 0, up to 1
   * @param intercepts whether to fit an intercept
   * @param folds contiguous blocks of samples that are held out in turn; at least 2
   * @param choiceEvery fits from one choice to the next
   */
  public record Grid(
      List<Double> alphas,
      List<Double> l1Ratios,
      List<Boolean> intercepts,
      int folds,
      int choiceEvery) {
    public Grid {
      // Strongest first: each solution is a good start for the next.
      alphas = alphas.stream().sorted((a, b) -> Double.compare(b, a)).toList();
      l1Ratios = List.copyOf(l1Ratios);
      intercepts = List.copyOf(intercepts);
      if (alphas.isEmpty() || l1Ratios.isEmpty() || intercepts.isEmpty()) {
        throw new IllegalArgumentException(
            "grid: an alpha, an L1 ratio and an intercept are needed");
      }
      alphas.forEach(alpha -> require(alpha > 0 && alpha <= 1e6, "alpha", alpha));
      l1Ratios.forEach(ratio -> require(ratio > 0 && ratio <= 1, "L1 ratio", ratio));
      require(folds >= 2, "folds", folds);
      require(choiceEvery >= 1, "choiceEvery", choiceEvery);
    }

    private static void require(boolean holds, String name, Object value) {
      if (!holds) {
        throw new IllegalArgumentException("grid: " + name + " " + value + " is out of range");
      }
    }

    /** The paper's L1 ratios and intercepts; strengths, which it leaves open, over two decades. */
    public static Grid paper() {
      return new Grid(
          List.of(0.3, 0.1, 0.03, 0.01, 0.003),
          List.of(0.1, 0.5, 0.9),
          List.of(true, false),
          3,
          20);
    }

    /** No choice at all. */
    public static Grid fixed(double alpha, double l1Ratio, boolean intercept) {
      return new Grid(List.of(alpha), List.of(l1Ratio), List.of(intercept), 2, 1);
    }

    /** For samples that are too few to choose by: the middle of every list. */
    private Choice middle() {
      return new Choice(
          alphas.get(alphas.size() / 2), l1Ratios.get(l1Ratios.size() / 2), intercepts.get(0));
    }

    private boolean isFixed() {
      return alphas.size() == 1 && l1Ratios.size() == 1 && intercepts.size() == 1;
    }
  }

  /** A point of the grid. */
  public record Choice(double alpha, double l1Ratio, boolean intercept) {}

  public ElasticNet() {
    this(Grid.paper());
  }

  public ElasticNet(Grid grid) {
    this.grid = grid;
  }

  @Override
  public void fit(List<Sample> list) {
    Samples samples = Samples.of(list);
    Scaling newInputs = Scaling.of(samples.x());
    Scaling newOutputs = Scaling.of(samples.y());
    double[][] terms = QuadraticTerms.of(newInputs.apply(samples.x()));
    double[][] targets = newOutputs.apply(samples.y());
    Moments all;
    if (grid.isFixed() || samples.count() < 2 * grid.folds()) {
      choice = grid.middle();
      all = Moments.of(terms, targets, 0, terms.length);
    } else if (fitsUntilChoice > 0) {
      fitsUntilChoice--;
      all = Moments.of(terms, targets, 0, terms.length);
    } else {
      CrossValidation validation = new CrossValidation(terms, targets, grid);
      choice = validation.best();
      all = validation.all();
      fitsUntilChoice = grid.choiceEvery() - 1;
    }
    solve(all);
    inputs = newInputs;
    outputs = newOutputs;
  }

  private void solve(Moments moments) {
    boolean continues =
        coefficients != null
            && coefficients.length == moments.targets()
            && coefficients[0].length == moments.terms();
    if (!continues) {
      coefficients = new double[moments.targets()][moments.terms()];
    }
    boolean intercept = choice.intercept();
    CoordinateDescent descent = new CoordinateDescent(moments.gram(intercept), TOLERANCE);
    intercepts = new double[moments.targets()];
    for (int k = 0; k < coefficients.length; k++) {
      descent.solve(
          moments.correlation(k, intercept), choice.alpha(), choice.l1Ratio(), coefficients[k]);
      intercepts[k] = intercept ? moments.intercept(k, coefficients[k]) : 0;
    }
  }

  @Override
  public boolean isFitted() {
    return coefficients != null;
  }

  /** The point of the grid that the last fit used. */
  public Optional<Choice> choice() {
    return Optional.ofNullable(choice);
  }

  /** Of the standardised terms, in the order of {@link QuadraticTerms}, one row per output. */
  double[][] coefficients() {
    return coefficients;
  }

  double[] intercepts() {
    return intercepts;
  }

  @Override
  public double[] predict(double[] x) {
    if (!isFitted()) {
      throw new IllegalStateException("not fitted yet");
    }
    double[] terms =
        QuadraticTerms.of(inputs.apply(Samples.check(x, inputs.columns(), "features")));
    double[] y = intercepts.clone();
    for (int k = 0; k < y.length; k++) {
      double[] w = coefficients[k];
      for (int j = 0; j < w.length; j++) {
        y[k] += w[j] * terms[j];
      }
    }
    return outputs.restore(y);
  }
}
