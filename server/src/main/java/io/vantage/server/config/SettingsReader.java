package io.vantage.server.config;

import com.typesafe.config.Config;
import com.typesafe.config.ConfigObject;
import com.typesafe.config.ConfigValue;
import io.vantage.cluster.Replica;
import io.vantage.cluster.ReplicaId;
import io.vantage.network.Assignment;
import io.vantage.seer.elector.SeerSettings;
import io.vantage.server.config.NodeSettings.ClusterSettings;
import io.vantage.server.config.NodeSettings.DiscoverySettings;
import io.vantage.server.config.NodeSettings.HttpSettings;
import io.vantage.server.config.NodeSettings.LoggingSettings;
import io.vantage.server.config.NodeSettings.OpenFlowSettings;
import io.vantage.server.config.NodeSettings.TlsSettings;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;

/** Reads {@link NodeSettings} from a HOCON file laid over {@code reference.conf}. */
public final class SettingsReader {
  private static final String ROOT = "vantage";
  private static final Set<String> MEMBER_KEYS = new LinkedHashSet<>(List.of("id", "host", "port"));
  private static final int MAX_PARTITIONS = 64;

  private final Path base;
  private final List<ConfigProblem> problems;

  private SettingsReader(Path base, List<ConfigProblem> problems) {
    this.base = base;
    this.problems = problems;
  }

  /**
   * Reads a file.
   *
   * @throws BadConfigurationException with every problem found
   */
  public static NodeSettings read(Path file) {
    Path base = file.toAbsolutePath().normalize().getParent();
    return ConfigFile.read(
        file,
        "/reference.conf",
        ROOT,
        (values, given, defaults) ->
            new SettingsReader(base, values.problems()).node(values, given, defaults));
  }

  private NodeSettings node(ConfigValues values, Config given, ConfigObject defaults) {
    Config root = withSections(given, defaults);
    int before = problems.size();
    List<Replica> members = members(values);
    boolean membersAreSound = problems.size() == before;
    String replica = values.name("replica");
    if (membersAreSound && members.stream().noneMatch(m -> m.id().name().equals(replica))) {
      String names = members.stream().map(m -> m.id().name()).collect(Collectors.joining(", "));
      values.reject("replica", "must be one of the members: " + names);
    }
    String directory = values.name("data-directory");
    int partitions = partitions(values, Math.max(1, members.size()));
    Assignment assignment =
        new AssignmentReader(inner(values, root, "assignment"), partitions).read();
    ClusterSettings cluster = cluster(inner(values, root, "cluster"));
    ConfigValues openflow = inner(values, root, "openflow");
    OpenFlowSettings switches =
        new OpenFlowSettings(
            openflow.name("bind"),
            openflow.integer("port", 0, 65535),
            openflow.integer("max-connections", 1, 65535),
            openflow.duration("echo-interval", Duration.ofMillis(20), Duration.ofMinutes(1)),
            tls(openflow));
    ConfigValues http = inner(values, root, "http");
    HttpSettings api = new HttpSettings(http.name("bind"), http.integer("port", 0, 65535));
    List<String> apps = apps(values);
    Duration interval =
        inner(values, root, "discovery")
            .duration("interval", Duration.ofMillis(200), Duration.ofMinutes(5));
    SeerSettings seer = SeerReader.read(inner(values, root, "seer"));
    LoggingSettings logging = logging(inner(values, root, "logging"));
    return new NodeSettings(
        problems.isEmpty() ? new ReplicaId(replica) : new ReplicaId("r1"),
        members,
        base.resolve(directory).normalize(),
        partitions,
        assignment,
        cluster,
        switches,
        api,
        apps,
        new DiscoverySettings(interval),
        seer,
        logging);
  }

  /** Sections that are no objects have been reported; their defaults spare further reports. */
  private static Config withSections(Config given, ConfigObject defaults) {
    Config whole = given;
    for (Map.Entry<String, ConfigValue> section : defaults.entrySet()) {
      if (section.getValue() instanceof ConfigObject
          && !(given.root().get(section.getKey()) instanceof ConfigObject)) {
        whole = whole.withValue(section.getKey(), section.getValue());
      }
    }
    return whole;
  }

  private static ConfigValues inner(ConfigValues values, Config root, String name) {
    return values.below(root.getConfig(name), name);
  }

