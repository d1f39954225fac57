package io.vantage.seer.simulation;

import io.vantage.cluster.ReplicaId;
import java.util.ArrayList;
import java.util.List;

/**
 * Traces as text: a head line {@code time_s,kind,replica,value}, then one injection a line. A value
 * holds until the next of its kind at the same replica. Kinds: {@code delay_ms}, {@code
 * cpu_percent} (share that others burn), {@code limit_percent} (share that the replica may use).
 * Empty lines and lines that begin with {@code #} are skipped.
 */
public final class TraceFile {
  private static final String HEAD = "time_s,kind,replica,value";
  private static final double LAST_SECOND = 3_600;

  private final String name;
  private final List<ReplicaId> replicas;
  private int line;

  private TraceFile(String name, List<ReplicaId> replicas) {
    this.name = name;
    this.replicas = replicas;
  }

  /**
   * Reads a trace.
   *
   * @param name of the file, for messages
   * @param replicas names that may occur
   * @param tailSeconds how long the run goes on after the last injection
   * @throws IllegalArgumentException with file, line and rule
   */
  public static Trace parse(
      String name, List<String> lines, List<ReplicaId> replicas, double tailSeconds) {
    return new TraceFile(name, replicas).parse(lines, tailSeconds);
  }

  /** Writes a trace so that {@link #parse} reads it. */
  public static List<String> format(Trace trace, List<ReplicaId> replicas) {
    List<String> lines = new ArrayList<>(List.of(HEAD));
    for (Injection injection : trace.injections()) {
      double scale = injection.kind() == Injection.Kind.DELAY_MS ? 1 : 100;
      lines.add(
          injection.timeSeconds()
              + ","
              + injection.kind()
              + ","
              + replicas.get(injection.replica())
              + ","
              + injection.value() * scale);
    }
    return lines;
  }

  private Trace parse(List<String> lines, double tailSeconds) {
    List<Injection> injections = new ArrayList<>();
    boolean headed = false;
    for (String text : lines) {
      line++;
      String stripped = text.strip();
      if (stripped.isEmpty() || stripped.startsWith("#")) {
        continue;
      }
      if (!headed) {
        check(stripped.replace(" ", "").equals(HEAD), "the head must be '" + HEAD + "'");
        headed = true;
        continue;
      }
      Injection injection = injection(stripped.split(",", -1));
      check(
          injections.isEmpty()
              || injections.get(injections.size() - 1).timeSeconds() <= injection.timeSeconds(),
          "times must not go back");
      injections.add(injection);
    }
    line = Math.max(1, line);
    check(headed, "the head must be '" + HEAD + "'");
    check(!injections.isEmpty(), "there must be at least one injection");
    double last = injections.get(injections.size() - 1).timeSeconds();
    return new Trace(injections, last + tailSeconds);
  }

  private Injection injection(String[] fields) {
    check(fields.length == 4, "there must be 4 fields, not " + fields.length);
    double time = number("time_s", fields[0], 0, LAST_SECOND);
    Injection.Kind kind = kind(fields[1].strip());
    int replica = replica(fields[2].strip());
    double value =
        switch (kind) {
          case DELAY_MS -> number("a delay_ms", fields[3], 0, 10_000);
          case CPU_PERCENT -> number("a cpu_percent", fields[3], 0, 99) / 100;
          case LIMIT_PERCENT -> number("a limit_percent", fields[3], 1, 100) / 100;
        };
    return new Injection(time, kind, replica, value);
  }

  private double number(String what, String field, double least, double most) {
    double value = Double.NaN;
    try {
      value = Double.parseDouble(field.strip());
    } catch (NumberFormatException e) {
      // The check below says what is expected.
    }
    check(
        value >= least && value <= most,
        "%s must be a number from %.0f to %.0f, not '%s'"
            .formatted(what, least, most, field.strip()));
    return value;
  }

  private Injection.Kind kind(String field) {
    for (Injection.Kind kind : Injection.Kind.values()) {
      if (kind.toString().equals(field)) {
        return kind;
      }
    }
    throw bad("kind must be delay_ms, cpu_percent or limit_percent, not '" + field + "'");
  }

  private int replica(String field) {
    int replica = replicas.stream().map(ReplicaId::name).toList().indexOf(field);
    check(
        replica >= 0,
        "replica must be one of %s to %s, not '%s'"
            .formatted(replicas.get(0), replicas.get(replicas.size() - 1), field));
    return replica;
  }

  private void check(boolean holds, String rule) {
    if (!holds) {
      throw bad(rule);
    }
  }

  private IllegalArgumentException bad(String rule) {
    return new IllegalArgumentException("trace file '" + name + "', line " + line + ": " + rule);
  }
}
