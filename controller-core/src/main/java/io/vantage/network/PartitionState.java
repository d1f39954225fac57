package io.vantage.network;

import io.vantage.model.ConnectPoint;
import io.vantage.model.DatapathId;
import io.vantage.model.FlowEntry;
import io.vantage.model.FlowKey;
import io.vantage.model.FlowRule;
import io.vantage.model.Group;
import io.vantage.model.GroupEntry;
import io.vantage.model.Meter;
import io.vantage.model.MeterEntry;
import io.vantage.network.NetworkCommand.ForDevice;
import java.util.List;
import java.util.function.Consumer;

/** All state of one partition and the rules by which commands change it. */
final class PartitionState {
  final SystemStore system;
  final CustodyStore custody = new CustodyStore(this);
  final TopologyStore topology;
  final DesiredStore.Revisions revisions = new DesiredStore.Revisions();
  final DesiredStore<FlowKey, FlowRule, FlowEntry> flows;
  final DesiredStore<Integer, Group, GroupEntry> groups;
  final DesiredStore<Integer, Meter, MeterEntry> meters;

  PartitionState(TopologyChanges changes, Consumer<NetworkEvent> events) {
    system = new SystemStore(events);
    topology = new TopologyStore(changes, events);
    flows = new DesiredStore<>(new DesiredKinds.Flows(), revisions, events);
    groups = new DesiredStore<>(new DesiredKinds.Groups(), revisions, events);
    meters = new DesiredStore<>(new DesiredKinds.Meters(), revisions, events);
  }

  CommandResult apply(ForDevice command, long term) {
    boolean moved = command instanceof NetworkCommand.InCustody;
    long move = moved ? ((NetworkCommand.InCustody) command).move() : 0;
    if (!custody.takes(command.device(), move)) {
      return new CommandResult.Moving();
    }
    return applyHere(moved ? ((NetworkCommand.InCustody) command).command() : command, term);
  }

  private CommandResult applyHere(ForDevice command, long term) {
    if (command instanceof NetworkCommand.UpdateHost update) {
      return topology.updateHost(update.host());
    } else if (command instanceof NetworkCommand.AddFlows add) {
      return topology.knows(add.device())
          ? flows.add(add.device(), add.rules())
          : unknown("flow rule for", add);
    } else if (command instanceof NetworkCommand.ReportFlows report) {
      return flows.report(report.device(), report.reports());
    } else if (command instanceof NetworkCommand.RemoveFlows remove) {
      return flows.remove(remove.device(), remove.keys());
    } else if (command instanceof NetworkCommand.PutGroup put) {
      return topology.knows(put.device())
          ? groups.add(put.device(), List.of(put.group()))
          : unknown("group for", put);
    } else if (command instanceof NetworkCommand.RemoveGroup remove) {
      return groups.remove(remove.device(), List.of(remove.id()));
    } else if (command instanceof NetworkCommand.ReportGroups report) {
      return groups.report(report.device(), report.reports());
    } else if (command instanceof NetworkCommand.PutMeter put) {
      return topology.knows(put.device())
          ? meters.add(put.device(), List.of(put.meter()))
          : unknown("meter for", put);
    } else if (command instanceof NetworkCommand.RemoveMeter remove) {
      return meters.remove(remove.device(), List.of(remove.id()));
    } else if (command instanceof NetworkCommand.ReportMeters report) {
      return meters.report(report.device(), report.reports());
    }
    return applyToTopology(command, term);
  }

  private CommandResult applyToTopology(ForDevice command, long term) {
    if (command instanceof NetworkCommand.ConnectDevice connect) {
      return topology.connect(connect.description(), connect.ports());
    } else if (command instanceof NetworkCommand.DisconnectDevice disconnect) {
      return topology.disconnect(disconnect.device());
    } else if (command instanceof NetworkCommand.RemoveDevice remove) {
      return removeDevice(remove.device());
    } else if (command instanceof NetworkCommand.UpdatePort update) {
      return topology.updatePort(update.port());
    } else if (command instanceof NetworkCommand.RemovePort remove) {
      return topology.removePort(new ConnectPoint(remove.device(), remove.number()));
    } else if (command instanceof NetworkCommand.UpdateLink update) {
      return topology.updateLink(update.link());
    } else if (command instanceof NetworkCommand.RemoveLink remove) {
      return topology.removeLink(remove.link());
    } else if (command instanceof NetworkCommand.RemoveHost remove) {
      return topology.removeHost(
          remove.device(), new HostKey(remove.mac(), remove.vlan()), remove.sinceMillis());
    } else if (command instanceof NetworkCommand.RaiseGeneration raise) {
      return topology.raiseGeneration(raise.device(), raise.observed(), term);
    }
    throw new AssertionError("no rule for " + command);
  }

  private CommandResult removeDevice(DatapathId device) {
    CommandResult result = topology.remove(device);
    if (result instanceof CommandResult.Done) {
      flows.forget(device);
      groups.forget(device);
      meters.forget(device);
    }
    return result;
  }

  /** Takes over a switch whose state was copied here, without events: nothing has changed. */
  void adopt(List<DeviceImage> parts) {
    DeviceAssembly assembly = new DeviceAssembly(topology);
    parts.forEach(part -> part.device().ifPresent(assembly::begin));
    parts.forEach(part -> part.ports().forEach(assembly::add));
    parts.forEach(part -> part.links().forEach(assembly::add));
    assembly.end();
    for (DeviceImage part : parts) {
      part.hosts().forEach(topology::adopt);
      part.flows().forEach(flows::restore);
      part.groups().forEach(groups::restore);
      part.meters().forEach(meters::restore);
      part.flows().forEach(entry -> revisions.raise(entry.revision()));
      part.groups().forEach(entry -> revisions.raise(entry.revision()));
      part.meters().forEach(entry -> revisions.raise(entry.revision()));
    }
    topology.adopted();
  }

  /** Drops all of a switch without events: it is elsewhere. */
  void drop(DatapathId device) {
    flows.forget(device);
    groups.forget(device);
    meters.forget(device);
    topology.drop(device);
  }

  /** A state that has nothing but this switch. */
  PartitionState copyOf(DatapathId device) {
    PartitionState copy = new PartitionState(new TopologyChanges(), event -> {});
    copy.adopt(List.of(DeviceImage.of(device, this)));
    copy.topology.restore(
        new SnapshotItem.Generation(device, topology.generations().getOrDefault(device, 0L)));
    return copy;
  }

  private static CommandResult unknown(String what, ForDevice command) {
    return new CommandResult.Rejected(what + " unknown switch " + command.device());
  }
}
