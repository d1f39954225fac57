package io.vantage.server.rest;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.json.JsonMapper;
import io.vantage.cluster.PartitionId;
import io.vantage.cluster.ReplicaId;
import io.vantage.cluster.SingleReplicaCluster;
import io.vantage.model.ConnectPoint;
import io.vantage.model.DatapathId;
import io.vantage.model.Device;
import io.vantage.model.FlowKey;
import io.vantage.model.FlowState;
import io.vantage.model.Host;
import io.vantage.model.Link;
import io.vantage.model.MacAddress;
import io.vantage.model.OpenFlowVersion;
import io.vantage.model.Port;
import io.vantage.model.SwitchDescription;
import io.vantage.network.LocalView;
import io.vantage.network.MoveDriver;
import io.vantage.network.NetworkCommand;
import io.vantage.network.NetworkCommand.AssignSwitch;
import io.vantage.network.NetworkCommand.ConnectDevice;
import io.vantage.network.NetworkCommand.Report;
import io.vantage.network.NetworkCommand.ReportFlows;
import io.vantage.network.NetworkCommand.UpdateHost;
import io.vantage.network.NetworkCommand.UpdateLink;
import io.vantage.network.ReplicatedNetwork;
import io.vantage.seer.elector.Load;
import io.vantage.seer.elector.Seer;
import io.vantage.seer.elector.SeerSettings;
import io.vantage.seer.elector.Traffic;
import io.vantage.seer.placement.Strategies;
import java.io.IOException;
import java.net.InetAddress;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.time.Clock;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;

/** The API of one replica over the real state machine: two switches, a link, a host. */
public final class TestApi implements AutoCloseable {
  public static final DatapathId S1 = new DatapathId(1);
  public static final DatapathId S2 = new DatapathId(2);

  private static final JsonMapper JSON = new JsonMapper();

  public final SingleReplicaCluster cluster;
  public final ReplicatedNetwork network;
  private final Seer seer;
  private final ScheduledExecutorService timers = Executors.newSingleThreadScheduledExecutor();
  private final MoveDriver moves;
  private final RestServer server;
  private final HttpClient http = HttpClient.newHttpClient();
  private volatile Health health = new Health(List.of());

  public TestApi() {
    LocalView view = new LocalView(SingleReplicaCluster.partitionIds(2));
    cluster = new SingleReplicaCluster(new ReplicaId("r1"), 2, view::stateMachine);
    network = new ReplicatedNetwork(cluster, view);
    moves = new MoveDriver(cluster, view, timers, Clock.systemUTC());
    connect(S1, "p1");
    connect(S2, "p2");
    Link link = new Link(new ConnectPoint(S1, 2), new ConnectPoint(S2, 1));
    submit(new UpdateLink(link));
    submit(new UpdateLink(link.reversed()));
    submit(
        new UpdateHost(
            new Host(
                MacAddress.parse("00:00:00:00:00:0a"),
                0,
                Set.of(InetAddress.getLoopbackAddress()),
                new ConnectPoint(S1, 1),
                1_000)));
    FlowCounters counters = device -> Map.of();
    seer =
        new Seer(
            cluster,
            view,
            new Traffic(),
            () -> new Load(0.25, 0.5),
            SeerSettings.of("native"),
            name -> Strategies.named(name, List.of(cluster.local()), 0));
    seer.start();
    Backend backend =
        new Backend(cluster, network, () -> health, counters, Duration.ofSeconds(2), seer);
    server = new RestServer(backend, "127.0.0.1", 0);
  }

  private void connect(DatapathId device, String partition) {
    submit(new AssignSwitch(device, new PartitionId(partition)));
    List<Port> ports = List.of(port(device, 1), port(device, 2));
    Device description =
        new Device(device, OpenFlowVersion.OF_1_3, SwitchDescription.UNKNOWN, 4, true);
    submit(new ConnectDevice(description, ports));
  }

  private static Port port(DatapathId device, int number) {
    MacAddress mac = new MacAddress(device.value() * 256 + number);
    return new Port(device, number, "eth" + number, mac, true, 10_000_000);
  }

  public void submit(NetworkCommand command) {
    network.submit(command).join();
  }

  /** Plays the switch: confirms or refuses a rule. */
  public void report(FlowKey key, FlowState state, String reason) {
    long revision = network.view().flow(key).orElseThrow().revision();
    Report<FlowKey> report = new Report<>(key, revision, false, state, reason);
    submit(new ReportFlows(key.device(), List.of(report)));
  }

  public void health(String... reasons) {
    health = new Health(List.of(reasons));
  }

  public String url() {
    return "http://127.0.0.1:" + server.port();
  }

  /** Sends a request; an empty body sends none. */
  public Answer send(String method, String path, String body) {
    HttpRequest.Builder request =
        HttpRequest.newBuilder(URI.create(url() + path))
            .timeout(Duration.ofSeconds(20))
            .method(
                method, body.isEmpty() ? BodyPublishers.noBody() : BodyPublishers.ofString(body));
    if (!body.isEmpty()) {
      request.header("Content-Type", "application/json");
    }
    try {
      HttpResponse<String> response = http.send(request.build(), BodyHandlers.ofString());
      String type = response.headers().firstValue("Content-Type").orElse("");
      return new Answer(response.statusCode(), type, JSON.readTree(response.body()));
    } catch (IOException e) {
      throw new AssertionError(method + " " + path + " failed", e);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new AssertionError(e);
    }
  }

  public JsonNode get(String path) {
    Answer answer = send("GET", path, "");
    if (answer.status() != 200) {
      throw new AssertionError(path + ": " + answer);
    }
    return answer.body();
  }

  @Override
  public void close() {
    server.close();
    seer.close();
    moves.close();
    cluster.close();
    timers.shutdownNow();
  }

  /** What came back. */
  public record Answer(int status, String type, JsonNode body) {}
}
