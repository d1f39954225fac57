/** What an experiment has seen, and the files that keep it. */
package io.vantage.testbed.experiment.record;
