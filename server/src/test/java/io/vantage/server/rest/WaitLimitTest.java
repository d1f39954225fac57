package io.vantage.server.rest;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.vantage.server.rest.TestApi.Answer;
import java.time.Duration;
import java.util.List;
import java.util.Queue;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

class WaitLimitTest {
  private static final int REQUESTS = WaitLimit.MAX_WAITING + 30;

  private final TestApi api = new TestApi();
  private final ExecutorService clients = Executors.newCachedThreadPool();
  private final Queue<Answer> answers = new ConcurrentLinkedQueue<>();

  @AfterEach
  void stop() {
    clients.shutdownNow();
    api.close();
  }

  @Test
  void shouldStayHealthyWhileManyReadsWait() {
    String late = "/api/v1/devices?minIndex=p1:999999&timeoutMs=6000";
    for (int i = 0; i < REQUESTS; i++) {
      clients.execute(() -> answers.add(api.send("GET", late, "")));
    }

    await().atMost(Duration.ofSeconds(5)).until(() -> answers.size() == 30);
    assertThat(api.send("GET", "/health", "").status()).isEqualTo(200);
    assertThat(answers).extracting(Answer::status).containsOnly(503);
    assertThat(List.copyOf(answers).get(0).body().path("detail").asText()).contains("waiting");

    await().atMost(Duration.ofSeconds(15)).until(() -> answers.size() == REQUESTS);
    assertThat(answers).filteredOn(a -> a.status() == 504).hasSize(WaitLimit.MAX_WAITING);
    for (int i = 0; i <= WaitLimit.MAX_WAITING; i++) {
      api.get("/api/v1/devices?minIndex=p1:0");
    }
  }
}
