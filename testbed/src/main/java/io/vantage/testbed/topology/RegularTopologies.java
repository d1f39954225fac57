package io.vantage.testbed.topology;

import java.util.Optional;

/** Topologies that follow from a few numbers. */
final class RegularTopologies {
  private RegularTopologies() {}

  /** One switch, n hosts. */
  static Topology single(int n) {
    TopologyBuilder b = new TopologyBuilder("single," + n);
    b.addSwitch(1);
    for (int k = 1; k <= n; k++) {
      b.addHost(k, 1);
    }
    return b.build();
  }

  /** A chain; every switch has one host, at port 1. */
  static Topology linear(int n) {
    TopologyBuilder b = new TopologyBuilder("linear," + n);
    for (int k = 1; k <= n; k++) {
      b.addSwitch(k);
      b.addHost(k, k);
      if (k > 1) {
        b.addLink(k, k - 1);
      }
    }
    return b.build();
  }

  /** A circle; every switch has one host, at port 1. */
  static Topology ring(int n) {
    TopologyBuilder b = new TopologyBuilder("ring," + n);
    for (int k = 1; k <= n; k++) {
      b.addSwitch(k);
      b.addHost(k, k);
    }
    for (int k = 1; k <= n; k++) {
      b.addLink(k, k % n + 1);
    }
    return b.build();
  }

  /**
   * A grid whose rows and columns are circles, with Mininet's names: sIxJ has datapath id 256 I +
   * J; every switch has one host, at port 1.
   */
  static Topology torus(int x, int y) {
    TopologyBuilder b = new TopologyBuilder("torus," + x + "," + y);
    int host = 0;
    for (int i = 0; i < x; i++) {
      for (int j = 0; j < y; j++) {
        String place = (i + 1) + "x" + (j + 1);
        b.addSwitch(torusNode(i, j), "s" + place, "s" + place, Optional.empty());
        b.addHost("h" + place, ++host, torusNode(i, j));
      }
    }
    for (int i = 0; i < x; i++) {
      for (int j = 0; j < y; j++) {
        b.addLink(torusNode(i, j), torusNode(i, (j + 1) % y));
        b.addLink(torusNode(i, j), torusNode((i + 1) % x, j));
      }
    }
    return b.build();
  }

  private static long torusNode(int i, int j) {
    return 256L * (i + 1) + j + 1;
  }

  /** A tree of switches numbered in pre-order, hosts below the lowest. */
  static Topology tree(int depth, int fanout) {
    TopologyBuilder b = new TopologyBuilder("tree," + depth + "," + fanout);
    new Tree(b, fanout).grow(depth);
    return b.build();
  }

  private static final class Tree {
    private final TopologyBuilder builder;
    private final int fanout;
    private int switches;
    private int hosts;

    Tree(TopologyBuilder builder, int fanout) {
      this.builder = builder;
      this.fanout = fanout;
    }

    long grow(int depth) {
      long node = builder.addSwitch(++switches);
      for (int i = 0; i < fanout; i++) {
        if (depth > 1) {
          builder.addLink(node, grow(depth - 1));
        } else {
          builder.addHost(++hosts, node);
        }
      }
      return node;
    }
  }

  /**
   * The fat tree of Al-Fares et al. (2008) with k pods: core switches first, then per pod its
   * aggregation and its edge switches; k/2 hosts at each edge switch, above its uplinks.
   */
  static Topology fatTree(int k) {
    TopologyBuilder b = new TopologyBuilder("fattree," + k);
    int half = k / 2;
    int cores = half * half;
    for (int s = 1; s <= cores + k * k; s++) {
      b.addSwitch(s);
    }
    int host = 0;
    for (int pod = 0; pod < k; pod++) {
      int aggregation = cores + pod * k + 1;
      int edge = aggregation + half;
      for (int a = 0; a < half; a++) {
        for (int c = 0; c < half; c++) {
          b.addLink(a * half + c + 1, aggregation + a);
        }
        for (int e = 0; e < half; e++) {
          b.addLink(aggregation + a, edge + e);
        }
      }
      for (int e = 0; e < half; e++) {
        for (int h = 0; h < half; h++) {
          b.addHost(++host, edge + e);
        }
      }
    }
    return b.build();
  }
}
