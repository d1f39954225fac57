package io.vantage.testbed.evaluate;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import javax.xml.parsers.DocumentBuilderFactory;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import picocli.CommandLine;

class EvaluateCommandTest {
  private static final List<String> SHORT =
      List.of("--topology", "internet2", "--replicas", "3", "--scenario", "delay", "--seeds", "2");

  @TempDir private Path directory;

  private static String run(String... more) {
    StringWriter out = new StringWriter();
    CommandLine command = new CommandLine(new EvaluateCommand());
    command.setOut(new PrintWriter(out)).setErr(new PrintWriter(new StringWriter()));
    List<String> arguments = new java.util.ArrayList<>(SHORT);
    arguments.addAll(List.of("--injections", "6", "--strategy", "rtt-only"));
    arguments.addAll(List.of(more));
    assertThat(command.execute(arguments.toArray(String[]::new))).isZero();
    return out.toString();
  }

  private static double gain(JsonNode rows, String strategy) {
    for (JsonNode row : rows) {
      if (row.get("strategy").asText().equals(strategy)) {
        return row.get("gainPercent").asDouble();
      }
    }
    throw new AssertionError(strategy + " is not among " + rows);
  }

  @Test
  void shouldPrintTheAgreedFieldsAsJson() throws IOException {
    JsonNode rows = new ObjectMapper().readTree(run("--json"));

    assertThat(rows.get(0).fieldNames())
        .toIterable()
        .containsExactly(
            "topology",
            "scenario",
            "replicas",
            "partitions",
            "requests",
            "strategy",
            "meanMs",
            "p50Ms",
            "p95Ms",
            "p99Ms",
            "ci95Ms",
            "gainPercent",
            "oracleSharePercent",
            "transfersPerHour",
            "unavailableMsPerHour");
    assertThat(rows)
        .extracting(row -> row.get("strategy").asText())
        .containsExactly("native", "rtt-only", "oracle");
    assertThat(gain(rows, "oracle")).isPositive();
  }

  @Test
  void shouldOrderTheBaselinesOfPacketIns() throws IOException {
    JsonNode rows =
        new ObjectMapper()
            .readTree(run("--json", "--requests", "switches", "--partitions", "regional"));

    assertThat(gain(rows, "native")).isZero();
    assertThat(gain(rows, "native-masters")).isPositive();
    assertThat(gain(rows, "oracle")).isGreaterThan(gain(rows, "native-masters"));
    assertThat(gain(rows, "bound")).isGreaterThan(gain(rows, "native-masters"));
  }

  @Test
  void shouldPrintTheSameForTheSameSeed() {
    assertThat(run("--json", "--seed", "5")).isEqualTo(run("--json", "--seed", "5"));
  }

  @Test
  void shouldFitATerminal() {
    assertThat(run().lines()).allMatch(line -> line.length() <= 80);
  }

  @Test
  void shouldWriteTheCommandTheFiguresAndPlots() throws Exception {
    run("--out", directory.toString());

    assertThat(Files.readString(directory.resolve("command.txt")))
        .startsWith("vantage evaluate --topology internet2 --replicas 3");
    assertThat(Files.readAllLines(directory.resolve("results.csv")))
        .hasSize(4)
        .first()
        .asString()
        .startsWith("topology,scenario,replicas,");
    assertThat(new ObjectMapper().readTree(directory.resolve("results.json").toFile())).hasSize(3);
    try (var files = Files.list(directory)) {
      List<Path> plots = files.filter(file -> file.toString().endsWith(".svg")).toList();
      assertThat(plots).hasSize(2);
      for (Path plot : plots) {
        DocumentBuilderFactory.newInstance().newDocumentBuilder().parse(plot.toFile());
      }
    }
  }
}
