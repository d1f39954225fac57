/**
 * A laboratory: replicas as processes of this machine, a network of Open vSwitch or of emulated
 * switches, a load of commands, and a check that nothing acknowledged was lost. The demo and the
 * end-to-end tests are written with it.
 */
package io.vantage.testbed.lab;
