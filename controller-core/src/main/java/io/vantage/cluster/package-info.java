/**
 * The cluster as the rest of Vantage sees it: replicas, partitions, leaders, a replicated log per
 * partition and plain messages between replicas. Ports only; the consensus engine behind them lives
 * in {@code cluster.atomix}.
 */
package io.vantage.cluster;
