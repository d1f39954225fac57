package io.vantage.testbed.inject;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.concurrent.TimeUnit;

/**
 * A process that takes all the CPU time it is given. It ends by itself when this JVM ends, however
 * that happens: a shell waits for the end of a pipe that only this JVM holds open, and then ends
 * the loop beside it, which in turn ends without that shell.
 */
final class Burner {
  /** Waits for a line before it burns, so that it is in its control group by then. */
  private static final String SCRIPT =
      "trap '' HUP INT TERM; read go || exit;"
          + " while kill -0 $$; do :; done & read end; kill -9 $!; wait";

  private static final long PATIENCE_SECONDS = 5;

  private final Process process;

  /** Starts the process, which does nothing yet. */
  Burner() throws IOException {
    process =
        new ProcessBuilder("sh", "-c", SCRIPT)
            .redirectOutput(ProcessBuilder.Redirect.DISCARD)
            .redirectError(ProcessBuilder.Redirect.DISCARD)
            .start();
  }

  long pid() {
    return process.pid();
  }

  void burn() throws IOException {
    process.getOutputStream().write("go\n".getBytes(StandardCharsets.US_ASCII));
    process.getOutputStream().flush();
  }

  /** Ends the process and waits until it has ended. */
  void end() {
    try {
      process.getOutputStream().close();
      if (!process.waitFor(PATIENCE_SECONDS, TimeUnit.SECONDS)) {
        process.destroyForcibly();
      }
    } catch (IOException e) {
      process.destroyForcibly();
    } catch (InterruptedException e) {
      process.destroyForcibly();
      Thread.currentThread().interrupt();
    }
  }
}
