package io.vantage.testbed.topology;

import java.nio.file.Path;
import java.util.Locale;
import java.util.function.Supplier;

/** Turns what a user typed after {@code --topology} into a network. */
public final class Topologies {
  private static final int MAX_NODES = 5_000;
  private static final int MAX_TORUS_SIDE = 255;

  private Topologies() {}

  /**
   * Reads a name such as {@code internet2}, {@code linear,3}, {@code tree,2,3} or {@code
   * tree,depth=2,fanout=3}, {@code fattree,4}, {@code ring,6}, {@code torus,3,3}, {@code single,4},
   * or the path of a GraphML file, alone or after {@code zoo,}. Numbers left out are Mininet's
   * defaults.
   *
   * @throws IllegalArgumentException with a message that names the input and the rule
   */
  public static Topology of(String text) {
    String lower = text.toLowerCase(Locale.ROOT);
    if (lower.startsWith("zoo,")) {
      return GraphMlTopology.read(Path.of(text.substring(4)));
    }
    if (lower.endsWith(".graphml") || lower.endsWith(".xml") || text.contains("/")) {
      return GraphMlTopology.read(Path.of(text));
    }
    TopologyArguments arguments = TopologyArguments.parse(text);
    return switch (arguments.name()) {
      case "internet2" -> {
        arguments.end();
        yield Internet2.read();
      }
      case "minimal" -> {
        arguments.end();
        yield RegularTopologies.single(2);
      }
      case "single" -> RegularTopologies.single(count(arguments, "k", 2, 1));
      case "linear" -> RegularTopologies.linear(count(arguments, "k", 2, 1));
      case "ring" -> RegularTopologies.ring(count(arguments, "n", 6, 3));
      case "fattree" -> fatTree(arguments);
      case "tree" -> tree(arguments);
      case "torus" -> torus(arguments);
      default ->
          throw arguments.bad(
              "known are single,N linear,N ring,N tree,DEPTH,FANOUT fattree,K torus,X,Y internet2"
                  + " and the path of a GraphML file");
    };
  }

  private static int count(TopologyArguments arguments, String key, int unless, int least) {
    int value = arguments.next(key, unless, least, MAX_NODES / 2);
    arguments.end();
    return value;
  }

  private static Topology fatTree(TopologyArguments arguments) {
    int k = arguments.next("k", 4, 2, 24);
    arguments.end();
    if (k % 2 != 0) {
      throw arguments.bad("k must be even");
    }
    return sized(arguments, 5.0 * k * k / 4 + k * k * k / 4.0, () -> RegularTopologies.fatTree(k));
  }

  private static Topology tree(TopologyArguments arguments) {
    int depth = arguments.next("depth", 1, 1, MAX_NODES);
    int fanout = arguments.next("fanout", 2, 1, MAX_NODES);
    arguments.end();
    double nodes = fanout == 1 ? depth + 1.0 : (Math.pow(fanout, depth + 1.0) - 1) / (fanout - 1.0);
    return sized(arguments, nodes, () -> RegularTopologies.tree(depth, fanout));
  }

  private static Topology torus(TopologyArguments arguments) {
    int x = arguments.next("x", 3, 3, MAX_TORUS_SIDE);
    int y = arguments.next("y", x, 3, MAX_TORUS_SIDE);
    arguments.end();
    return sized(arguments, 2.0 * x * y, () -> RegularTopologies.torus(x, y));
  }

  private static Topology sized(
      TopologyArguments arguments, double nodes, Supplier<Topology> build) {
    if (nodes > MAX_NODES) {
      throw arguments.bad("that is more than " + MAX_NODES + " switches and hosts");
    }
    return build.get();
  }
}
