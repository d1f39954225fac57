package io.vantage.testbed.e2e;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.vantage.testbed.lab.ClusterProcesses;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.TreeSet;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What the cluster says of a switch's rules and what the switch itself says agree. */
class FlowsOnOpenVSwitchTest {
  private static final ObjectMapper JSON = new ObjectMapper();
  private static final String DEVICE = "0000000000000001";
  private static final int RULES = 1000;
  private static final int PRIORITY = 300;
  private static final Duration REPAIR = Duration.ofSeconds(10);
  private static final Pattern DUMPED =
      Pattern.compile("priority=(\\d+),dl_dst=([0-9a-f:]+) actions=output:");

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

  private static ArrayNode rules() {
    ArrayNode rules = JSON.createArrayNode();
    for (int i = 0; i < RULES; i++) {
      ObjectNode rule = rules.addObject().put("priority", PRIORITY);
      rule.putObject("match").put("eth_dst", "02:00:00:00:%02x:%02x".formatted(i >> 8, i & 255));
      rule.putArray("actions").add("output:1");
    }
    return rules;
  }

  private static void awaitAgreement(Laboratory lab, String when, Duration deadline) {
    ClusterProcesses.await(
        "the cluster and the switch to agree " + when,
        deadline,
        () -> onSwitch(lab).equals(desired(lab)) && added(lab) == RULES);
  }

  private static TreeSet<String> onSwitch(Laboratory lab) {
    TreeSet<String> rules = new TreeSet<>();
    String dump =
        lab.network().run(command("dumpFlows").put("switch", "s1")).path("flows").asText();
    Matcher line = DUMPED.matcher(dump);
    while (line.find()) {
      if (line.group(1).equals(Integer.toString(PRIORITY))) {
        rules.add(line.group(2));
      }
    }
    return rules;
  }

  private static TreeSet<String> desired(Laboratory lab) throws IOException {
    TreeSet<String> rules = new TreeSet<>();
    for (JsonNode flow : lab.flows(DEVICE, "")) {
      if (flow.path("priority").asInt() == PRIORITY) {
        rules.add(flow.path("match").path("eth_dst").asText());
      }
    }
    return rules;
  }

  private static int added(Laboratory lab) throws IOException {
    int added = 0;
    for (JsonNode flow : lab.flows(DEVICE, "?state=ADDED")) {
      added += flow.path("priority").asInt() == PRIORITY ? 1 : 0;
    }
    return added;
  }

  private static void moveLeadership(Laboratory lab) throws IOException {
    for (JsonNode partition : lab.list("partitions")) {
      String id = partition.path("id").asText();
      int to = (lab.cluster().leaderOf(id, 0) + 1) % 3;
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
    ObjectNode rule = JSON.createObjectNode().put("priority", PRIORITY + 1);
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
