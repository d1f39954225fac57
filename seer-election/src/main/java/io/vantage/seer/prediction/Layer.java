package io.vantage.seer.prediction;

import java.util.Arrays;
import java.util.random.RandomGenerator;

/**
 * A fully connected layer with its ADAM state (Kingma and Ba 2015). Matrices lie in one array, row
 * by row; a row is a sample or, of the weights, an input. Inner loops run along rows so that the
 * compiler vectorises them.
 */
final class Layer {
  private static final double DECAY_1 = 0.9;
  private static final double DECAY_2 = 0.999;
  private static final double EPSILON = 1e-8;

  private final int inputs;
  private final int units;
  private final boolean elu;

  /** Weights of {@code inputs} rows, then a row of biases. */
  private final double[] weights;

  private final double[] gradient;
  private final double[] moment1;
  private final double[] moment2;
  private double power1 = 1;
  private double power2 = 1;

  Layer(int inputs, int units, boolean elu, RandomGenerator random) {
    this.inputs = inputs;
    this.units = units;
    this.elu = elu;
    int size = (inputs + 1) * units;
    weights = new double[size];
    gradient = new double[size];
    moment1 = new double[size];
    moment2 = new double[size];
    double deviation = Math.sqrt(2.0 / (inputs + units));
    for (int i = 0; i < inputs * units; i++) {
      weights[i] = deviation * random.nextGaussian();
    }
  }

  int units() {
    return units;
  }

  /** Forgets the course of earlier steps, not the weights. */
  void restart() {
    Arrays.fill(moment1, 0);
    Arrays.fill(moment2, 0);
    power1 = 1;
    power2 = 1;
  }

  /** Activations of a batch. */
  void forward(double[] input, int batch, double[] output) {
    for (int b = 0; b < batch; b++) {
      int to = b * units;
      System.arraycopy(weights, inputs * units, output, to, units);
      addProducts(output, to, units, input, b * inputs, 1, inputs, weights);
    }
    if (elu) {
      for (int i = 0; i < batch * units; i++) {
        if (output[i] < 0) {
          output[i] = Math.exp(output[i]) - 1;
        }
      }
    }
  }

  /**
   * Gathers the gradient of a batch.
   *
   * @param input as given to {@link #forward}
   * @param output as answered by it
   * @param slope of the loss by the output; overwritten
   * @param inputSlope receives that by the input; empty if nobody asks
   */
  void backward(double[] input, double[] output, double[] slope, int batch, double[] inputSlope) {
    if (elu) {
      for (int i = 0; i < batch * units; i++) {
        slope[i] *= output[i] < 0 ? output[i] + 1 : 1;
      }
    }
    Arrays.fill(gradient, 0);
    for (int i = 0; i < inputs; i++) {
      addProducts(gradient, i * units, units, input, i, inputs, batch, slope);
    }
    for (int b = 0; b < batch; b++) {
      for (int j = 0; j < units; j++) {
        gradient[inputs * units + j] += slope[b * units + j];
      }
    }
    if (inputSlope.length > 0) {
      propagate(slope, batch, inputSlope);
    }
  }

  private void propagate(double[] slope, int batch, double[] inputSlope) {
    double[] transposed = new double[inputs * units];
    for (int i = 0; i < inputs; i++) {
      for (int j = 0; j < units; j++) {
        transposed[j * inputs + i] = weights[i * units + j];
      }
    }
    Arrays.fill(inputSlope, 0, batch * inputs, 0);
    for (int b = 0; b < batch; b++) {
      addProducts(inputSlope, b * inputs, inputs, slope, b * units, 1, units, transposed);
    }
  }

  /**
   * Adds to {@code sum[to .. to + length - 1]} the rows of a matrix, each times its factor. Four
   * rows at a time, so that a sum is loaded and stored once for four products.
   */
  private static void addProducts(
      double[] sum,
      int to,
      int length,
      double[] factors,
      int first,
      int stride,
      int rows,
      double[] matrix) {
    int row = 0;
    for (; row + 3 < rows; row += 4) {
      int at = first + row * stride;
      double f0 = factors[at];
      double f1 = factors[at + stride];
      double f2 = factors[at + 2 * stride];
      double f3 = factors[at + 3 * stride];
      int from0 = row * length;
      int from1 = from0 + length;
      int from2 = from1 + length;
      int from3 = from2 + length;
      for (int j = 0; j < length; j++) {
        sum[to + j] +=
            f0 * matrix[from0 + j]
                + f1 * matrix[from1 + j]
                + f2 * matrix[from2 + j]
                + f3 * matrix[from3 + j];
      }
    }
    for (; row < rows; row++) {
      double factor = factors[first + row * stride];
      for (int j = 0; j < length; j++) {
        sum[to + j] += factor * matrix[row * length + j];
      }
    }
  }

  double gradientSquare() {
    double sum = 0;
    for (double g : gradient) {
      sum += g * g;
    }
    return sum;
  }

  /** One step of ADAM along the gathered gradient times a factor. */
  void step(double rate, double factor) {
    power1 *= DECAY_1;
    power2 *= DECAY_2;
    double size = rate * Math.sqrt(1 - power2) / (1 - power1);
    double least = EPSILON * Math.sqrt(1 - power2);
    for (int i = 0; i < weights.length; i++) {
      double g = factor * gradient[i];
      moment1[i] = DECAY_1 * moment1[i] + (1 - DECAY_1) * g;
      moment2[i] = DECAY_2 * moment2[i] + (1 - DECAY_2) * g * g;
      weights[i] -= size * moment1[i] / (Math.sqrt(moment2[i]) + least);
    }
  }
}
