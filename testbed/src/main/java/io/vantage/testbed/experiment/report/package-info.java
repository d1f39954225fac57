/** Figures and tables of what experiments have seen. They read nothing but its files. */
package io.vantage.testbed.experiment.report;
