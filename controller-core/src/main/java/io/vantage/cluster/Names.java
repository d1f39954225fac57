package io.vantage.cluster;

import java.util.regex.Pattern;

/** The one rule for names that become directories, message subjects and URL segments. */
final class Names {
  private static final Pattern RULE = Pattern.compile("[a-z][a-z0-9-]{0,30}");

  private Names() {}

  static void check(String what, String name) {
    if (name == null || !RULE.matcher(name).matches()) {
      throw new IllegalArgumentException(
          what
              + " name '"
              + name
              + "' must be 1 to 31 lower-case letters, digits or dashes, beginning with a letter");
    }
  }
}
