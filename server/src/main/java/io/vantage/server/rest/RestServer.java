package io.vantage.server.rest;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.javalin.config.RoutesConfig;
import io.javalin.http.Context;
import io.javalin.http.Handler;
import io.vantage.network.Receipt;
import java.io.UncheckedIOException;
import java.time.Duration;
import java.util.Set;

/** The REST API of a replica. */
public final class RestServer implements AutoCloseable {
  private static final Duration READ_YOUR_WRITE = Duration.ofSeconds(5);

  private final HttpServer server;

  /** Starts to listen; fails with {@link UncheckedIOException} if the address cannot be bound. */
  public RestServer(Backend backend, String bind, int port) {
    server = new HttpServer(bind, port, routes -> register(routes, backend));
  }

  private static void register(RoutesConfig routes, Backend backend) {
    new WaitLimit().register(routes);
    new ClusterResource(backend).register(routes);
    new NetworkResource(backend).register(routes);
    new MoveResource(backend).register(routes);
    new FlowResource(backend).register(routes);
    new GroupResource(backend).register(routes);
    new MeterResource(backend).register(routes);
    new SeerResource(backend).register(routes);
  }

  /** The port that is bound, also if 0 was asked for. */
  public int port() {
    return server.port();
  }

  @Override
  public void close() {
    server.close();
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
      HttpServer.answer(context, reader.read(context));
    };
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
}
