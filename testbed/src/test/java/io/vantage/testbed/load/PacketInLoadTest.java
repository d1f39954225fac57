package io.vantage.testbed.load;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.vantage.testbed.load.ToyController.Answer;
import java.io.IOException;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.net.InetSocketAddress;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.OptionalLong;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import picocli.CommandLine;

@Timeout(30)
class PacketInLoadTest {
  private static LoadSpec spec(InetSocketAddress target, int version, int window, int deaf) {
    return new LoadSpec(
        target,
        3,
        version,
        window,
        200,
        Duration.ofMillis(100),
        Duration.ofMillis(400),
        deaf,
        OptionalLong.of(ProcessHandle.current().pid()),
        1,
        7);
  }

  @ParameterizedTest
  @ValueSource(ints = {1, 4})
  void shouldCountOneResponseForAFlowModAndAPacketOut(int version) throws Exception {
    try (ToyController controller = new ToyController(Answer.FLOW_MOD_AND_PACKET_OUT)) {
      LoadReport report = PacketInLoad.run(spec(controller.address(), version, 8, 0));

      assertThat(report.failure()).isEmpty();
      assertThat(report.responses()).isPositive();
      // At the edges of the measurement one of a pair may fall outside: a window per switch.
      assertThat(report.flowMods()).isBetween(report.responses() - 24, report.responses() + 24);
      assertThat(report.packetOuts()).isBetween(report.responses() - 24, report.responses() + 24);
      assertThat(report.packetIns() - report.responses()).isBetween(-24L, 24L);
      assertThat(report.lost()).isZero();
      assertThat(report.p99Micros()).isGreaterThanOrEqualTo(report.p50Micros()).isPositive();
      assertThat(report.cpuMicrosPerResponse()).isPresent();
      assertThat(report.residentMegabytes().orElseThrow()).isGreaterThan(10);
      assertThat(report.responsesPerSecond())
          .isCloseTo(
              report.responses() / report.seconds(), org.assertj.core.data.Offset.offset(1e-6));
    }
  }

  @Test
  void shouldRecogniseAPacketOutAlone() throws Exception {
    try (ToyController controller = new ToyController(Answer.PACKET_OUT)) {
      LoadReport report = PacketInLoad.run(spec(controller.address(), 4, 8, 0));

      assertThat(report.responses()).isPositive();
      assertThat(report.flowMods()).isZero();
    }
  }

  @Test
  void shouldHaveNoMoreThanTheWindowOutstanding() throws Exception {
    try (ToyController controller = new ToyController(Answer.NOTHING)) {
      LoadReport report = PacketInLoad.run(spec(controller.address(), 4, 8, 0));

      assertThat(report.packetIns()).isZero();
      assertThat(report.responses()).isZero();
    }
  }

  @Test
  void shouldFloodWithoutAWindow() throws Exception {
    try (ToyController controller = new ToyController(Answer.NOTHING)) {
      LoadReport report = PacketInLoad.run(spec(controller.address(), 4, LoadSpec.FLOOD, 0));

      assertThat(report.packetIns()).isGreaterThan(2_000);
    }
  }

  @Test
  void shouldKeepServingTheOthersWhileOneDoesNotRead() throws Exception {
    try (ToyController controller = new ToyController(Answer.FLOW_MOD_AND_PACKET_OUT)) {
      LoadReport report = PacketInLoad.run(spec(controller.address(), 4, 8, 1));

      assertThat(report.failure()).isEmpty();
      assertThat(report.responses()).isPositive();
      assertThat(report.lost()).isZero();
    }
  }

  @Test
  void shouldCountErrorsAndReportALostConnection() throws Exception {
    try (ToyController errors = new ToyController(Answer.ERROR);
        ToyController hangsUp = new ToyController(Answer.HANG_UP)) {
      LoadReport flooded = PacketInLoad.run(spec(errors.address(), 4, LoadSpec.FLOOD, 0));
      LoadReport cut = PacketInLoad.run(spec(hangsUp.address(), 4, 8, 0));

      assertThat(flooded.errors()).isPositive();
      assertThat(flooded.responses()).isZero();
      assertThat(cut.failure()).get().asString().contains("connection of switch");
    }
  }

  @Test
  void shouldSayWhatIsWrongWithTheArguments() {
    assertThat(run("--target", "nonsense")).contains("2:").contains("must be HOST:PORT");
    assertThat(run("--version", "1.4")).contains("2:").contains("1.0 or 1.3");
    assertThat(run("--window", "5000")).contains("2:").contains("number of hosts (1000)");
    assertThat(run("--switches", "0")).contains("2:").contains("1 to 4096");
    assertThatThrownBy(() -> spec(new InetSocketAddress(1), 4, 8, 3))
        .hasMessageContaining("at least one switch must read");
  }

  @Test
  void shouldSayThatNobodyListens() throws IOException {
    ToyController closed = new ToyController(Answer.NOTHING);
    closed.close();

    assertThat(run("--target", "127.0.0.1:" + closed.address().getPort()))
        .startsWith("1:")
        .contains("cannot reach");
  }

  @Test
  void shouldPrintJson() throws Exception {
    try (ToyController controller = new ToyController(Answer.PACKET_OUT)) {
      String target = "127.0.0.1:" + controller.address().getPort();

      String printed =
          run("--target", target, "--seconds", "0.2", "--warm-up", "0.1", "--seed", "9", "--json");

      assertThat(printed)
          .startsWith("0:{\"version\":\"1.3\",\"switches\":8,\"mode\":\"window 64\",\"seed\":9");
      assertThat(printed).contains("\"responsesPerSecond\":").contains("\"p99Micros\":");
    }
  }

  private static String run(String... arguments) {
    StringWriter text = new StringWriter();
    CommandLine command = new CommandLine(new BenchPacketInCommand());
    command.setOut(new PrintWriter(text));
    command.setErr(new PrintWriter(text));
    int code = command.execute(arguments);
    return code + ":" + text;
  }

  @Test
  void shouldReadTheUsageOfAProcessWhoseNameHasParentheses(@TempDir Path directory)
      throws Exception {
    Path stat =
        Files.writeString(
            directory.resolve("stat"),
            "1 (a) b (c) S 1 1 1 0 -1 4 0 0 0 0 120 30 0 0 20 0 1 0 5 1000 77 0");

    ProcessUsage usage = ProcessUsage.of(stat).orElseThrow();

    assertThat(usage.cpuMicros()).isEqualTo(1_500_000);
    assertThat(usage.residentBytes()).isEqualTo(77 * 4_096);
    assertThat(ProcessUsage.of(directory.resolve("none"))).isEmpty();
  }
}
