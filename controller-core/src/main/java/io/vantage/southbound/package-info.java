/**
 * The port to a connected switch. A southbound protocol implements {@link
 * io.vantage.southbound.SwitchChannel} and reports to {@link io.vantage.southbound.SwitchListener};
 * everything else in Vantage speaks to switches only through these two.
 */
package io.vantage.southbound;
