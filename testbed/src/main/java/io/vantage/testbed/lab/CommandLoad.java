package io.vantage.testbed.lab;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.io.IOException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeSet;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicLong;

/**
 * Clients that add flow rules one after the other through the REST interface, each rule with a
 * destination address of its own, and remember every acknowledgement. A request that fails is tried
 * again at the next replica until it is acknowledged, so that the longest time without an
 * acknowledgement is the blackout that a user sees.
 */
public final class CommandLoad implements AutoCloseable {
  /** Priority that tells the load's rules from others. */
  public static final int PRIORITY = 77;

  private static final ObjectMapper JSON = new ObjectMapper();
  private static final long RETRY_PAUSE_MILLIS = 10;

  private final RestClient rest;
  private final List<String> devices;
  private final List<Thread> clients = new ArrayList<>();
  private final AtomicInteger sequence = new AtomicInteger();
  private final AtomicInteger retries = new AtomicInteger();
  private final AtomicLong lastAcknowledged = new AtomicLong();
  private final AtomicLong longestGapNanos = new AtomicLong();
  private final ConcurrentLinkedQueue<Acknowledged> acknowledged = new ConcurrentLinkedQueue<>();
  private volatile boolean running = true;

  /** A rule that the cluster has acknowledged. */
  public record Acknowledged(String device, String ethDst) {}

  /**
   * Starts at once.
   *
   * @param devices switches that get the rules, in turn
   * @param clients number of concurrent clients
   * @param pause of each client between two requests
   */
  public CommandLoad(RestClient rest, List<String> devices, int clients, Duration pause) {
    this.rest = rest;
    this.devices = List.copyOf(devices);
    lastAcknowledged.set(System.nanoTime());
    for (int i = 0; i < clients; i++) {
      int first = i;
      Thread client = new Thread(() -> run(first, pause), "command-load-" + i);
      client.setDaemon(true);
      client.start();
      this.clients.add(client);
    }
  }

  private void run(int client, Duration pause) {
    int replica = client % rest.replicas();
    while (running) {
      int number = sequence.incrementAndGet();
      Acknowledged rule = new Acknowledged(devices.get(number % devices.size()), address(number));
      while (running) {
        try {
          rest.post(replica, "/api/v1/devices/" + rule.device() + "/flows", body(rule));
          succeeded(rule);
          break;
        } catch (IOException e) {
          retries.incrementAndGet();
          replica = (replica + 1) % rest.replicas();
          sleep(RETRY_PAUSE_MILLIS);
        }
      }
      sleep(pause.toMillis());
    }
  }

  private static void sleep(long millis) {
    try {
      TimeUnit.MILLISECONDS.sleep(millis);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }

  private static String address(int number) {
    return "02:0d:%02x:%02x:%02x:%02x"
        .formatted(number >>> 24, number >>> 16 & 255, number >>> 8 & 255, number & 255);
  }

  private static ArrayNode body(Acknowledged rule) {
    ArrayNode rules = JSON.createArrayNode();
    ObjectNode flow = rules.addObject().put("priority", PRIORITY);
    flow.putObject("match").put("eth_dst", rule.ethDst());
    flow.putArray("actions");
    return rules;
  }

  private void succeeded(Acknowledged rule) {
    acknowledged.add(rule);
    long now = System.nanoTime();
    long gap = now - lastAcknowledged.getAndSet(now);
    longestGapNanos.accumulateAndGet(gap, Math::max);
  }

  /** Longest time without an acknowledgement since the start or the last call, in milliseconds. */
  public double takeLongestGapMillis() {
    long open = System.nanoTime() - lastAcknowledged.get();
    return Math.max(open, longestGapNanos.getAndSet(0)) / 1e6;
  }

  public int acknowledgedCount() {
    return acknowledged.size();
  }

  /** Requests that failed and were tried again, which a client of one replica would have seen. */
  public int retries() {
    return retries.get();
  }

  /** Ends the clients; waits for their last requests. */
  @Override
  public void close() {
    running = false;
    try {
      for (Thread client : clients) {
        client.join(TimeUnit.SECONDS.toMillis(10));
      }
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }

  /**
   * Acknowledged rules that a replica does not have.
   *
   * @throws IOException if the replica cannot be asked
   */
  public List<Acknowledged> missingAt(int replica) throws IOException {
    Map<String, TreeSet<String>> present = new HashMap<>();
    for (String device : devices) {
      TreeSet<String> addresses = new TreeSet<>();
      for (JsonNode flow :
          rest.get(replica, "/api/v1/devices/" + device + "/flows").path("flows")) {
        if (flow.path("priority").asInt() == PRIORITY) {
          addresses.add(flow.path("match").path("eth_dst").asText());
        }
      }
      present.put(device, addresses);
    }
    return acknowledged.stream()
        .filter(rule -> !present.get(rule.device()).contains(rule.ethDst()))
        .toList();
  }
}
