package io.vantage.cluster;

import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneId;
import java.time.ZoneOffset;
import java.util.Comparator;
import java.util.List;
import java.util.PriorityQueue;
import java.util.concurrent.AbstractExecutorService;
import java.util.concurrent.Callable;
import java.util.concurrent.Delayed;
import java.util.concurrent.FutureTask;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.ScheduledFuture;
import java.util.concurrent.TimeUnit;
import java.util.function.BooleanSupplier;

/**
 * Time that passes only when a test says so: a scheduler whose tasks run on the test's thread, in
 * order of time and then of submission.
 */
public final class VirtualTime extends AbstractExecutorService implements ScheduledExecutorService {
  private static final Instant START = Instant.parse("2030-01-01T00:00:00Z");

  private final PriorityQueue<Task<?>> tasks =
      new PriorityQueue<>(
          Comparator.<Task<?>>comparingLong(t -> t.atNanos).thenComparingLong(t -> t.number));
  private long nowNanos;
  private long submitted;
  private boolean shutdown;

  public void advance(Duration duration) {
    long end = nowNanos + duration.toNanos();
    while (!tasks.isEmpty() && tasks.peek().atNanos <= end) {
      step();
    }
    nowNanos = end;
  }

  /** Lets time pass until the condition holds, at most {@code limit}; tells how long it took. */
  public Duration until(BooleanSupplier condition, Duration limit) {
    long start = nowNanos;
    while (!condition.getAsBoolean()) {
      if (tasks.isEmpty() || tasks.peek().atNanos > start + limit.toNanos()) {
        throw new AssertionError("not within " + limit + " of virtual time");
      }
      step();
    }
    return Duration.ofNanos(nowNanos - start);
  }

  private void step() {
    Task<?> task = tasks.remove();
    nowNanos = Math.max(nowNanos, task.atNanos);
    task.run();
  }

  public Clock clock() {
    return new Clock() {
      @Override
      public ZoneId getZone() {
        return ZoneOffset.UTC;
      }

      @Override
      public Clock withZone(ZoneId zone) {
        return this;
      }

      @Override
      public Instant instant() {
        return START.plusNanos(nowNanos);
      }
    };
  }

  @Override
  public void execute(Runnable command) {
    schedule(command, 0, TimeUnit.NANOSECONDS);
  }

  @Override
  public ScheduledFuture<?> schedule(Runnable command, long delay, TimeUnit unit) {
    return enqueue(new Task<>(command, unit.toNanos(delay), 0));
  }

  @Override
  public <V> ScheduledFuture<V> schedule(Callable<V> callable, long delay, TimeUnit unit) {
    return enqueue(new Task<>(callable, unit.toNanos(delay)));
  }

  @Override
  public ScheduledFuture<?> scheduleAtFixedRate(
      Runnable command, long initial, long period, TimeUnit unit) {
    return enqueue(new Task<>(command, unit.toNanos(initial), unit.toNanos(period)));
  }

  @Override
  public ScheduledFuture<?> scheduleWithFixedDelay(
      Runnable command, long initial, long delay, TimeUnit unit) {
    return scheduleAtFixedRate(command, initial, delay, unit);
  }

  private <V> Task<V> enqueue(Task<V> task) {
    tasks.add(task);
    return task;
  }

  @Override
  public void shutdown() {
    shutdown = true;
    tasks.clear();
  }

  @Override
  public List<Runnable> shutdownNow() {
    shutdown();
    return List.of();
  }

  @Override
  public boolean isShutdown() {
    return shutdown;
  }

  @Override
  public boolean isTerminated() {
    return shutdown;
  }

  @Override
  public boolean awaitTermination(long timeout, TimeUnit unit) {
    return shutdown;
  }

  private final class Task<V> extends FutureTask<V> implements ScheduledFuture<V> {
    private final long periodNanos;
    private long number = submitted++;
    private long atNanos;

    Task(Runnable command, long delayNanos, long periodNanos) {
      super(command, null);
      this.atNanos = nowNanos + Math.max(0, delayNanos);
      this.periodNanos = periodNanos;
    }

    Task(Callable<V> callable, long delayNanos) {
      super(callable);
      this.atNanos = nowNanos + Math.max(0, delayNanos);
      this.periodNanos = 0;
    }

    @Override
    public void run() {
      if (periodNanos == 0) {
        super.run();
      } else if (!isCancelled() && runAndReset()) {
        atNanos = nowNanos + periodNanos;
        number = submitted++;
        tasks.add(this);
      }
    }

    @Override
    public long getDelay(TimeUnit unit) {
      return unit.convert(atNanos - nowNanos, TimeUnit.NANOSECONDS);
    }

    @Override
    public int compareTo(Delayed other) {
      return Long.compare(getDelay(TimeUnit.NANOSECONDS), other.getDelay(TimeUnit.NANOSECONDS));
    }
  }
}
