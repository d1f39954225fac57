package io.vantage.server.rest;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.javalin.Javalin;
import io.javalin.config.JavalinConfig;
import io.javalin.config.RoutesConfig;
import io.javalin.http.Context;
import io.javalin.http.HttpResponseException;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.BindException;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.function.Consumer;
import org.eclipse.jetty.util.thread.QueuedThreadPool;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** An HTTP server whose answers are JSON and whose refusals are problem documents (RFC 9457). */
public final class HttpServer implements AutoCloseable {
  private static final Logger LOG = LoggerFactory.getLogger(HttpServer.class);

  /** Requests that wait hold a thread each, see {@link WaitLimit}; more than these queue. */
  private static final int MAX_THREADS = 64;

  private static final int MIN_THREADS = 4;

  private final Javalin server;

  /**
   * Starts to listen; fails with {@link UncheckedIOException} if the address cannot be bound.
   *
   * @param routes registers the handlers
   */
  public HttpServer(String bind, int port, Consumer<RoutesConfig> routes) {
    QueuedThreadPool threads = new QueuedThreadPool(MAX_THREADS, MIN_THREADS);
    threads.setName("http");
    threads.setDaemon(true);
    server =
        Javalin.create(
            config -> {
              config.startup.showJavalinBanner = false;
              config.startup.startupWatcherEnabled = false;
              config.startup.showOldJavalinVersionWarning = false;
              config.jetty.threadPool = threads;
              config.http.maxRequestSize = Request.MAX_BODY_BYTES;
              config.http.prefer405over404 = true;
              config.router.ignoreTrailingSlashes = true;
              routes.accept(config.routes);
              failures(config);
            });
    try {
      server.start(bind, port);
    } catch (RuntimeException e) {
      server.stop();
      throw new UncheckedIOException(
          new IOException("cannot listen for HTTP at " + bind + ":" + port + ": " + reason(e), e));
    }
  }

  private static String reason(Throwable failure) {
    for (Throwable cause = failure; cause != null; cause = cause.getCause()) {
      if (cause instanceof BindException) {
        return String.valueOf(cause.getMessage());
      }
    }
    return String.valueOf(failure.getMessage());
  }

  private static void failures(JavalinConfig config) {
    config.routes.exception(Problem.class, (problem, context) -> refuse(context, problem));
    config.routes.exception(
        HttpResponseException.class,
        (e, context) -> {
          String detail =
              e.getStatus() == 404
                  ? "no such resource: " + context.method() + " " + context.path()
                  : String.valueOf(e.getMessage());
          refuse(context, new Problem(e.getStatus(), "Refused", detail, List.of()));
        });
    config.routes.exception(
        Exception.class,
        (e, context) -> {
          LOG.error("{} {} failed", context.method(), context.path(), e);
          refuse(context, new Problem(500, "Internal error", "see this replica's log", List.of()));
        });
    config.routes.error(
        404,
        context -> {
          if (!"application/problem+json".equals(context.res().getContentType())) {
            String what = context.method() + " " + context.path();
            refuse(context, Problem.notFound("no such resource: " + what));
          }
        });
  }

  /** The port that is bound, also if 0 was asked for. */
  public int port() {
    return server.port();
  }

  /** Answers with JSON. */
  public static void answer(Context context, JsonNode body) {
    context.contentType("application/json");
    context.result(body.toString().getBytes(StandardCharsets.UTF_8));
  }

  private static void refuse(Context context, Problem problem) {
    ObjectNode node = JsonNodeFactory.instance.objectNode();
    node.put("type", "about:blank");
    node.put("title", problem.title());
    node.put("status", problem.status());
    node.put("detail", problem.getMessage());
    node.put("instance", context.path());
    if (!problem.errors().isEmpty()) {
      ArrayNode errors = node.putArray("errors");
      problem
          .errors()
          .forEach(e -> errors.addObject().put("field", e.field()).put("rule", e.rule()));
    }
    context.status(problem.status());
    context.contentType("application/problem+json");
    context.result(node.toString().getBytes(StandardCharsets.UTF_8));
  }

  @Override
  public void close() {
    server.stop();
  }
}
