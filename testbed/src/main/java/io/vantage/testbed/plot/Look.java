package io.vantage.testbed.plot;

/**
 * How a series looks in every plot.
 *
 * @param colour as in HTML
 * @param dash lengths of strokes and gaps of its line; empty for a solid line
 * @param marker of its points
 */
public record Look(String colour, String dash, Marker marker) {}
