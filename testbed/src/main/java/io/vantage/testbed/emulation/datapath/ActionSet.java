package io.vantage.testbed.emulation.datapath;

import java.util.ArrayList;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/** The action set of a packet: one action of each kind, run in a fixed order (section 5.10). */
final class ActionSet {
  private final Map<Object, Action> actions = new LinkedHashMap<>();

  void write(List<Action> written) {
    for (Action action : written) {
      Object kind = action instanceof Action.SetField set ? set.field() : action.getClass();
      actions.put(kind, action);
    }
  }

  void clear() {
    actions.clear();
  }

  /** The actions in the order of execution; a group makes the output fall away. */
  List<Action> inOrder() {
    List<Action> ordered = new ArrayList<>(actions.values());
    if (actions.containsKey(Action.ToGroup.class)) {
      ordered.removeIf(a -> a instanceof Action.Output);
    }
    ordered.sort(Comparator.comparingInt(ActionSet::order));
    return ordered;
  }

  private static int order(Action action) {
    if (action instanceof Action.PopVlan) {
      return 0;
    } else if (action instanceof Action.PushVlan) {
      return 1;
    } else if (action instanceof Action.DecrementTtl) {
      return 2;
    } else if (action instanceof Action.ToGroup) {
      return 5;
    } else if (action instanceof Action.Output) {
      return 6;
    }
    return action instanceof Action.SetQueue ? 4 : 3;
  }
}
