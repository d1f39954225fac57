package io.vantage.testbed.emulation.datapath;

import java.util.List;
import java.util.Optional;

/** One frame on its way through the tables, groups and actions of a switch. */
final class PipelineRun {
  private static final long NO_COOKIE = -1L;

  private final Datapath datapath;
  private final int inPort;
  private final ActionSet actionSet = new ActionSet();
  private Frame frame;
  private PacketFields fields;
  private long metadata;
  private int table;
  private long cookie = NO_COOKIE;
  private boolean tableMiss;
  private boolean dropped;

  PipelineRun(Datapath datapath, int inPort, Frame frame) {
    this.datapath = datapath;
    this.inPort = inPort;
    this.frame = frame;
    this.fields = PacketFields.parse(frame.bytes(), inPort);
  }

  /** Runs the packet through the tables from the first one on. */
  void throughTables() {
    int next = 0;
    while (next >= 0 && !dropped) {
      table = next;
      fields.put(Field.METADATA, metadata);
      Optional<FlowEntry> entry =
          datapath.table(table).lookup(fields, frame.length(), datapath.now());
      if (entry.isEmpty()) {
        implicitMiss();
        return;
      }
      cookie = entry.get().cookie();
      tableMiss = entry.get().tableMiss();
      next = execute(entry.get().instructions());
    }
    if (!dropped) {
      apply(actionSet.inOrder());
    }
  }

  void apply(List<Action> actions) {
    for (Action action : actions) {
      if (dropped) {
        return;
      }
      apply(action);
    }
  }

  private void implicitMiss() {
    if (table == 0) {
      datapath.toControllers(event(Outlet.PacketInReason.NO_MATCH, Outlet.MISS_SEND_LENGTH, true));
    }
  }

  private int execute(List<Instruction> instructions) {
    int next = -1;
    for (Instruction instruction : instructions) {
      if (instruction instanceof Instruction.Meter meter) {
        datapath.meters().get(meter.meter()).ifPresent(m -> m.count(frame.length()));
      } else if (instruction instanceof Instruction.ApplyActions apply) {
        apply(apply.actions());
      } else if (instruction instanceof Instruction.ClearActions) {
        actionSet.clear();
      } else if (instruction instanceof Instruction.WriteActions write) {
        actionSet.write(write.actions());
      } else if (instruction instanceof Instruction.WriteMetadata write) {
        metadata = (metadata & ~write.mask()) | (write.value() & write.mask());
      } else if (instruction instanceof Instruction.GotoTable to) {
        next = to.table();
      }
    }
    return next;
  }

  private void apply(Action action) {
    if (action instanceof Action.Output output) {
      output(output);
    } else if (action instanceof Action.ToGroup to) {
      datapath.groups().get(to.group()).ifPresent(this::through);
    } else if (action instanceof Action.SetField set) {
      rewrite(FrameRewriter.set(frame.bytes(), set));
    } else if (action instanceof Action.PushVlan push) {
      rewrite(FrameRewriter.pushVlan(frame.bytes(), push.ethType()));
    } else if (action instanceof Action.PopVlan) {
      rewrite(FrameRewriter.popVlan(frame.bytes()));
    } else if (action instanceof Action.SetTtl set) {
      rewrite(FrameRewriter.timeToLive(frame.bytes(), set.ttl()));
    } else if (action instanceof Action.DecrementTtl) {
      decrementTtl();
    } else if (action instanceof Action.SetVlanId set) {
      setTag(Field.VLAN_VID, set.vlan());
    } else if (action instanceof Action.SetVlanPriority set) {
      setTag(Field.VLAN_PCP, set.priority());
    } else if (action instanceof Action.SetTransportPort set) {
      boolean tcp = fields.has(Field.TCP_SRC);
      Field source = tcp ? Field.TCP_SRC : Field.UDP_SRC;
      Field destination = tcp ? Field.TCP_DST : Field.UDP_DST;
      setField(set.source() ? source : destination, set.port());
    }
  }

  private void setField(Field field, long value) {
    rewrite(FrameRewriter.set(frame.bytes(), new Action.SetField(field, 0, value)));
  }

  private void setTag(Field field, long value) {
    if (fields.low(Field.VLAN_VID) == 0) {
      rewrite(FrameRewriter.pushVlan(frame.bytes(), PacketFields.VLAN));
    }
    setField(field, value);
  }

