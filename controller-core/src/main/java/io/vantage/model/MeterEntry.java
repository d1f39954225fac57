package io.vantage.model;

/** A desired meter and its state on the switch; see {@link FlowEntry}. */
public record MeterEntry(Meter meter, FlowState state, String reason, long revision) {}
