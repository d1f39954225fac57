package io.vantage.network;

import io.vantage.cluster.PartitionId;
import io.vantage.model.DatapathId;
import io.vantage.model.Device;
import io.vantage.model.FlowKey;
import io.vantage.model.FlowRule;
import io.vantage.model.FlowState;
import io.vantage.model.Group;
import io.vantage.model.Host;
import io.vantage.model.Link;
import io.vantage.model.MacAddress;
import io.vantage.model.Meter;
import io.vantage.model.Port;
import java.util.List;

/**
 * A change of the network's state. {@link ForSystem} commands go to the system partition, {@link
 * ForDevice} commands to the partition of their switch, {@link ForMove} commands to one of the two
 * partitions between which a switch is moved.
 */
public sealed interface NetworkCommand {
  /** A command of the system partition. */
  sealed interface ForSystem extends NetworkCommand {}

  /** A command of the partition that owns {@link #device}. */
  sealed interface ForDevice extends NetworkCommand {
    DatapathId device();
  }

  /**
   * A step of moving a switch, proposed by the leader of the system partition only. Each may be
   * repeated and may come too late: it then changes nothing.
   */
  sealed interface ForMove extends NetworkCommand {
    DatapathId device();

    /** Id of the {@link DeviceMove}. */
    long move();
  }

  /** Gives a switch to a partition unless it has one already. */
  record AssignSwitch(DatapathId device, PartitionId partition) implements ForSystem {}

  /** Sets a configuration value. */
  record SetConfiguration(String key, String value) implements ForSystem {}

  /** Sets a configuration value unless the key has one; the view tells which value won. */
  record InitializeConfiguration(String key, String value) implements ForSystem {}

  record RemoveConfiguration(String key) implements ForSystem {}

  /** Starts to move a switch, with all its state, to another partition. */
  record BeginMove(DatapathId device, PartitionId to) implements ForSystem {}

  /**
   * Commits or aborts a move that is being prepared; the first decision stands.
   *
   * @param reason why it is aborted, else empty
   */
  record DecideMove(DatapathId device, long move, boolean commit, String reason)
      implements ForSystem {}

  /**
   * Both partitions have done what was decided.
   *
   * @param pauseNanos how long commands for the switch had to wait, as far as it is known
   */
  record EndMove(DatapathId device, long move, long pauseNanos) implements ForSystem {}

  /** To the old partition: from here on the switch's state stands still. */
  record FreezeDevice(DatapathId device, long move) implements ForMove {}

  /**
   * To the new partition: a part of the switch's state.
   *
   * @param attempt number of the copy; a later one starts anew
   * @param part counted from 0, without a gap
   */
  record StageDevice(
      DatapathId device, long move, long attempt, int part, boolean last, DeviceImage image)
      implements ForMove {}

  /**
   * To the new partition: what was copied takes effect.
   *
   * @param generation the last id that a role request to the switch may have carried
   */
  record ActivateDevice(DatapathId device, long move, long generation) implements ForMove {}

  /** To the new partition: the switch does not come. */
  record UnstageDevice(DatapathId device, long move) implements ForMove {}

  /** To the old partition: the switch stays. */
  record UnfreezeDevice(DatapathId device, long move) implements ForMove {}

  /** To the old partition: the switch has arrived in the new one. */
  record ReleaseDevice(DatapathId device, long move) implements ForMove {}

  /**
   * A command for a switch that has been moved: takes effect only in the partition that holds the
   * switch since this move, and only until the next one begins.
   */
  record InCustody(long move, ForDevice command) implements ForDevice {
    public InCustody {
      if (move < 1 || command instanceof InCustody) {
        throw new IllegalArgumentException("move " + move + " of " + command);
      }
    }

    @Override
    public DatapathId device() {
      return command.device();
    }
  }

  /** A switch is connected to the leader of its partition, with these ports and no others. */
  record ConnectDevice(Device description, List<Port> ports) implements ForDevice {
    public ConnectDevice {
      ports = List.copyOf(ports);
    }

    @Override
    public DatapathId device() {
      return description.id();
    }
  }

  /** The leader of its partition has no connection to the switch. */
  record DisconnectDevice(DatapathId device) implements ForDevice {}