  private void decrementTtl() {
    int ttl = FrameRewriter.timeToLive(frame.bytes());
    if (ttl < 0) {
      return;
    }
    if (ttl <= 1) {
      dropped = true;
      datapath.toControllers(
          event(Outlet.PacketInReason.INVALID_TTL, Outlet.MISS_SEND_LENGTH, false));
      return;
    }
    rewrite(FrameRewriter.timeToLive(frame.bytes(), ttl - 1));
  }

  private void rewrite(byte[] bytes) {
    if (bytes != frame.bytes()) {
      restore(frame.withBytes(bytes));
    }
  }

  private void restore(Frame earlier) {
    frame = earlier;
    fields = PacketFields.parse(frame.bytes(), inPort);
  }

  private void output(Action.Output output) {
    switch (output.port()) {
      case ReservedPort.IN_PORT -> datapath.send(inPort, frame);
      case ReservedPort.TABLE -> new PipelineRun(datapath, inPort, frame).throughTables();
      case ReservedPort.ALL -> datapath.sendToAll(inPort, frame, false);
      case ReservedPort.FLOOD -> datapath.sendToAll(inPort, frame, true);
      case ReservedPort.CONTROLLER -> {
        Outlet.PacketInReason reason =
            tableMiss ? Outlet.PacketInReason.NO_MATCH : Outlet.PacketInReason.ACTION;
        datapath.toControllers(event(reason, output.maxLength(), false));
      }
      default -> {
        // A frame never goes back where it came from unless IN_PORT says so (section 7.2.5).
        if (output.port() != inPort) {
          datapath.send(output.port(), frame);
        }
      }
    }
  }

  private Outlet.PacketInEvent event(
      Outlet.PacketInReason reason, int maxLength, boolean implicitMiss) {
    return new Outlet.PacketInEvent(
        reason, inPort, frame, table, cookie, metadata, maxLength, implicitMiss);
  }

  private void through(Group group) {
    group.count(frame.length());
    switch (group.type()) {
      case ALL, INDIRECT -> {
        for (int i = 0; i < group.buckets().size(); i++) {
          through(group, i);
        }
      }
      case SELECT -> bucketByHash(group).ifPresent(i -> through(group, i));
      case FAST_FAILOVER -> firstLive(group).ifPresent(i -> through(group, i));
    }
  }

  /** Every bucket gets its own copy; what it changes does not outlive the bucket. */
  private void through(Group group, int bucket) {
    Frame before = frame;
    group.countBucket(bucket, frame.length());
    ActionSet set = new ActionSet();
    set.write(group.buckets().get(bucket).actions());
    apply(set.inOrder());
    dropped = false;
    restore(before);
  }

  private Optional<Integer> firstLive(Group group) {
    for (int i = 0; i < group.buckets().size(); i++) {
      if (datapath.live(group.buckets().get(i), 0)) {
        return Optional.of(i);
      }
    }
    return Optional.empty();
  }

  /** Weighted choice by a hash of the flow, so that the packets of one flow stay together. */
  private Optional<Integer> bucketByHash(Group group) {
    int total = group.buckets().stream().mapToInt(Group.Bucket::weight).sum();
    if (total <= 0) {
      return group.buckets().isEmpty() ? Optional.empty() : Optional.of(0);
    }
    long hash = 17;
    for (Field field : FLOW_IDENTITY) {
      hash = hash * 31 + (fields.has(field) ? fields.low(field) : 0);
    }
    int point = Math.floorMod(Long.hashCode(hash * 0x9e3779b97f4a7c15L), total);
    for (int i = 0; i < group.buckets().size(); i++) {
      point -= group.buckets().get(i).weight();
      if (point < 0) {
        return Optional.of(i);
      }
    }
    return Optional.empty();
  }

  private static final List<Field> FLOW_IDENTITY =
      List.of(
          Field.ETH_SRC,
          Field.ETH_DST,
          Field.IP_PROTO,
          Field.IPV4_SRC,
          Field.IPV4_DST,
          Field.IPV6_SRC,
          Field.IPV6_DST,
          Field.TCP_SRC,
          Field.TCP_DST,
          Field.UDP_SRC,
          Field.UDP_DST);
}
