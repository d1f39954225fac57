package io.vantage.model;

import java.util.List;
import java.util.OptionalInt;

/**
 * A flow rule for one switch.
 *
 * @param table flow table, 0..254
 * @param priority 0..65535; the highest match wins
 * @param actions applied in order; none drops the packet (unless {@code gotoTable} is set)
 * @param gotoTable table that goes on with the packet; greater than {@code table}
 * @param meter meter the packet passes first
 * @param cookie chosen by the owner; reported back in statistics and removals
 * @param idleTimeoutSeconds removed after so long without a packet; 0 for never, at most 65535
 * @param hardTimeoutSeconds removed after so long; 0 for never, at most 65535
 * @param owner name of the app or user that asked for it
 */
public record FlowRule(
    DatapathId device,
    int table,
    int priority,
    Match match,
    List<Action> actions,
    OptionalInt gotoTable,
    OptionalInt meter,
    long cookie,
    int idleTimeoutSeconds,
    int hardTimeoutSeconds,
    String owner) {
  public FlowRule {
    check("table", table, 254);
    check("priority", priority, 0xffff);
    check("idle timeout", idleTimeoutSeconds, 0xffff);
    check("hard timeout", hardTimeoutSeconds, 0xffff);
    if (gotoTable.isPresent() && gotoTable.getAsInt() <= table) {
      throw new IllegalArgumentException(
          "goto_table " + gotoTable.getAsInt() + " must be greater than table " + table);
    }
    actions = List.copyOf(actions);
  }

  private static void check(String what, int value, int max) {
    if (value < 0 || value > max) {
      throw new IllegalArgumentException(what + " " + value + " not in 0.." + max);
    }
  }

  public FlowKey key() {
    return new FlowKey(device, table, priority, match);
  }

  /** Starts a rule in table 0 with priority 100 that drops every packet. */
  public static Builder on(DatapathId device) {
    return new Builder(device);
  }

  /** Collects the parts of a rule; not thread-safe. */
  public static final class Builder {
    private final DatapathId device;
    private int table;
    private int priority = 100;
    private Match match = Match.ANY;
    private List<Action> actions = List.of();
    private OptionalInt gotoTable = OptionalInt.empty();
    private OptionalInt meter = OptionalInt.empty();
    private long cookie;
    private int idleTimeoutSeconds;
    private int hardTimeoutSeconds;
    private String owner = "";

    private Builder(DatapathId device) {
      this.device = device;
    }

    public Builder table(int value) {
      table = value;
      return this;
    }

    public Builder priority(int value) {
      priority = value;
      return this;
    }

    public Builder match(MatchField... fields) {
      match = Match.of(fields);
      return this;
    }

    public Builder match(Match value) {
      match = value;
      return this;
    }

    public Builder actions(Action... value) {
      actions = List.of(value);
      return this;
    }

    public Builder actions(List<Action> value) {
      actions = value;
      return this;
    }

    /** Same as {@code actions(new Action.Output(port))}. */
    public Builder output(int port) {
      return actions(new Action.Output(port));
    }

    public Builder gotoTable(int value) {
      gotoTable = OptionalInt.of(value);
      return this;
    }

    public Builder meter(int value) {
      meter = OptionalInt.of(value);
      return this;
    }

    public Builder cookie(long value) {
      cookie = value;
      return this;
    }

    public Builder idleTimeoutSeconds(int value) {
      idleTimeoutSeconds = value;
      return this;
    }

    public Builder hardTimeoutSeconds(int value) {
      hardTimeoutSeconds = value;
      return this;
    }

    public Builder owner(String value) {
      owner = value;
      return this;
    }

    public FlowRule build() {
      return new FlowRule(
          device,
          table,
          priority,
          match,
          actions,
          gotoTable,
          meter,
          cookie,
          idleTimeoutSeconds,
          hardTimeoutSeconds,
          owner);
    }
  }
}
