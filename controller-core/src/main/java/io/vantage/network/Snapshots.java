package io.vantage.network;

import static java.util.Comparator.comparing;
import static java.util.Comparator.comparingInt;
import static java.util.Comparator.comparingLong;

import io.vantage.cluster.IncompatibleUpdateException;
import io.vantage.cluster.PartitionId;
import io.vantage.cluster.atomix.KryoCodec;
import io.vantage.model.DatapathId;
import io.vantage.model.Device;
import io.vantage.model.FlowEntry;
import io.vantage.model.GroupEntry;
import io.vantage.model.Host;
import io.vantage.model.Link;
import io.vantage.model.MeterEntry;
import io.vantage.model.Port;
import java.io.BufferedInputStream;
import java.io.BufferedOutputStream;
import java.io.DataInputStream;
import java.io.DataOutputStream;
import java.io.EOFException;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.util.Map;
import java.util.TreeMap;
import java.util.TreeSet;

/**
 * Writes and reads a partition's state; equal states give equal bytes. See {@link SnapshotItem}.
 */
final class Snapshots {
  private static final KryoCodec CODEC = NetworkTypes.CODEC;

  private Snapshots() {}

  static void write(PartitionId partition, PartitionState state, OutputStream out)
      throws IOException {
    Writer writer = new Writer(new DataOutputStream(new BufferedOutputStream(out, 1 << 16)));
    writer.put(new SnapshotItem.Header(partition, state.revisions.newest()));
    for (Map.Entry<DatapathId, PartitionId> entry :
        new TreeMap<>(state.system.assignments()).entrySet()) {
      writer.put(new SnapshotItem.Assignment(entry.getKey(), entry.getValue()));
    }
    for (Map.Entry<String, String> entry : state.system.configuration().entrySet()) {
      writer.put(new SnapshotItem.Configuration(entry.getKey(), entry.getValue()));
    }
    for (Map.Entry<DatapathId, Long> entry :
        new TreeMap<>(state.topology.generations()).entrySet()) {
      writer.put(new SnapshotItem.Generation(entry.getKey(), entry.getValue()));
    }
    writeMoves(state, writer);
    writeTopology(state.topology, writer);
    writeDesired(state, writer);
    writer.end();
  }

  /** Nothing at all if no switch was ever moved. */
  private static void writeMoves(PartitionState state, Writer writer) throws IOException {
    if (state.system.newestMove() > 0) {
      writer.put(new SnapshotItem.Moves(state.system.newestMove()));
    }
    for (DeviceMove move : new TreeMap<>(state.system.moves()).values()) {
      writer.put(new SnapshotItem.Move(move));
    }
    for (Map.Entry<DatapathId, Custody> entry : new TreeMap<>(state.custody.all()).entrySet()) {
      writeCustody(entry.getKey(), entry.getValue(), writer);
    }
  }

  private static void writeCustody(DatapathId device, Custody custody, Writer writer)
      throws IOException {
    if (custody instanceof Custody.Held held) {
      writer.put(new SnapshotItem.Held(device, held.move()));
    } else if (custody instanceof Custody.Gone gone) {
      writer.put(new SnapshotItem.Gone(device, gone.move()));
    } else if (custody instanceof Custody.Frozen frozen) {
      writer.put(new SnapshotItem.Frozen(device, frozen.move(), frozen.generation()));
    } else if (custody instanceof Custody.Staged staged) {
      int last = staged.parts().size() - 1;
      for (int part = 0; part <= last; part++) {
        writer.put(
            new SnapshotItem.Staged(
                new NetworkCommand.StageDevice(
                    device,
                    staged.move(),
                    staged.attempt(),
                    part,
                    staged.whole() && part == last,
                    staged.parts().get(part))));
      }
    }
  }

  private static void writeTopology(TopologyStore topology, Writer writer) throws IOException {
    for (DeviceState device :
        topology.devices().stream().sorted(comparing(d -> d.device().id())).toList()) {
      writer.put(device.device());
      writer.putAll(device.ports().values());
      writer.putAll(device.links());
    }
    writer.putAll(topology.hosts());
  }

  private static void writeDesired(PartitionState state, Writer writer) throws IOException {
    for (DatapathId device : new TreeSet<>(state.flows.devices())) {
      writer.putAll(
          state.flows.of(device).values().stream()
              .sorted(comparingLong(FlowEntry::revision))
              .toList());
    }
    for (DatapathId device : new TreeSet<>(state.groups.devices())) {
      writer.putAll(
          state.groups.of(device).values().stream()
              .sorted(comparingInt((GroupEntry entry) -> entry.group().id()))
              .toList());
    }
    for (DatapathId device : new TreeSet<>(state.meters.devices())) {
      writer.putAll(
          state.meters.of(device).values().stream()
              .sorted(comparingInt((MeterEntry entry) -> entry.meter().id()))
              .toList());
    }
  }

