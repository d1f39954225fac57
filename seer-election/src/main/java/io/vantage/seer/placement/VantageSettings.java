package io.vantage.seer.placement;

/**
 * Parameters of {@link VantageStrategy}.
 *
 * @param marginMillis least gain per request for which leadership moves
 * @param marginShare the same as a share of the present response time
 * @param certainty by how many of its standard deviations a gain must exceed zero
 * @param transferCost what a transfer costs beside its pause, in requests times milliseconds
 * @param learnAfterMillis age at which a report is learned from, if nothing has changed on its way
 *     meanwhile
 * @param unreachedMillis what a packet-in costs that comes from a switch which the leader does not
 *     reach
 * @param prior whether the delay is expected to have the shape of the protocol
 * @param residuals whether deviations from that shape are learned
 * @param rates whether requests are weighted as measured
 * @param shared whether partitions learn from each other
 * @param detection whether decisions follow changes, or else a fixed period
 */
public record VantageSettings(
    double marginMillis,
    double marginShare,
    double certainty,
    double transferCost,
    double learnAfterMillis,
    double unreachedMillis,
    boolean prior,
    boolean residuals,
    boolean rates,
    boolean shared,
    boolean detection) {
  public static final VantageSettings DEFAULTS =
      new VantageSettings(0.3, 0.01, 0.5, 2, 400, 1_000, true, true, true, true, true);

  public VantageSettings {
    if (!(marginMillis >= 0 && marginShare >= 0 && certainty >= 0 && transferCost >= 0)) {
      throw new IllegalArgumentException("margins, certainty and cost must not be negative");
    }
    if (!(learnAfterMillis >= 0 && unreachedMillis >= 0)) {
      throw new IllegalArgumentException("times must not be negative");
    }
  }

  public VantageSettings withoutPrior() {
    return with(false, residuals, rates, shared, detection);
  }

  public VantageSettings withoutResiduals() {
    return with(prior, false, rates, shared, detection);
  }

  public VantageSettings withoutRates() {
    return with(prior, residuals, false, shared, detection);
  }

  public VantageSettings withoutSharing() {
    return with(prior, residuals, rates, false, detection);
  }

  public VantageSettings withoutDetection() {
    return with(prior, residuals, rates, shared, false);
  }

  private VantageSettings with(
      boolean withPrior,
      boolean withResiduals,
      boolean withRates,
      boolean withSharing,
      boolean withDetection) {
    return new VantageSettings(
        marginMillis,
        marginShare,
        certainty,
        transferCost,
        learnAfterMillis,
        unreachedMillis,
        withPrior,
        withResiduals,
        withRates,
        withSharing,
        withDetection);
  }
}
