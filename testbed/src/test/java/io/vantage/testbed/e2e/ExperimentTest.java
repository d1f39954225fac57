package io.vantage.testbed.e2e;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.vantage.testbed.experiment.ExperimentCommand;
import java.io.IOException;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.FileTime;
import java.util.HashMap;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import picocli.CommandLine;

/** A small experiment of a user's own, on processes behind the emulated network. */
@Timeout(300)
class ExperimentTest {
  private static final String MINE =
      """
      experiment {
        topology = "ring,4", replicas = [2], at = [s1, s3], scenarios = [delay]
        strategies = [vantage], injections = 2, interval = 1s, warm-up = 1s, training = 3s, seed = 4
        workload { spacing = 100ms, rules = first }
      }
      """;

  @TempDir Path directory;

  private final StringWriter said = new StringWriter();

  private int experiment(String... words) {
    CommandLine command = new CommandLine(new ExperimentCommand());
    command.setOut(new PrintWriter(said));
    command.setErr(new PrintWriter(said));
    return command.execute(words);
  }

  @Test
  void shouldCompareAStrategyWithEveryFixedLeaderAndGoOnWhereItWasBrokenOff() throws IOException {
    Path file = directory.resolve("mine.conf");
    Path out = directory.resolve("out");
    Files.writeString(file, MINE);

    assertThat(experiment("run", file.toString(), "--out", out.toString()))
        .as(said.toString())
        .isZero();
    JsonNode summary = new ObjectMapper().readTree(out.resolve("summary.json").toFile());
    Map<String, JsonNode> rows = new HashMap<>();
    summary.path("cells").forEach(row -> rows.put(row.path("strategy").asText(), row));
    assertThat(rows.keySet()).containsExactlyInAnyOrder("native", "vantage", "oracle");
    for (JsonNode row : rows.values()) {
      assertThat(row.path("requests").asInt()).isPositive();
      assertThat(row.path("failed").asInt()).as(said.toString()).isZero();
      assertThat(row.path("meanMs").asDouble()).isPositive();
    }
    assertThat(out.resolve("report.html")).isNotEmptyFile();
    assertThat(Files.readAllLines(out.resolve("delay-2/fixed-r1-1/injections.csv"))).hasSize(4);

    Path kept = out.resolve("delay-2/fixed-r1-1/run.json");
    FileTime before = Files.getLastModifiedTime(kept);
    Files.delete(out.resolve("delay-2/vantage-1/run.json"));
    assertThat(experiment("run", file.toString(), "--out", out.toString()))
        .as(said.toString())
        .isZero();
    assertThat(Files.getLastModifiedTime(kept)).isEqualTo(before);
    assertThat(out.resolve("delay-2/vantage-1/run.json")).exists();
  }
}
