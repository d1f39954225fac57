package io.vantage.testbed.experiment;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.vantage.testbed.topology.Topologies;
import io.vantage.testbed.topology.Topology;
import java.io.IOException;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

class RoutesTest {
  private static final ObjectMapper JSON = new ObjectMapper();

  /** Follows the rules from switch to switch and returns the port that the packet leaves by. */
  private static Topology.End follow(Topology topology, JsonNode rules, long device) {
    Map<Long, Integer> output = new HashMap<>();
    for (JsonNode rule : rules) {
      String action = rule.path("actions").get(0).asText();
      output.put(
          Long.parseLong(rule.path("device").asText()),
          Integer.parseInt(action.substring("output:".length())));
    }
    Map<Topology.End, Topology.End> peers = new HashMap<>();
    for (Topology.SwitchLink link : topology.links()) {
      peers.put(link.a(), link.b());
      peers.put(link.b(), link.a());
    }
    Topology.End end = new Topology.End(device, output.get(device));
    while (peers.containsKey(end)) {
      long next = peers.get(end).datapathId();
      end = new Topology.End(next, output.get(next));
    }
    return end;
  }

  @Test
  void shouldLeadFromAnyHostToAnyOther() throws IOException {
    Topology topology = Topologies.of("internet2");
    Routes routes = new Routes(topology, true);
    for (int from = 0; from < routes.ends(); from++) {
      int to = (from + 11) % routes.ends();
      JsonNode rules = JSON.readTree(routes.body(from, to));
      long first = topology.hosts().get(from).attachedTo().datapathId();

      assertThat(follow(topology, rules, first)).isEqualTo(topology.hosts().get(to).attachedTo());
    }
  }

  @Test
  void shouldMatchBothEndsAtEverySwitchOfTheShortestPath() throws IOException {
    JsonNode rules = JSON.readTree(new Routes(Topologies.of("ring,6"), true).body(0, 2));

    assertThat(rules.findValuesAsText("device")).containsExactly("1", "2", "3");
    assertThat(rules.get(1).path("match").path("eth_src").asText()).isEqualTo("00:00:00:00:00:01");
    assertThat(rules.get(1).path("match").path("eth_dst").asText()).isEqualTo("00:00:00:00:00:03");
  }

  @Test
  void shouldCommitTheFirstRuleOnlyIfAskedTo() throws IOException {
    JsonNode rules = JSON.readTree(new Routes(Topologies.of("ring,6"), false).body(0, 2));

    assertThat(rules.findValuesAsText("device")).isEqualTo(List.of("1"));
  }
}
