package io.vantage.server.config;

import io.vantage.apps.forwarding.Forwarding;
import io.vantage.apps.learningswitch.LearningSwitch;
import io.vantage.northbound.App;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import java.util.function.Supplier;

/** The apps that a configuration may name. */
public final class KnownApps {
  private static final Map<String, Supplier<App>> BY_NAME =
      new TreeMap<>(Map.of("forwarding", Forwarding::new, "learning-switch", LearningSwitch::new));

  private KnownApps() {}

  public static Set<String> names() {
    return BY_NAME.keySet();
  }

  /** A new instance of an app. */
  public static Optional<App> create(String name) {
    return Optional.ofNullable(BY_NAME.get(name)).map(Supplier::get);
  }
}
