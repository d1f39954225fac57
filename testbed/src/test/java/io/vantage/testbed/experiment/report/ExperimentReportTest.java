package io.vantage.testbed.experiment.report;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.data.Offset.offset;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.vantage.seer.simulation.SimulationSettings;
import io.vantage.seer.simulation.SimulationSettings.Work;
import io.vantage.server.cli.CliException;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.regex.Pattern;
import java.util.stream.StreamSupport;
import javax.xml.parsers.DocumentBuilderFactory;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import picocli.CommandLine;

class ExperimentReportTest {
  @TempDir private Path folder;

  @BeforeEach
  void writeExperiment() throws IOException {
    new SyntheticExperiment(folder).write();
  }

  private JsonNode report() throws IOException {
    new ExperimentReport(SimulationSettings.DEFAULTS).write(folder);
    return new ObjectMapper().readTree(folder.resolve(ExperimentReport.SUMMARY).toFile());
  }

  private String page() throws IOException {
    report();
    return Files.readString(folder.resolve(ExperimentReport.PAGE));
  }

  private static JsonNode row(JsonNode summary, String cell, String strategy) {
    return StreamSupport.stream(summary.get("cells").spliterator(), false)
        .filter(row -> row.get("cell").asText().equals(cell))
        .filter(row -> row.get("strategy").asText().equals(strategy))
        .findFirst()
        .orElseThrow();
  }

  private static double number(JsonNode row, String name) {
    return row.get(name).asDouble(Double.NaN);
  }

  @Test
  void shouldCompareEveryStrategyWithNativeAndTheOracle() throws IOException {
    JsonNode summary = report();

    JsonNode reference = row(summary, "delay-3", "native");
    assertThat(number(reference, "meanMs")).isEqualTo(30);
    assertThat(reference.get("runs").asInt()).isEqualTo(3);
    assertThat(reference.get("requests").asInt()).isEqualTo(9);
    assertThat(reference.get("ci95Ms").isNull()).isTrue();
    JsonNode oracle = row(summary, "delay-3", "oracle");
    assertThat(number(oracle, "meanMs")).isEqualTo(50 / 3.0, offset(1e-4));
    assertThat(number(oracle, "oracleSharePercent")).isEqualTo(100);
    JsonNode vantage = row(summary, "delay-3", "vantage");
    assertThat(vantage.get("runs").asInt()).isEqualTo(2);
    assertThat(vantage.get("requests").asInt()).isEqualTo(6);
    assertThat(number(vantage, "meanMs")).isEqualTo(20);
    assertThat(number(vantage, "p50Ms")).isEqualTo(24);
    assertThat(number(vantage, "gainPercent")).isEqualTo(100 / 3.0, offset(1e-4));
    assertThat(number(vantage, "oracleSharePercent")).isEqualTo(75);
  }

  @Test
  void shouldTakeTheConfidenceIntervalOverTheIntervals() throws IOException {
    JsonNode vantage = row(report(), "delay-3", "vantage");

    // Differences of 16, 6 and 8 ms: their deviation is the root of 28.
    assertThat(number(vantage, "ci95Ms"))
        .isEqualTo(4.303 * Math.sqrt(28) / Math.sqrt(3), offset(1e-4));
  }

  @Test
  void shouldCountTransfersPausesFailuresAndErrorsOfPredictions() throws IOException {
    JsonNode summary = report();

    JsonNode vantage = row(summary, "delay-3", "vantage");
    assertThat(number(vantage, "transfers")).isEqualTo(2);
    assertThat(number(vantage, "transfersPerHour")).isEqualTo(90);
    assertThat(number(vantage, "longestPauseMs")).isEqualTo(102);
    assertThat(number(vantage, "medianPredictionErrorPercent")).isEqualTo(20);
    JsonNode odd = row(summary, "delay-3", "<odd> & \"new\"");
    assertThat(odd.get("requests").asInt()).isEqualTo(3);
    assertThat(odd.get("failed").asInt()).isEqualTo(1);
    assertThat(number(odd, "gainPercent")).isZero();
    assertThat(number(odd, "ci95Ms")).isZero();
    assertThat(number(row(summary, "delay-3", "native"), "transfers")).isZero();
  }

  @Test
  void shouldSimulateWhatTheSimulationKnows() throws IOException {
    JsonNode summary = report();

    JsonNode vantage = row(summary, "delay-3", "vantage");
    JsonNode oracle = row(summary, "delay-3", "oracle");
    double reference = number(row(summary, "delay-3", "native"), "simulatedMeanMs");
    assertThat(number(vantage, "simulatedMeanMs")).isBetween(10.0, 40.0);
    assertThat(number(vantage, "simulatedGainPercent"))
        .isEqualTo(100 * (1 - number(vantage, "simulatedMeanMs") / reference), offset(1e-2));
    assertThat(number(oracle, "simulatedMeanMs")).isLessThan(reference);
    assertThat(row(summary, "delay-3", "<odd> & \"new\"").get("simulatedMeanMs").isNull()).isTrue();
  }

