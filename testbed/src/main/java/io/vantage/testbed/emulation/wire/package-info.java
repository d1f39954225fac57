/**
 * The switch side of the OpenFlow 1.0 and 1.3 wire formats, byte by byte from the specifications.
 * It knows nothing of the controller's codec on purpose.
 */
package io.vantage.testbed.emulation.wire;
