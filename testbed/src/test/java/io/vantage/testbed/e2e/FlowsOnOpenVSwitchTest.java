package io.vantage.testbed.e2e;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.vantage.server.cli.Main;
import io.vantage.testbed.lab.ClusterProcesses;
import io.vantage.testbed.lab.LabException;
import java.io.IOException;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** {@code vantage flows --json} and {@code ovs-ofctl} tell the same of every rule of a switch. */
class FlowsOnOpenVSwitchTest {
  private static final ObjectMapper JSON = new ObjectMapper();
  private static final String DEVICE = "0000000000000001";
  private static final int RULES = 1000;

  /** Discovery's two and the table miss. */
  private static final int BASE_RULES = 3;

  private static final Duration REPAIR = Duration.ofSeconds(10);

  @TempDir Path directory;

  @Test
  void shouldAgreeWithTheSwitchWhateverHappensToIt() throws Exception {
    try (Laboratory lab = new Laboratory(directory, "linear,2", "OpenFlow13", "forwarding")) {
      lab.awaitTopology(Duration.ofSeconds(30));

      lab.cluster().rest().post(1, "/api/v1/devices/" + DEVICE + "/flows", rules());
      awaitAgreement(lab, "after adding", Duration.ofSeconds(20));

      lab.network().run(command("delFlows").put("switch", "s1"));
      awaitAgreement(lab, "after rules were deleted behind our back", REPAIR);

      lab.network().run(command("switch").put("name", "s1").put("action", "stop"));
      lab.network().run(command("switch").put("name", "s1").put("action", "start"));
      awaitAgreement(lab, "after a restart of the switch", Duration.ofSeconds(30));

      moveLeadership(lab);
      lab.network().run(command("delFlows").put("switch", "s1"));
      awaitAgreement(lab, "after the new leader had to repair", REPAIR);

      refuse(lab);
    }
  }

  private static ObjectNode command(String name) {
    return JSON.createObjectNode().put("cmd", name);
  }

  /** Rules of five shapes. */
  private static ArrayNode rules() {
    ArrayNode rules = JSON.createArrayNode();
    for (int i = 0; i < RULES; i++) {
      ObjectNode rule = rules.addObject().put("priority", 300 + i % 7).put("cookie", i);
      ObjectNode match = rule.putObject("match");
      ArrayNode actions = rule.putArray("actions");
      String address = "02:00:00:00:%02x:%02x".formatted(i >> 8, i & 255);
      switch (i % 5) {
        case 0 -> {
          match.put("eth_dst", address);
          actions.add("output:1");
        }
        case 1 -> {
          match.put("in_port", 2).put("eth_src", address);
          actions.add("output:1").add("output:controller");
        }
        case 2 ->
            match
                .put("eth_type", "0x0800")
                .put("ip_dst", "10.%d.%d.0/24".formatted(i >> 8, i & 255));
        case 3 -> {
          match.put("eth_type", "0x0800").put("ip_proto", 6).put("tcp_dst", i);
          actions.add("set_field:eth_dst=" + address).add("output:2");
        }
        default -> {
          match.put("vlan_vid", i);
          actions.add("pop_vlan").add("output:1");
          rule.put("idleTimeoutSeconds", 3000 + i);
        }
      }
    }
    return rules;
  }

  private void awaitAgreement(Laboratory lab, String when, Duration deadline) {
    Awaitility.await("agreement of the cluster and the switches " + when)
        .atMost(deadline)
        .untilAsserted(
            () -> {
              assertThat(added(flows(1))).isEqualTo(RULES + BASE_RULES);
              assertThat(difference(lab, 1)).isEmpty();
              assertThat(added(flows(2))).isEqualTo(BASE_RULES);
              assertThat(difference(lab, 2)).isEmpty();
            });
  }

  /** What ovs-ofctl finds different between the rules of the command line and the switch's. */
  private String difference(Laboratory lab, int number) throws IOException {
    List<String> lines = new ArrayList<>();
    flows(number).forEach(flow -> lines.add(inWordsOfOpenVSwitch(flow)));
    Path file = directory.resolve("flows-" + number);
    Files.write(file, lines);
    ObjectNode diff = command("ofctl");
    diff.putArray("args").add("diff-flows").add("s" + number).add(file.toString());
    try {
      return lab.network().run(diff).path("out").asText();
    } catch (LabException e) {
      return e.getMessage(); // it ends with an error if anything differs
    }
  }

  private static JsonNode flows(int number) throws IOException {
    StringWriter out = new StringWriter();
    int code =
        Main.commandLine()
            .setOut(new PrintWriter(out))
            .execute("flows", "" + number, "--json", "--url", "http://127.0.0.1:8181");
    assertThat(code).isZero();
    return JSON.readTree(out.toString()).path("flows");
  }

  private static int added(JsonNode flows) {
    int added = 0;
    for (JsonNode flow : flows) {
      added += flow.path("state").asText().equals("ADDED") ? 1 : 0;
    }
    return added == flows.size() ? added : -1;
  }

  private static String inWordsOfOpenVSwitch(JsonNode flow) {
    StringBuilder line = new StringBuilder();
    line.append("cookie=").append(flow.path("cookie").asText());
    line.append(",table=").append(flow.path("table").asText());
    line.append(",priority=").append(flow.path("priority").asText());
    line.append(",idle_timeout=").append(flow.path("idleTimeoutSeconds").asText());
    line.append(",hard_timeout=").append(flow.path("hardTimeoutSeconds").asText());
    flow.path("match")
        .fields()
        .forEachRemaining(
            field ->
                line.append(',')
                    .append(field.getKey().replace("vlan_vid", "dl_vlan"))
                    .append('=')
                    .append(field.getValue().asText()));
    List<String> actions = new ArrayList<>();
    flow.path("actions")
        .forEach(
            action ->
                actions.add(
                    action
                        .asText()
                        .replace("output:controller", "controller:65535")
                        .replaceFirst("set_field:(.*)=(.*)", "set_field:$2->$1")));
    return line + " actions=" + (actions.isEmpty() ? "drop" : String.join(",", actions));
  }

  private static void moveLeadership(Laboratory lab) throws IOException {
    for (JsonNode partition : lab.list("partitions")) {
      String id = partition.path("id").asText();
      int from =
          Awaitility.await("a leader of " + id)
              .atMost(Duration.ofSeconds(15))
              .ignoreExceptions()
              .until(() -> lab.cluster().leaderOf(id, 0), leader -> true);
      int to = (from + 1) % 3;
      JsonNode outcome =
          lab.cluster()
              .rest()
              .post(
                  0,
                  "/api/v1/partitions/" + id + "/leader",
                  JSON.createObjectNode().put("replica", lab.cluster().replicas().get(to).id()));
      assertThat(outcome.path("outcome").asText()).isEqualTo("moved");
    }
  }

  private static void refuse(Laboratory lab) throws IOException {
    ObjectNode rule = JSON.createObjectNode().put("priority", 1);
    rule.putArray("actions").add("group:99");
    lab.cluster().rest().post(0, "/api/v1/devices/" + DEVICE + "/flows", rule);
    ClusterProcesses.await(
        "the refused rule to be FAILED",
        REPAIR,
        () -> lab.flows(DEVICE, "?state=FAILED").size() == 1);
    JsonNode failed = lab.flows(DEVICE, "?state=FAILED").get(0);
    assertThat(failed.path("reason").asText()).contains("OFPBAC_BAD_OUT_GROUP");
  }
}