  /** Forgets a switch with its ports, rules, groups and meters; refused while it is connected. */
  record RemoveDevice(DatapathId device) implements ForDevice {}

  record UpdatePort(Port port) implements ForDevice {
    @Override
    public DatapathId device() {
      return port.device();
    }
  }

  record RemovePort(DatapathId device, int number) implements ForDevice {}

  /**
   * A link exists; it belongs to the partition of the switch where it starts. Hosts that were taken
   * to be at its start are removed: what was seen of them had come by the link.
   */
  record UpdateLink(Link link) implements ForDevice {
    @Override
    public DatapathId device() {
      return link.from().device();
    }
  }

  record RemoveLink(Link link) implements ForDevice {
    @Override
    public DatapathId device() {
      return link.from().device();
    }
  }

  /**
   * A host was seen; it belongs to the partition of the switch it is attached to. Rejected if a
   * link starts at its port.
   */
  record UpdateHost(Host host) implements ForDevice {
    @Override
    public DatapathId device() {
      return host.location().device();
    }
  }

  /**
   * Removes a host from this switch; without effect if it is attached elsewhere by now, or was
   * learned here again since.
   *
   * @param sinceMillis wall clock when the host that is to go was learned
   */
  record RemoveHost(DatapathId device, MacAddress mac, int vlan, long sinceMillis)
      implements ForDevice {}

  /** Desires rules, all of one switch; a rule of equal key is replaced. */
  record AddFlows(DatapathId device, List<FlowRule> rules) implements ForDevice {
    public AddFlows {
      rules = List.copyOf(rules);
    }
  }

  /** No longer desires rules, all of one switch. */
  record RemoveFlows(DatapathId device, List<FlowKey> keys) implements ForDevice {
    public RemoveFlows {
      keys = List.copyOf(keys);
    }
  }

  /** What the switch made of rules that were sent to it. */
  record ReportFlows(DatapathId device, List<Report<FlowKey>> reports) implements ForDevice {
    public ReportFlows {
      reports = List.copyOf(reports);
    }
  }

  record PutGroup(Group group) implements ForDevice {
    @Override
    public DatapathId device() {
      return group.device();
    }
  }

  record RemoveGroup(DatapathId device, int id) implements ForDevice {}

  record ReportGroups(DatapathId device, List<Report<Integer>> reports) implements ForDevice {
    public ReportGroups {
      reports = List.copyOf(reports);
    }
  }

  record PutMeter(Meter meter) implements ForDevice {
    @Override
    public DatapathId device() {
      return meter.device();
    }
  }

  record RemoveMeter(DatapathId device, int id) implements ForDevice {}

  record ReportMeters(DatapathId device, List<Report<Integer>> reports) implements ForDevice {
    public ReportMeters {
      reports = List.copyOf(reports);
    }
  }

  /**
   * Makes sure that the switch's next generation ids are above {@code observed}, an id that the
   * switch has shown; see {@link NetworkView#generationBase}.
   */
  record RaiseGeneration(DatapathId device, long observed) implements ForDevice {}

  /**
   * Confirmation of one flow rule, group or meter; counts only if {@code revision} is still the
   * newest of that key.
   *
   * @param state {@code ADDED}, {@code FAILED}, or {@code PENDING_ADD} if it has gone from the
   *     switch and has to be sent again; for a removal that is confirmed (or that the switch made
   *     by itself, as on a timeout) {@code removed} is true and the entry is forgotten
   */
  record Report<K>(K key, long revision, boolean removed, FlowState state, String reason) {
    /** The switch has confirmed it. */
    public static <K> Report<K> added(K key, long revision) {
      return new Report<>(key, revision, false, FlowState.ADDED, "");
    }

    /** The switch has refused it. */
    public static <K> Report<K> failed(K key, long revision, String reason) {
      return new Report<>(key, revision, false, FlowState.FAILED, reason);
    }

    /** It has gone from the switch and has to be sent again. */
    public static <K> Report<K> missing(K key, long revision) {
      return new Report<>(key, revision, false, FlowState.PENDING_ADD, "");
    }

    /** It is gone for good: forget it. */
    public static <K> Report<K> removed(K key, long revision) {
      return new Report<>(key, revision, true, FlowState.PENDING_REMOVE, "");
    }
  }
}
