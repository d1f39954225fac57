package io.vantage.server.cli;

import io.vantage.server.local.LocalCluster;
import io.vantage.server.local.LocalReplica;
import java.time.Duration;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.stream.IntStream;
import picocli.CommandLine.Option;

/** Which replica to ask. */
public final class ApiOption {
  private static final Duration DEADLINE = Duration.ofSeconds(20);

  @Option(
      names = "--url",
      paramLabel = "URL",
      description =
          "A replica's API; default: http://127.0.0.1:8181, or another replica on this machine"
              + " if that one does not answer.")
  private Optional<String> url = Optional.empty();

  /** A client whose requests may take {@code patience} longer than usual. */
  public ApiClient client(Duration patience) {
    return new ApiClient(urls(), DEADLINE.plus(patience));
  }

  public ApiClient client() {
    return client(Duration.ZERO);
  }

  private List<String> urls() {
    if (url.isPresent()) {
      String base = url.get().replaceAll("/+$", "");
      if (!base.startsWith("http://") && !base.startsWith("https://")) {
        base = "http://" + base;
      }
      return List.of(base);
    }
    Set<String> urls = new LinkedHashSet<>();
    urls.add(address(1));
    LocalCluster.current()
        .map(LocalCluster::replicas)
        .filter(replicas -> !replicas.isEmpty())
        .map(replicas -> replicas.stream().map(LocalReplica::url).toList())
        .orElseGet(() -> IntStream.rangeClosed(2, 3).mapToObj(ApiOption::address).toList())
        .forEach(urls::add);
    return new ArrayList<>(urls);
  }

  private static String address(int replica) {
    return "http://127.0.0." + replica + ":" + LocalReplica.HTTP_PORT;
  }
}
