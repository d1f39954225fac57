package io.vantage.seer.placement;

/**
 * Parameters of all strategies, of which each takes its own.
 *
 * @param vantage of {@code vantage}
 * @param seer of {@code seer-ols}, {@code seer-en} and {@code seer-ann}
 */
public record StrategySettings(VantageSettings vantage, SeerStrategySettings seer) {
  public static final StrategySettings DEFAULTS =
      new StrategySettings(VantageSettings.DEFAULTS, SeerStrategySettings.DEFAULTS);
}
