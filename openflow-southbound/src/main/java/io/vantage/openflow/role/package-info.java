/**
 * Mastership: the leader of a switch's partition, and nobody else, is the switch's OpenFlow master.
 * Also what follows from it: reporting the switch and its ports to the replicated network, and
 * telling that a switch is gone.
 */
package io.vantage.openflow.role;
