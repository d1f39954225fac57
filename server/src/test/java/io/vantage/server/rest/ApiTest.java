package io.vantage.server.rest;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import com.fasterxml.jackson.databind.JsonNode;
import io.vantage.cluster.PartitionId;
import io.vantage.model.FlowKey;
import io.vantage.model.FlowState;
import io.vantage.model.Match;
import io.vantage.server.rest.TestApi.Answer;
import io.vantage.server.text.MatchText;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

class ApiTest {
  private static final String FLOWS = "/api/v1/devices/1/flows";
  private static final String RULE =
      """
      {"priority":200,"match":{"in_port":1,"eth_type":"0x0800","ip_dst":"10.0.0.2"},
       "actions":["set_field:eth_dst=00:00:00:00:00:02","output:2"],"cookie":"0x1f"}
      """;

  private TestApi api;

  @BeforeEach
  void startApi() {
    api = new TestApi();
  }

  @AfterEach
  void stopApi() {
    api.close();
  }

  @Test
  void shouldShowSwitchesPortsLinksAndHosts() {
    JsonNode device = api.get("/api/v1/devices").path("devices").get(0);
    assertThat(device.path("id").asText()).isEqualTo("0000000000000001");
    assertThat(device.path("partition").asText()).isEqualTo("p1");
    assertThat(device.path("master").asText()).isEqualTo("r1");
    assertThat(api.get("/api/v1/ports").path("ports")).hasSize(4);
    assertThat(api.get("/api/v1/devices/0x2/ports").path("ports")).hasSize(2);
    assertThat(api.get("/api/v1/links").path("links")).hasSize(2);
    JsonNode host = api.get("/api/v1/hosts").path("hosts").get(0);
    assertThat(host.path("mac").asText()).isEqualTo("00:00:00:00:00:0a");
    assertThat(host.path("location").path("port").asInt()).isEqualTo(1);
    assertThat(api.get("/api/v1/topology").path("devices")).hasSize(2);
  }

  @Test
  void shouldShowReplicasAndPartitions() {
    JsonNode cluster = api.get("/api/v1/cluster");

    assertThat(cluster.path("replicas").get(0).path("id").asText()).isEqualTo("r1");
    assertThat(cluster.path("partitions")).hasSize(3);
    assertThat(api.get("/api/v1/partitions/p1").path("leader").asText()).isEqualTo("r1");
  }

  @Test
  void shouldAnswerWritesWithTheirCommitAndShowThemFromThereOn() {
    Answer answer = api.send("POST", FLOWS, RULE);

    assertThat(answer.status()).as(answer.toString()).isEqualTo(200);
    assertThat(answer.body().path("partition").asText()).isEqualTo("p1");
    long index = answer.body().path("index").asLong();
    JsonNode flow = api.get(FLOWS + "?minIndex=p1:" + index).path("flows").get(0);
    assertThat(flow.path("match").path("in_port").asInt()).isEqualTo(1);
    assertThat(flow.path("match").path("eth_type").asText()).isEqualTo("0x0800");
    assertThat(flow.path("actions").get(1).asText()).isEqualTo("output:2");
    assertThat(flow.path("state").asText()).isEqualTo("PENDING_ADD");
    assertThat(flow.path("cookie").asText()).isEqualTo("0x564100000000001f");
    assertThat(flow.path("owner").asText()).isEqualTo("rest");
  }

  @Test
  void shouldTakeBackWhatItShows() {
    api.send("POST", FLOWS, RULE);
    JsonNode shown = api.get(FLOWS).path("flows").get(0);

    Answer again = api.send("POST", FLOWS, shown.toString());

    assertThat(again.status()).as(again.toString()).isEqualTo(200);
    assertThat(api.get(FLOWS).path("flows")).hasSize(1);
    assertThat(api.get(FLOWS).path("flows").get(0).path("cookie")).isEqualTo(shown.path("cookie"));
  }

  @Test
  void shouldAddManyRulesAtOnceAndRemoveThem() {
    StringBuilder rules = new StringBuilder("[");
    StringBuilder keys = new StringBuilder("[");
    for (int i = 0; i < 2000; i++) {
      String comma = i == 0 ? "" : ",";
      String match =
          "\"priority\":7,\"match\":\"eth_dst=02:00:00:00:%02x:%02x\"".formatted(i / 256, i % 256);
      rules.append(comma).append("{").append(match).append(",\"actions\":\"output:2\"}");
      keys.append(comma).append("{").append(match).append("}");
    }

    Answer added = api.send("POST", FLOWS, rules + "]");
    assertThat(added.body().path("rules").asInt()).as(added.toString()).isEqualTo(2000);
    assertThat(api.get(FLOWS).path("flows")).hasSize(2000);

    Answer removed = api.send("DELETE", FLOWS, keys + "]");
    assertThat(removed.status()).as(removed.toString()).isEqualTo(200);
    assertThat(api.get(FLOWS + "?state=PENDING_ADD").path("flows")).isEmpty();
  }

