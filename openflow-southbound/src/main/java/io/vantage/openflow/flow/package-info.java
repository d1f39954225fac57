/**
 * Flow programming: brings the flow rules, groups and meters that the replicated network desires
 * onto the switches this replica is master of, confirms them, and keeps comparing and repairing.
 */
package io.vantage.openflow.flow;
