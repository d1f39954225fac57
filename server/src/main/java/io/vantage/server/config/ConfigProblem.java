package io.vantage.server.config;

import com.typesafe.config.ConfigOrigin;

/**
 * One broken rule in a configuration.
 *
 * @param source file, or another origin
 * @param line counted from 1; 0 if unknown
 * @param key full name of the key, as {@code vantage.http.port}; empty if the file as a whole is
 *     broken
 * @param rule what is wrong and what would be right
 */
public record ConfigProblem(String source, int line, String key, String rule) {
  static ConfigProblem at(ConfigOrigin origin, String key, String rule) {
    String source =
        origin.filename() != null
            ? origin.filename()
            : origin.description().replaceAll(": \\d+$", "");
    return new ConfigProblem(source, Math.max(0, origin.lineNumber()), key, rule);
  }

  /** File and line, as {@code /etc/vantage.conf:12}. */
  public String where() {
    return line > 0 ? source + ":" + line : source;
  }

  @Override
  public String toString() {
    return where() + ": " + (key.isEmpty() ? "" : key + ": ") + rule;
  }
}
