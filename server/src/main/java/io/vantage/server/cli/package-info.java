/**
 * The command line. Commands that read or change the network go through the REST API of any
 * replica; {@code node} and {@code cluster} start replicas. Other modules add commands through
 * {@link io.vantage.server.cli.CommandProvider}.
 */
package io.vantage.server.cli;
