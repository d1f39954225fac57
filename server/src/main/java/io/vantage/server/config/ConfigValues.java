package io.vantage.server.config;

import com.typesafe.config.Config;
import com.typesafe.config.ConfigException;
import com.typesafe.config.ConfigValue;
import com.typesafe.config.ConfigValueType;
import java.time.Duration;
import java.util.List;
import java.util.Locale;
import java.util.function.Function;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/**
 * Reads typed values below one prefix and notes what is wrong instead of throwing, so that one run
 * reports everything. A value that is wrong reads as a harmless stand-in; nobody uses it, since the
 * whole configuration is then refused. Not thread-safe.
 */
public final class ConfigValues {
  private final Config config;
  private final String prefix;
  private final List<ConfigProblem> problems;

  ConfigValues(Config config, String prefix, List<ConfigProblem> problems) {
    this.config = config;
    this.prefix = prefix;
    this.problems = problems;
  }

  /** The values of an object below this one. */
  public ConfigValues below(Config inner, String name) {
    return new ConfigValues(inner, prefix + "." + name, problems);
  }

  public String text(String key) {
    return read(key, "must be a text", config::getString, "");
  }

  /** A text that is not blank. */
  public String name(String key) {
    String text = text(key).strip();
    if (text.isEmpty() && config.hasPath(key)) {
      reject(key, "must not be empty");
    }
    return text;
  }

  public int integer(String key, int min, int max) {
    String rule = "must be a whole number from " + min + " to " + max;
    int value =
        read(
            key,
            rule,
            path -> {
              double number = config.getDouble(path);
              if (number != Math.rint(number)) {
                throw new ConfigException.BadValue(path, rule);
              }
              return (int) number;
            },
            min);
    if (value < min || value > max) {
      reject(key, rule);
      return min;
    }
    return value;
  }

  /** A number, with a fraction or not. */
  public double number(String key, double min, double max) {
    String rule = "must be a number from " + min + " to " + max;
    double value = read(key, rule, config::getDouble, min);
    if (!(value >= min && value <= max)) {
      reject(key, rule);
      return min;
    }
    return value;
  }

  long bytes(String key, long min) {
    long value = read(key, "must be a size as 20MiB", config::getBytes, min);
    if (value < min) {
      reject(key, "must be at least " + min + " bytes");
    }
    return value;
  }

  public Duration duration(String key, Duration min, Duration max) {
    String rule = "must be a duration with a unit, from " + text(min) + " to " + text(max);
    Duration value = read(key, rule, path -> withUnit(path, rule), min);
    if (value.compareTo(min) < 0 || value.compareTo(max) > 0) {
      reject(key, rule);
      return min;
    }
    return value;
  }

  private Duration withUnit(String path, String rule) {
    if (config.getValue(path).valueType() == ConfigValueType.NUMBER) {
      throw new ConfigException.BadValue(path, rule);
    }
    return config.getDuration(path);
  }

  public <E extends Enum<E>> E choice(String key, Class<E> kind) {
    E[] all = kind.getEnumConstants();
    String word = text(key).toUpperCase(Locale.ROOT);
    for (E candidate : all) {
      if (candidate.name().equals(word)) {
        return candidate;
      }
    }
    String words =
        Stream.of(all)
            .map(each -> each.name().toLowerCase(Locale.ROOT))
            .collect(Collectors.joining(", "));
    reject(key, "must be one of " + words);
    return all[0];
  }

  public List<String> texts(String key) {
    return read(key, "must be a list of texts", config::getStringList, List.of());
  }

  List<? extends Config> objects(String key) {
    return read(key, "must be a list of objects", config::getConfigList, List.of());
  }

  /** Notes that the value of a key breaks a rule. */
  public void reject(String key, String rule) {
    ConfigValue value = config.hasPathOrNull(key) ? config.getValue(key) : config.root();
    reject(value, key, rule);
  }

  private void reject(ConfigValue value, String key, String rule) {
    ConfigProblem problem =
        ConfigProblem.at(
            value.origin(), prefix + "." + key, rule + (shown(value) ? is(value) : ""));
    boolean known =
        problems.stream()
            .anyMatch(p -> p.key().equals(problem.key()) && p.where().equals(problem.where()));
    if (!known) {
      problems.add(problem);
    }
  }

  private static boolean shown(ConfigValue value) {
    return value.valueType() != ConfigValueType.OBJECT && value.valueType() != ConfigValueType.LIST;
  }

  private static String is(ConfigValue value) {
    return ", is " + value.render();
  }

  private <T> T read(String key, String rule, Function<String, T> reader, T standIn) {
    try {
      return reader.apply(key);
    } catch (ConfigException.Missing e) {
      if (config.hasPathOrNull(key)) {
        reject(key, rule);
      } else {
        reject(config.root(), key, "is missing; it " + rule);
      }
    } catch (ConfigException e) {
      reject(key, rule);
    }
    return standIn;
  }

  private static String text(Duration duration) {
    long millis = duration.toMillis();
    return millis % 1000 == 0 ? millis / 1000 + "s" : millis + "ms";
  }

  List<ConfigProblem> problems() {
    return problems;
  }

  /** How many problems have been noted so far, of all keys. */
  public int problemCount() {
    return problems.size();
  }
}
