package io.vantage.server.rest;

import io.javalin.config.RoutesConfig;
import io.javalin.http.Context;
import io.javalin.http.HandlerType;
import java.util.concurrent.Semaphore;

/**
 * Bounds the requests that may wait at a time: writes and reads with {@code minIndex}. Each holds a
 * thread of the HTTP server; the others are left to reads that answer at once, as health checks.
 */
final class WaitLimit {
  /** Requests that may wait at a time; must leave threads of the HTTP server. */
  static final int MAX_WAITING = 48;

  private static final String WAITS = "vantage.waits";

  private final Semaphore places = new Semaphore(MAX_WAITING);

  void register(RoutesConfig routes) {
    routes.before(this::enter);
    routes.after(this::leave);
  }

  private void enter(Context context) {
    if (context.method() == HandlerType.GET && context.queryParam(Request.MIN_INDEX) == null) {
      return;
    }
    if (!places.tryAcquire()) {
      throw Problem.unavailable(MAX_WAITING + " requests are waiting at this replica already");
    }
    context.attribute(WAITS, true);
  }

  /** Runs after failed requests too. */
  private void leave(Context context) {
    if (context.attribute(WAITS) != null) {
      places.release();
    }
  }
}
