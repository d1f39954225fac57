/**
 * The cluster ports of {@code io.vantage.cluster} on Atomix's Raft engine: one Raft group per
 * partition, embedded as {@code RaftContext}s, with static membership, a transport, a proposal path
 * and a leadership transfer of our own. The only code in Vantage that knows Atomix.
 *
 * <p>Threads, per partition: the <em>Raft thread</em> (the engine's, owns log and roles), the
 * <em>apply thread</em> (owns the state machine) and the <em>partition thread</em> (owns lanes,
 * waiting callers and listeners). They only meet through tasks and volatile fields.
 */
package io.vantage.cluster.atomix;
