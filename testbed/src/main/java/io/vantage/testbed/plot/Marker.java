package io.vantage.testbed.plot;

import java.util.Locale;

/** Shape of a point, so that colour is not all that tells series apart. */
public enum Marker {
  CIRCLE,
  SQUARE,
  TRIANGLE,
  DIAMOND,
  CROSS,
  PLUS,
  RING;

  /** Path of the shape around a point, and whether it is filled rather than stroked. */
  String path(double x, double y, double r) {
    return switch (this) {
      case CIRCLE, RING ->
          path(
              "M%.1f,%.1f a%3$.1f,%3$.1f 0 1,0 %4$.1f,0 a%3$.1f,%3$.1f 0 1,0 -%4$.1f,0z",
              x - r, y, r, 2 * r);
      case SQUARE -> path("M%.1f,%.1f h%3$.1f v%3$.1f h-%3$.1fz", x - r, y - r, 2 * r);
      case TRIANGLE -> path("M%.1f,%.1f l%.1f,%.1f h-%.1fz", x, y - r, r, 2 * r, 2 * r);
      case DIAMOND ->
          path(
              "M%1$.1f,%2$.1f l%3$.1f,%3$.1f l-%3$.1f,%3$.1f l-%3$.1f,-%3$.1fz",
              x, y - 1.3 * r, 1.3 * r);
      case CROSS ->
          path("M%1$.1f,%2$.1f l%3$.1f,%3$.1f m0,-%3$.1f l-%3$.1f,%3$.1f", x - r, y - r, 2 * r);
      case PLUS -> path("M%1$.1f,%2$.1f h%3$.1f m-%4$.1f,-%4$.1f v%3$.1f", x - r, y, 2 * r, r);
    };
  }

  boolean isFilled() {
    return this != CROSS && this != PLUS && this != RING;
  }

  private static String path(String format, Object... arguments) {
    return String.format(Locale.ROOT, format, arguments);
  }
}
