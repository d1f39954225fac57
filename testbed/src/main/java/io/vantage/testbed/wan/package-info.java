/**
 * An emulated wide-area network between switches and replicas: a TCP relay that hands on what
 * passes after the delay of its path. It needs neither root nor any feature of the kernel.
 */
package io.vantage.testbed.wan;
