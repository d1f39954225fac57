package io.vantage.openflow.session;

import io.vantage.southbound.SwitchChannel;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.Executor;
import java.util.concurrent.Future;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;
import java.util.function.Consumer;
import java.util.function.Supplier;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Runs tasks, timers and answers on the event loop of one switch connection, and none of them after
 * {@link #end}. Any thread; nothing blocks.
 */
public final class SwitchLoop {
  private static final Logger LOG = LoggerFactory.getLogger(SwitchLoop.class);

  private final SwitchChannel channel;
  private final Executor loop;
  private final ScheduledExecutorService timers;
  private final List<Future<?>> recurring = new ArrayList<>();
  private volatile boolean ended;

  public SwitchLoop(SwitchChannel channel, ScheduledExecutorService timers) {
    this.channel = channel;
    this.loop = channel.eventLoop();
    this.timers = timers;
  }

  public void run(Runnable task) {
    if (ended) {
      return;
    }
    try {
      loop.execute(() -> guarded(task));
    } catch (RejectedExecutionException e) {
      LOG.debug("Event loop of switch {} has stopped", channel.device());
    }
  }

  public void after(Duration delay, Runnable task) {
    if (ended) {
      return;
    }
    try {
      var unused = timers.schedule(() -> run(task), delay.toNanos(), TimeUnit.NANOSECONDS);
    } catch (RejectedExecutionException e) {
      LOG.debug("Timers have stopped, switch {}", channel.device());
    }
  }

  /** Repeats a task, the pause counted from start to start, until {@link #end}. */
  public void every(Duration first, Duration interval, Runnable task) {
    synchronized (recurring) {
      if (!ended) {
        recurring.add(
            timers.scheduleWithFixedDelay(
                () -> run(task), first.toNanos(), interval.toNanos(), TimeUnit.NANOSECONDS));
      }
    }
  }

  /** Brings the outcome of a stage to the event loop; a failure without its wrapper. */
  public <T> void whenDone(
      CompletionStage<T> stage, Consumer<T> succeeded, Consumer<Throwable> failed) {
    var unused =
        stage.whenComplete(
            (value, error) ->
                run(
                    () -> {
                      if (error == null) {
                        succeeded.accept(value);
                      } else {
                        failed.accept(unwrap(error));
                      }
                    }));
  }

  /** Same for a request whose making may throw: that is a failure like any other. */
  public <T> void attempt(
      Supplier<CompletionStage<T>> request, Consumer<T> succeeded, Consumer<Throwable> failed) {
    CompletionStage<T> answer;
    try {
      answer = request.get();
    } catch (RuntimeException e) {
      answer = CompletableFuture.failedFuture(e);
    }
    whenDone(answer, succeeded, failed);
  }

  /** Drops everything that has not run yet. */
  public void end() {
    synchronized (recurring) {
      ended = true;
      recurring.forEach(task -> task.cancel(false));
      recurring.clear();
    }
  }

  private void guarded(Runnable task) {
    if (ended) {
      return;
    }
    try {
      task.run();
    } catch (RuntimeException e) {
      LOG.error("Task for switch {} failed", channel.device(), e);
    }
  }

  private static Throwable unwrap(Throwable error) {
    return error instanceof CompletionException && error.getCause() != null
        ? error.getCause()
        : error;
  }
}
