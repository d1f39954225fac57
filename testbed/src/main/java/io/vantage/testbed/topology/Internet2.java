package io.vantage.testbed.topology;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.util.Objects;
import java.util.Optional;

/** The Internet2 OS3E network: 34 cities, 42 links. */
final class Internet2 {
  private static final String FILE = "internet2.json";

  private Internet2() {}

  static Topology read() {
    try (InputStream in = Internet2.class.getResourceAsStream(FILE)) {
      JsonNode root =
          new ObjectMapper()
              .readTree(Objects.requireNonNull(in, FILE + " is not on the class path"));
      TopologyBuilder builder = new TopologyBuilder(root.get("name").asText());
      for (JsonNode node : root.get("nodes")) {
        long id = node.get("id").asLong();
        Coordinates place =
            new Coordinates(node.get("latitude").asDouble(), node.get("longitude").asDouble());
        builder.addSwitch(id, "s" + id, node.get("name").asText(), Optional.of(place));
        builder.addHost(id, id);
      }
      for (JsonNode link : root.get("links")) {
        builder.addLink(link.get("a").asLong(), link.get("b").asLong());
      }
      return builder.build();
    } catch (IOException e) {
      throw new UncheckedIOException(FILE + " on the class path is damaged", e);
    }
  }
}
