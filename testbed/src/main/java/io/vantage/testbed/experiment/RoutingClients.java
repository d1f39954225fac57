package io.vantage.testbed.experiment;

import io.vantage.testbed.experiment.record.RunRecord.Request;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.SplittableRandom;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicReference;

/**
 * A client beside every replica, whose requests arrive at exponential intervals, answered or not.
 * The same seed gives the same requests.
 */
final class RoutingClients {
  private static final Duration DEADLINE = Duration.ofSeconds(10);

  /** More than these under way at once means that nothing is answered any more. */
  private static final int MOST_UNDER_WAY = 2_000;

  private final Routes routes;
  private final List<URI> urls;
  private final HttpClient http =
      HttpClient.newBuilder()
          .version(HttpClient.Version.HTTP_1_1)
          .connectTimeout(Duration.ofSeconds(2))
          .build();
  private final ConcurrentLinkedQueue<Request> requests = new ConcurrentLinkedQueue<>();
  private final ConcurrentLinkedQueue<Double> answers = new ConcurrentLinkedQueue<>();
  private final AtomicInteger underWay = new AtomicInteger();
  private final AtomicReference<String> firstFailure = new AtomicReference<>("");

  /** A request that will be made. */
  private record Planned(double seconds, int source, String body) {}

  /**
   * @param urls of the replicas
   */
  RoutingClients(Routes routes, List<String> urls) {
    this.routes = routes;
    this.urls = urls.stream().map(url -> URI.create(url + "/api/v1/flows")).toList();
  }

  /**
   * Plans all requests and begins.
   *
   * @param timer runs them
   * @param startNanos the run's zero, by {@link System#nanoTime}
   * @param meanMillis mean spacing of every client
   */
  void start(
      ScheduledExecutorService timer,
      long startNanos,
      double endSeconds,
      double[] meanMillis,
      long seed) {
    for (Planned next : plan(endSeconds, meanMillis, new SplittableRandom(seed))) {
      long due = startNanos + (long) (next.seconds() * 1e9) - System.nanoTime();
      timer.schedule(() -> send(next, startNanos), due, TimeUnit.NANOSECONDS);
    }
  }

  private List<Planned> plan(double endSeconds, double[] meanMillis, SplittableRandom random) {
    List<Planned> plan = new ArrayList<>();
    for (int source = 0; source < urls.size(); source++) {
      SplittableRandom own = random.split();
      double seconds = exponential(meanMillis[source], own) / 1e3;
      while (seconds < endSeconds) {
        int from = own.nextInt(routes.ends());
        int to = (from + 1 + own.nextInt(routes.ends() - 1)) % routes.ends();
        plan.add(new Planned(seconds, source, routes.body(from, to)));
        seconds += exponential(meanMillis[source], own) / 1e3;
      }
    }
    return plan;
  }

  private static double exponential(double mean, SplittableRandom random) {
    return -Math.log1p(-random.nextDouble()) * mean;
  }

  private void send(Planned planned, long startNanos) {
    String source = "r" + (planned.source() + 1);
    long sent = System.nanoTime();
    double at = (sent - startNanos) / 1e9;
    if (underWay.incrementAndGet() > MOST_UNDER_WAY) {
      underWay.decrementAndGet();
      requests.add(new Request(at, source, Double.NaN));
      return;
    }
    HttpRequest request =
        HttpRequest.newBuilder(urls.get(planned.source()))
            .timeout(DEADLINE)
            .header("Content-Type", "application/json")
            .POST(HttpRequest.BodyPublishers.ofString(planned.body()))
            .build();
    http.sendAsync(request, HttpResponse.BodyHandlers.ofString())
        .whenComplete(
            (response, error) -> {
              long now = System.nanoTime();
              underWay.decrementAndGet();
              boolean good = error == null && response.statusCode() == 200;
              requests.add(new Request(at, source, good ? (now - sent) / 1e6 : Double.NaN));
              if (good) {
                answers.add((now - startNanos) / 1e9);
              } else {
                String reason = error == null ? response.body() : String.valueOf(error);
                firstFailure.compareAndSet("", source + ": " + reason);
              }
            });
  }

  /** Waits until nothing is under way, at most as long as a request may take. */
  void drain() throws InterruptedException {
    long end = System.nanoTime() + DEADLINE.plusSeconds(1).toNanos();
    while (underWay.get() > 0 && System.nanoTime() - end < 0) {
      TimeUnit.MILLISECONDS.sleep(20);
    }
  }

  /** Source and reason of the first request that failed with an answer; empty if none did. */
  String firstFailure() {
    return firstFailure.get();
  }

  /** All requests, by the time at which they were made. */
  List<Request> requests() {
    return requests.stream().sorted(Comparator.comparingDouble(Request::timeSeconds)).toList();
  }

  /** Longest time without an answer, from some time on, in milliseconds. */
  double longestPauseMillis(double fromSeconds) {
    double[] times =
        answers.stream().mapToDouble(t -> t).filter(t -> t >= fromSeconds).sorted().toArray();
    double longest = 0;
    for (int i = 1; i < times.length; i++) {
      longest = Math.max(longest, times[i] - times[i - 1]);
    }
    return longest * 1e3;
  }
}
