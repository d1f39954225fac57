package io.vantage.cluster.atomix;

import io.atomix.protocols.raft.RaftServer;
import io.vantage.cluster.Leadership;
import io.vantage.cluster.PartitionId;
import io.vantage.cluster.ReplicaId;
import io.vantage.cluster.TransferOutcome;
import io.vantage.cluster.TransferOutcome.Aborted;
import io.vantage.cluster.TransferOutcome.AlreadyThere;
import io.vantage.cluster.TransferOutcome.Moved;
import io.vantage.cluster.TransferOutcome.Reason;
import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.DataInputStream;
import java.io.DataOutputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;

/** Brings the wish to move a leadership to the leader, and its order to stand to the target. */
final class TransferRoute {
  private static final Duration PAUSE = Duration.ofMillis(10);

  private final ClusterSettings settings;
  private final RaftReplica replica;
  private final Gate gate;
  private final ReplicaMessaging messaging;
  private final PartitionId id;

  TransferRoute(
      ClusterSettings settings, RaftReplica replica, Gate gate, ReplicaMessaging messaging) {
    this.settings = settings;
    this.replica = replica;
    this.gate = gate;
    this.messaging = messaging;
    this.id = replica.partition();
    messaging.handleInternal("transfer/" + id, (from, payload) -> lead(payload));
    messaging.handleInternal(
        "elect/" + id, (from, payload) -> stand(ByteBuffer.wrap(payload).getLong()));
  }

  /** Any thread. */
  CompletableFuture<TransferOutcome> transfer(ReplicaId target, Duration limit) {
    if (settings.members().stream().noneMatch(member -> member.id().equals(target))) {
      return CompletableFuture.completedFuture(
          new Aborted(id, Reason.UNKNOWN_TARGET, target + " is not a member"));
    }
    CompletableFuture<TransferOutcome> outcome = new CompletableFuture<>();
    seek(target, limit, System.nanoTime() + limit.toNanos(), outcome);
    return outcome;
  }

  private void seek(
      ReplicaId target, Duration limit, long deadline, CompletableFuture<TransferOutcome> outcome) {
    Leadership now = replica.leadership();
    CompletableFuture<TransferOutcome> attempt;
    if (now.leader().isEmpty()) {
      attempt = done(new Aborted(id, Reason.NO_LEADER, "no leader is known"));
    } else if (now.isLedBy(settings.local())) {
      attempt = move(target, limit);
    } else {
      attempt = askLeader(now.leader().get(), target, limit);
    }
    attempt.whenComplete(
        (result, error) -> {
          TransferOutcome end =
              error == null
                  ? result
                  : new Aborted(id, Reason.NO_LEADER, "the leader does not answer: " + error);
          boolean again = end instanceof Aborted aborted && aborted.reason() == Reason.NO_LEADER;
          if (again && System.nanoTime() - deadline < 0) {
            CompletableFuture.delayedExecutor(PAUSE.toMillis(), TimeUnit.MILLISECONDS)
                .execute(() -> seek(target, limit, deadline, outcome));
          } else {
            outcome.complete(end);
          }
        });
  }

  private CompletableFuture<TransferOutcome> move(ReplicaId target, Duration limit) {
    return new LeadershipMove(
            replica, gate, settings.local(), target, limit, term -> elect(target, term))
        .start()
        .completeOnTimeout(
            new Aborted(id, Reason.TIMEOUT, "no end within twice " + limit.toMillis() + " ms"),
            2 * limit.toMillis(),
            TimeUnit.MILLISECONDS);
  }

  private CompletableFuture<Boolean> elect(ReplicaId target, long term) {
    byte[] payload = ByteBuffer.allocate(Long.BYTES).putLong(term).array();
    return messaging
        .requestInternal(target, "elect/" + id, payload, settings.timing().command())
        .thenApply(answer -> answer[0] == 1);
  }

  /** At the target: stands for election at once, if the caller's term is still the newest. */
  private CompletableFuture<byte[]> stand(long term) {
    CompletableFuture<byte[]> answer = new CompletableFuture<>();
    replica
        .getThreadContext()
        .execute(
            () -> {
              boolean stands =
                  !replica.isClosed()
                      && replica.getTerm() == term
                      && replica.getRole() == RaftServer.Role.FOLLOWER;
              answer.complete(new byte[] {(byte) (stands ? 1 : 0)});
              if (stands) {
                replica.transition(RaftServer.Role.CANDIDATE);
              }
            });
    return answer;
  }

  private CompletableFuture<TransferOutcome> askLeader(
      ReplicaId leader, ReplicaId target, Duration limit) {
    byte[] name = target.name().getBytes(StandardCharsets.UTF_8);
    byte[] payload =
        ByteBuffer.allocate(Long.BYTES + name.length).putLong(limit.toMillis()).put(name).array();
    Duration deadline = limit.plus(settings.timing().command());
    return messaging
        .requestInternal(leader, "transfer/" + id, payload, deadline)
        .thenApply(this::decode);
  }

  /** At the leader: does what another replica asked for. */
  private CompletableFuture<byte[]> lead(byte[] payload) {
    ByteBuffer in = ByteBuffer.wrap(payload);
    Duration limit = Duration.ofMillis(in.getLong());
    byte[] name = new byte[in.remaining()];
    in.get(name);
    ReplicaId target = new ReplicaId(new String(name, StandardCharsets.UTF_8));
    return move(target, limit).thenApply(TransferRoute::encode);
  }

  private static byte[] encode(TransferOutcome outcome) {
    ByteArrayOutputStream bytes = new ByteArrayOutputStream();
    try (DataOutputStream out = new DataOutputStream(bytes)) {
      if (outcome instanceof Moved moved) {
        out.writeByte('M');
        out.writeUTF(moved.from().name());
        out.writeUTF(moved.to().name());
        out.writeLong(moved.term());
        out.writeLong(moved.pauseNanos());
      } else if (outcome instanceof AlreadyThere there) {
        out.writeByte('T');
        out.writeUTF(there.leader().name());
        out.writeLong(there.term());
      } else if (outcome instanceof Aborted aborted) {
        out.writeByte('A');
        out.writeUTF(aborted.reason().name());
        out.writeUTF(aborted.detail());
      }
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
    return bytes.toByteArray();
  }

  private TransferOutcome decode(byte[] bytes) {
    try (DataInputStream in = new DataInputStream(new ByteArrayInputStream(bytes))) {
      return switch (in.readByte()) {
        case 'M' ->
            new Moved(
                id,
                new ReplicaId(in.readUTF()),
                new ReplicaId(in.readUTF()),
                in.readLong(),
                in.readLong());
        case 'T' -> new AlreadyThere(id, new ReplicaId(in.readUTF()), in.readLong());
        default -> new Aborted(id, Reason.valueOf(in.readUTF()), in.readUTF());
      };
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private static CompletableFuture<TransferOutcome> done(TransferOutcome outcome) {
    return CompletableFuture.completedFuture(outcome);
  }
}
