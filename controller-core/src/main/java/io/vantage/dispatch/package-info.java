/**
 * Between switches and apps. Packet-ins reach the apps on the replica that leads and masters their
 * switch, without a lock or a hop; what arrives elsewhere, as while a leadership moves, is carried
 * once to the leader, or held for a bounded time while there is none. The way out is the same:
 * frames leave through the leader of their switch, wherever the app runs.
 */
package io.vantage.dispatch;
