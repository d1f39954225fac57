package io.vantage.path;

import io.vantage.model.ConnectPoint;
import io.vantage.model.Link;
import java.util.List;

/**
 * A way from one edge port to another.
 *
 * @param links in order; empty if both ends are on one switch
 */
public record Path(ConnectPoint from, ConnectPoint to, List<Link> links) {
  public Path {
    links = List.copyOf(links);
  }
}
