package io.vantage.seer.novelty;

import java.util.ArrayList;
import java.util.List;

/**
 * Tells whether a replica is in a state that its performance model has not seen (SSD; paper,
 * section IV-C): drops the outliers of a new window of observation vectors, compares the rest with
 * the state model (SSM), a window of the past, and calls the state novel if more than 98.5 % of the
 * rest deviate from it.
 *
 * <p>A sample deviates if its {@link LocalOutlierFactor} exceeds 1.5 and fewer than k samples are
 * within half a unit of it; the second condition, which the paper does not have, keeps the jitter
 * of nearly constant features from counting, as the factor is blind to absolute size. Units are
 * those of {@link StateScale}: of the window for its outliers, of the model for the comparison.
 *
 * <p>Bounded: of a longer window, evenly spaced samples are taken. One thread at a time.
 */
public final class NoveltyDetector {
  /** Samples below which a window says nothing. */
  static final int FEWEST = 5;

  private final Settings settings;
  private List<double[]> model = List.of();
  private StateScale scale;
  private LocalOutlierFactor factor;

  /**
   * The rule of novelty.
   *
   * @param neighbours k of the Local Outlier Factor
   * @param novelShare share of deviating samples above which a state is novel
   * @param largestFactor Local Outlier Factor above which a sample deviates
   * @param leastReach distance to the k-th neighbour, in units, from which a sample can deviate
   * @param mostSamples of a window and of the model
   */
  public record Settings(
      int neighbours, double novelShare, double largestFactor, double leastReach, int mostSamples) {
    public Settings {
      if (neighbours < 1 || mostSamples < FEWEST) {
        throw new IllegalArgumentException(
            "novelty: a neighbour and "
                + FEWEST
                + " samples are needed: "
                + neighbours
                + ", "
                + mostSamples);
      }
    }

    /** The paper's k and share; scikit-learn's factor. */
    public static Settings paper() {
      return new Settings(20, 0.985, 1.5, 0.5, 400);
    }
  }

  /**
   * What a window showed.
   *
   * @param novel whether the state is novel
   * @param deviating share of the samples that deviate from the model, of those that are no
   *     outliers
   * @param window the samples that are no outliers
   */
  public record Finding(boolean novel, double deviating, List<double[]> window) {}

  public NoveltyDetector(Settings settings) {
    this.settings = settings;
  }

  /**
   * Examines a window and, if its state is novel, makes it the new model. The first window with
   * enough samples is novel. A window with fewer than five samples is not, and changes nothing.
   *
   * @param window observation vectors of one length, finite
   */
  public Finding examine(List<double[]> window) {
    Finding finding = compare(window);
    if (finding.novel()) {
      model = finding.window();
      double[][] samples = model.toArray(double[][]::new);
      scale = new StateScale(samples);
      factor = new LocalOutlierFactor(scale.apply(samples), settings.neighbours());
    }
    return finding;
  }

  /** The state model: a window of the past without its outliers; empty before the first. */
  public List<double[]> model() {
    return model;
  }

  private Finding compare(List<double[]> window) {
    if (window.size() < FEWEST) {
      return new Finding(false, 0, List.copyOf(window));
    }
    List<double[]> rest = withoutOutliers(thinned(window));
    if (model.isEmpty()) {
      return new Finding(true, 1, rest);
    }
    int deviating = 0;
    for (double[] sample : rest) {
      LocalOutlierFactor.Score score = factor.score(scale.apply(sample));
      if (deviates(score.factor(), score.reach())) {
        deviating++;
      }
    }
    double share = (double) deviating / rest.size();
    return new Finding(share > settings.novelShare(), share, rest);
  }

  private double[][] thinned(List<double[]> window) {
    int count = Math.min(window.size(), settings.mostSamples());
    double[][] samples = new double[count][];
    for (int i = 0; i < count; i++) {
      samples[i] = window.get((int) ((long) i * window.size() / count));
    }
    return samples;
  }

  private List<double[]> withoutOutliers(double[][] samples) {
    LocalOutlierFactor own =
        new LocalOutlierFactor(new StateScale(samples).apply(samples), settings.neighbours());
    double[] factors = own.factors();
    double[] reaches = own.reaches();
    List<double[]> rest = new ArrayList<>();
    for (int i = 0; i < samples.length; i++) {
      if (!deviates(factors[i], reaches[i])) {
        rest.add(samples[i]);
      }
    }
    return List.copyOf(rest);
  }

  private boolean deviates(double outlierFactor, double reach) {
    return outlierFactor > settings.largestFactor() && reach >= settings.leastReach();
  }
}