  /**
   * Fills an empty state.
   *
   * @throws IncompatibleUpdateException if it is another partition's, another version's or damaged
   */
  static void read(PartitionId partition, PartitionState empty, InputStream in) throws IOException {
    Reader reader = new Reader(new DataInputStream(new BufferedInputStream(in, 1 << 16)));
    SnapshotItem.Header header = reader.next(SnapshotItem.Header.class);
    if (!header.partition().equals(partition)) {
      throw new IncompatibleUpdateException(
          "a snapshot of partition " + header.partition() + " was given to " + partition);
    }
    empty.revisions.restore(header.revision());
    Filler filler = new Filler(empty);
    while (true) {
      Object item = reader.next(Object.class);
      if (item instanceof SnapshotItem.End end) {
        reader.checkEnd(end);
        filler.finish();
        return;
      }
      filler.take(item);
    }
  }

  /** Puts what was read where it belongs. */
  private static final class Filler {
    private final PartitionState state;
    private final Map<DatapathId, PartitionId> assignments = new TreeMap<>();
    private final Map<String, String> configuration = new TreeMap<>();
    private final Map<DatapathId, DeviceMove> moves = new TreeMap<>();
    private long newestMove;
    private final DeviceAssembly assembly;

    Filler(PartitionState state) {
      this.state = state;
      this.assembly = new DeviceAssembly(state.topology);
    }

    void take(Object item) {
      if (item instanceof FlowEntry flow) {
        state.flows.restore(flow);
      } else if (item instanceof Host host) {
        state.topology.restore(host);
      } else if (item instanceof Device device) {
        assembly.begin(device);
      } else if (item instanceof Port port) {
        assembly.add(port);
      } else if (item instanceof Link link) {
        assembly.add(link);
      } else if (item instanceof GroupEntry group) {
        state.groups.restore(group);
      } else if (item instanceof MeterEntry meter) {
        state.meters.restore(meter);
      } else if (item instanceof SnapshotItem.Generation generation) {
        state.topology.restore(generation);
      } else if (item instanceof SnapshotItem.Assignment assignment) {
        assignments.put(assignment.device(), assignment.partition());
      } else if (item instanceof SnapshotItem.Configuration setting) {
        configuration.put(setting.key(), setting.value());
      } else {
        takeMove(item);
      }
    }

    private void takeMove(Object item) {
      if (item instanceof SnapshotItem.Held held) {
        state.custody.restore(held.device(), new Custody.Held(held.move()));
      } else if (item instanceof SnapshotItem.Gone gone) {
        state.custody.restore(gone.device(), new Custody.Gone(gone.move()));
      } else if (item instanceof SnapshotItem.Frozen frozen) {
        state.custody.restore(
            frozen.device(), new Custody.Frozen(frozen.move(), frozen.generation()));
      } else if (item instanceof SnapshotItem.Staged staged) {
        state.custody.restore(staged.part());
      } else if (item instanceof SnapshotItem.Move move) {
        moves.put(move.move().device(), move.move());
      } else if (item instanceof SnapshotItem.Moves known) {
        newestMove = known.newest();
      } else {
        throw new IncompatibleUpdateException("a snapshot does not hold " + item);
      }
    }

    void finish() {
      assembly.end();
      state.system.restore(assignments, configuration);
      state.system.restoreMoves(newestMove, moves);
    }
  }

  private record Writer(DataOutputStream out, long[] items) {
    Writer(DataOutputStream out) {
      this(out, new long[1]);
    }

    void put(Object item) throws IOException {
      byte[] bytes = CODEC.encode(item);
      out.writeInt(bytes.length);
      out.write(bytes);
      items[0]++;
    }

    void putAll(Iterable<?> values) throws IOException {
      for (Object value : values) {
        put(value);
      }
    }

    void end() throws IOException {
      put(new SnapshotItem.End(items[0]));
      out.flush();
    }
  }

  private record Reader(DataInputStream in, long[] items) {
    Reader(DataInputStream in) {
      this(in, new long[1]);
    }

    <T> T next(Class<T> kind) throws IOException {
      try {
        int length = in.readInt();
        if (length < 0 || length > KryoCodec.MAX_BYTES) {
          throw new IncompatibleUpdateException("a snapshot holds an item of " + length + " bytes");
        }
        byte[] bytes = new byte[length];
        in.readFully(bytes);
        items[0]++;
        return CODEC.decode(bytes, kind);
      } catch (EOFException e) {
        throw new IncompatibleUpdateException("a snapshot ends after " + items[0] + " items", e);
      }
    }

    void checkEnd(SnapshotItem.End end) {
      if (end.items() != items[0] - 1) {
        throw new IncompatibleUpdateException(
            "a snapshot of " + end.items() + " items holds " + (items[0] - 1));
      }
    }
  }
}
