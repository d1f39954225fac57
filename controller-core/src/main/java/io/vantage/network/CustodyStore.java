package io.vantage.network;

import io.vantage.model.DatapathId;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;

/**
 * A partition's {@link Custody} of the switches that have ever been moved, in it or out of it.
 * Written by the apply thread only; read by any thread.
 */
final class CustodyStore {
  private static final CommandResult DONE = new CommandResult.Done();

  private final Map<DatapathId, Custody> custodies = new ConcurrentHashMap<>();
  private final PartitionState state;

  CustodyStore(PartitionState state) {
    this.state = state;
  }

  Map<DatapathId, Custody> all() {
    return custodies;
  }

  Custody of(DatapathId device) {
    return custodies.isEmpty()
        ? Custody.NEVER_MOVED
        : custodies.getOrDefault(device, Custody.NEVER_MOVED);
  }

  boolean takes(DatapathId device, long move) {
    return of(device) instanceof Custody.Held held && held.move() == move;
  }

  void restore(DatapathId device, Custody custody) {
    custodies.put(device, custody);
  }

  void restore(NetworkCommand.StageDevice part) {
    Custody.Staged staged =
        of(part.device()) instanceof Custody.Staged known
            ? known
            : new Custody.Staged(part.move(), part.attempt(), List.of(), false);
    custodies.put(part.device(), staged.plus(part.image(), part.last()));
  }

  CommandResult apply(NetworkCommand.ForMove step, long term) {
    Custody now = of(step.device());
    if (step instanceof NetworkCommand.StageDevice stage) {
      return stage(stage, now);
    } else if (step instanceof NetworkCommand.ActivateDevice activate) {
      return activate(activate, now, term);
    } else if (step instanceof NetworkCommand.FreezeDevice freeze) {
      return freeze(freeze, now, term);
    } else if (step instanceof NetworkCommand.ReleaseDevice release) {
      return release(release, now);
    }
    return cancel(step, now);
  }

  /** Also if the step that is taken back has not come yet: it is then refused as too late. */
  private CommandResult cancel(NetworkCommand.ForMove step, Custody now) {
    boolean atWork = now instanceof Custody.Frozen || now instanceof Custody.Staged;
    if (now.move() < step.move() || now.move() == step.move() && atWork) {
      boolean stays = step instanceof NetworkCommand.UnfreezeDevice;
      custodies.put(
          step.device(), stays ? new Custody.Held(step.move()) : new Custody.Gone(step.move()));
    }
    return DONE;
  }

  private CommandResult freeze(NetworkCommand.FreezeDevice freeze, Custody now, long term) {
    if (now instanceof Custody.Held && now.move() < freeze.move()) {
      long generation = state.topology.generation(freeze.device(), term);
      custodies.put(freeze.device(), new Custody.Frozen(freeze.move(), generation));
      return DONE;
    }
    return now instanceof Custody.Frozen && now.move() == freeze.move() ? DONE : late(freeze, now);
  }

  private CommandResult stage(NetworkCommand.StageDevice stage, Custody now) {
    if (now instanceof Custody.Staged staged && staged.move() == stage.move()) {
      if (staged.attempt() == stage.attempt() && stage.part() < staged.parts().size()) {
        return DONE;
      } else if (staged.attempt() == stage.attempt() && stage.part() == staged.parts().size()) {
        custodies.put(stage.device(), staged.plus(stage.image(), stage.last()));
        return DONE;
      } else if (stage.attempt() < staged.attempt()) {
        return late(stage, now);
      }
    } else if (now.move() >= stage.move()) {
      return late(stage, now);
    }
    if (stage.part() != 0) {
      return rejected(stage, "its first part is missing");
    }
    custodies.put(
        stage.device(),
        new Custody.Staged(stage.move(), stage.attempt(), List.of(stage.image()), stage.last()));
    return DONE;
  }

  private CommandResult activate(NetworkCommand.ActivateDevice activate, Custody now, long term) {
    if (now instanceof Custody.Staged staged
        && staged.move() == activate.move()
        && staged.whole()) {
      DatapathId device = activate.device();
      state.adopt(staged.parts());
      CommandResult raised = state.topology.raiseGeneration(device, activate.generation(), term);
      custodies.put(device, new Custody.Held(activate.move()));
      return raised;
    }
    boolean done = now instanceof Custody.Held && now.move() == activate.move();
    return done || now.move() > activate.move() ? DONE : rejected(activate, "it is not all here");
  }

  private CommandResult release(NetworkCommand.ReleaseDevice release, Custody now) {
    if (now instanceof Custody.Frozen && now.move() == release.move()) {
      custodies.put(release.device(), new Custody.Gone(release.move()));
      state.drop(release.device());
      return DONE;
    }
    return now.move() >= release.move() ? DONE : rejected(release, "it was never frozen");
  }

  private static CommandResult late(NetworkCommand.ForMove step, Custody now) {
    return rejected(step, "it is at " + now.move());
  }

  private static CommandResult rejected(NetworkCommand.ForMove step, String why) {
    return new CommandResult.Rejected(
        step.getClass().getSimpleName()
            + " of move "
            + step.move()
            + " comes at the wrong time for switch "
            + step.device()
            + ": "
            + why);
  }
}
