/**
 * Values that describe the network: switches, ports, links, hosts, flow rules, groups, meters and
 * the packets that reach the controller. Immutable, free of any protocol library, and numbered as
 * in OpenFlow 1.3; the codec translates for OpenFlow 1.0.
 */
package io.vantage.model;
