package io.vantage.seer.prediction;

import io.vantage.seer.ReferenceValues;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class OrdinaryLeastSquaresTest {
  @ParameterizedTest
  @ValueSource(strings = {"ols.txt", "ols-dependent.txt", "ols-few.txt"})
  void shouldAgreeWithScikitLearn(String file) {
    ReferenceValues values = new ReferenceValues(file);
    OrdinaryLeastSquares model = new OrdinaryLeastSquares();

    model.fit(Data.samples(values));

    Data.assertPredicts(model, values.matrix("probe"), values.matrix("expected"), 1e-6);
  }
}
