package io.vantage.server.cli;

import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.util.Properties;
import picocli.CommandLine.IVersionProvider;

/** The version that the build wrote into the jar. */
public final class Version implements IVersionProvider {
  /** Version of this build, for example {@code 0.1.0-SNAPSHOT}. */
  public static String text() {
    try (InputStream in =
        Version.class.getResourceAsStream("/io/vantage/server/version.properties")) {
      Properties properties = new Properties();
      if (in != null) {
        properties.load(in);
      }
      return properties.getProperty("version", "unknown");
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  @Override
  public String[] getVersion() {
    return new String[] {"vantage " + text(), "Java " + Runtime.version()};
  }
}
