package io.vantage.seer.simulation;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.vantage.cluster.ReplicaId;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class TraceFileTest {
  private static final List<ReplicaId> REPLICAS = SmallNetwork.line(3).replicas();
  private static final String HEAD = "time_s,kind,replica,value";

  private static Trace parse(String... lines) {
    return TraceFile.parse("my.csv", List.of(lines), REPLICAS, 5);
  }

  @Test
  void shouldReadAllKinds() {
    Trace trace =
        parse(
            "# recorded",
            HEAD,
            "0,delay_ms,r1,20",
            "",
            "2.5, cpu_percent, r3, 80",
            "2.5,limit_percent,r2,30");

    assertThat(trace.injections())
        .containsExactly(
            new Injection(0, Injection.Kind.DELAY_MS, 0, 20),
            new Injection(2.5, Injection.Kind.CPU_PERCENT, 2, 0.8),
            new Injection(2.5, Injection.Kind.LIMIT_PERCENT, 1, 0.3));
    assertThat(trace.endSeconds()).isEqualTo(7.5);
    assertThat(trace.boundaries()).containsExactly(0, 2_500_000_000L);
  }

  @Test
  void shouldReadWhatItHasWritten() {
    Trace drawn = Scenario.DELAY.trace(3, 10, 5, 5, 3);

    assertThat(TraceFile.parse("again.csv", TraceFile.format(drawn, REPLICAS), REPLICAS, 5))
        .isEqualTo(drawn);
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = ';',
      value = {
        "1,delay_ms,r1; there must be 4 fields, not 3",
        "x,delay_ms,r1,5; time_s must be a number from 0 to 3600, not 'x'",
        "-1,delay_ms,r1,5; time_s must be a number from 0 to 3600, not '-1'",
        "NaN,delay_ms,r1,5; time_s must be a number from 0 to 3600, not 'NaN'",
        "1,delay,r1,5; kind must be delay_ms, cpu_percent or limit_percent, not 'delay'",
        "1,delay_ms,r4,5; replica must be one of r1 to r3, not 'r4'",
        "1,delay_ms,r1,-5; a delay_ms must be a number from 0 to 10000, not '-5'",
        "1,cpu_percent,r1,100; a cpu_percent must be a number from 0 to 99, not '100'",
        "1,limit_percent,r1,0; a limit_percent must be a number from 1 to 100, not '0'",
        "0.5,delay_ms,r1,5; times must not go back",
      })
  void shouldNameFileLineAndRuleOfAFault(String line, String rule) {
    assertThatThrownBy(() -> parse(HEAD, "0.9,delay_ms,r1,1", line))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessage("trace file 'my.csv', line 3: " + rule);
  }

  @Test
  void shouldNotTakeAFileWithoutHeadOrInjections() {
    assertThatThrownBy(() -> parse("0,delay_ms,r1,20")).hasMessageContaining("line 1: the head");
    assertThatThrownBy(() -> parse()).hasMessageContaining("line 1: the head");
    assertThatThrownBy(() -> parse(HEAD)).hasMessageContaining("at least one injection");
  }
}
