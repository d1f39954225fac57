package io.vantage.server.cli;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.json.JsonMapper;
import io.vantage.model.FlowState;
import io.vantage.server.rest.TestApi;
import java.io.IOException;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;
import picocli.CommandLine;

class CommandLineTest {
  private static TestApi api;

  @BeforeAll
  static void startApi() {
    api = new TestApi();
  }

  @AfterAll
  static void stopApi() {
    api.close();
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "replicas",
        "partitions",
        "devices",
        "ports",
        "links",
        "hosts",
        "topology",
        "flows",
        "groups",
        "meters"
      })
  void shouldPrintTablesAndJson(String command) throws JsonProcessingException {
    Run table = run(command);
    assertThat(table.code).as(table.err).isZero();
    assertThat(table.out.lines().findFirst().orElseThrow()).matches("[A-Z ()]+");

    Run json = run(command, "--json");
    assertThat(new JsonMapper().readTree(json.out).isObject()).isTrue();
  }

  @Test
  void shouldAddAndRemoveARule() throws JsonProcessingException {
    String[] key = {"1", "--priority", "200", "--match", "in_port=1,ip,ip_dst=10.0.0.9"};

    Run added = run("flow", List.of("add"), key, "--actions", "output=2", "--cookie", "0x1f");

    assertThat(added.code).as(added.err).isZero();
    assertThat(added.out).startsWith("committed (p1:");
    JsonNode flows = new JsonMapper().readTree(run("flows", "1", "--json").out).path("flows");
    assertThat(flows.toString()).contains("10.0.0.9").contains("\"owner\":\"cli\"");
    Run removed = run("flow", List.of("remove"), key);
    assertThat(removed.code).as(removed.err).isZero();
    assertThat(api.network.view().flows(TestApi.S1))
        .noneMatch(entry -> entry.state() == FlowState.PENDING_ADD);
  }

  @Test
  void shouldMoveASwitchAndSayHowLongChangesWaited() {
    Run moved = run("device", "move", "1", "p2");
    Run there = run("device", "move", "1", "p2");

    assertThat(moved.code()).as(moved.toString()).isZero();
    assertThat(moved.out())
        .matches("switch 0000000000000001 moved from p1 to p2, changes waited for [0-9.]+ ms\\R");
    assertThat(there.out()).startsWith("switch 0000000000000001 is in p2 already");
  }

  @Test
  void shouldReportTransfers() {
    Run run = run("leader", "transfer", "p1", "r1");

    assertThat(run.code).as(run.err).isZero();
    assertThat(run.out).contains("r1 leads p1 already");
  }

  @Test
  void shouldShowWhereLeadersSitAndWhy() throws JsonProcessingException {
    await()
        .atMost(Duration.ofSeconds(20))
        .until(() -> run("seer", "status").out.contains("stay: leaders stay"));

    Run status = run("seer", "status");
    assertThat(status.out).startsWith("strategy native, elector r1 (term 1)").contains("PREDICTED");
    Run explanation = run("seer", "explain", "p1");
    assertThat(explanation.code).as(explanation.err).isZero();
    assertThat(explanation.out).startsWith("p1 is led by r1").contains("CANDIDATE");
    assertThat(run("seer", "strategy").out).startsWith("strategy native of native, rtt-only");
    for (String command : List.of("status", "strategy")) {
      assertThat(new JsonMapper().readTree(run("seer", command, "--json").out).isObject()).isTrue();
    }
    assertThat(run("seer", "strategy", "native").out).isEqualTo("strategy native\n");
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "devcies | 2 | did you mean",
        "flow add | 2 | Missing required",
        "flow add 1 --actions output:2 --prority 3 | 2 | did you mean --priority?",
        "flow add zz --actions output:2 | 2 | 'zz' is not a datapath id",
        "flow add 1 --actions jump | 2 | --actions: action 'jump': unknown",
        "flow add 1 --actions drop --match in_prot=1 | 2 | did you mean in_port?",
        "flow add 1 --actions drop --priority 70000 | 2 | priority: must be a whole number",
        "flow add 1 --actions drop --priority high | 2 | --priority",
        "flow add 1 --actions drop --wait SOON | 2 | wait: must be ADDED",
        "flow add 1 --actions drop --wait ADDED --timeout 1 | 5 | not confirmed by switch 0000000000000001 within 1000 ms",
        "flow remove 1 --priority 4711 | 3 | has no rule with table 0, priority 4711",
        "flow add 77 --actions drop | 3 | no switch 000000000000004d; there are 0000000000000001",
        "ports 77 | 3 | no switch 000000000000004d",
        "seer explain p9 | 3 | no partition p9; there are system, p1, p2",
        "seer explain system | 3 | does not move partition system",
        "seer strategy vantge | 2 | did you mean vantage?",
        "leader transfer p9 r1 | 3 | no partition p9; there are system, p1, p2",
        "device move 1 p9 | 3 | no partition p9; there are system, p1, p2",
        "device move 99 p1 | 3 | no switch 0000000000000063",
        "leader transfer p1 r9 | 3 | no replica r9; there are r1",
        "devices --min-index p1 | 2 | minIndex: must be PARTITION:INDEX",
      })
  void shouldEndWithOneLineAndItsExitCode(String line, int code, String message) {
    Run run = run(line.strip().split(" "));

    assertThat(run.code).as(run.err).isEqualTo(code);
    assertThat(run.err).contains(message);
    assertThat(run.err.strip().lines()).hasSize(1);
    assertThat(run.out).isEmpty();
  }

  @Test
  void shouldSayThatNobodyAnswers() throws IOException {
    int port;
    try (ServerSocket socket = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
      port = socket.getLocalPort();
    }

    Run run = execute("devices", "--url", "http://127.0.0.1:" + port);

    assertThat(run.code).isEqualTo(ExitCode.UNREACHABLE);
    assertThat(run.err).contains("no replica answers at http://127.0.0.1:" + port);
  }

  @Test
  void shouldTellWhereTheConfigurationIsBroken(@TempDir Path directory) throws IOException {
    Path file = directory.resolve("vantage.conf");
    java.nio.file.Files.writeString(file, "vantage {\n  http.prot = 1\n}");

    Run run = execute("node", "--config", file.toString());

    assertThat(run.code).isEqualTo(ExitCode.USAGE);
    assertThat(run.err).contains(file + ":2: vantage.http.prot: unknown key; did you mean port?");
  }

  @Test
  void shouldExplainEveryCommand() {
    CommandLine line = Main.commandLine();
    line.getSubcommands()
        .forEach(
            (name, command) -> {
              assertThat(command.getUsageMessage()).as(name).contains("Usage: vantage " + name);
            });
    assertThat(execute("--version").out).contains("vantage ").doesNotContain("unknown");
  }

  @ParameterizedTest
  @CsvSource({"start,--replicas,0", "start,--replicas,99", "start,--partitions,0"})
  void shouldRefuseClustersOfOddSize(String command, String option, String value) {
    Run run = execute("cluster", command, option, value);

    assertThat(run.code).isEqualTo(ExitCode.USAGE);
    assertThat(run.err).contains(option);
  }

  @Test
  void shouldSayThatThereIsNoCluster(@TempDir Path directory) {
    String dir = directory.toString();

    assertThat(execute("cluster", "status", "--dir", dir).out).contains("no cluster in " + dir);
    assertThat(execute("cluster", "stop", "--dir", dir).out).contains("no replica is running");
    Run kill = execute("cluster", "kill", "r1", "--dir", dir);
    assertThat(kill.code).isEqualTo(ExitCode.NOT_FOUND);
    assertThat(kill.err).contains("no cluster in " + dir);
  }

  private static Run run(String first, List<String> second, String[] key, String... more) {
    List<String> all = new ArrayList<>(List.of(first));
    all.addAll(second);
    all.addAll(List.of(key));
    all.addAll(List.of(more));
    return run(all.toArray(String[]::new));
  }

  private static Run run(String... words) {
    List<String> all = new ArrayList<>(List.of(words));
    all.add("--url");
    all.add(api.url());
    return execute(all.toArray(String[]::new));
  }

  private static Run execute(String... words) {
    StringWriter out = new StringWriter();
    StringWriter err = new StringWriter();
    int code =
        Main.commandLine()
            .setOut(new PrintWriter(out, true))
            .setErr(new PrintWriter(err, true))
            .execute(words);
    return new Run(code, out.toString(), err.toString());
  }

  private record Run(int code, String out, String err) {}
}
