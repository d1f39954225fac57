package io.vantage.server.text;

import io.vantage.model.Action;
import io.vantage.model.MatchField;
import io.vantage.model.PortNumbers;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.stream.Collectors;

/**
 * Actions as text: {@code output:2}, {@code output:controller:128}, {@code group:1}, {@code
 * set_field:ip_dst=10.0.0.1}, {@code push_vlan:0x8100}, {@code pop_vlan}, {@code set_queue:3},
 * {@code dec_ttl}; a list of them separated by commas, {@code drop} for none.
 */
public final class ActionText {
  private static final List<String> NAMES =
      List.of(
          "output", "group", "set_field", "push_vlan", "pop_vlan", "set_queue", "dec_ttl", "drop");

  private ActionText() {}

  /**
   * Reads a list of actions.
   *
   * @throws IllegalArgumentException if one is unknown or wrong; the message names it
   */
  public static List<Action> parseList(String text) {
    if (text.isBlank() || text.strip().equalsIgnoreCase("drop")) {
      return List.of();
    }
    List<Action> actions = new ArrayList<>();
    for (String part : text.split(",", -1)) {
      actions.add(parse(part));
    }
    return actions;
  }

  /** Reads one action; {@code drop} is none and only understood by {@link #parseList}. */
  public static Action parse(String text) {
    String whole = text.strip();
    int end = 0;
    while (end < whole.length() && whole.charAt(end) != ':' && whole.charAt(end) != '=') {
      end++;
    }
    String name = whole.substring(0, end).toLowerCase(Locale.ROOT);
    String argument = end < whole.length() ? whole.substring(end + 1).strip() : "";
    try {
      return action(name, argument);
    } catch (IllegalArgumentException e) {
      throw new IllegalArgumentException("action '" + whole + "': " + e.getMessage(), e);
    }
  }

  private static Action action(String name, String argument) {
    return switch (name) {
      case "output" -> output(need(argument, "output:PORT"));
      case "group" -> new Action.ToGroup(number(need(argument, "group:ID"), 0xffffff00L));
      case "set_field" -> setField(need(argument, "set_field:FIELD=VALUE"));
      case "push_vlan" -> new Action.PushVlan(argument.isEmpty() ? 0x8100 : etherType(argument));
      case "pop_vlan" -> none(argument, new Action.PopVlan());
      case "set_queue" -> new Action.SetQueue(number(need(argument, "set_queue:ID"), 0xffffffffL));
      case "dec_ttl" -> none(argument, new Action.DecrementTtl());
      case "drop" -> throw new IllegalArgumentException("stands alone: it means no action at all");
      default ->
          throw new IllegalArgumentException(
              "unknown"
                  + Nearest.to(name, NAMES)
                      .map(near -> "; did you mean " + near + "?")
                      .orElse("; actions are " + String.join(", ", NAMES)));
    };
  }

  private static Action output(String argument) {
    int colon = argument.indexOf(':');
    int port = PortNumbers.parse(colon < 0 ? argument : argument.substring(0, colon));
    if (port == PortNumbers.ANY || port == 0) {
      throw new IllegalArgumentException("is no port that a packet can leave by");
    }
    return colon < 0
        ? new Action.Output(port)
        : new Action.Output(port, number(argument.substring(colon + 1), 0xffff));
  }

  private static Action setField(String argument) {
    int arrow = argument.indexOf("->");
    int equals = argument.indexOf('=');
    if (arrow > 0) {
      return setField(argument.substring(arrow + 2), argument.substring(0, arrow));
    }
    if (equals < 1) {
      throw new IllegalArgumentException("write set_field:FIELD=VALUE");
    }
    return setField(argument.substring(0, equals), argument.substring(equals + 1));
  }

  private static Action setField(String name, String value) {
    MatchField field = FieldText.parse(name, value);
    if (field instanceof MatchField.InPort || value.contains("/")) {
      throw new IllegalArgumentException(
          value.contains("/") ? "a mask is not allowed here" : "in_port cannot be set");
    }
    return new Action.SetField(field);
  }

  private static int etherType(String argument) {
    int type = number(argument, 0xffff);
    if (type != 0x8100 && type != 0x88a8) {
      throw new IllegalArgumentException("the type must be 0x8100 or 0x88a8");
    }
    return type;
  }

  private static String need(String argument, String form) {
    if (argument.isEmpty()) {
      throw new IllegalArgumentException("write " + form);
    }
    return argument;
  }

  private static Action none(String argument, Action action) {
    if (!argument.isEmpty()) {
      throw new IllegalArgumentException("takes no argument");
    }
    return action;
  }

  private static int number(String text, long max) {
    try {
      long value = Long.decode(text.strip());
      if (value >= 0 && value <= max) {
        return (int) value;
      }
    } catch (NumberFormatException e) {
      // told below
    }
    throw new IllegalArgumentException("'" + text + "' is not a number from 0 to " + max);
  }

  /** What {@link #parse} reads. */
  public static String text(Action action) {
    if (action instanceof Action.Output output) {
      String port = "output:" + PortNumbers.text(output.port());
      boolean cut =
          output.port() == PortNumbers.CONTROLLER
              && output.maxLength() != Action.Output.WHOLE_PACKET;
      return cut ? port + ":" + output.maxLength() : port;
    } else if (action instanceof Action.ToGroup group) {
      return "group:" + Integer.toUnsignedString(group.group());
    } else if (action instanceof Action.SetField set) {
      return "set_field:" + FieldText.name(set.field()) + "=" + FieldText.value(set.field());
    } else if (action instanceof Action.PushVlan push) {
      return "push_vlan:0x" + Integer.toHexString(push.etherType());
    } else if (action instanceof Action.PopVlan) {
      return "pop_vlan";
    } else if (action instanceof Action.SetQueue queue) {
      return "set_queue:" + Integer.toUnsignedString(queue.queue());
    } else {
      return "dec_ttl";
    }
  }

  /** What {@link #parseList} reads. */
  public static String text(List<Action> actions) {
    return actions.isEmpty()
        ? "drop"
        : actions.stream().map(ActionText::text).collect(Collectors.joining(","));
  }
}
