package io.vantage.cluster.atomix;

import io.atomix.primitive.service.Commit;
import io.vantage.cluster.StateMachine;
import java.io.InputStream;
import java.io.OutputStream;
import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Consumer;

/** The engine without our part of the state machine: counts updates. For comparison only. */
final class BareService extends ReplicatedService {
  private static final StateMachine NONE =
      new StateMachine() {
        @Override
        public byte[] apply(long index, long term, long timeMillis, byte[] update) {
          return update;
        }

        @Override
        public void snapshot(OutputStream out) {}

        @Override
        public void restore(InputStream in) {}
      };

  private long count;

  BareService(Consumer<Throwable> onStop) {
    super(NONE, false, onStop);
  }

  @Override
  public byte[] apply(Commit<byte[]> commit) {
    Batch batch = Batch.decode(commit.value());
    List<Batch.Answer.Result> results = new ArrayList<>(batch.updates().size());
    for (int i = 0; i < batch.updates().size(); i++) {
      results.add(new Batch.Answer.Result(true, ByteBuffer.allocate(8).putLong(++count).array()));
    }
    return Batch.Answer.encode(new Batch.Answer.Applied(commit.index(), results));
  }
}
