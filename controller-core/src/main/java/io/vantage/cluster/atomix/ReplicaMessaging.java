package io.vantage.cluster.atomix;

import io.atomix.cluster.MemberId;
import io.atomix.cluster.messaging.ClusterCommunicationService;
import io.vantage.cluster.ClusterMessaging;
import io.vantage.cluster.ReplicaId;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.Executor;
import java.util.function.BiConsumer;
import java.util.function.BiFunction;
import java.util.function.Consumer;
import java.util.function.Function;

/**
 * Both users of a {@link Transport.Endpoint}: the engine, as a {@link ClusterCommunicationService},
 * and the rest of Vantage, as {@link ClusterMessaging}. Their subjects cannot collide. Any thread.
 */
final class ReplicaMessaging
    implements ClusterCommunicationService, ClusterMessaging, Transport.Receiver {
  private static final String ENGINE = "raft/";
  private static final String USER = "user/";

  /** Answers requests of another replica. */
  interface Handler extends BiFunction<ReplicaId, byte[], CompletableFuture<byte[]>> {}

  private final Map<String, Handler> handlers = new ConcurrentHashMap<>();
  private final List<Consumer<ReplicaId>> obituaries = new CopyOnWriteArrayList<>();
  private final ClusterSettings.Timing timing;
  private volatile Transport.Endpoint endpoint;

  ReplicaMessaging(ClusterSettings.Timing timing) {
    this.timing = timing;
  }

  void open(Transport transport, ClusterSettings settings) {
    endpoint = transport.open(settings.local(), settings.members(), this);
  }

  void close() {
    Transport.Endpoint open = endpoint;
    if (open != null) {
      open.close();
    }
  }

  @Override
  public CompletableFuture<byte[]> receive(ReplicaId from, String subject, byte[] payload) {
    Handler handler = handlers.get(subject);
    if (handler == null) {
      return CompletableFuture.failedFuture(new IllegalStateException("no handler for " + subject));
    }
    try {
      return handler.apply(from, payload);
    } catch (RuntimeException e) {
      return CompletableFuture.failedFuture(e);
    }
  }

  /** Has {@code listener} told, on a network thread, of replicas whose process has ended. */
  void onEnded(Consumer<ReplicaId> listener) {
    obituaries.add(listener);
  }

  @Override
  public void ended(ReplicaId replica) {
    obituaries.forEach(listener -> listener.accept(replica));
  }

  @Override
  public CompletableFuture<byte[]> request(
      ReplicaId to, String subject, byte[] payload, Duration deadline) {
    return send(to, USER + subject, payload, deadline);
  }

  @Override
  public void handle(
      String subject, BiFunction<ReplicaId, byte[], CompletableFuture<byte[]>> handler) {
    handlers.put(USER + subject, handler::apply);
  }

  /** Answers requests of our own protocol, which are named apart from those of the user. */
  void handleInternal(String subject, Handler handler) {
    handlers.put(subject, handler);
  }

  CompletableFuture<byte[]> requestInternal(
      ReplicaId to, String subject, byte[] payload, Duration deadline) {
    return send(to, subject, payload, deadline);
  }

  private CompletableFuture<byte[]> send(
      ReplicaId to, String subject, byte[] payload, Duration deadline) {
    Transport.Endpoint open = endpoint;
    if (open == null) {
      return CompletableFuture.failedFuture(
          new IllegalStateException("the cluster has not been started"));
    }
    return open.request(to, subject, payload, deadline);
  }

  @Override
  public <M, R> CompletableFuture<R> send(
      String subject,
      M message,
      Function<M, byte[]> encoder,
      Function<byte[], R> decoder,
      MemberId to,
      Duration timeout) {
    return send(
            StaticMembership.replicaOf(to),
            ENGINE + subject,
            encoder.apply(message),
            timeout != null ? timeout : deadlineOf(subject))
        .thenApply(decoder);
  }

  /** Raft's own requests are repeated soon; those that wait for a commit get more time. */
  private Duration deadlineOf(String subject) {
    if (subject.endsWith("append") || subject.endsWith("configure")) {
      return timing.peer();
    }
    if (subject.endsWith("vote") || subject.endsWith("poll")) {
      return timing.election();
    }
    return subject.endsWith("install") ? timing.election().multipliedBy(4) : timing.command();
  }

  @Override
  public <M, R> CompletableFuture<Void> subscribe(
      String subject,
      Function<byte[], M> decoder,
      Function<M, CompletableFuture<R>> handler,
      Function<R, byte[]> encoder) {
    handlers.put(
        ENGINE + subject,
        (from, payload) -> handler.apply(decoder.apply(payload)).thenApply(encoder));
    return CompletableFuture.completedFuture(null);
  }

  @Override
  public <M, R> CompletableFuture<Void> subscribe(
      String subject,
      Function<byte[], M> decoder,
      Function<M, R> handler,
      Function<R, byte[]> encoder,
      Executor executor) {
    handlers.put(
        ENGINE + subject,
        (from, payload) ->
            CompletableFuture.supplyAsync(() -> handler.apply(decoder.apply(payload)), executor)
                .thenApply(encoder));
    return CompletableFuture.completedFuture(null);
  }

  @Override
  public <M> CompletableFuture<Void> subscribe(
      String subject, Function<byte[], M> decoder, Consumer<M> handler, Executor executor) {
    return subscribe(
        subject, decoder, (MemberId from, M message) -> handler.accept(message), executor);
  }

  @Override
  public <M> CompletableFuture<Void> subscribe(
      String subject,
      Function<byte[], M> decoder,
      BiConsumer<MemberId, M> handler,
      Executor executor) {
    handlers.put(
        ENGINE + subject,
        (from, payload) -> {
          executor.execute(
              () -> handler.accept(StaticMembership.idOf(from), decoder.apply(payload)));
          return CompletableFuture.completedFuture(new byte[0]);
        });
    return CompletableFuture.completedFuture(null);
  }

  @Override
  public void unsubscribe(String subject) {
    handlers.remove(ENGINE + subject);
  }

  @Override
  public <M> CompletableFuture<Void> unicast(
      String subject, M message, Function<M, byte[]> encoder, MemberId to, boolean reliable) {
    return send(
            StaticMembership.replicaOf(to),
            ENGINE + subject,
            encoder.apply(message),
            timing.command())
        .thenApply(answer -> null);
  }

  @Override
  public <M> void multicast(
      String subject, M message, Function<M, byte[]> encoder, Set<MemberId> to, boolean reliable) {
    to.forEach(member -> unicast(subject, message, encoder, member, reliable));
  }

  @Override
  public <M> void broadcast(
      String subject, M message, Function<M, byte[]> encoder, boolean reliable) {
    throw new UnsupportedOperationException("the engine has no use for broadcasts");
  }

  @Override
  public <M> void broadcastIncludeSelf(
      String subject, M message, Function<M, byte[]> encoder, boolean reliable) {
    throw new UnsupportedOperationException("the engine has no use for broadcasts");
  }
}
