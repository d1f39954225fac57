package io.vantage.testbed.wan;

import java.util.Locale;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.ParameterException;

/** Numbers on the command line, with or without their unit. */
final class Amount {
  private Amount() {}

  static double parse(CommandSpec spec, String text, String unit) {
    String digits = text.toLowerCase(Locale.ROOT).replace(unit.toLowerCase(Locale.ROOT), "");
    try {
      return Double.parseDouble(digits.strip());
    } catch (NumberFormatException e) {
      throw new ParameterException(
          spec.commandLine(), "'" + text + "' is not a number of " + unit, e);
    }
  }
}
