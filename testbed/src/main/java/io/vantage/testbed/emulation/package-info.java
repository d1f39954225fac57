/**
 * Emulated OpenFlow switches, hosts and links in one process, connected to real controllers over
 * real TCP. {@link io.vantage.testbed.emulation.EmulatedNetwork} is the way in; {@link
 * io.vantage.testbed.emulation.EmulatedSwitch} has the hooks that make a switch misbehave.
 */
package io.vantage.testbed.emulation;
