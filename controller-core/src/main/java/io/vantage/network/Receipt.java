package io.vantage.network;

import io.vantage.cluster.PartitionId;

/**
 * Answer to a command that was committed and took effect.
 *
 * @param index commit index in {@code partition}; see {@link Network#await}
 */
public record Receipt(PartitionId partition, long index) {}
