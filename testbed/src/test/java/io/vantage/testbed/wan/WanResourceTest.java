package io.vantage.testbed.wan;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.vantage.server.cli.ApiClient;
import io.vantage.server.cli.CliException;
import io.vantage.server.cli.ExitCode;
import io.vantage.server.rest.HttpServer;
import io.vantage.testbed.topology.Sites;
import io.vantage.testbed.topology.Topologies;
import java.io.IOException;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import org.assertj.core.data.Offset;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class WanResourceTest {
  private static final ObjectMapper JSON = new ObjectMapper();
  private static final Offset<Double> ROUNDING = within(0.002);

  private WanEmulator emulator;
  private HttpServer server;
  private ApiClient client;

  @BeforeEach
  void start() {
    Sites sites = new Sites(Topologies.of("internet2"));
    emulator = new WanEmulator(sites, sites.named(List.of("Chicago", "Denver")));
    server = new HttpServer("127.0.0.1", 0, new WanResource(emulator)::register);
    client = new ApiClient(List.of("http://127.0.0.1:" + server.port()), Duration.ofSeconds(5));
  }

  @AfterEach
  void stop() {
    server.close();
    emulator.close();
  }

  private JsonNode put(String path, String body) throws IOException {
    return client.request("PUT", "/api/v1/wan" + path, Optional.of(JSON.readTree(body)));
  }

  @Test
  void shouldShowPlacesAndDelays() {
    JsonNode status = client.get("/api/v1/wan");

    assertThat(status.path("replicas").findValuesAsText("place"))
        .containsExactly("Chicago", "Denver");
    JsonNode path = status.path("paths").get(0);
    double base = path.path("baseMs").asDouble();
    assertThat(base).isPositive();
    assertThat(path.path("rttMs").asDouble()).isCloseTo(2 * base, ROUNDING);
    assertThat(status.path("switches")).hasSize(34);
  }

  @Test
  void shouldChangeWhatItIsTold() throws IOException {
    double base = client.get("/api/v1/wan").path("paths").get(0).path("baseMs").asDouble();

    JsonNode delayed = put("/ends/r2", "{\"extraMs\": 20}").path("paths").get(0);
    assertThat(delayed.path("toBMs").asDouble()).isCloseTo(base + 20, ROUNDING);
    assertThat(delayed.path("toAMs").asDouble()).isEqualTo(base);

    JsonNode limited = put("/paths/r1/r2", "{\"mbps\": 10, \"cut\": true}").path("paths").get(0);
    assertThat(limited.path("cut").asBoolean()).isTrue();
    assertThat(limited.path("mbps").asDouble()).isEqualTo(10);

    JsonNode healed =
        client.request("DELETE", "/api/v1/wan/disturbances", Optional.empty()).path("paths").get(0);
    assertThat(healed.path("cut").asBoolean()).isFalse();
    assertThat(healed.path("rttMs").asDouble()).isCloseTo(2 * base, ROUNDING);
  }

  @Test
  void shouldShowASwitchWhosePathWasChanged() throws IOException {
    JsonNode paths = put("/paths/r1/5", "{\"extraMs\": 3}").path("paths");

    assertThat(paths.findValuesAsText("b")).containsExactly("r2", "0000000000000005");
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      quoteCharacter = '`',
      textBlock =
          """
          /ends/r7     | {"extraMs": 5}       | 'r7' is neither a replica (r1 to r2) nor a switch
          /ends/r1     | {"extraMs": -5}      | extraMs: must be a number from 0.0 to 10000.0, is -5
          /ends/r1     | {"extraMs": "a"}     | extraMs: must be a number
          /ends/r1     | {"extramS": 5}       | extramS: unknown field; did you mean extraMs?
          /ends/r1     | {"cut": 1}           | cut: must be true or false, is a number
          /ends/5      | {"extraMs": 5}       | extraMs: is added at replicas only
          /paths/r1/r1 | {"extraMs": 5}       | there is no path between r1 and r1
          /paths/5/6   | {"cut": true}        | one must be a replica
          /paths/r1/r2 | {"mbps": -1}         | mbps: must be a number from 0.0 to 1000000.0
          """)
  void shouldNameWhatIsWrong(String path, String body, String rule) {
    assertThatThrownBy(() -> put(path, body))
        .isInstanceOf(CliException.class)
        .hasMessageContaining(rule)
        .extracting(e -> ((CliException) e).exitCode())
        .isIn(ExitCode.USAGE, ExitCode.NOT_FOUND);
  }
}
