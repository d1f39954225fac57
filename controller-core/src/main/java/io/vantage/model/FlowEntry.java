package io.vantage.model;

/**
 * A desired flow rule and its state on the switch.
 *
 * @param revision number of the change that last changed what is desired, counted in its partition;
 *     a confirmation counts only for the revision it was sent for
 * @param reason the switch's reason if {@code state} is {@link FlowState#FAILED}, else empty
 */
public record FlowEntry(FlowRule rule, FlowState state, String reason, long revision) {}
