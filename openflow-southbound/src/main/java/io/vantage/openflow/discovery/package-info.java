/**
 * Link discovery: signed LLDP and BDDP probes leave every port of the switches this replica is
 * master of; a probe that arrives at another switch proves a link.
 */
package io.vantage.openflow.discovery;
