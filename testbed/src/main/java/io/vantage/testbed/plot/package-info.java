/** Drawings for reports: shapes, axes and the looks by which series are told apart. */
package io.vantage.testbed.plot;
