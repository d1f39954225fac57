package io.vantage.testbed.experiment.record;

import java.util.List;

/**
 * What all runs of a cell have in common.
 *
 * @param name folder of the cell, as {@code delay-3}
 * @param places where the replicas stand
 * @param spacingMillis mean time between two requests of a client
 * @param warmUpSeconds before the first injection; not evaluated
 * @param endSeconds no request is sent later
 * @param replicaDelaysMillis one way, between replicas
 */
public record CellRecord(
    String name,
    String scenario,
    String topology,
    int replicas,
    List<String> places,
    int partitions,
    double spacingMillis,
    String balance,
    long seed,
    double warmUpSeconds,
    double endSeconds,
    double[][] replicaDelaysMillis) {}
