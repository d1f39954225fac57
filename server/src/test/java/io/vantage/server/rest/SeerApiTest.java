package io.vantage.server.rest;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import com.fasterxml.jackson.databind.JsonNode;
import io.vantage.cluster.PartitionId;
import io.vantage.cluster.ReplicaId;
import io.vantage.seer.placement.Strategies;
import io.vantage.server.rest.TestApi.Answer;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class SeerApiTest {
  private static final Duration PATIENCE = Duration.ofSeconds(20);

  private TestApi api;

  @BeforeEach
  void startApi() {
    api = new TestApi();
    await().atMost(PATIENCE).until(() -> status().path("partitions").size() == 2);
  }

  @AfterEach
  void stopApi() {
    api.close();
  }

  private JsonNode status() {
    return api.get("/api/v1/seer");
  }

  @Test
  void shouldShowTheElectorWhatItSeesAndWhatItDecides() {
    await().atMost(PATIENCE).until(() -> status().path("replicas").size() == 1);

    JsonNode status = status();
    assertThat(status.path("strategy").asText()).isEqualTo("native");
    assertThat(status.path("elector").asText()).isEqualTo("r1");
    assertThat(status.path("term").asLong()).isPositive();
    assertThat(status.path("strategies").toString()).contains("rtt-only").contains("off");
    JsonNode replica = status.path("replicas").get(0);
    assertThat(replica.path("id").asText()).isEqualTo("r1");
    assertThat(replica.path("cpu").asDouble()).isEqualTo(0.25);
    assertThat(replica.path("silent").asBoolean()).isFalse();
    JsonNode partition = status.path("partitions").get(0);
    assertThat(partition.path("id").asText()).isEqualTo("p1");
    assertThat(partition.path("leader").asText()).isEqualTo("r1");
    assertThat(partition.path("decision").path("kind").asText()).isEqualTo("stay");
    assertThat(partition.path("measuredMs").isNull()).isTrue();
  }

  @Test
  void shouldExplainAPartition() {
    JsonNode explanation = api.get("/api/v1/seer/partitions/p1");

    assertThat(explanation.path("decision").path("reason").asText()).contains("elected");
    assertThat(explanation.path("candidates").isArray()).isTrue();
    assertThat(explanation.path("moves").isArray()).isTrue();
  }

  @Test
  void shouldChangeTheStrategyForTheCluster() {
    Answer answer = api.send("PUT", "/api/v1/seer/strategy", "{\"strategy\":\"rtt-only\"}");

    assertThat(answer.status()).as(answer.toString()).isEqualTo(200);
    assertThat(answer.body().path("partition").asText()).isEqualTo("system");
    await().atMost(PATIENCE).until(() -> status().path("strategy").asText().equals("rtt-only"));
    assertThat(api.network.view().configuration()).containsEntry("seer.strategy", "rtt-only");
  }

  @Test
  void shouldSayThatItIsOff() {
    api.send("PUT", "/api/v1/seer/strategy", "{\"strategy\":\"off\"}");

    await().atMost(PATIENCE).until(() -> status().path("strategy").asText().equals("off"));
    assertThat(status().path("elector").isNull()).isTrue();
    Answer answer = api.send("GET", "/api/v1/seer/partitions/p1", "");
    assertThat(answer.status()).isEqualTo(404);
    assertThat(answer.body().path("detail").asText()).contains("strategy off");
  }

  @Test
  void shouldAskTheElectorAndFallBackToItsOwnView() {
    api.cluster.answer(
        new ReplicaId("r2"),
        "rest/seer",
        (from, partition) ->
            CompletableFuture.completedFuture(
                ("{\"strategy\":\"asked for "
                        + new String(partition, StandardCharsets.UTF_8)
                        + "\"}")
                    .getBytes(StandardCharsets.UTF_8)));
    api.cluster.lead(PartitionId.SYSTEM, Optional.of(new ReplicaId("r2")));

    assertThat(api.get("/api/v1/seer/partitions/p2").path("strategy").asText())
        .isEqualTo("asked for p2");

    api.cluster.lead(PartitionId.SYSTEM, Optional.of(new ReplicaId("r3")));

    assertThat(status().path("answeredBy").asText()).isEqualTo("r1");
    assertThat(status().path("elector").isNull()).isTrue();
    assertThat(api.send("GET", "/api/v1/seer/partitions/p2", "").status()).isEqualTo(503);
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      quoteCharacter = '`',
      textBlock =
          """
          PUT | seer/strategy          | {"strategy":"ratt-only"} | 400 | did you mean rtt-only?
          PUT | seer/strategy          | {"strategy":3}           | 400 | must be a text
          PUT | seer/strategy          | {}                       | 400 | is missing
          PUT | seer/strategy          | {"name":"native"}        | 400 | unknown field
          PUT | seer/strategy?now=true | {"strategy":"native"}    | 400 | unknown query parameter
          GET | seer/partitions/p9     |                          | 404 | no partition p9; there are system, p1, p2
          GET | seer/partitions/system |                          | 404 | does not move partition system
          GET | seer?x=1               |                          | 400 | unknown query parameter
          """)
  void shouldRefuseWhatItCannotDo(
      String method, String path, String body, int status, String detail) {
    Answer answer = api.send(method, "/api/v1/" + path, body == null ? "" : body);

    assertThat(answer.status()).as(answer.toString()).isEqualTo(status);
    assertThat(answer.body().toString()).contains(detail);
  }

  @Test
  void shouldKnowEveryStrategy() {
    for (String name : Strategies.names()) {
      Answer answer = api.send("PUT", "/api/v1/seer/strategy", "{\"strategy\":\"" + name + "\"}");
      assertThat(answer.status()).as(name).isEqualTo(200);
      await().atMost(PATIENCE).until(() -> status().path("strategy").asText().equals(name));
    }
  }
}
