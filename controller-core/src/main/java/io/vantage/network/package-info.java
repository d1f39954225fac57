/**
 * The replicated state of the network: commands that change it, the deterministic state machine
 * that applies them, the local view that every replica reads without a network hop, and the events
 * that tell of each change.
 */
package io.vantage.network;