  @Test
  void shouldWaitUntilTheSwitchHasConfirmed() {
    CompletableFuture<Answer> answer =
        CompletableFuture.supplyAsync(() -> api.send("POST", FLOWS + "?wait=ADDED", RULE));
    FlowKey key = key();
    await().until(() -> api.network.view().flow(key).isPresent());

    api.report(key, FlowState.ADDED, "");

    assertThat(answer.join().body().path("state").asText()).isEqualTo("ADDED");
  }

  @Test
  void shouldTellTheSwitchsReasonWhenItRefuses() {
    CompletableFuture<Answer> answer =
        CompletableFuture.supplyAsync(() -> api.send("POST", FLOWS + "?wait=ADDED", RULE));
    FlowKey key = key();
    await().until(() -> api.network.view().flow(key).isPresent());

    api.report(key, FlowState.FAILED, "OFPET_FLOW_MOD_FAILED/OFPFMFC_TABLE_FULL");

    assertThat(answer.join().status()).isEqualTo(409);
    assertThat(answer.join().body().path("detail").asText()).contains("OFPFMFC_TABLE_FULL");
  }

  @Test
  void shouldGiveUpWaitingByTheDeadline() {
    Answer answer = api.send("POST", FLOWS + "?wait=ADDED&timeoutMs=50", RULE);

    assertThat(answer.status()).isEqualTo(504);
  }

  @Test
  void shouldGiveUpReadingAnIndexThatDoesNotComeByTheDeadline() {
    Answer answer = api.send("GET", "/api/v1/devices?minIndex=p1:999999&timeoutMs=50", "");

    assertThat(answer.status()).isEqualTo(504);
  }

  @Test
  void shouldRemoveARuleByItsKey() {
    api.send("POST", FLOWS, RULE);
    String query = "?priority=200&match=ip_dst%3D10.0.0.2,in_port%3D1,eth_type%3D0x800";

    Answer answer = api.send("DELETE", FLOWS + query, "");

    assertThat(answer.status()).as(answer.toString()).isEqualTo(200);
    assertThat(api.network.view().flow(key()).map(entry -> entry.state()))
        .isNotEqualTo(Optional.of(FlowState.PENDING_ADD));
  }

  @Test
  void shouldPutAndRemoveGroupsAndMeters() {
    Answer group =
        api.send(
            "PUT",
            "/api/v1/devices/1/groups/7",
            """
            {"type":"fast-failover",
             "buckets":[{"watchPort":1,"actions":["output:1"]},{"watchPort":2,"actions":["output:2"]}]}
            """);
    assertThat(group.status()).as(group.toString()).isEqualTo(200);
    JsonNode shown = api.get("/api/v1/groups").path("groups").get(0);
    assertThat(shown.path("id").asInt()).isEqualTo(7);
    assertThat(shown.path("type").asText()).isEqualTo("fast-failover");
    assertThat(shown.path("buckets").get(1).path("watchPort").asInt()).isEqualTo(2);
    assertThat(api.send("DELETE", "/api/v1/devices/1/groups/7", "").status()).isEqualTo(200);

    Answer meter =
        api.send("PUT", "/api/v1/devices/2/meters/3", "{\"unit\":\"kbps\",\"rate\":1000}");
    assertThat(meter.status()).as(meter.toString()).isEqualTo(200);
    JsonNode meters = api.get("/api/v1/devices/2/meters").path("meters");
    assertThat(meters.get(0).path("rate").asInt()).isEqualTo(1000);
    assertThat(api.send("DELETE", "/api/v1/devices/2/meters/3", "").status()).isEqualTo(200);
  }

  @Test
  void shouldReportLeadershipTransfers() {
    Answer there = api.send("POST", "/api/v1/partitions/p1/leader", "{\"replica\":\"r1\"}");

    assertThat(there.body().path("outcome").asText()).isEqualTo("already-there");
  }

