package io.vantage.testbed.lab;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.time.Duration;
import java.util.List;

/** Calls the REST interface of a cluster's replicas, each by its number from 0. Any thread. */
public final class RestClient {
  private static final ObjectMapper JSON = new ObjectMapper();

  private final List<String> replicas;
  private final Duration timeout;
  private final HttpClient http =
      HttpClient.newBuilder()
          .version(HttpClient.Version.HTTP_1_1)
          .connectTimeout(Duration.ofSeconds(2))
          .build();

  /**
   * @param replicas base URL of each replica
   * @param timeout of one request
   */
  public RestClient(List<String> replicas, Duration timeout) {
    this.replicas = List.copyOf(replicas);
    this.timeout = timeout;
  }

  public int replicas() {
    return replicas.size();
  }

  /** The answer of one replica to GET; throws {@link IOException} unless it is 2xx. */
  public JsonNode get(int replica, String path) throws IOException {
    return send(request(replica, path).GET().build());
  }

  /** The answer of one replica to POST; throws {@link IOException} unless it is 2xx. */
  public JsonNode post(int replica, String path, JsonNode body) throws IOException {
    return write("POST", replica, path, body);
  }

  /** The answer of one replica to PUT; throws {@link IOException} unless it is 2xx. */
  public JsonNode put(int replica, String path, JsonNode body) throws IOException {
    return write("PUT", replica, path, body);
  }

  private JsonNode write(String method, int replica, String path, JsonNode body)
      throws IOException {
    return send(
        request(replica, path)
            .header("Content-Type", "application/json")
            .method(method, HttpRequest.BodyPublishers.ofString(body.toString()))
            .build());
  }

  private HttpRequest.Builder request(int replica, String path) {
    return HttpRequest.newBuilder(URI.create(replicas.get(replica) + path))
        .timeout(timeout)
        .header("Accept", "application/json");
  }

  private JsonNode send(HttpRequest request) throws IOException {
    try {
      HttpResponse<String> response = http.send(request, HttpResponse.BodyHandlers.ofString());
      if (response.statusCode() / 100 != 2) {
        throw new IOException(
            request.uri() + " answered " + response.statusCode() + ": " + response.body());
      }
      return JSON.readTree(response.body());
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new IOException("interrupted", e);
    }
  }
}
