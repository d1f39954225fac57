package io.vantage.server.cli;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.json.JsonMapper;
import com.fasterxml.jackson.databind.node.MissingNode;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.net.HttpURLConnection;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/**
 * Client of the REST API for commands. It uses {@link HttpURLConnection}, since loading the newer
 * client alone takes longer than a whole command should.
 */
public final class ApiClient {
  private static final int CONNECT_MILLIS = 2000;
  private static final JsonMapper JSON = new JsonMapper();

  private final List<String> urls;
  private final Duration deadline;

  /**
   * @param urls base addresses of replicas, tried in order until one accepts the connection
   * @param deadline for the answer to a request
   */
  public ApiClient(List<String> urls, Duration deadline) {
    this.urls = List.copyOf(urls);
    this.deadline = deadline;
  }

  /** The answer's JSON; throws {@link CliException} for everything but success. */
  public JsonNode get(String path) {
    return request("GET", path, Optional.empty());
  }

  public JsonNode request(String method, String path, Optional<JsonNode> body) {
    List<String> failures = new ArrayList<>();
    for (String url : urls) {
      try {
        return success(exchange(url, method, path, body));
      } catch (ConnectFailure e) {
        failures.add(url + " (" + e.getMessage() + ")");
      }
    }
    throw new CliException(
        ExitCode.UNREACHABLE, "no replica answers at " + String.join(", ", failures));
  }

  /** Status and body as they are; fails only if nobody answers. */
  public Answer exchange(String method, String path) {
    try {
      return exchange(urls.get(0), method, path, Optional.empty());
    } catch (ConnectFailure e) {
      throw new CliException(ExitCode.UNREACHABLE, "no replica answers at " + urls.get(0), e);
    }
  }

  private Answer exchange(String url, String method, String path, Optional<JsonNode> body)
      throws ConnectFailure {
    HttpURLConnection connection;
    try {
      connection = (HttpURLConnection) URI.create(url + path).toURL().openConnection();
      connection.setRequestMethod(method);
      connection.setConnectTimeout(CONNECT_MILLIS);
      connection.setReadTimeout((int) deadline.toMillis());
      connection.setRequestProperty("Accept", "application/json");
      if (body.isPresent()) {
        connection.setDoOutput(true);
        connection.setRequestProperty("Content-Type", "application/json");
      }
      connection.connect();
    } catch (IOException e) {
      throw new ConnectFailure(e);
    }
    try {
      if (body.isPresent()) {
        try (OutputStream out = connection.getOutputStream()) {
          out.write(body.get().toString().getBytes(StandardCharsets.UTF_8));
        }
      }
      int status = connection.getResponseCode();
      try (InputStream in =
          status < 400 ? connection.getInputStream() : connection.getErrorStream()) {
        return new Answer(url, status, in == null ? MissingNode.getInstance() : JSON.readTree(in));
      }
    } catch (JsonProcessingException e) {
      throw new CliException(
          ExitCode.FAILED, url + " answers, but not as a Vantage replica would", e);
    } catch (java.net.SocketTimeoutException e) {
      throw new CliException(
          ExitCode.TIMEOUT, url + " gave no answer within " + deadline.toSeconds() + " s", e);
    } catch (IOException e) {
      throw new CliException(
          ExitCode.UNREACHABLE, url + " ended the connection: " + e.getMessage(), e);
    }
  }

  private static JsonNode success(Answer answer) {
    if (answer.status() < 400) {
      return answer.body();
    }
    String detail = answer.body().path("detail").asText("");
    String text = detail.isEmpty() ? "HTTP status " + answer.status() : detail;
    List<String> more = new ArrayList<>();
    for (JsonNode error : answer.body().path("errors")) {
      more.add(error.path("field").asText() + ": " + error.path("rule").asText());
    }
    if (more.size() > 1 || (more.size() == 1 && !text.contains(more.get(0)))) {
      text += " [" + String.join("; ", more) + "]";
    }
    throw new CliException(exitCode(answer.status()), text);
  }

  private static int exitCode(int status) {
    return switch (status) {
      case 400, 413, 415, 422 -> ExitCode.USAGE;
      case 404 -> ExitCode.NOT_FOUND;
      case 503 -> ExitCode.UNREACHABLE;
      case 504 -> ExitCode.TIMEOUT;
      default -> ExitCode.FAILED;
    };
  }

  /** What a replica said. */
  public record Answer(String url, int status, JsonNode body) {}

  /** The replica could not be reached: another one may be tried without any risk. */
  private static final class ConnectFailure extends Exception {
    ConnectFailure(IOException cause) {
      super(String.valueOf(cause.getMessage()), cause);
    }
  }
}
