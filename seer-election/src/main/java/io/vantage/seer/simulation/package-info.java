/**
 * A discrete-event model of replicas, network, consensus and load that drives the strategies on
 * virtual time. It moves messages through queues and shares no formula with any strategy.
 */
package io.vantage.seer.simulation;