  private List<Replica> members(ConfigValues values) {
    List<? extends Config> objects = values.objects("members");
    if (objects.isEmpty()) {
      values.reject("members", "must list at least one replica { id, host, port }");
    }
    List<Replica> members = new ArrayList<>();
    Set<String> seen = new HashSet<>();
    for (int i = 0; i < objects.size(); i++) {
      Config object = objects.get(i);
      for (Map.Entry<String, ConfigValue> entry : object.root().entrySet()) {
        if (!MEMBER_KEYS.contains(entry.getKey())) {
          String key = ROOT + ".members[" + i + "]." + entry.getKey();
          problems.add(ConfigFile.unknown(entry.getValue(), key, entry.getKey(), MEMBER_KEYS));
        }
      }
      member(values.below(object, "members[" + i + "]"), seen).ifPresent(members::add);
    }
    return members;
  }

  private Optional<Replica> member(ConfigValues values, Set<String> seen) {
    int before = problems.size();
    String id = values.name("id");
    String host = values.name("host");
    int port = values.integer("port", 1, 65535);
    if (problems.size() > before) {
      return Optional.empty();
    }
    if (!seen.add("id " + id)) {
      values.reject("id", "is given to two members");
    }
    if (!seen.add("address " + host + ":" + port)) {
      values.reject("port", "host and port " + host + ":" + port + " are given to two members");
    }
    try {
      return Optional.of(new Replica(new ReplicaId(id), host, port));
    } catch (IllegalArgumentException e) {
      values.reject("id", String.valueOf(e.getMessage()));
      return Optional.empty();
    }
  }

  private static int partitions(ConfigValues values, int members) {
    if (values.text("partitions").equals("auto")) {
      return members;
    }
    return values.integer("partitions", 1, MAX_PARTITIONS);
  }

  private static ClusterSettings cluster(ConfigValues values) {
    int before = values.problemCount();
    Duration election =
        values.duration("election-timeout", Duration.ofMillis(50), Duration.ofMinutes(1));
    Duration heartbeat =
        values.duration("heartbeat", Duration.ofMillis(10), Duration.ofSeconds(20));
    if (values.problemCount() == before && heartbeat.multipliedBy(3).compareTo(election) > 0) {
      values.reject(
          "heartbeat",
          "must be at most a third of election-timeout (" + election.toMillis() + "ms)");
    }
    return new ClusterSettings(
        election,
        heartbeat,
        values.duration("proposal-deadline", Duration.ofMillis(100), Duration.ofMinutes(5)),
        values.duration("transfer-limit", Duration.ofMillis(100), Duration.ofMinutes(5)));
  }

  private Optional<TlsSettings> tls(ConfigValues openflow) {
    Optional<Path> certificate = file(openflow, "tls.certificate");
    Optional<Path> key = file(openflow, "tls.key");
    Optional<Path> trusted = file(openflow, "tls.trusted");
    if (certificate.isPresent() != key.isPresent()) {
      openflow.reject(
          certificate.isPresent() ? "tls.key" : "tls.certificate",
          "certificate and key are needed both");
    } else if (trusted.isPresent() && certificate.isEmpty()) {
      openflow.reject("tls.trusted", "is of no use without certificate and key");
    }
    return certificate.isPresent() && key.isPresent()
        ? Optional.of(new TlsSettings(certificate.get(), key.get(), trusted))
        : Optional.empty();
  }

  /** A file that can be read, or nothing for an empty name. */
  private Optional<Path> file(ConfigValues values, String key) {
    String name = values.text(key);
    if (name.isBlank()) {
      return Optional.empty();
    }
    Path file = base.resolve(name).normalize();
    if (!Files.isReadable(file) || !Files.isRegularFile(file)) {
      values.reject(key, file + " is not a readable file");
    }
    return Optional.of(file);
  }

  private static List<String> apps(ConfigValues values) {
    List<String> apps = values.texts("apps");
    if (new HashSet<>(apps).size() < apps.size()) {
      values.reject("apps", "names an app twice");
    }
    for (String app : apps) {
      if (!KnownApps.names().contains(app)) {
        String known = String.join(", ", KnownApps.names());
        values.reject("apps", "there is no app " + app + "; apps are " + known);
      }
    }
    return apps;
  }

  private LoggingSettings logging(ConfigValues values) {
    String directory = values.text("directory");
    return new LoggingSettings(
        values.choice("level", LoggingSettings.Level.class),
        values.choice("format", LoggingSettings.Format.class),
        directory.isBlank() ? Optional.empty() : Optional.of(base.resolve(directory).normalize()),
        values.bytes("max-file-size", 4096),
        values.integer("files", 1, 1000));
  }
}
