package io.vantage.dispatch;

/**
 * Counters of one replica since its start.
 *
 * @param delivered packet-ins handed to the apps here
 * @param forwarded packets carried to the leader of their switch
 * @param held packets that had to wait for a leader
 * @param dropped packets lost: held too long, no room, or not taken by a switch
 * @param duplicates packet-ins left to the leader, which got them from the switch too
 * @param broadcasts frames that this replica sent to all edge ports
 * @param appFailures exceptions of apps
 */
public record DispatchStatistics(
    long delivered,
    long forwarded,
    long held,
    long dropped,
    long duplicates,
    long broadcasts,
    long appFailures) {}
