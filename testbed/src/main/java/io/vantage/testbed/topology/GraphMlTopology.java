package io.vantage.testbed.topology;

import java.io.IOException;
import java.io.StringReader;
import java.nio.charset.MalformedInputException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.jgrapht.alg.util.Pair;
import org.jgrapht.alg.util.Triple;
import org.jgrapht.nio.Attribute;
import org.jgrapht.nio.ImportException;
import org.jgrapht.nio.graphml.SimpleGraphMLEventDrivenImporter;

/**
 * Networks from GraphML files as the Internet Topology Zoo publishes them: nodes in document order
 * become s1, s2, ..., each with one host. Links between nodes with Latitude and Longitude have the
 * delay of their distance; links of a node without them have none, and a warning says so.
 */
final class GraphMlTopology {
  private static final long MAX_BYTES = 32L << 20;
  private static final int MAX_NODES = 2_500;

  private final Path file;
  private final Map<String, Map<String, String>> nodes = new LinkedHashMap<>();
  private final List<Pair<String, String>> edges = new ArrayList<>();

  private GraphMlTopology(Path file) {
    this.file = file;
  }

  /** Reads a file; throws {@link IllegalArgumentException} that names it and what is wrong. */
  static Topology read(Path file) {
    GraphMlTopology reader = new GraphMlTopology(file);
    String text = reader.text();
    reader.parse(text);
    return reader.build();
  }

  private String text() {
    try {
      if (Files.isRegularFile(file) && Files.size(file) > MAX_BYTES) {
        throw bad("is larger than " + (MAX_BYTES >> 20) + " MiB");
      }
      return Files.readString(file);
    } catch (NoSuchFileException e) {
      throw bad("does not exist");
    } catch (MalformedInputException e) {
      throw bad("is not XML: its bytes are not UTF-8");
    } catch (IOException e) {
      throw bad("cannot be read: " + e.getMessage());
    }
  }

  private void parse(String text) {
    if (!text.contains("<graphml")) {
      throw bad("is not GraphML: no <graphml> element");
    }
    SimpleGraphMLEventDrivenImporter importer = new SimpleGraphMLEventDrivenImporter();
    importer.setSchemaValidation(false);
    importer.addVertexConsumer(id -> nodes.putIfAbsent(id, new HashMap<>()));
    importer.addVertexAttributeConsumer(
        (key, value) -> attribute(key.getFirst(), key.getSecond(), value));
    importer.addEdgeConsumer(this::edge);
    try {
      importer.importInput(new StringReader(text));
    } catch (ImportException e) {
      throw bad("is not XML: " + Optional.ofNullable(e.getCause()).orElse(e).getMessage());
    }
    if (nodes.isEmpty()) {
      throw bad("has no nodes");
    }
    if (nodes.size() > MAX_NODES) {
      throw bad("has " + nodes.size() + " nodes; at most " + MAX_NODES + " are possible");
    }
  }

  private void attribute(String node, String key, Attribute value) {
    nodes.computeIfAbsent(node, n -> new HashMap<>()).put(key, value.getValue().strip());
  }

  private void edge(Triple<String, String, Double> edge) {
    edges.add(Pair.of(edge.getFirst(), edge.getSecond()));
  }

  private Topology build() {
    String fileName = Optional.ofNullable(file.getFileName()).map(Path::toString).orElse("");
    TopologyBuilder builder = new TopologyBuilder(fileName);
    Map<String, Long> numbers = new HashMap<>();
    int placeless = 0;
    for (Map.Entry<String, Map<String, String>> node : nodes.entrySet()) {
      long k = numbers.size() + 1L;
      numbers.put(node.getKey(), k);
      Optional<Coordinates> place = coordinates(node.getKey(), node.getValue());
      placeless += place.isEmpty() ? 1 : 0;
      String label = node.getValue().getOrDefault("label", node.getKey());
      builder.addSwitch(k, "s" + k, label, place);
      builder.addHost(k, k);
    }
    if (placeless > 0) {
      builder.warn(
          file
              + ": "
              + placeless
              + " of "
              + nodes.size()
              + " nodes have no coordinates; their links get no delay");
    }
    addEdges(builder, numbers);
    return builder.build();
  }

  private void addEdges(TopologyBuilder builder, Map<String, Long> numbers) {
    int loops = 0;
    for (Pair<String, String> edge : edges) {
      long a = numberOf(edge.getFirst(), numbers);
      long b = numberOf(edge.getSecond(), numbers);
      if (a == b) {
        loops++;
      } else {
        builder.addLink(a, b);
      }
    }
    if (loops > 0) {
      builder.warn(file + ": " + loops + " links from a node to itself dropped");
    }
  }

  private long numberOf(String node, Map<String, Long> numbers) {
    return Optional.ofNullable(numbers.get(node))
        .orElseThrow(() -> bad("has an edge to node '" + node + "', which does not exist"));
  }

  private Optional<Coordinates> coordinates(String node, Map<String, String> attributes) {
    String latitude = attributes.getOrDefault("Latitude", "");
    String longitude = attributes.getOrDefault("Longitude", "");
    if (latitude.isEmpty() || longitude.isEmpty()) {
      return Optional.empty();
    }
    try {
      return Optional.of(
          new Coordinates(Double.parseDouble(latitude), Double.parseDouble(longitude)));
    } catch (NumberFormatException e) {
      throw bad("node " + node + ": '" + latitude + "', '" + longitude + "' are no degrees");
    } catch (IllegalArgumentException e) {
      throw bad("node " + node + ": " + e.getMessage());
    }
  }

  private IllegalArgumentException bad(String what) {
    return new IllegalArgumentException("topology file '" + file + "' " + what);
  }
}
