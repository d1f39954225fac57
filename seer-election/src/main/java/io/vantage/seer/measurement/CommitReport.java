package io.vantage.seer.measurement;

import io.vantage.cluster.PartitionId;
import io.vantage.cluster.ReplicaId;

/**
 * The commit delay of one request, measured on the clock of its source replica (paper, section
 * III).
 *
 * @param requestId unique at its source
 * @param source replica where the request entered
 * @param leader leader of the partition when the request was answered
 * @param atMillis when the source knew that it was committed, on the clock of the reader
 * @param delayMillis from the arrival at the source to {@code atMillis}
 */
public record CommitReport(
    long requestId,
    ReplicaId source,
    PartitionId partition,
    ReplicaId leader,
    double atMillis,
    double delayMillis) {}
