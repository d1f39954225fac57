/**
 * Networks by name, as {@code --topology} takes them, with the numbering Mininet gives: switch sK
 * has datapath id K, host hK has address 10.0.0.K, ports are numbered in the order the links are
 * added.
 */
package io.vantage.testbed.topology;
