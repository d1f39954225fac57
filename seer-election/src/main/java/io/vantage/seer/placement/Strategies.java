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
  private static final Map<String, Maker> ABLATIONS = new LinkedHashMap<>();

  private interface Maker {
    Strategy make(List<ReplicaId> replicas, StrategySettings settings, long seed);
  }

  static {
    MAKERS.put("native", (replicas, settings, seed) -> new NativeStrategy());
    MAKERS.put("rtt-only", (replicas, settings, seed) -> new RttOnlyStrategy(replicas, 2_000, 0.5));
    seer("seer-ols", random -> new OrdinaryLeastSquares());
    seer("seer-en", random -> new ElasticNet());
    seer("seer-ann", random -> new NeuralNetwork(NeuralNetwork.Settings.paper(), random));
    MAKERS.put(
        "vantage", (replicas, settings, seed) -> new VantageStrategy(replicas, settings.vantage()));
    for (VantageSettings.Part part : VantageSettings.Part.values()) {
      ABLATIONS.put(
          "vantage-no-" + part.name().toLowerCase(Locale.ROOT),
          (replicas, settings, seed) ->
              new VantageStrategy(replicas, settings.vantage().without(part)));
    }
  }

  private static void seer(String name, Function<RandomGenerator, Predictor> predictor) {
    MAKERS.put(
        name,
        (replicas, settings, seed) -> new SeerStrategy(replicas, settings.seer(), predictor, seed));
  }

  private Strategies() {}

  /** The names of those to run a cluster with, the plainest first. */
  public static List<String> names() {
    return List.copyOf(MAKERS.keySet());
  }

  /** Names of {@code vantage} without one of its parts each, to learn what the part is worth. */
  public static List<String> ablations() {
    return List.copyOf(ABLATIONS.keySet());
  }

  /** A new strategy with its default settings; see the other method of this name. */
  public static Strategy named(String name, List<ReplicaId> replicas, long seed) {
    return named(name, replicas, StrategySettings.DEFAULTS, seed);
  }

  /**
   * A new strategy.
   *
   * @param replicas all members
   * @param seed of whatever the strategy draws
   * @throws IllegalArgumentException if there is no strategy of that name
   */
  public static Strategy named(
      String name, List<ReplicaId> replicas, StrategySettings settings, long seed) {
    Maker maker = MAKERS.getOrDefault(name, ABLATIONS.get(name));
    if (maker == null) {
      throw new IllegalArgumentException(
          "no strategy is called '" + name + "'; there are " + String.join(", ", MAKERS.keySet()));
    }
    return maker.make(replicas, settings, seed);
  }
}
