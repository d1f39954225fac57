/**
 * The OpenFlow side of a replica: who is master of which switch, what is programmed there, which
 * links there are. Speaks to switches through {@code southbound} and to the cluster through {@code
 * network} and {@code cluster} only.
 */
package io.vantage.openflow;
