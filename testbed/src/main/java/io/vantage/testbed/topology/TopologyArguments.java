package io.vantage.testbed.topology;

import java.util.ArrayDeque;
import java.util.Deque;
import java.util.LinkedHashMap;
import java.util.Map;

/** The parts of {@code name,1,2} or {@code name,key=1,other=2}. */
final class TopologyArguments {
  private final String text;
  private final String name;
  private final Deque<String> positional = new ArrayDeque<>();
  private final Map<String, String> named = new LinkedHashMap<>();

  private TopologyArguments(String text) {
    this.text = text;
    String[] parts = text.split(",", -1);
    this.name = parts[0].strip();
    for (int i = 1; i < parts.length; i++) {
      String part = parts[i].strip();
      int equals = part.indexOf('=');
      if (equals < 0) {
        positional.add(part);
      } else {
        named.put(part.substring(0, equals), part.substring(equals + 1));
      }
    }
  }

  static TopologyArguments parse(String text) {
    return new TopologyArguments(text);
  }

  String name() {
    return name;
  }

  /** The next number, by name or by place; {@code unless} if it was left out. */
  int next(String key, int unless, int least, int most) {
    String given = named.containsKey(key) ? named.remove(key) : positional.poll();
    if (given == null) {
      return unless;
    }
    try {
      int value = Integer.parseInt(given);
      if (value < least || value > most) {
        throw bad(key + " must be from " + least + " to " + most + ", got " + value);
      }
      return value;
    } catch (NumberFormatException e) {
      throw bad("'" + given + "' is no whole number");
    }
  }

  /** Nothing may be left. */
  void end() {
    if (!positional.isEmpty() || !named.isEmpty()) {
      String left = positional.isEmpty() ? named.keySet().iterator().next() : positional.peek();
      throw bad("unknown argument '" + left + "'");
    }
  }

  IllegalArgumentException bad(String rule) {
    return new IllegalArgumentException("topology '" + text + "': " + rule);
  }
}
