package io.vantage.server.config;

import java.util.List;
import java.util.stream.Collectors;

/** A configuration was refused; the message lists every problem on a line of its own. */
public final class BadConfigurationException extends RuntimeException {
  private final transient List<ConfigProblem> problems;

  public BadConfigurationException(List<ConfigProblem> problems) {
    super(problems.stream().map(ConfigProblem::toString).collect(Collectors.joining("\n")));
    this.problems = List.copyOf(problems);
  }

  public List<ConfigProblem> problems() {
    return problems;
  }
}
