/**
 * What an OpenFlow switch does with a frame, and nothing about the wire: match fields, flow tables,
 * groups, meters and ports. Written from the OpenFlow 1.3.5 and 1.0.0 specifications alone, sharing
 * no code with the controller, so that a mistake in either shows. Everything here belongs to the
 * one event loop of its switch.
 */
package io.vantage.testbed.emulation.datapath;
