package io.vantage.seer.placement;

import io.vantage.cluster.ReplicaId;
import io.vantage.seer.prediction.ElasticNet;
import io.vantage.seer.prediction.NeuralNetwork;
import io.vantage.seer.prediction.OrdinaryLeastSquares;
import io.vantage.seer.prediction.Predictor;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.function.Function;
import java.util.random.RandomGenerator;

/** The strategies by the names that people and scripts give them. */
public final class Strategies {
  private static final Map<String, Maker> MAKERS = new LinkedHashMap<>();

  private interface Maker {
    Strategy make(List<ReplicaId> replicas, long seed);
  }

  static {
    MAKERS.put("native", (replicas, seed) -> new NativeStrategy());
    MAKERS.put("rtt-only", (replicas, seed) -> new RttOnlyStrategy(replicas, 2_000, 0.5));
    seer("seer-ols", random -> new OrdinaryLeastSquares());
    seer("seer-en", random -> new ElasticNet());
    seer("seer-ann", random -> new NeuralNetwork(NeuralNetwork.Settings.paper(), random));
    vantage("vantage", VantageSettings.DEFAULTS);
    for (VantageSettings.Part part : VantageSettings.Part.values()) {
      vantage(
          "vantage-no-" + part.name().toLowerCase(Locale.ROOT),
          VantageSettings.DEFAULTS.without(part));
    }
  }

  private static void seer(String name, Function<RandomGenerator, Predictor> predictor) {
    MAKERS.put(
        name,
        (replicas, seed) -> new SeerStrategy(replicas, SeerSettings.DEFAULTS, predictor, seed));
  }

  private static void vantage(String name, VantageSettings settings) {
    MAKERS.put(name, (replicas, seed) -> new VantageStrategy(replicas, settings));
  }

  private Strategies() {}

  /** All names, the plainest first. */
  public static List<String> names() {
    return List.copyOf(MAKERS.keySet());
  }

  /**
   * A new strategy with its default settings.
   *
   * @param replicas all members
   * @param seed of whatever the strategy draws
   * @throws IllegalArgumentException if there is no strategy of that name
   */
  public static Strategy named(String name, List<ReplicaId> replicas, long seed) {
    Maker maker = MAKERS.get(name);
    if (maker == null) {
      throw new IllegalArgumentException(
          "no strategy is called '" + name + "'; there are " + String.join(", ", MAKERS.keySet()));
    }
    return maker.make(replicas, seed);
  }
}
