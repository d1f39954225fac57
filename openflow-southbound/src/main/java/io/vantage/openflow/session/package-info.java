/**
 * The thread of one connected switch. Everything that keeps state for a switch is confined to that
 * switch's event loop; this package brings timers and answers there.
 */
package io.vantage.openflow.session;
