package io.vantage.model;

/** What identifies a flow rule: a switch holds at most one rule per key (OpenFlow 1.3, 6.4). */
public record FlowKey(DatapathId device, int table, int priority, Match match) {}
