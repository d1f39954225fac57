package io.vantage.cluster.atomix;

import io.vantage.cluster.Replica;
import io.vantage.cluster.ReplicaId;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.CompletableFuture;

/** Carries requests between replicas: over TCP between processes, in memory in simulations. */
public interface Transport {
  /** Brings a replica on the net. Blocks until it can be reached. */
  Endpoint open(ReplicaId local, List<Replica> members, Receiver receiver);

  /** A replica's place on the net. Any thread. */
  interface Endpoint extends AutoCloseable {
    /**
     * Sends a request; never blocks.
     *
     * @return the answer; fails by the deadline with {@link java.util.concurrent.TimeoutException},
     *     or sooner if the replica cannot be reached or could not answer
     */
    CompletableFuture<byte[]> request(
        ReplicaId to, String subject, byte[] payload, Duration deadline);

    /** Leaves the net; open requests fail. */
    @Override
    void close();
  }

  /** Answers the requests of other replicas. Called on a network thread; must not block. */
  @FunctionalInterface
  interface Receiver {
    /** The answer, or a failed future if there is nobody to answer. */
    CompletableFuture<byte[]> receive(ReplicaId from, String subject, byte[] payload);

    /**
     * The process of that replica has most likely ended: our connection to it broke, and its
     * address refuses another one. A replica that only falls silent is not reported.
     */
    default void ended(ReplicaId replica) {}
  }
}
