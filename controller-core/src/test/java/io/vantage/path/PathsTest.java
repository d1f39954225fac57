package io.vantage.path;

import static org.assertj.core.api.Assertions.assertThat;

import com.google.common.collect.ImmutableSortedMap;
import com.google.common.collect.ImmutableSortedSet;
import io.vantage.model.ConnectPoint;
import io.vantage.model.DatapathId;
import io.vantage.model.Device;
import io.vantage.model.Link;
import io.vantage.model.Port;
import io.vantage.model.PortNumbers;
import io.vantage.network.TestNetwork;
import io.vantage.network.Topology;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Collections;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Random;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import org.jgrapht.alg.shortestpath.DijkstraShortestPath;
import org.jgrapht.graph.DefaultEdge;
import org.jgrapht.graph.SimpleDirectedGraph;
import org.junit.jupiter.api.RepeatedTest;
import org.junit.jupiter.api.RepetitionInfo;
import org.junit.jupiter.api.Test;

class PathsTest {
  private static final int HOST_PORT = 1;

  /** A network under construction; port 1 of each switch is free, links take the next ones. */
  private static final class Builder {
    final Map<DatapathId, Device> devices = new TreeMap<>();
    final Map<ConnectPoint, Port> ports = new TreeMap<>();
    final Set<Link> links = new TreeSet<>();
    final Map<DatapathId, Integer> used = new HashMap<>();

    Builder(int switches) {
      for (int id = 1; id <= switches; id++) {
        DatapathId device = new DatapathId(id);
        devices.put(device, TestNetwork.connectCommand(device, 0).description());
        free(device);
      }
    }

    ConnectPoint free(DatapathId device) {
      Port port = TestNetwork.port(device, used.merge(device, 1, Integer::sum), true);
      ports.put(port.connectPoint(), port);
      return port.connectPoint();
    }

    Link oneWay(long from, long to) {
      Link link = new Link(free(new DatapathId(from)), free(new DatapathId(to)));
      links.add(link);
      return link;
    }

    Link link(long a, long b) {
      Link link = oneWay(a, b);
      links.add(link.reversed());
      return link;
    }

    Topology build() {
      return new Topology(
          1,
          ImmutableSortedMap.copyOf(devices),
          ImmutableSortedMap.copyOf(ports),
          ImmutableSortedSet.copyOf(links),
          List.of());
    }

    Paths paths() {
      Topology built = build();
      return new Paths(() -> built);
    }
  }

  private static ConnectPoint host(long device) {
    return new ConnectPoint(new DatapathId(device), HOST_PORT);
  }

  @Test
  void shouldNeedNoLinkOnOneSwitch() {
    Path path = new Builder(1).paths().shortest(host(1), host(1)).orElseThrow();

    assertThat(path.links()).isEmpty();
  }

  @Test
  void shouldFindNoPathToAnUnknownOrUnreachableSwitch() {
    Paths paths = new Builder(2).paths();

    assertThat(paths.shortest(host(1), host(2))).isEmpty();
    assertThat(paths.shortest(host(1), host(9))).isEmpty();
    assertThat(paths.shortest(host(9), host(1))).isEmpty();
  }

  @Test
  void shouldTakeTheSmallestPortsOfEqualPaths() {
    Builder builder = new Builder(4);
    Link direct12 = builder.link(1, 2);
    builder.link(1, 2); // a second cable
    builder.link(1, 3);
    Link from2 = builder.link(2, 4);
    builder.link(3, 4);

    assertThat(builder.paths().shortest(host(1), host(4)).map(Path::links))
        .contains(List.of(direct12, from2));
  }

  @Test
  void shouldNotFloodThroughReservedOrDownPortsNorAHalfKnownLink() {
    Builder builder = new Builder(2);
    Link half = builder.oneWay(1, 2);
    DatapathId one = new DatapathId(1);
    ConnectPoint down = builder.free(one);
    builder.ports.put(down, TestNetwork.port(one, down.port(), false));
    ConnectPoint local = new ConnectPoint(one, PortNumbers.LOCAL);
    builder.ports.put(local, TestNetwork.port(one, PortNumbers.LOCAL, true));
    Paths paths = builder.paths();

    assertThat(paths.floodPorts(one)).containsExactly(HOST_PORT);
    assertThat(paths.isEdge(half.from())).isFalse();
    assertThat(paths.isEdge(half.to())).isFalse();
    assertThat(paths.isEdge(host(1))).isTrue();
  }

  @Test
  void shouldGoRoundASwitchThatIsNotConnectedAndNotTakeItsLinksForEdges() {
    Builder builder = new Builder(4);
    Link through2 = builder.link(1, 2);
    builder.link(2, 4);
    Link from1 = builder.link(1, 3);
    Link to4 = builder.link(3, 4);
    DatapathId two = new DatapathId(2);
    builder.devices.computeIfPresent(two, (id, device) -> device.withConnected(false));
    Paths paths = builder.paths();

    assertThat(paths.shortest(host(1), host(4)).map(Path::links)).contains(List.of(from1, to4));
    assertThat(paths.shortest(host(1), host(2))).isEmpty();
    assertThat(paths.isEdge(through2.from())).isFalse();
    assertThat(paths.floodPorts(new DatapathId(1)))
        .containsExactlyInAnyOrder(HOST_PORT, from1.from().port());
  }

