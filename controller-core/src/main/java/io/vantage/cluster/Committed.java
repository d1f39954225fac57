package io.vantage.cluster;

/**
 * Receipt of an update that a majority has stored and this cluster will never lose.
 *
 * @param index log index of the entry that carried the update; pass it to {@link
 *     PartitionLog#awaitApplied} at any replica to read one's own write
 * @param result what {@link StateMachine#apply} returned
 */
public record Committed(PartitionId partition, long index, byte[] result) {}
