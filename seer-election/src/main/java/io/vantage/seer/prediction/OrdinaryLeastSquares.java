package io.vantage.seer.prediction;

import java.util.List;
import org.ejml.data.DMatrixRMaj;
import org.ejml.dense.row.CommonOps_DDRM;
import org.ejml.dense.row.linsol.svd.SolvePseudoInverseSvd_DDRM;

/**
 * Linear regression with intercept (paper, section IV-B). Features are standardised first. Where
 * samples are few or features depend on each other, the solution of the smallest norm is taken
 * (pseudo-inverse), so a fit always exists. One thread at a time.
 */
public final class OrdinaryLeastSquares implements Predictor {
  /** Singular values below this share of the largest count as zero (times rows or columns). */
  private static final double RANK_TOLERANCE = 1e-12;

  private Scaling inputs;
  private Scaling outputs;
  private DMatrixRMaj coefficients;

  @Override
  public void fit(List<Sample> list) {
    Samples samples = Samples.of(list);
    Scaling newInputs = Scaling.of(samples.x());
    Scaling newOutputs = Scaling.of(samples.y());
    DMatrixRMaj design = new DMatrixRMaj(newInputs.apply(samples.x()));
    DMatrixRMaj targets = new DMatrixRMaj(newOutputs.apply(samples.y()));
    DMatrixRMaj solution = new DMatrixRMaj(newInputs.columns(), newOutputs.columns());
    if (CommonOps_DDRM.elementMaxAbs(design) > 0) {
      SolvePseudoInverseSvd_DDRM solver =
          new SolvePseudoInverseSvd_DDRM(design.getNumRows(), design.getNumCols());
      solver.setThreshold(RANK_TOLERANCE);
      if (!solver.setA(design)) {
        throw new ArithmeticException(
            "singular values of " + design.numRows + " samples not found");
      }
      solver.solve(targets, solution);
    }
    inputs = newInputs;
    outputs = newOutputs;
    coefficients = solution;
  }

  @Override
  public boolean isFitted() {
    return coefficients != null;
  }

  @Override
  public double[] predict(double[] x) {
    if (!isFitted()) {
      throw new IllegalStateException("not fitted yet");
    }
    double[] z = inputs.apply(Samples.check(x, inputs.columns(), "features"));
    double[] y = new double[outputs.columns()];
    for (int i = 0; i < z.length; i++) {
      for (int k = 0; k < y.length; k++) {
        y[k] += z[i] * coefficients.unsafe_get(i, k);
      }
    }
    return outputs.restore(y);
  }
}
