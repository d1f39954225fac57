package io.vantage.seer.prediction;

import java.util.List;
import java.util.random.RandomGenerator;

/**
 * A multi-layer perceptron with ELU units and a linear output, trained by ADAM on the mean squared
 * error of standardised inputs and outputs (paper, section IV-B). The first fit starts from random
 * weights; later ones continue from the weights of the last, with fewer epochs. One thread at a
 * time.
 */
public final class NeuralNetwork implements Predictor {
  private static final int BATCH = 32;

  /** A gradient longer than this is shortened to it. */
  private static final double LONGEST_GRADIENT = 5;

  private final Settings settings;
  private final RandomGenerator random;
  private Layer[] layers = {};
  private double[][] activations = {};
  private Scaling inputs;
  private Scaling outputs;

  /**
   * Shape and training.
   *
   * @param hiddenLayers the paper tried 2 to 4
   * @param units in each hidden layer; the paper tried 20, 50 and 100
   * @param firstEpochs passes over the samples in the first fit
   * @param nextEpochs passes in every later one
   * @param rate step size at the first pass; falls linearly to a tenth
   */
  public record Settings(
      int hiddenLayers, int units, int firstEpochs, int nextEpochs, double rate) {
    public Settings {
      if (hiddenLayers < 1 || units < 1 || firstEpochs < 1 || nextEpochs < 1 || !(rate > 0)) {
        throw new IllegalArgumentException(
            "network: every setting must be above 0: "
                + List.of(hiddenLayers, units, firstEpochs, nextEpochs, rate));
      }
    }

    /** Three hidden layers, as the paper, of 20 units, its cheapest. */
    public static Settings paper() {
      return new Settings(3, 20, 60, 10, 0.01);
    }
  }

  public NeuralNetwork(Settings settings, RandomGenerator random) {
    this.settings = settings;
    this.random = random;
  }

  @Override
  public void fit(List<Sample> list) {
    Samples samples = Samples.of(list);
    Scaling newInputs = Scaling.of(samples.x());
    Scaling newOutputs = Scaling.of(samples.y());
    boolean first =
        !isFitted()
            || inputs.columns() != newInputs.columns()
            || outputs.columns() != newOutputs.columns();
    if (first) {
      build(newInputs.columns(), newOutputs.columns());
    }
    train(
        newInputs.apply(samples.x()),
        newOutputs.apply(samples.y()),
        first ? settings.firstEpochs() : settings.nextEpochs());
    inputs = newInputs;
    outputs = newOutputs;
  }

  private void build(int features, int results) {
    layers = new Layer[settings.hiddenLayers() + 1];
    activations = new double[layers.length + 1][];
    activations[0] = new double[BATCH * features];
    int width = features;
    for (int l = 0; l < layers.length; l++) {
      boolean hidden = l < settings.hiddenLayers();
      layers[l] = new Layer(width, hidden ? settings.units() : results, hidden, random);
      width = layers[l].units();
      activations[l + 1] = new double[BATCH * width];
    }
  }

  private void train(double[][] x, double[][] y, int epochs) {
    for (Layer layer : layers) {
      layer.restart();
    }
    int[] order = new int[x.length];
    for (int i = 0; i < order.length; i++) {
      order[i] = i;
    }
    double[][] slopes = new double[activations.length][];
    slopes[0] = new double[0];
    for (int l = 1; l < slopes.length; l++) {
      slopes[l] = new double[activations[l].length];
    }
    for (int epoch = 0; epoch < epochs; epoch++) {
      shuffle(order);
      double rate = settings.rate() * (1 - 0.9 * epoch / epochs);
      for (int from = 0; from < order.length; from += BATCH) {
        learn(x, y, order, from, Math.min(BATCH, order.length - from), slopes, rate);
      }
    }
  }

  private void shuffle(int[] order) {
    for (int i = order.length - 1; i > 0; i--) {
      int j = random.nextInt(i + 1);
      int swapped = order[i];
      order[i] = order[j];
      order[j] = swapped;
    }
  }

  private void learn(
      double[][] x,
      double[][] y,
      int[] order,
      int from,
      int batch,
      double[][] slopes,
      double rate) {
    for (int b = 0; b < batch; b++) {
      double[] row = x[order[from + b]];
      System.arraycopy(row, 0, activations[0], b * row.length, row.length);
    }
    forward(activations, batch);
    int last = layers.length;
    int results = layers[last - 1].units();
    for (int b = 0; b < batch; b++) {
      for (int k = 0; k < results; k++) {
        int at = b * results + k;
        slopes[last][at] = 2 * (activations[last][at] - y[order[from + b]][k]) / (batch * results);
      }
    }
    double square = 0;
    for (int l = last - 1; l >= 0; l--) {
      layers[l].backward(activations[l], activations[l + 1], slopes[l + 1], batch, slopes[l]);
      square += layers[l].gradientSquare();
    }
    double factor = Math.min(1, LONGEST_GRADIENT / Math.sqrt(square + 1e-30));
    for (Layer layer : layers) {
      layer.step(rate, factor);
    }
  }

  private void forward(double[][] states, int batch) {
    for (int l = 0; l < layers.length; l++) {
      layers[l].forward(states[l], batch, states[l + 1]);
    }
  }

  @Override
  public boolean isFitted() {
    return inputs != null;
  }

  @Override
  public double[] predict(double[] x) {
    if (!isFitted()) {
      throw new IllegalStateException("not fitted yet");
    }
    double[] state = inputs.apply(Samples.check(x, inputs.columns(), "features"));
    for (Layer layer : layers) {
      double[] next = new double[layer.units()];
      layer.forward(state, 1, next);
      state = next;
    }
    return outputs.restore(state);
  }
}
