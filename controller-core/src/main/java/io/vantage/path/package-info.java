/** Paths through the network: shortest paths and flood trees over an immutable topology. */
package io.vantage.path;
