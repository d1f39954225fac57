/**
 * CPU injections for replicas that run as processes of this machine: each gets an emulated machine
 * of a part of a core, by the control groups of Linux, whose CPU can be limited or contended for.
 */
package io.vantage.testbed.inject;
