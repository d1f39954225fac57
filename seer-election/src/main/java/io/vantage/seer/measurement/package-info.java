/**
 * What is measured, and the windows, rates and samples that make a measurement of single values.
 * Pure: no I/O, no thread, no clock of its own.
 */
package io.vantage.seer.measurement;
