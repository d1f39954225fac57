/**
 * Experiments on a live cluster behind the emulated wide-area network: they replay recorded
 * injections for every strategy, write what was seen into a folder, and report on it.
 */
package io.vantage.testbed.experiment;
