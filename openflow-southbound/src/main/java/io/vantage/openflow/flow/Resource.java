package io.vantage.openflow.flow;

import io.vantage.model.Action;
import io.vantage.model.DatapathId;
import io.vantage.model.FlowState;
import io.vantage.model.Group;
import io.vantage.model.GroupEntry;
import io.vantage.model.Meter;
import io.vantage.model.MeterEntry;
import io.vantage.network.NetworkView;
import io.vantage.southbound.SwitchError;
import io.vantage.southbound.SwitchMessage;
import java.util.HashSet;
import java.util.List;
import java.util.Set;

/**
 * A desired group or meter: what a rule may refer to, so what has to be on the switch first.
 *
 * @param needs ids of resources of the same kind that it refers to
 */
record Resource(int id, FlowState state, long revision, Set<Integer> needs, Content content) {
  private static final int GROUP_MOD_FAILED = 6;
  private static final int GROUP_EXISTS = 0;
  private static final int UNKNOWN_GROUP = 8;
  private static final int METER_MOD_FAILED = 12;
  private static final int METER_EXISTS = 1;
  private static final int UNKNOWN_METER = 3;

  /** Makes the message that adds, changes or removes the resource. */
  @FunctionalInterface
  interface Content {
    SwitchMessage message(SwitchMessage.Command command);
  }

  static List<Resource> groups(NetworkView view, DatapathId device) {
    return view.groups(device).stream().map(Resource::of).toList();
  }

  static List<Resource> meters(NetworkView view, DatapathId device) {
    return view.meters(device).stream().map(Resource::of).toList();
  }

  /** True if the switch refused to add what it has already. */
  static boolean exists(SwitchError error) {
    return (error.type() == GROUP_MOD_FAILED && error.code() == GROUP_EXISTS)
        || (error.type() == METER_MOD_FAILED && error.code() == METER_EXISTS);
  }

  /** True if the switch refused to change what it does not have. */
  static boolean unknown(SwitchError error) {
    return (error.type() == GROUP_MOD_FAILED && error.code() == UNKNOWN_GROUP)
        || (error.type() == METER_MOD_FAILED && error.code() == UNKNOWN_METER);
  }

  private static Resource of(GroupEntry entry) {
    Set<Integer> needs = new HashSet<>();
    for (Group.Bucket bucket : entry.group().buckets()) {
      for (Action action : bucket.actions()) {
        if (action instanceof Action.ToGroup other) {
          needs.add(other.group());
        }
      }
    }
    return new Resource(
        entry.group().id(),
        entry.state(),
        entry.revision(),
        needs,
        command -> new SwitchMessage.GroupMod(command, entry.group()));
  }

  private static Resource of(MeterEntry entry) {
    Meter meter = entry.meter();
    return new Resource(
        meter.id(),
        entry.state(),
        entry.revision(),
        Set.of(),
        command -> new SwitchMessage.MeterMod(command, meter));
  }
}