  @Test
  void shouldFollowTheTopologyAndKeepResultsWhileOnlyHostsChange() {
    Builder builder = new Builder(2);
    Link link = builder.link(1, 2);
    List<Topology> now = new ArrayList<>(List.of(builder.build()));
    Paths paths = new Paths(() -> now.get(0));
    Path before = paths.shortest(host(1), host(2)).orElseThrow();
    Routes routes = paths.routes();
    Topology old = now.get(0);

    now.set(0, new Topology(2, old.devices(), old.ports(), old.links(), List.of()));
    Routes kept = paths.routes();
    builder.links.remove(link);
    now.set(0, builder.build());
    Optional<Path> after = paths.shortest(host(1), host(2));

    assertThat(before.links()).containsExactly(link);
    assertThat(kept).isSameAs(routes);
    assertThat(after).isEmpty();
  }

  @RepeatedTest(40)
  void shouldFindValidPathsAsShortAsDijkstras(RepetitionInfo repetition) {
    Topology topology = random(repetition.getCurrentRepetition());
    Paths paths = new Paths(() -> topology);
    SimpleDirectedGraph<DatapathId, DefaultEdge> reference =
        new SimpleDirectedGraph<>(DefaultEdge.class);
    topology.devices().keySet().forEach(reference::addVertex);
    topology.links().forEach(l -> reference.addEdge(l.from().device(), l.to().device()));
    DijkstraShortestPath<DatapathId, DefaultEdge> dijkstra = new DijkstraShortestPath<>(reference);

    for (DatapathId from : topology.devices().keySet()) {
      for (DatapathId to : topology.devices().keySet()) {
        Optional<Path> found =
            paths.shortest(new ConnectPoint(from, HOST_PORT), new ConnectPoint(to, HOST_PORT));
        var expected = Optional.ofNullable(dijkstra.getPath(from, to));
        assertThat(found.map(path -> path.links().size()))
            .as("seed %d, %s to %s", repetition.getCurrentRepetition(), from, to)
            .isEqualTo(expected.map(path -> path.getLength()));
        found.ifPresent(path -> assertConnected(path, topology));
      }
    }
  }

  private static void assertConnected(Path path, Topology topology) {
    DatapathId at = path.from().device();
    for (Link link : path.links()) {
      assertThat(topology.links()).contains(link);
      assertThat(link.from().device()).isEqualTo(at);
      at = link.to().device();
    }
    assertThat(at).isEqualTo(path.to().device());
  }

  @RepeatedTest(20)
  void shouldFindTheSameWhateverWasAskedBefore(RepetitionInfo repetition) {
    Topology topology = random(repetition.getCurrentRepetition());
    Paths one = new Paths(() -> topology);
    Paths other = new Paths(() -> topology);
    List<DatapathId> order = new ArrayList<>(topology.devices().keySet());
    Collections.shuffle(order, new Random(repetition.getCurrentRepetition()));
    for (DatapathId from : order) {
      other.shortest(new ConnectPoint(from, HOST_PORT), host(1));
      other.floodPorts(from);
    }

    for (DatapathId from : topology.devices().keySet()) {
      ConnectPoint start = new ConnectPoint(from, HOST_PORT);
      assertThat(other.shortest(start, host(1))).isEqualTo(one.shortest(start, host(1)));
      assertThat(other.floodPorts(from)).isEqualTo(one.floodPorts(from));
    }
  }

  @RepeatedTest(40)
  void shouldFloodToEverySwitchExactlyOnce(RepetitionInfo repetition) {
    Topology topology = random(repetition.getCurrentRepetition());
    Paths paths = new Paths(() -> topology);
    for (DatapathId start : topology.devices().keySet()) {
      Map<DatapathId, Integer> arrivals = flood(topology, paths, start);

      assertThat(arrivals.keySet())
          .as("seed %d from %s", repetition.getCurrentRepetition(), start)
          .isEqualTo(bothWaysReachable(topology, start));
      assertThat(arrivals.values()).containsOnly(1);
    }
  }

  /** Follows a frame that enters at the host port; a loop would count without end, so it stops. */
  private static Map<DatapathId, Integer> flood(Topology topology, Paths paths, DatapathId start) {
    Map<DatapathId, Integer> arrivals = new HashMap<>();
    ArrayDeque<ConnectPoint> frames = new ArrayDeque<>();
    frames.add(new ConnectPoint(start, HOST_PORT));
    while (!frames.isEmpty() && arrivals.values().stream().allMatch(count -> count == 1)) {
      ConnectPoint in = frames.remove();
      arrivals.merge(in.device(), 1, Integer::sum);
      for (int port : paths.floodPorts(in.device())) {
        ConnectPoint out = new ConnectPoint(in.device(), port);
        if (!out.equals(in)) {
          topology.links().stream()
              .filter(link -> link.from().equals(out))
              .forEach(link -> frames.add(link.to()));
        }
      }
    }
    return arrivals;
  }

  private static Set<DatapathId> bothWaysReachable(Topology topology, DatapathId start) {
    Set<DatapathId> reached = new HashSet<>(Set.of(start));
    ArrayDeque<DatapathId> open = new ArrayDeque<>(reached);
    while (!open.isEmpty()) {
      DatapathId at = open.remove();
      topology.links().stream()
          .filter(link -> link.from().device().equals(at))
          .filter(link -> topology.links().contains(link.reversed()))
          .map(link -> link.to().device())
          .filter(reached::add)
          .forEach(open::add);
    }
    return reached;
  }

  private static Topology random(int seed) {
    Random random = new Random(seed);
    int switches = 2 + random.nextInt(24);
    Builder builder = new Builder(switches);
    int links = random.nextInt(3 * switches);
    for (int i = 0; i < links; i++) {
      long a = 1 + random.nextInt(switches);
      long b = 1 + random.nextInt(switches);
      if (a != b && random.nextInt(5) == 0) {
        builder.oneWay(a, b);
      } else if (a != b) {
        builder.link(a, b);
      }
    }
    return builder.build();
  }
}
