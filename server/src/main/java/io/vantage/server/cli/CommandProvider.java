package io.vantage.server.cli;

import java.util.List;

/** Adds commands to {@code vantage}; found by {@link java.util.ServiceLoader}. */
public interface CommandProvider {
  /** Objects annotated with {@link picocli.CommandLine.Command}, each with a name of its own. */
  List<Object> commands();
}
