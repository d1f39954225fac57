package io.vantage.testbed.evaluate;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import picocli.CommandLine;

class PlanTest {
  private static final String GRAPH =
      """
      <graphml xmlns="http://graphml.graphdrawing.org/xmlns"><graph edgedefault="undirected">
      <node id="a"/><node id="b"/><node id="c"/><edge source="a" target="b"/>%s
      </graph></graphml>
      """;

  @TempDir private Path directory;

  private static Plan plan(String... arguments) {
    return Plan.of(CommandLine.populateCommand(new EvaluateOptions(), arguments));
  }

  @Test
  void shouldPlanThePapersCellsUnlessToldOtherwise() {
    Plan plan = plan();

    assertThat(plan.cells())
        .extracting(Cell::title)
        .hasSize(9)
        .contains("internet2, limit, 7 replicas, single, from replicas");
    assertThat(plan.seeds()).hasSize(20);
    assertThat(plan.strategies())
        .contains("rtt-only", "seer-en", "vantage")
        .doesNotContain("native", "vantage-no-prior");
  }

  @Test
  void shouldTakeTheNumberOfReplicasFromTheirPlaces() {
    Plan plan = plan("--at", "Chicago,Denver,Dallas", "--scenario", "mixed");

    assertThat(plan.cells()).singleElement().extracting(Cell::replicas).isEqualTo(3);
  }

  @Test
  void shouldTakeOnePartAfterTheOtherAwayInAnAblation() {
    assertThat(plan("--strategy", "ablation").strategies())
        .startsWith("vantage")
        .contains("vantage-no-prior", "vantage-no-rates")
        .doesNotContain("rtt-only");
  }

  @Test
  void shouldReplayATraceForEverySeed() throws IOException {
    Path trace = directory.resolve("t.csv");
    Files.writeString(trace, "time_s,kind,replica,value\n2,delay_ms,r2,20\n");

    Cell cell = plan("--trace", trace.toString(), "--replicas", "3").cells().get(0);

    assertThat(cell.scenario()).isEqualTo("trace");
    assertThat(cell.experiment(1).trace()).isEqualTo(cell.experiment(2).trace());
    assertThat(cell.experiment(1).workload().at()).isNotEqualTo(cell.experiment(2).workload().at());
  }

  @Test
  void shouldTakeEveryGraphOfADirectoryAndSayWhichOnesItLeavesOut() throws IOException {
    String whole = GRAPH.formatted("<edge source=\"b\" target=\"c\"/>");
    Files.writeString(directory.resolve("good.graphml"), whole);
    Files.writeString(directory.resolve("torn.graphml"), GRAPH.formatted(""));
    Files.writeString(directory.resolve("notes.txt"), "nothing");

    Plan plan = plan("--topology", directory.toString(), "--replicas", "3", "--scenario", "delay");

    assertThat(plan.cells()).extracting(Cell::topology).containsExactly("good.graphml");
    assertThat(plan.warnings())
        .anyMatch(warning -> warning.contains("torn.graphml") && warning.contains("not connected"));
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = ';',
      value = {
        "--topology=mars; topology 'mars': known are",
        "--strategy=best; --strategy 'best': there are all, ablation, native",
        "--scenario=rain; --scenario 'rain': there are delay, cpu, limit, mixed",
        "--partitions=two; --partitions 'two': there are single, regional",
        "--requests=users; --requests 'users': there are replicas, switches",
        "--replicas=1; --replicas must be from 2 to 25, not 1",
        "--seeds=0; --seeds must be at least 1",
        "--interval=0; --interval must be more than 0",
        "--injections=0; --injections must be at least 1",
        "--injections=1000; at most an hour",
        "--at=Chicago,Atlantis; no place of that name",
        "--trace=missing.csv; trace file 'missing.csv' cannot be read",
        "--trace=missing.csv --scenario=delay; exclude each other",
        "--at=Chicago,Denver --replicas=3; --at names 2 places for 3 replicas",
      })
  void shouldNameTheOptionAndTheRuleOfAFault(String arguments, String message) {
    assertThatThrownBy(() -> plan(arguments.split(" ")))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageContaining(message);
  }

  @Test
  void shouldBeRunnableWithTheStrategiesThatAreAlwaysThere() {
    assertThat(plan("--strategy", "native,oracle").strategies()).isEqualTo(List.of());
  }
}
