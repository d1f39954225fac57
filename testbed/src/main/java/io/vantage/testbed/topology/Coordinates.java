package io.vantage.testbed.topology;

import java.time.Duration;

/** A place on Earth in degrees. */
public record Coordinates(double latitude, double longitude) {
  private static final double EARTH_RADIUS_KM = 6371;
  private static final double FIBRE_KM_PER_SECOND = 2e5;

  public Coordinates {
    if (!(Math.abs(latitude) <= 90) || !(Math.abs(longitude) <= 360)) {
      throw new IllegalArgumentException(
          "latitude " + latitude + ", longitude " + longitude + " is no place on Earth");
    }
  }

  /** Great-circle distance. */
  public double kilometresTo(Coordinates other) {
    double phi1 = Math.toRadians(latitude);
    double phi2 = Math.toRadians(other.latitude);
    double dPhi = Math.sin((phi2 - phi1) / 2);
    double dLambda = Math.sin(Math.toRadians(other.longitude - longitude) / 2);
    double h = dPhi * dPhi + Math.cos(phi1) * Math.cos(phi2) * dLambda * dLambda;
    return 2 * EARTH_RADIUS_KM * Math.asin(Math.min(1, Math.sqrt(h)));
  }

  /** One-way delay of light in fibre along the great circle. */
  public Duration delayTo(Coordinates other) {
    return Duration.ofNanos(Math.round(kilometresTo(other) / FIBRE_KM_PER_SECOND * 1e9));
  }
}
