/**
 * Frames as the control plane needs them: a lean, immutable view of the headers that apps decide
 * on, readers for the hot path that allocate nothing, and builders for the few frames that the
 * controller sends by itself. Bad input never throws; what a truncated frame does not tell is
 * absent.
 */
package io.vantage.model.packet;
