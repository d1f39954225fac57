package io.vantage.server.cli;

import static org.assertj.core.api.Assertions.assertThat;

import ch.qos.logback.classic.LoggerContext;
import ch.qos.logback.classic.joran.JoranConfigurator;
import ch.qos.logback.classic.util.LogbackMDCAdapter;
import ch.qos.logback.core.joran.spi.JoranException;
import ch.qos.logback.core.status.Status;
import com.fasterxml.jackson.databind.json.JsonMapper;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class LoggingTest {
  @TempDir Path directory;

  @ParameterizedTest
  @ValueSource(strings = {"console-text", "console-json", "file-text", "file-json"})
  void shouldConfigureEveryAppenderWithoutComplaint(String appender) throws JoranException {
    LoggerContext context = configured(appender, Map.of());

    assertThat(context.getStatusManager().getCopyOfStatusList())
        .filteredOn(status -> status.getLevel() > Status.INFO)
        .isEmpty();
    context.stop();
  }

  @Test
  void shouldWriteOneJsonObjectPerLine() throws JoranException, IOException {
    LoggerContext context = configured("file-json", Map.of());

    context.getLogger("here").info("switch {} said\nhello", 1, new IllegalStateException("why"));
    context.stop();

    List<String> lines = Files.readAllLines(directory.resolve("r1.log"));
    assertThat(lines).hasSize(1);
    var json = new JsonMapper().readTree(lines.get(0));
    assertThat(json.path("formattedMessage").asText()).isEqualTo("switch 1 said\nhello");
    assertThat(json.path("level").asText()).isEqualTo("INFO");
    assertThat(json.path("throwable").path("message").asText()).isEqualTo("why");
  }

  @Test
  void shouldRotateAndKeepABoundedNumberOfFiles() throws JoranException, IOException {
    LoggerContext context =
        configured("file-text", Map.of("vantage.log.max-size", "2000", "vantage.log.files", "2"));

    for (int i = 0; i < 400; i++) {
      context.getLogger("here").info("line {} {}", i, "x".repeat(200));
      forceSizeCheck(context);
    }
    context.stop();

    try (var files = Files.list(directory)) {
      assertThat(files.map(file -> file.getFileName().toString()))
          .containsExactlyInAnyOrder("r1.log", "r1.log.1.gz", "r1.log.2.gz");
    }
  }

  /** Sizes are looked at every so often only; a fresh invocation gate makes it now. */
  private static void forceSizeCheck(LoggerContext context) {
    var root = context.getLogger(org.slf4j.Logger.ROOT_LOGGER_NAME);
    var appender = (ch.qos.logback.core.rolling.RollingFileAppender<?>) root.getAppender("chosen");
    var policy =
        (ch.qos.logback.core.rolling.SizeBasedTriggeringPolicy<?>) appender.getTriggeringPolicy();
    policy.setCheckIncrement(ch.qos.logback.core.util.Duration.buildByMilliseconds(0));
    policy.stop();
    policy.start();
  }

  private LoggerContext configured(String appender, Map<String, String> more)
      throws JoranException {
    LoggerContext context = new LoggerContext();
    context.setMDCAdapter(new LogbackMDCAdapter());
    context.putProperty("vantage.log.appender", appender);
    context.putProperty("vantage.log.directory", directory.toString());
    context.putProperty("vantage.log.replica", "r1");
    context.putProperty("vantage.log.level", "INFO");
    more.forEach(context::putProperty);
    JoranConfigurator configurator = new JoranConfigurator();
    configurator.setContext(context);
    configurator.doConfigure(getClass().getResource("/logback.xml"));
    return context;
  }
}
