package io.vantage.testbed.experiment.record;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.vantage.testbed.experiment.record.RunRecord.Counters;
import io.vantage.testbed.experiment.record.RunRecord.Injected;
import io.vantage.testbed.experiment.record.RunRecord.Lead;
import io.vantage.testbed.experiment.record.RunRecord.Prediction;
import io.vantage.testbed.experiment.record.RunRecord.Request;
import io.vantage.testbed.experiment.record.RunRecord.State;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class RunFilesTest {
  private static final RunRecord RUN =
      new RunRecord(
          RunRecord.FIXED,
          Optional.of("r2"),
          1,
          new Counters(2, 1, 0, 0, 12.5, 60.1),
          List.of(new Request(0.25, "r1", 31.5), new Request(0.5, "r2", Double.NaN)),
          List.of(new Lead(0, "p1", "r2", 3)),
          List.of(new Prediction(1, "p1", "r2", 30.25, Double.NaN)),
          List.of(
              new State(1, "r1", 0.5, Map.of("r2", 13.25)),
              new State(1, "r2", 0.25, Map.of("r1", 13.5))),
          List.of(new Injected(5, "delay_ms", "r1", 20, 20)));

  @TempDir Path folder;

  @Test
  void shouldReadWhatItHasWritten() throws IOException {
    assertThat(RunFiles.isComplete(folder)).isFalse();
    RunFiles.write(folder, RUN);

    assertThat(RunFiles.isComplete(folder)).isTrue();
    assertThat(RunFiles.read(folder)).isEqualTo(RUN);
    assertThat(RUN.name()).isEqualTo("fixed-r2-1");
  }

  @Test
  void shouldNameALineThatIsCutShort() throws IOException {
    RunFiles.write(folder, RUN);
    Files.writeString(folder.resolve("leaders.csv"), "time_s,partition,leader,term\n0.0,p1,r");

    assertThatThrownBy(() -> RunFiles.read(folder))
        .isInstanceOf(IOException.class)
        .hasMessageContaining("leaders.csv, line 2: must have 4 fields");
  }
}