  @Test
  void shouldMoveASwitchToAnotherPartitionWithItsRules() {
    api.send("POST", FLOWS, RULE);

    Answer answer = api.send("PUT", "/api/v1/devices/1/partition", "{\"partition\":\"p2\"}");

    assertThat(answer.status()).as(answer.toString()).isEqualTo(200);
    assertThat(answer.body().path("outcome").asText()).isEqualTo("moved");
    assertThat(answer.body().path("from").asText()).isEqualTo("p1");
    assertThat(answer.body().path("pauseMs").asDouble()).isPositive();
    assertThat(api.get("/api/v1/devices/1").path("partition").asText()).isEqualTo("p2");
    assertThat(api.get(FLOWS).path("flows")).hasSize(1);
    Answer next = api.send("POST", FLOWS, RULE.replace("200", "201"));
    assertThat(next.body().path("partition").asText()).isEqualTo("p2");
    Answer again = api.send("PUT", "/api/v1/devices/1/partition", "{\"partition\":\"p2\"}");
    assertThat(again.body().path("outcome").asText()).isEqualTo("already-there");
  }

  @Test
  void shouldSayWhyASwitchCannotBeMoved() {
    String path = "/api/v1/devices/1/partition";

    assertThat(api.send("PUT", path, "{}").body().path("detail").asText()).contains("partition");
    Answer unknown = api.send("PUT", path, "{\"partition\":\"p9\"}");
    assertThat(unknown.status()).isEqualTo(404);
    assertThat(unknown.body().path("detail").asText()).contains("there are system, p1, p2");
    Answer system = api.send("PUT", path, "{\"partition\":\"system\"}");
    assertThat(system.status()).isEqualTo(409);
    assertThat(system.body().path("detail").asText()).contains("cannot belong to");
    assertThat(api.send("PUT", "/api/v1/devices/77/partition", "{\"partition\":\"p2\"}").status())
        .isEqualTo(404);
  }

  @Test
  void shouldNotBeHealthyUntilNothingIsMissing() {
    assertThat(api.send("GET", "/health", "").status()).isEqualTo(200);

    api.health("partition p1 has no known leader");

    Answer answer = api.send("GET", "/health", "");
    assertThat(answer.status()).isEqualTo(503);
    assertThat(answer.body().path("ready").asBoolean()).isFalse();
    assertThat(answer.body().path("reasons").get(0).asText()).contains("p1");
  }

  @Test
  void shouldShowAPartitionWithoutLeader() {
    api.cluster.lead(new PartitionId("p1"), Optional.empty());

    assertThat(api.get("/api/v1/partitions/p1").path("leader").isNull()).isTrue();
    assertThat(api.get("/api/v1/devices/1").path("master").isNull()).isTrue();
  }

  private static FlowKey key() {
    Match match = MatchText.parse("in_port=1,eth_type=0x0800,ip_dst=10.0.0.2");
    return new FlowKey(TestApi.S1, 0, 200, match);
  }

  @Test
  void shouldCommitRulesOfSeveralSwitchesInOneRequest() {
    Answer answer =
        api.send(
            "POST",
            "/api/v1/flows",
            """
            [{"device":"1","priority":7,"match":{"in_port":1},"actions":["output:2"]},
             {"device":"0000000000000002","priority":7,"match":{"in_port":1},"actions":[]}]
            """);

    assertThat(answer.status()).isEqualTo(200);
    assertThat(answer.body().path("rules").asInt()).isEqualTo(2);
    for (JsonNode commit : answer.body().path("commits")) {
      String index = commit.path("partition").asText() + ":" + commit.path("index").asText();
      assertThat(api.get("/api/v1/flows?minIndex=" + index).path("flows")).isNotEmpty();
    }
    assertThat(api.get("/api/v1/devices/1/flows").path("flows")).hasSize(1);
    assertThat(api.get("/api/v1/devices/2/flows").path("flows")).hasSize(1);
  }

  @Test
  void shouldCommitNothingIfOneOfSeveralRulesIsWrong() {
    Answer answer =
        api.send(
            "POST",
            "/api/v1/flows",
            """
            [{"device":"1","priority":7,"match":{"in_port":1},"actions":[]},
             {"device":"77","priority":7,"match":{"in_port":1},"actions":[]},
             {"priority":7,"match":{"in_port":1},"actions":[]}]
            """);

    assertThat(answer.status()).isEqualTo(400);
    assertThat(answer.body().path("errors").findValuesAsText("field"))
        .containsExactly("[1].device", "[2].device");
    assertThat(api.get("/api/v1/flows").path("flows")).isEmpty();
  }
}
