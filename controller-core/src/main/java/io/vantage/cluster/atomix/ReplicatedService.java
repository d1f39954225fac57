package io.vantage.cluster.atomix;

import io.atomix.primitive.operation.OperationId;
import io.atomix.primitive.service.BackupInput;
import io.atomix.primitive.service.BackupOutput;
import io.atomix.primitive.service.Commit;
import io.atomix.primitive.service.PrimitiveService;
import io.atomix.primitive.service.ServiceContext;
import io.atomix.primitive.session.Session;
import io.atomix.primitive.session.SessionId;
import io.atomix.utils.serializer.Serializer;
import io.atomix.utils.time.WallClockTimestamp;
import io.vantage.cluster.IncompatibleUpdateException;
import io.vantage.cluster.StateMachine;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.function.Consumer;

/**
 * Stands between the engine and a {@link StateMachine}: unpacks batches, leaves out those that were
 * applied before, and stops for good when the state machine cannot go on, so that it does not drift
 * apart from its copies. Apply thread only, except {@link #stateIndex()}.
 *
 * <p>What it remembers of each lane is the last batch and its answer, because a lane has one batch
 * under way at a time. So the table has one row per lane of a replica, whatever happens.
 */
class ReplicatedService implements PrimitiveService {
  static final OperationId BATCH = OperationId.command("batch");

  /** The last batch of a lane and what was answered. */
  private record LaneRow(long incarnation, long sequence, byte[] answer) {}

  private final StateMachine machine;
  private final boolean requestIds;
  private final Consumer<Throwable> onStop;
  private final SortedMap<String, LaneRow> lanes = new TreeMap<>();
  private volatile long stateIndex;
  private long stateTerm;
  private long timeMillis;
  private long term;
  private Throwable stopped;

  /**
   * @param onStop told once why this copy had to stop; on the apply thread
   */
  ReplicatedService(StateMachine machine, boolean requestIds, Consumer<Throwable> onStop) {
    this.machine = machine;
    this.requestIds = requestIds;
    this.onStop = onStop;
  }

  /** Index of the newest update or snapshot in the state. Any thread. */
  long stateIndex() {
    return stateIndex;
  }

  /** The term of the entries that follow. */
  void enterTerm(long newTerm) {
    term = newTerm;
  }

  @Override
  public byte[] apply(Commit<byte[]> commit) {
    if (stopped != null) {
      throw new IllegalStateException("stopped", stopped);
    }
    timeMillis = Math.max(timeMillis, commit.wallClockTime().unixTimestamp());
    try {
      if (!commit.operation().id().equals(BATCH.id())) {
        throw new IncompatibleUpdateException("unknown operation " + commit.operation().id());
      }
      byte[] answer = apply(commit.index(), Batch.decode(commit.value()));
      stateTerm = term;
      stateIndex = commit.index();
      return answer;
    } catch (IncompatibleUpdateException | Error e) {
      stop(e);
      throw e;
    }
  }

  private byte[] apply(long index, Batch batch) {
    LaneRow row = requestIds ? lanes.get(batch.lane()) : null;
    if (row != null && batch.incarnation() < row.incarnation()) {
      return Batch.Answer.encode(new Batch.Answer.Stale(row.incarnation()));
    }
    if (row != null && batch.incarnation() == row.incarnation()) {
      if (batch.sequence() == row.sequence()) {
        return row.answer();
      }
      if (batch.sequence() < row.sequence()) {
        return Batch.Answer.encode(new Batch.Answer.Outdated());
      }
    }
    List<Batch.Answer.Result> results = new ArrayList<>(batch.updates().size());
    for (byte[] update : batch.updates()) {
      results.add(applyOne(index, update));
    }
    byte[] answer = Batch.Answer.encode(new Batch.Answer.Applied(index, results));
    lanes.put(batch.lane(), new LaneRow(batch.incarnation(), batch.sequence(), answer));
    return answer;
  }

  private Batch.Answer.Result applyOne(long index, byte[] update) {
    try {
      return new Batch.Answer.Result(true, machine.apply(index, term, timeMillis, update));
    } catch (IncompatibleUpdateException e) {
      throw e;
    } catch (RuntimeException e) {
      // The same exception on every replica: the proposer has to know, nobody has to stop.
      return new Batch.Answer.Result(false, e.toString().getBytes(StandardCharsets.UTF_8));
    }
  }

  /** Ends this copy; all later batches and snapshots are refused. */
  void stop(Throwable cause) {
    if (stopped == null) {
      stopped = cause;
      onStop.accept(cause);
    }
  }

  @Override
  public void backup(BackupOutput output) {
    if (stopped != null) {
      throw new IllegalStateException("stopped", stopped);
    }
    SnapshotFormat.write(
        output,
        out -> {
          out.writeLong(stateIndex);
          out.writeLong(stateTerm);
          out.writeLong(timeMillis);
          out.writeInt(lanes.size());
          for (var lane : lanes.entrySet()) {
            out.writeUTF(lane.getKey());
            out.writeLong(lane.getValue().incarnation());
            out.writeLong(lane.getValue().sequence());
            out.writeInt(lane.getValue().answer().length);
            out.write(lane.getValue().answer());
          }
          out.flush();
          machine.snapshot(out);
        });
  }

  @Override
  public void restore(BackupInput input) {
    if (stopped != null) {
      return;
    }
    try {
      SnapshotFormat.read(input, this::restore);
    } catch (RuntimeException | Error e) {
      stop(e);
      throw e;
    }
  }

  private void restore(java.io.DataInputStream in) throws IOException {
    long index = in.readLong();
    long indexTerm = in.readLong();
    if (index > 0 && index == stateIndex && indexTerm == stateTerm) {
      // Our own snapshot comes back; the state is here already.
      in.transferTo(java.io.OutputStream.nullOutputStream());
      return;
    }
    timeMillis = in.readLong();
    lanes.clear();
    int count = in.readInt();
    for (int i = 0; i < count; i++) {
      String lane = in.readUTF();
      long incarnation = in.readLong();
      long sequence = in.readLong();
      byte[] answer = in.readNBytes(in.readInt());
      lanes.put(lane, new LaneRow(incarnation, sequence, answer));
    }
    machine.restore(in);
    stateTerm = indexTerm;
    stateIndex = index;
  }

  @Override
  public void init(ServiceContext context) {
    // The engine's context offers nothing that is needed.
  }

  @Override
  public void tick(WallClockTimestamp timestamp) {
    // Time comes with the updates.
  }

  @Override
  public Serializer serializer() {
    return ServiceType.SERIALIZER;
  }

  @Override
  @SuppressWarnings("rawtypes") // so declared by the engine
  public void register(Session session) {
    // Lanes are known by name.
  }

  @Override
  public void expire(SessionId session) {
    // Lanes are known by name.
  }

  @Override
  public void close(SessionId session) {
    // Lanes are known by name.
  }
}
