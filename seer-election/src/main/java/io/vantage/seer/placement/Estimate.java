package io.vantage.seer.placement;

/**
 * A predicted delay.
 *
 * @param millis expected value
 * @param uncertaintyMillis standard deviation of the expectation (not of single requests); NaN if
 *     the strategy has no notion of it
 */
public record Estimate(double millis, double uncertaintyMillis) {}