  @Test
  void shouldReportEvenIfTheSimulationIsOverloaded() throws IOException {
    SimulationSettings usual = SimulationSettings.DEFAULTS;
    SimulationSettings slow =
        new SimulationSettings(
            new Work(1_000, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0),
            usual.cpu(),
            usual.disk(),
            usual.network(),
            usual.raft(),
            usual.agent());
    new ExperimentReport(slow).write(folder);

    assertThat(Files.readString(folder.resolve(ExperimentReport.PAGE)))
        .contains("The simulation was given up: ");
  }

  @Test
  void shouldWriteThePageAsWellFormedMarkupWithNothingFromElsewhere() throws Exception {
    String page = page();

    DocumentBuilderFactory.newInstance()
        .newDocumentBuilder()
        .parse(new ByteArrayInputStream(page.getBytes(StandardCharsets.UTF_8)));
    assertThat(page).contains("<svg");
    assertThat(page.replace("xmlns=\"http://www.w3.org/2000/svg\"", ""))
        .doesNotContain("http://", "https://", "<script", "<img", "NaN", "Infinity");
  }

  @Test
  void shouldEscapeNames() throws IOException {
    assertThat(page())
        .contains(
            "There &amp; &lt;then&gt;", "&lt;odd&gt; &amp;", "&lt;Linux&gt;", "run &lt;all&gt;")
        .doesNotContain("<odd>", "<Linux>", "<all>");
  }

  @Test
  void shouldShowAllPartsInTheirOrder() throws IOException {
    assertThat(Pattern.compile("<h2>(.*?)</h2>").matcher(page()).results().map(r -> r.group(1)))
        .containsExactlyElementsOf(ReportSection.ALL.stream().map(ReportSection::title).toList());
  }

  @Test
  void shouldSayWhatIsMissingInAnExperimentUnderWay() throws IOException {
    Path open = folder.resolve("delay-3").resolve("fixed-r2-1").resolve("run.json");
    Files.delete(open);
    Files.delete(folder.resolve("machine.json"));

    assertThat(page()).contains("There is no run yet with r2 for its fixed leader");
  }

  @Test
  void shouldReportOnACellWithoutAnyRun() throws IOException {
    new SyntheticExperiment(folder).writeCell("limit-3");

    assertThat(page()).contains("limit-3").doesNotContain("NaN");
  }

  @Test
  void shouldNameTheFileThatIsMissing() throws IOException {
    Files.delete(folder.resolve("cpu-3").resolve("cell.json"));

    assertRefused("cpu-3/cell.json is missing");
  }

  @Test
  void shouldRefuseAFolderThatIsNone() {
    assertThatThrownBy(
            () -> new ExperimentReport(SimulationSettings.DEFAULTS).write(folder.resolve("none")))
        .isInstanceOf(CliException.class)
        .hasMessageEndingWith("none is not a folder");
  }

  @Test
  void shouldNameLineAndRuleOfADamagedTable() throws IOException {
    Path requests = folder.resolve("delay-3").resolve("fixed-r2-1").resolve("requests.csv");
    Files.writeString(requests, "time_s,source,delay_ms\n0.5,r1,10\n0.5,r1,ten\n");
    assertRefused("fixed-r2-1/requests.csv, line 3: delay_ms must be a number, not 'ten'");

    Files.writeString(requests, "");
    assertRefused("fixed-r2-1/requests.csv, line 1: the head must be 'time_s,source,delay_ms'");

    Files.delete(requests);
    assertRefused("fixed-r2-1/requests.csv is missing");
  }

  @Test
  void shouldNameLineAndRuleOfADamagedCellOrTrace() throws IOException {
    Path trace = folder.resolve("delay-3").resolve("trace.csv");
    Files.writeString(trace, "time_s,kind,replica,value\n10,delay_ms,r9,20\n");
    assertRefused("delay-3/trace.csv', line 2: replica must be one of r1 to r3, not 'r9'");

    Path cell = folder.resolve("cpu-3").resolve("cell.json");
    Files.writeString(cell, Files.readString(cell).replace("\"replicas\":3", "\"replicas\":4"));
    assertRefused("cpu-3/cell.json: replicaDelaysMillis must have a row and a column per replica");

    Files.writeString(cell, "{\n\"name\": ");
    assertRefused("cpu-3/cell.json, line 2: ");
  }

  private void assertRefused(String words) {
    assertThatThrownBy(this::report)
        .isInstanceOf(CliException.class)
        .hasMessageContaining(words)
        .satisfies(e -> assertThat(e.getMessage()).doesNotContain("\n"));
  }

  @Test
  void shouldPrintATableAndThePath() {
    StringWriter out = new StringWriter();
    CommandLine command = new CommandLine(new ExperimentReportCommand());
    command.setOut(new PrintWriter(out));

    assertThat(command.execute(folder.toString())).isZero();
    assertThat(out.toString())
        .containsPattern("delay-3 +vantage +20\\.00 +33\\.3 +75 +90 +0 ")
        .contains(folder.resolve("report.html").toString());
    assertThat(out.toString().lines().filter(line -> !line.contains(folder.toString())))
        .allMatch(line -> line.length() <= 100);
  }
}
