package io.vantage.server.config;

import com.typesafe.config.Config;
import com.typesafe.config.ConfigException;
import com.typesafe.config.ConfigFactory;
import com.typesafe.config.ConfigObject;
import com.typesafe.config.ConfigParseOptions;
import com.typesafe.config.ConfigValue;
import io.vantage.server.text.Nearest;
import java.io.IOException;
import java.io.InputStreamReader;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.stream.Collectors;

/**
 * A HOCON file laid over a reference that has every key that may occur, with its default. What is
 * wrong is reported all at once, with file, line, key and rule.
 */
public final class ConfigFile {
  /** Turns values into what the file is about; notes problems in {@code values}. */
  @FunctionalInterface
  public interface Reading<T> {
    /**
     * @param values below the root, to read from
     * @param given the same, as it is
     * @param defaults of the reference, below the root
     */
    T read(ConfigValues values, Config given, ConfigObject defaults);
  }

  private final List<ConfigProblem> problems = new ArrayList<>();

  private ConfigFile() {}

  /**
   * Reads a file.
   *
   * @param reference absolute name of the reference on the class path
   * @param root the one key at the top of both
   * @throws BadConfigurationException with every problem found
   */
  public static <T> T read(Path file, String reference, String root, Reading<T> reading) {
    Path absolute = file.toAbsolutePath().normalize();
    String name = absolute.toString();
    if (!Files.isRegularFile(absolute) || !Files.isReadable(absolute)) {
      String rule = Files.exists(absolute) ? "is not a readable file" : "does not exist";
      throw new BadConfigurationException(List.of(new ConfigProblem(name, 0, "", rule)));
    }
    try {
      Config own =
          ConfigFactory.parseFile(
              absolute.toFile(), ConfigParseOptions.defaults().setAllowMissing(false));
      return new ConfigFile().read(own, reference(reference), root, reading);
    } catch (ConfigException.Parse e) {
      throw new BadConfigurationException(List.of(broken(name, e)));
    } catch (ConfigException e) {
      throw new BadConfigurationException(
          List.of(new ConfigProblem(name, 0, "", String.valueOf(e.getMessage()))));
    }
  }

  private static Config reference(String name) {
    try (InputStreamReader in =
        new InputStreamReader(
            Objects.requireNonNull(
                ConfigFile.class.getResourceAsStream(name), name + " is not on the class path"),
            StandardCharsets.UTF_8)) {
      return ConfigFactory.parseReader(in);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private static ConfigProblem broken(String name, ConfigException e) {
    String message = String.valueOf(e.getMessage()).replaceAll("\\s*\\n\\s*", " ");
    String rule = message.replaceFirst("^.*?: \\d+: ", "");
    return e.origin() == null
        ? new ConfigProblem(name, 0, "", rule)
        : ConfigProblem.at(e.origin(), "", rule);
  }

  private <T> T read(Config own, Config reference, String name, Reading<T> reading) {
    Config merged = own.withFallback(reference).resolve();
    checkKeys(own.resolveWith(merged).root(), reference.root(), "");
    if (merged.getValue(name) instanceof ConfigObject root) {
      Config given = root.toConfig();
      T result =
          reading.read(
              new ConfigValues(given, name, problems),
              given,
              (ConfigObject) reference.getValue(name));
      if (problems.isEmpty()) {
        return result;
      }
    } else {
      ConfigValue value = merged.getValue(name);
      problems.add(ConfigProblem.at(value.origin(), name, "must be an object"));
    }
    problems.sort(Comparator.comparing(ConfigProblem::source).thenComparing(ConfigProblem::line));
    throw new BadConfigurationException(problems);
  }

  /** Notes keys that the reference does not have. */
  private void checkKeys(ConfigObject own, ConfigObject reference, String prefix) {
    for (Map.Entry<String, ConfigValue> entry : own.entrySet()) {
      String key = prefix + entry.getKey();
      ConfigValue known = reference.get(entry.getKey());
      if (known == null) {
        problems.add(unknown(entry.getValue(), key, entry.getKey(), reference.keySet()));
      } else if (entry.getValue() instanceof ConfigObject inner) {
        if (known instanceof ConfigObject knownInner) {
          checkKeys(inner, knownInner, key + ".");
        }
      } else if (known instanceof ConfigObject) {
        problems.add(ConfigProblem.at(entry.getValue().origin(), key, "must be an object { ... }"));
      }
    }
  }

  static ConfigProblem unknown(ConfigValue value, String key, String name, Set<String> known) {
    String hint =
        Nearest.to(name, known)
            .map(near -> "; did you mean " + near + "?")
            .orElse("; known here: " + known.stream().sorted().collect(Collectors.joining(", ")));
    return ConfigProblem.at(value.origin(), key, "unknown key" + hint);
  }
}
