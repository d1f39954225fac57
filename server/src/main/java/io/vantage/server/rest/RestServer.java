package io.vantage.server.rest;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.javalin.Javalin;
import io.javalin.config.JavalinConfig;
import io.javalin.http.Context;
import io.javalin.http.Handler;
import io.javalin.http.HttpResponseException;
import io.vantage.network.Receipt;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.BindException;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.List;
import java.util.Set;
import org.eclipse.jetty.util.thread.QueuedThreadPool;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** The HTTP server with the REST API. */
public final class RestServer implements AutoCloseable {
  private static final Logger LOG = LoggerFactory.getLogger(RestServer.class);

  /** Requests that wait hold a thread each, see {@link WaitLimit}; more than these queue. */
  private static final int MAX_THREADS = 64;

  private static final int MIN_THREADS = 4;
  private static final Duration READ_YOUR_WRITE = Duration.ofSeconds(5);

  private final Javalin server;

  /** Starts to listen; fails with {@link UncheckedIOException} if the address cannot be bound. */
  public RestServer(Backend backend, String bind, int port) {
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
              routes(config, backend);
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

  private static void routes(JavalinConfig config, Backend backend) {
    new WaitLimit().register(config.routes);
    new ClusterResource(backend).register(config.routes);
    new NetworkResource(backend).register(config.routes);
    new MoveResource(backend).register(config.routes);
    new FlowResource(backend).register(config.routes);
    new GroupResource(backend).register(config.routes);
    new MeterResource(backend).register(config.routes);
    new SeerResource(backend).register(config.routes);
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

  @Override
  public void close() {
    server.stop();
  }

  /** Answers a request that only reads. */
  @FunctionalInterface
  interface Reader {
    JsonNode read(Context context);
  }

  /** A handler that reads once this replica shows the query's {@code minIndex}. */
  static Handler reading(Backend backend, Set<String> query, Reader reader) {
    return context -> {
      Request.allowReadQuery(context, query);
      Duration deadline = Request.timeout(context, READ_YOUR_WRITE);
      for (Receipt receipt : Request.minIndexes(context, backend.cluster())) {
        String late =
            "this replica has not applied %s:%d within %d ms"
                .formatted(receipt.partition(), receipt.index(), deadline.toMillis());
        Backend.await(backend.network().await(receipt, deadline), deadline.plusSeconds(1), late);
      }
      answer(context, reader.read(context));
    };
  }

  static void answer(Context context, JsonNode body) {
    context.contentType("application/json");
    context.result(body.toString().getBytes(StandardCharsets.UTF_8));
  }

  /** Lists are wrapped, so that an answer can say more one day. */
  static ObjectNode list(String name, ArrayNode items) {
    ObjectNode node = JsonNodeFactory.instance.objectNode();
    node.set(name, items);
    return node;
  }

  static ObjectNode receipt(Receipt receipt) {
    ObjectNode node = JsonNodeFactory.instance.objectNode();
    node.put("partition", receipt.partition().name());
    node.put("index", receipt.index());
    return node;
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
}
