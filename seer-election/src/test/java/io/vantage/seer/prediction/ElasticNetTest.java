package io.vantage.seer.prediction;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.vantage.seer.ReferenceValues;
import io.vantage.seer.prediction.Predictor.Sample;
import java.util.List;
import java.util.Random;
import org.assertj.core.data.Offset;
import org.junit.jupiter.api.Test;

class ElasticNetTest {
  private final ReferenceValues values = new ReferenceValues("elastic-net.txt");

  @Test
  void shouldAgreeWithScikitLearnAtEveryPointOfTheGrid() {
    double[][] settings = values.matrix("settings");
    for (int i = 0; i < settings.length; i++) {
      ElasticNet model = fixed(settings[i]);

      model.fit(Data.samples(values));

      double[][] expected = values.matrix("coefficients" + i);
      for (int k = 0; k < expected.length; k++) {
        assertThat(model.coefficients()[k]).containsExactly(expected[k], Offset.offset(1e-4));
      }
      Data.assertPredicts(model, values.matrix("probe"), values.matrix("expected" + i), 1e-4);
    }
  }

  @Test
  void shouldReachTheSameMinimumFromTheCoefficientsOfOtherSamples() {
    double[] setting = values.matrix("settings")[8];
    ElasticNet model = fixed(setting);
    model.fit(Data.samples(9, 250, 9, x -> new double[] {x[0], x[1], 1, x[2] * x[3], 0, 2, -x[8]}));

    model.fit(Data.samples(values));

    Data.assertPredicts(model, values.matrix("probe"), values.matrix("expected8"), 1e-4);
  }

  @Test
  void shouldChooseWhatGridSearchChooses() {
    ElasticNet model = new ElasticNet();

    model.fit(Data.samples(values));

    double[] best = new ReferenceValues("elastic-net-choice.txt").row("choice");
    assertThat(model.choice()).contains(new ElasticNet.Choice(best[0], best[1], best[2] == 1));
  }

  @Test
  void shouldChooseAnewAfterTheGivenNumberOfFits() {
    ElasticNet model =
        new ElasticNet(new ElasticNet.Grid(List.of(1.0, 0.001), List.of(0.5), List.of(true), 3, 2));
    List<Sample> clear = Data.samples(1, 60, 2, x -> new double[] {3 * x[0] + x[1]});
    Random chance = new Random(2);
    List<Sample> noise = Data.samples(3, 60, 2, x -> new double[] {chance.nextGaussian()});

    model.fit(clear);
    assertThat(model.choice().orElseThrow().alpha()).isEqualTo(0.001);
    model.fit(noise);
    assertThat(model.choice().orElseThrow().alpha()).isEqualTo(0.001);
    model.fit(noise);
    assertThat(model.choice().orElseThrow().alpha()).isEqualTo(1.0);
  }

  @Test
  void shouldLearnAProductThatNoLinearModelCan() {
    List<Sample> training = Data.samples(4, 200, 2, x -> new double[] {(x[0] - .5) * (x[1] - .5)});
    List<Sample> fresh = Data.samples(5, 200, 2, x -> new double[] {(x[0] - .5) * (x[1] - .5)});
    ElasticNet net = new ElasticNet();
    OrdinaryLeastSquares line = new OrdinaryLeastSquares();

    net.fit(training);
    line.fit(training);

    assertThat(Data.error(net, fresh)).isLessThan(0.05 * Data.error(line, fresh));
  }

  @Test
  void shouldRejectAGridThatDefinesNoMinimum() {
    assertThatThrownBy(() -> ElasticNet.Grid.fixed(0, 0.5, true)).hasMessageContaining("alpha");
    assertThatThrownBy(() -> ElasticNet.Grid.fixed(1, 1.5, true)).hasMessageContaining("ratio");
  }

  private static ElasticNet fixed(double[] setting) {
    return new ElasticNet(ElasticNet.Grid.fixed(setting[0], setting[1], setting[2] == 1));
  }
}
