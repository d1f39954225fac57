package io.vantage.network;

import io.vantage.model.DatapathId;
import io.vantage.model.FlowEntry;
import io.vantage.model.FlowKey;
import io.vantage.model.FlowRule;
import io.vantage.model.FlowState;
import io.vantage.model.Group;
import io.vantage.model.GroupEntry;
import io.vantage.model.Meter;
import io.vantage.model.MeterEntry;
import io.vantage.network.NetworkEvent.Change;

/** The three kinds of desires, in the terms of {@link DesiredStore}. */
final class DesiredKinds {
  private DesiredKinds() {}

  record Flows() implements DesiredStore.Kind<FlowKey, FlowRule, FlowEntry> {
    @Override
    public DatapathId device(FlowRule rule) {
      return rule.device();
    }

    @Override
    public FlowKey key(FlowRule rule) {
      return rule.key();
    }

    @Override
    public FlowEntry entry(FlowRule rule, FlowState state, String reason, long revision) {
      return new FlowEntry(rule, state, reason, revision);
    }

    @Override
    public FlowRule value(FlowEntry entry) {
      return entry.rule();
    }

    @Override
    public FlowState state(FlowEntry entry) {
      return entry.state();
    }

    @Override
    public String reason(FlowEntry entry) {
      return entry.reason();
    }

    @Override
    public long revision(FlowEntry entry) {
      return entry.revision();
    }

    @Override
    public NetworkEvent event(Change change, FlowEntry entry) {
      return new NetworkEvent.FlowChanged(change, entry);
    }
  }

  record Groups() implements DesiredStore.Kind<Integer, Group, GroupEntry> {
    @Override
    public DatapathId device(Group group) {
      return group.device();
    }

    @Override
    public Integer key(Group group) {
      return group.id();
    }

    @Override
    public GroupEntry entry(Group group, FlowState state, String reason, long revision) {
      return new GroupEntry(group, state, reason, revision);
    }

    @Override
    public Group value(GroupEntry entry) {
      return entry.group();
    }

    @Override
    public FlowState state(GroupEntry entry) {
      return entry.state();
    }

    @Override
    public String reason(GroupEntry entry) {
      return entry.reason();
    }

    @Override
    public long revision(GroupEntry entry) {
      return entry.revision();
    }

    @Override
    public NetworkEvent event(Change change, GroupEntry entry) {
      return new NetworkEvent.GroupChanged(change, entry);
    }
  }

  record Meters() implements DesiredStore.Kind<Integer, Meter, MeterEntry> {
    @Override
    public DatapathId device(Meter meter) {
      return meter.device();
    }

    @Override
    public Integer key(Meter meter) {
      return meter.id();
    }

    @Override
    public MeterEntry entry(Meter meter, FlowState state, String reason, long revision) {
      return new MeterEntry(meter, state, reason, revision);
    }

    @Override
    public Meter value(MeterEntry entry) {
      return entry.meter();
    }

    @Override
    public FlowState state(MeterEntry entry) {
      return entry.state();
    }

    @Override
    public String reason(MeterEntry entry) {
      return entry.reason();
    }

    @Override
    public long revision(MeterEntry entry) {
      return entry.revision();
    }

    @Override
    public NetworkEvent event(Change change, MeterEntry entry) {
      return new NetworkEvent.MeterChanged(change, entry);
    }
  }
}
