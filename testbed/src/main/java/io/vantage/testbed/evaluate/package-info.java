/** {@code vantage evaluate}: every strategy in simulation, beside the best possible leaders. */
package io.vantage.testbed.evaluate;
