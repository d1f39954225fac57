package io.vantage.testbed.experiment;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.vantage.seer.simulation.Scenario;
import io.vantage.server.config.BadConfigurationException;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.OptionalDouble;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class ExperimentReaderTest {
  @TempDir Path directory;

  private ExperimentSpec read(String text) throws IOException {
    Path file = directory.resolve("mine.conf");
    Files.writeString(file, text);
    return ExperimentReader.read(file);
  }

  @Test
  void shouldTakeDefaultsForWhatAFileLeavesOut() throws IOException {
    ExperimentSpec spec = read("experiment { replicas = [3, 5] }");

    assertThat(spec.topology()).isEqualTo("internet2");
    assertThat(spec.replicas()).containsExactly(3, 5);
    assertThat(spec.scenarios()).containsExactly(Scenario.DELAY);
    assertThat(spec.strategies()).contains("vantage", "seer-en").doesNotContain("native");
    assertThat(spec.spacingMillis(3)).isEqualTo(50);
    assertThat(spec.spacingMillis(7)).isEqualTo(65);
  }

  @Test
  void shouldReadItsOwnText() throws IOException {
    ExperimentSpec spec =
        read(
            """
            experiment {
              topology = "ring,6", at = [s1, s2, s4], scenarios = [mixed], seed = 9
              strategies = [vantage], interval = 2s, workload { spacing = 30ms, rules = first }
            }
            """);

    assertThat(spec.spacingMillis()).isEqualTo(OptionalDouble.of(30));
    assertThat(spec.at()).isEqualTo(List.of("s1", "s2", "s4"));
    assertThat(read(spec.text())).isEqualTo(spec);
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      quoteCharacter = '`',
      textBlock =
          """
          topologi = "ring,6"         | experiment.topologi   | did you mean topology?
          topology = "moebius,3"      | experiment.topology   | known are single,N
          replicas = [3, 1]           | experiment.replicas   | must list numbers from 2 to 9, not 1
          at = [Chicago]              | experiment.at         | must name 3 places for 3 replicas
          scenarios = [rain]          | experiment.scenarios  | must list some of delay, cpu, limit, mixed, not rain
          trace = none.csv            | experiment.trace      | must be a file that can be read
          strategies = [luck]         | experiment.strategies | not luck
          interval = 5                | experiment.interval   | must be a duration with a unit
          injections = many           | experiment.injections | must be a whole number from 1 to 1000
          workload { rules = all }    | experiment.workload.rules | must be one of path, first
          """)
  void shouldNameLineKeyAndRule(String line, String key, String rule) {
    assertThatThrownBy(() -> read("# An experiment.\nexperiment {\n  " + line + "\n}\n"))
        .isInstanceOf(BadConfigurationException.class)
        .hasMessageContaining("mine.conf:3: " + key + ": ")
        .hasMessageContaining(rule);
  }
}
