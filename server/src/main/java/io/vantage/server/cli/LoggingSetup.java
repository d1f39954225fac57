package io.vantage.server.cli;

import io.vantage.cluster.ReplicaId;
import io.vantage.server.config.NodeSettings.LoggingSettings;
import java.util.Locale;

/**
 * Hands the logging settings to {@code logback.xml}, which reads them from system properties. Must
 * run before the first logger is created.
 */
final class LoggingSetup {
  private LoggingSetup() {}

  static void apply(ReplicaId replica, LoggingSettings settings) {
    String format = settings.format().name().toLowerCase(Locale.ROOT);
    System.setProperty("vantage.log.level", settings.level().name());
    System.setProperty("vantage.log.replica", replica.name());
    System.setProperty("vantage.log.max-size", Long.toString(settings.maxFileBytes()));
    System.setProperty("vantage.log.files", Integer.toString(settings.files()));
    if (settings.directory().isPresent()) {
      System.setProperty("vantage.log.directory", settings.directory().get().toString());
      System.setProperty("vantage.log.appender", "file-" + format);
    } else {
      System.setProperty("vantage.log.appender", "console-" + format);
    }
  }
}
