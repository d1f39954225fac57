package io.vantage.model;

/** A desired group and its state on the switch; see {@link FlowEntry}. */
public record GroupEntry(Group group, FlowState state, String reason, long revision) {}
