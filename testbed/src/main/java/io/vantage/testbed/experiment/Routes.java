package io.vantage.testbed.experiment;

import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.vantage.testbed.topology.Topology;
import io.vantage.testbed.topology.Topology.End;
import io.vantage.testbed.topology.Topology.HostNode;
import io.vantage.testbed.topology.Topology.SwitchLink;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import org.jgrapht.Graph;
import org.jgrapht.alg.interfaces.ShortestPathAlgorithm.SingleSourcePaths;
import org.jgrapht.alg.shortestpath.DijkstraShortestPath;
import org.jgrapht.graph.DefaultWeightedEdge;
import org.jgrapht.graph.WeightedMultigraph;

/**
 * The paper's routing application, as its client sees it: a request names two ends, and the rules
 * of the shortest path between them are its body for {@code POST /api/v1/flows}.
 */
final class Routes {
  /** Priority that tells an experiment's rules from others. */
  static final int PRIORITY = 78;

  private static final ObjectMapper JSON = new ObjectMapper();

  /** A link with both of its ends, of which one is where a path leaves a switch. */
  private static final class Hop extends DefaultWeightedEdge {
    private transient SwitchLink link;

    End leaving(long device) {
      return link.a().datapathId() == device ? link.a() : link.b();
    }
  }

  private final List<HostNode> hosts;
  private final Graph<Long, Hop> graph = new WeightedMultigraph<>(Hop.class);
  private final boolean wholePath;

  /**
   * @param wholePath false for the rule of the first switch only
   */
  Routes(Topology topology, boolean wholePath) {
    this.hosts = topology.hosts();
    this.wholePath = wholePath;
    topology.switches().forEach(node -> graph.addVertex(node.datapathId()));
    for (SwitchLink link : topology.links()) {
      Hop hop = graph.addEdge(link.a().datapathId(), link.b().datapathId());
      hop.link = link;
      graph.setEdgeWeight(
          hop, 1 + link.delay().toNanos() / (double) Duration.ofMillis(1).toNanos());
    }
  }

  int ends() {
    return hosts.size();
  }

  /** The rules that a request for a path between two hosts, by number, commits. */
  String body(int from, int to) {
    HostNode source = hosts.get(from);
    HostNode target = hosts.get(to);
    ArrayNode rules = JSON.createArrayNode();
    for (End end : path(source, target)) {
      ObjectNode rule = rules.addObject();
      rule.put("device", String.valueOf(end.datapathId())).put("priority", PRIORITY);
      rule.putObject("match").put("eth_src", mac(source)).put("eth_dst", mac(target));
      rule.putArray("actions").add("output:" + end.port());
      if (!wholePath) {
        break;
      }
    }
    return rules.toString();
  }

  /** The port by which a packet leaves every switch on its way. */
  private List<End> path(HostNode source, HostNode target) {
    long device = source.attachedTo().datapathId();
    SingleSourcePaths<Long, Hop> paths = new DijkstraShortestPath<>(graph).getPaths(device);
    List<End> ends = new ArrayList<>();
    for (Hop hop : paths.getPath(target.attachedTo().datapathId()).getEdgeList()) {
      ends.add(hop.leaving(device));
      device =
          hop.link.a().datapathId() == device
              ? hop.link.b().datapathId()
              : hop.link.a().datapathId();
    }
    ends.add(target.attachedTo());
    return ends;
  }

  private static String mac(HostNode host) {
    return String.format("%012x", host.mac()).replaceAll("(..)(?!$)", "$1:");
  }
}
