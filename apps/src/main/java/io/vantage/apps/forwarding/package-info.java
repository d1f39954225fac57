/**
 * Reactive forwarding over shortest paths. The first packet of a pair of hosts goes straight to the
 * port of its destination, while rules for the pair are committed for every switch of the path.
 * Requests for addresses are answered from the hosts that are known; broadcasts leave at edge ports
 * only, so no link carries them and no loop can multiply them.
 */
package io.vantage.apps.forwarding;
