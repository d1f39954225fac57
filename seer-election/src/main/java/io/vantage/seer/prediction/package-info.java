/** Regression models of the commit delay (paper, section IV-B). Pure. */
package io.vantage.seer.prediction;
