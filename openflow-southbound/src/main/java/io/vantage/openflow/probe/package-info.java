/** Round-trip times to switches, measured by OpenFlow echoes from every replica. */
package io.vantage.openflow.probe;
