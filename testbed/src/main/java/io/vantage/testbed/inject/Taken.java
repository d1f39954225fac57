package io.vantage.testbed.inject;

/**
 * What was really taken of an emulated machine in a span of time. Shares are of all its CPU time,
 * 0..1; a little more than 1 is possible over a short span.
 *
 * @param replicaShare by the replica
 * @param burnerShare by the burner that contends with it
 * @param throttledShare share of the periods in which the replica ran where it used up what it may
 *     and had to wait for the next period, 0..1
 */
public record Taken(double replicaShare, double burnerShare, double throttledShare) {}
