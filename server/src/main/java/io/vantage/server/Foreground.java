package io.vantage.server;

import io.vantage.server.config.NodeSettings;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Runs a {@link Node} as a process: until a signal ends it, with a bounded stop. */
public final class Foreground {
  private static final Logger LOG = LoggerFactory.getLogger(Foreground.class);
  private static final int STOP_SECONDS = 15;

  private Foreground() {}

  /**
   * Runs a node until the process is told to stop.
   *
   * @throws StartupException if it cannot start
   */
  public static void run(NodeSettings settings) throws InterruptedException {
    Thread.setDefaultUncaughtExceptionHandler(
        (thread, failure) -> LOG.error("thread {} failed", thread.getName(), failure));
    Node node = new Node(settings);
    try {
      node.start();
    } catch (StartupException e) {
      stop(node);
      throw e;
    }
    Runtime.getRuntime().addShutdownHook(new Thread(() -> stop(node), "stop"));
    new CountDownLatch(1).await();
  }

  private static void stop(Node node) {
    ExecutorService stopper = Executors.newSingleThreadExecutor(Foreground::daemon);
    Future<?> stopped = stopper.submit(node::close);
    try {
      stopped.get(STOP_SECONDS, TimeUnit.SECONDS);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    } catch (java.util.concurrent.ExecutionException | java.util.concurrent.TimeoutException e) {
      LOG.error("the node did not stop in order", e);
    }
    stopper.shutdownNow();
  }

  private static Thread daemon(Runnable task) {
    Thread thread = new Thread(task, "stop-node");
    thread.setDaemon(true);
    return thread;
  }
}
