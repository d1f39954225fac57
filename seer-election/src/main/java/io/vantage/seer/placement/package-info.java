/**
 * Where leaders should sit: a pure function of measurements and time. {@link
 * io.vantage.seer.placement.Placement} is what drives a strategy, live and in simulation.
 */
package io.vantage.seer.placement;
