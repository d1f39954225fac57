package io.vantage.network;

import io.vantage.model.DatapathId;
import io.vantage.model.FlowKey;
import io.vantage.model.FlowRule;
import io.vantage.network.NetworkCommand.AddFlows;
import io.vantage.network.NetworkCommand.RemoveFlows;
import io.vantage.network.NetworkCommand.Report;
import io.vantage.network.NetworkCommand.ReportFlows;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.function.Function;

/**
 * Turns many rules, of any switches, into commands: grouped by switch, in the given order, and cut
 * so that each fits into a log entry. A command takes effect as a whole; the commands of one call
 * need not.
 */
public final class NetworkCommands {
  /** Greatest length of an encoded command, in bytes; below the limit of a log entry. */
  public static final int MAX_BYTES = 48 * 1024;

  private NetworkCommands() {}

  public static List<AddFlows> addFlows(Collection<FlowRule> rules) {
    List<AddFlows> commands = new ArrayList<>();
    byDevice(rules, FlowRule::device)
        .forEach((device, all) -> cut(all, part -> new AddFlows(device, part), commands));
    return commands;
  }

  public static List<RemoveFlows> removeFlows(Collection<FlowKey> keys) {
    List<RemoveFlows> commands = new ArrayList<>();
    byDevice(keys, FlowKey::device)
        .forEach((device, all) -> cut(all, part -> new RemoveFlows(device, part), commands));
    return commands;
  }

  public static List<ReportFlows> reportFlows(Collection<Report<FlowKey>> reports) {
    List<ReportFlows> commands = new ArrayList<>();
    byDevice(reports, report -> report.key().device())
        .forEach((device, all) -> cut(all, part -> new ReportFlows(device, part), commands));
    return commands;
  }

  private static <T> Map<DatapathId, List<T>> byDevice(
      Collection<T> items, Function<T, DatapathId> device) {
    Map<DatapathId, List<T>> groups = new TreeMap<>();
    for (T item : items) {
      groups.computeIfAbsent(device.apply(item), d -> new ArrayList<>()).add(item);
    }
    return groups;
  }

  private static <T, C extends NetworkCommand> void cut(
      List<T> items, Function<List<T>, C> command, List<C> into) {
    if (items.size() == 1) { // the frequent case; what is too large alone is refused on submission
      into.add(command.apply(items));
      return;
    }
    C whole = command.apply(items);
    if (fits(whole)) {
      into.add(whole);
    } else {
      int half = items.size() / 2;
      cut(items.subList(0, half), command, into);
      cut(items.subList(half, items.size()), command, into);
    }
  }

  private static boolean fits(NetworkCommand command) {
    return NetworkTypes.CODEC.encode(command).length <= MAX_BYTES;
  }
}
