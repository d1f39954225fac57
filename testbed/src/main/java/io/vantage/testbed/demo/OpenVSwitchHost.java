package io.vantage.testbed.demo;

import io.vantage.testbed.lab.LabException;
import java.io.File;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import java.util.function.Consumer;

/** This machine as a host for Open vSwitch and Mininet. */
final class OpenVSwitchHost {
  private static final long INSTALL_MINUTES = 10;

  private OpenVSwitchHost() {}

  /** Installs what is missing; false, with the reason told, if real switches cannot be had here. */
  static boolean prepare(Consumer<String> progress) {
    if (!System.getProperty("user.name").equals("root")) {
      progress.accept("Open vSwitch needs root; emulating switches (run with sudo for real ones)");
      return false;
    }
    if (!Files.isExecutable(Path.of("/usr/bin/apt-get"))) {
      progress.accept("Open vSwitch is installed on Debian and Ubuntu only; emulating switches");
      return false;
    }
    try {
      Process install =
          new ProcessBuilder(home().resolve("scripts/install-network").toString())
              .redirectOutput(new File("/dev/null"))
              .redirectError(ProcessBuilder.Redirect.INHERIT)
              .start();
      if (!install.waitFor(INSTALL_MINUTES, TimeUnit.MINUTES)) {
        install.destroy();
      }
      if (install.waitFor() == 0) {
        return true;
      }
      progress.accept("Open vSwitch and Mininet could not be installed; emulating switches");
      return false;
    } catch (IOException e) {
      throw new LabException("cannot install Open vSwitch: " + e.getMessage(), e);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new LabException("interrupted", e);
    }
  }

  /** Where the Mininet scripts lie. */
  static Path scripts() {
    return home().resolve("mininet-topologies");
  }

  /** The name under which {@code mn} knows a topology: a file there is {@code zoo,FILE}. */
  static String mininetName(String topology) {
    return Files.isRegularFile(Path.of(topology))
        ? "zoo," + Path.of(topology).toAbsolutePath()
        : topology;
  }

  private static Path home() {
    return Optional.ofNullable(System.getProperty("vantage.home"))
        .map(Path::of)
        .orElseThrow(
            () -> new LabException("the system property vantage.home must name the checkout"));
  }
}
