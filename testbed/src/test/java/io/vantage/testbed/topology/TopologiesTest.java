package io.vantage.testbed.topology;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.vantage.testbed.topology.Topology.End;
import io.vantage.testbed.topology.Topology.SwitchLink;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class TopologiesTest {
  @TempDir private Path directory;

  private static String links(Topology topology) {
    return topology.links().stream()
        .map(l -> end(l.a()) + "-" + end(l.b()))
        .collect(Collectors.joining(" "));
  }

  private static String hosts(Topology topology) {
    return topology.hosts().stream()
        .map(h -> h.name() + "@" + end(h.attachedTo()))
        .collect(Collectors.joining(" "));
  }

  private static String end(End end) {
    return end.datapathId() + ":" + end.port();
  }

  /** Numbers as printed by Mininet's own {@code links} and {@code ports} commands. */
  @Test
  void shouldNumberLinearAndTreeAsMininetDoes() {
    Topology linear = Topologies.of("linear,3");
    Topology tree = Topologies.of("tree,2,3");

    assertThat(links(linear)).isEqualTo("2:2-1:2 3:2-2:3");
    assertThat(hosts(linear)).isEqualTo("h1@1:1 h2@2:1 h3@3:1");
    assertThat(links(tree)).isEqualTo("1:1-2:4 1:2-3:4 1:3-4:4");
    assertThat(hosts(tree)).startsWith("h1@2:1 h2@2:2 h3@2:3 h4@3:1").endsWith("h9@4:3");
    assertThat(links(Topologies.of("tree,depth=2,fanout=3"))).isEqualTo(links(tree));
  }

  @Test
  void shouldGiveHostsTheAddressesMininetGives() {
    Topology single = Topologies.of("single,300");

    assertThat(single.hosts().get(0).mac()).isEqualTo(1);
    assertThat(single.hosts().get(0).ipv4()).isEqualTo(0x0a000001);
    assertThat(single.hosts().get(299).ipv4()).isEqualTo(0x0a00012c);
  }

  @ParameterizedTest
  @CsvSource({
    "'single,4',1,0,4",
    "'ring,6',6,6,6",
    "'torus,3,3',9,18,9",
    "'fattree,4',20,32,16",
    "'fattree,6',45,108,54",
    "'tree,3,2',7,6,8",
    "'minimal',1,0,2",
    "'linear',2,1,2",
    "'internet2',34,42,34"
  })
  void shouldHaveTheKnownShape(String name, int switches, int links, int hosts) {
    Topology topology = Topologies.of(name);

    assertThat(topology.switches()).hasSize(switches);
    assertThat(topology.links()).hasSize(links);
    assertThat(topology.hosts()).hasSize(hosts);
    assertThat(topology.switches().stream().map(Topology.SwitchNode::datapathId))
        .doesNotHaveDuplicates();
    assertThat(allEnds(topology)).doesNotHaveDuplicates();
  }

  private static List<End> allEnds(Topology topology) {
    return java.util.stream.Stream.concat(
            topology.links().stream().flatMap(l -> java.util.stream.Stream.of(l.a(), l.b())),
            topology.hosts().stream().map(Topology.HostNode::attachedTo))
        .toList();
  }

  @Test
  void shouldGiveInternet2ItsGeographicDelays() {
    Topology internet2 = Topologies.of("internet2");
    SwitchLink first = internet2.links().get(0);

    assertThat(internet2.switches().get(0).label()).isEqualTo("Sunnyvale");
    assertThat(internet2.switches().get(0).datapathId()).isEqualTo(1);
    // Vancouver to Seattle: 195 km.
    assertThat(internet2.switches().get((int) first.a().datapathId() - 1).label())
        .isEqualTo("Vancouver");
    assertThat(first.delay()).isBetween(Duration.ofNanos(960_000), Duration.ofNanos(990_000));
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "linear,x | 'x' is no whole number",
        "linear,0 | k must be from 1 to",
        "ring,2 | n must be from 3 to",
        "fattree,3 | k must be even",
        "torus,2,3 | x must be from 3",
        "tree,20,20 | more than 5000",
        "linear,3,9,9 | unknown argument '9'",
        "internet2,7 | unknown argument '7'",
        "tree,deep=3 | unknown argument 'deep'",
        "star,5 | known are single,N",
        "missing.graphml | does not exist"
      })
  void shouldNameInputAndRuleWhenRefusing(String name, String rule) {
    assertThatThrownBy(() -> Topologies.of(name))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageContaining(name.replaceAll(",.*", ""))
        .hasMessageContaining(rule);
  }

  private static String graphml(String nodesAndEdges) {
    return "<?xml version='1.0' encoding='utf-8'?>"
        + "<graphml xmlns='http://graphml.graphdrawing.org/xmlns'>"
        + "<key attr.name='Latitude' attr.type='double' for='node' id='d1'/>"
        + "<key attr.name='Longitude' attr.type='double' for='node' id='d2'/>"
        + "<key attr.name='label' attr.type='string' for='edge' id='d4'/>"
        + "<key attr.name='label' attr.type='string' for='node' id='d3'/>"
        + "<graph edgedefault='undirected'>"
        + nodesAndEdges
        + "</graph></graphml>";
  }

  private static String node(String id, String label, String latitude, String longitude) {
    return "<node id='"
        + id
        + "'><data key='d1'>"
        + latitude
        + "</data><data key='d2'>"
        + longitude
        + "</data><data key='d3'>"
        + label
        + "</data></node>";
  }

  private static String edge(String a, String b) {
    return "<edge source='" + a + "' target='" + b + "'><data key='d4'>x</data></edge>";
  }

  private Path file(String content) throws Exception {
    return Files.writeString(directory.resolve("some.graphml"), content, StandardCharsets.UTF_8);
  }

  @Test
  void shouldReadGraphMlInDocumentOrderWithDelays() throws Exception {
    Path file =
        file(
            graphml(
                node("7", "Paris", "48.85", "2.35")
                    + node("3", "London", "51.51", "-0.13")
                    + edge("7", "3")
                    + edge("7", "3")
                    + edge("3", "3")));

    Topology topology = Topologies.of(file.toString());

    assertThat(topology.switches().stream().map(Topology.SwitchNode::label))
        .containsExactly("Paris", "London");
    assertThat(hosts(topology)).isEqualTo("h1@1:1 h2@2:1");
    assertThat(links(topology)).isEqualTo("1:2-2:2 1:3-2:3");
    assertThat(topology.links().get(0).delay().toNanos()).isBetween(1_700_000L, 1_740_000L);
    assertThat(topology.warnings()).singleElement().asString().contains("to itself");
    assertThat(links(Topologies.of("zoo," + file))).isEqualTo(links(topology));
  }

  @Test
  void shouldAcceptNodesWithoutCoordinatesAndWarn() throws Exception {
    Path file = file(graphml(node("a", "Here", "1", "1") + "<node id='b'/>" + edge("a", "b")));

    Topology topology = Topologies.of(file.toString());

    assertThat(topology.links().get(0).delay()).isZero();
    assertThat(topology.switches().get(1).label()).isEqualTo("b");
    assertThat(topology.warnings())
        .singleElement()
        .asString()
        .contains("1 of 2 nodes have no coordinates");
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "hello | is not GraphML",
        "<graphml><graph> | is not XML",
        "GRAPH: | has no nodes",
        "GRAPH:<node id='a'/><edge source='a' target='z'/> | node 'z', which does not exist",
        "LAT:200 | is no place on Earth",
        "LAT:north | are no degrees"
      })
  void shouldNameTheFileWhenItIsUnusable(String content, String reason) throws Exception {
    String text = content;
    if (content.startsWith("GRAPH:")) {
      text = graphml(content.substring(6));
    } else if (content.startsWith("LAT:")) {
      text = graphml(node("a", "A", content.substring(4), "1"));
    }
    Path file = file(text);

    assertThatThrownBy(() -> Topologies.of(file.toString()))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageContaining(file.toString())
        .hasMessageContaining(reason);
  }

  @Test
  void shouldRefuseADirectoryAndBytesThatAreNoText() throws Exception {
    Path binary = Files.write(directory.resolve("b.graphml"), new byte[] {(byte) 0xff, 1, 2});

    assertThatThrownBy(() -> Topologies.of(directory + "/")).hasMessageContaining("cannot be read");
    assertThatThrownBy(() -> Topologies.of(binary.toString())).hasMessageContaining("not UTF-8");
  }
}
