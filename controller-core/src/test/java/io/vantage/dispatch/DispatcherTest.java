package io.vantage.dispatch;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.vantage.cluster.Cluster;
import io.vantage.cluster.ClusterMessaging;
import io.vantage.cluster.PartitionId;
import io.vantage.cluster.PartitionLog;
import io.vantage.cluster.Replica;
import io.vantage.cluster.ReplicaId;
import io.vantage.model.Action;
import io.vantage.model.ConnectPoint;
import io.vantage.model.DatapathId;
import io.vantage.model.Host;
import io.vantage.model.Link;
import io.vantage.model.MacAddress;
import io.vantage.model.OpenFlowVersion;
import io.vantage.model.PacketIn;
import io.vantage.model.packet.Frames;
import io.vantage.network.NetworkCommand;
import io.vantage.network.TestNetwork;
import io.vantage.northbound.App;
import io.vantage.northbound.AppContext;
import io.vantage.northbound.Switch;
import io.vantage.path.Paths;
import io.vantage.southbound.SwitchMessage.PacketOut;
import java.time.Clock;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.SortedMap;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.atomic.AtomicLong;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

class DispatcherTest {
  private static final PartitionId P1 = PartitionId.data(1);
  private static final ReplicaId R1 = new ReplicaId("r1");
  private static final ReplicaId R2 = new ReplicaId("r2");
  private static final MacAddress A = new MacAddress(0xa);
  private static final MacAddress B = new MacAddress(0xb);

  private final TestNetwork network = TestNetwork.withPartitions(1);
  private final Paths paths = new Paths(() -> network.view().topology());
  private final List<byte[]> atR2 = new CopyOnWriteArrayList<>();
  private final AtomicLong nanos = new AtomicLong();
  private final Recorder recorder = new Recorder();
  private final Dispatcher dispatcher = dispatcher(network.cluster());
  private final DatapathId device = network.connect(1, P1, 4);
  private final RecordingChannel channel = RecordingChannel.to(device, OpenFlowVersion.OF_1_3);

  private Dispatcher dispatcher(Cluster cluster) {
    return new Dispatcher(
        cluster, network.network(), paths, port -> true, Clock.systemUTC(), nanos::get);
  }

  /** Keeps the packets it sees. */
  private static final class Recorder implements App {
    private final List<PacketIn> seen = new CopyOnWriteArrayList<>();
    private AppContext context;
    private Switch last;

    @Override
    public String name() {
      return "recorder";
    }

    @Override
    public void start(AppContext given) {
      context = given;
      given.onPacketIn(
          (packet, from) -> {
            last = from;
            return seen.add(packet);
          });
    }
  }

  @AfterEach
  void close() {
    dispatcher.close();
    network.close();
  }

  private PacketIn packet(int port, int number) {
    byte[] frame = Frames.ethernet(B, new MacAddress(number), 0, 0x88b5, new byte[0]);
    return new PacketIn(device, port, PacketIn.NO_BUFFER, PacketIn.NO_MATCH, 0, -1, frame);
  }

  private void answerAtR2(byte answer) {
    network
        .cluster()
        .answer(
            R2,
            "dispatch",
            (from, message) -> {
              atR2.add(message);
              return CompletableFuture.completedFuture(new byte[] {answer});
            });
  }

  @Test
  void shouldHandAPacketToTheAppsAtOnceOnTheMaster() {
    dispatcher.start(List.of(recorder));
    dispatcher.mastered(channel.channel());

    dispatcher.packetIn(channel.channel(), packet(1, 5));

    assertThat(recorder.seen).hasSize(1);
    assertThat(recorder.last.id()).isEqualTo(device);
  }

  @Test
  void shouldHoldPacketsUntilMasterAndTakeCopiesOnce() {
    dispatcher.start(List.of(recorder));
    dispatcher.packetIn(channel.channel(), packet(1, 5));
    dispatcher.packetIn(channel.channel(), packet(1, 5));
    dispatcher.packetIn(channel.channel(), packet(1, 6));
    assertThat(recorder.seen).isEmpty();

    dispatcher.mastered(channel.channel());

    assertThat(recorder.seen).hasSize(2);
    assertThat(dispatcher.statistics().duplicates()).isEqualTo(1);
  }

  @Test
  void shouldCarryPacketsOfAFormerMasterToTheLeaderOnce() {
    answerAtR2((byte) 1);
    dispatcher.start(List.of(recorder));
    dispatcher.mastered(channel.channel());
    network.cluster().lead(P1, Optional.of(R2));

    dispatcher.packetIn(channel.channel(), packet(1, 5));

    assertThat(recorder.seen).isEmpty();
    assertThat(atR2).hasSize(1);
    Parcel parcel = ((Parcel.ToOne) Parcel.decode(atR2.get(0)).orElseThrow()).parcel();
    PacketIn carried = ((Parcel.Arrival) parcel).packet();
    assertThat(carried.receivedAt()).isEqualTo(new ConnectPoint(device, 1));
    assertThat(carried.data()).isEqualTo(packet(1, 5).data());
  }

  @Test
  void shouldCarryPacketsOfAFormerMasterOnlyForAWhile() {
    answerAtR2((byte) 1);
    dispatcher.start(List.of(recorder));
    dispatcher.mastered(channel.channel());
    network.cluster().lead(P1, Optional.of(R2));
    dispatcher.unmastered(device);

    nanos.addAndGet(SwitchHandle.HAND_OVER.toNanos() - 1);
    dispatcher.unmastered(device);
    dispatcher.packetIn(channel.channel(), packet(1, 5));
    assertThat(atR2).hasSize(1);

    nanos.addAndGet(1);
    dispatcher.packetIn(channel.channel(), packet(1, 6));
    assertThat(atR2).hasSize(1);
    assertThat(dispatcher.statistics().duplicates()).isEqualTo(1);
  }

  @Test
  void shouldLeavePacketsThatTheLeaderGetsItself() {
    answerAtR2((byte) 1);
    dispatcher.start(List.of(recorder));
    network.cluster().lead(P1, Optional.of(R2));

    dispatcher.packetIn(channel.channel(), packet(1, 5));

    assertThat(atR2).isEmpty();
    assertThat(dispatcher.statistics().duplicates()).isEqualTo(1);
  }

  @Test
  void shouldNeverActOnAnOpenFlow10SwitchThatOthersLead() {
    answerAtR2((byte) 1);
    RecordingChannel old = RecordingChannel.to(device, OpenFlowVersion.OF_1_0);
    dispatcher.start(List.of(recorder));
    dispatcher.mastered(old.channel());
    dispatcher.packetIn(old.channel(), packet(1, 5));
    network.cluster().lead(P1, Optional.of(R2));

    dispatcher.packetIn(old.channel(), packet(1, 6));

    assertThat(recorder.seen).hasSize(1);
    assertThat(atR2).isEmpty();
    assertThat(recorder.last.packetOut(packet(1, 5), 2)).isFalse();
    assertThat(recorder.last.flood(packet(1, 5))).isFalse();
    assertThat(old.sent()).isEmpty();
  }

  @Test
  void shouldHoldAPacketWhileNobodyLeadsAndGiveItUpInTime() {
    dispatcher.start(List.of(recorder));
    dispatcher.mastered(channel.channel());
    network.cluster().lead(P1, Optional.empty());
    dispatcher.packetIn(channel.channel(), packet(1, 5));
    recorder.context.send(new ConnectPoint(device, 2), packet(1, 6).data());
    assertThat(dispatcher.statistics().held()).isEqualTo(2);

    network.cluster().lead(P1, Optional.of(R1));
    dispatcher.mastered(channel.channel());
    assertThat(recorder.seen).hasSize(1);
    assertThat(channel.sent()).hasSize(1);

    network.cluster().lead(P1, Optional.empty());
    dispatcher.packetIn(channel.channel(), packet(1, 7));
    await().until(() -> dispatcher.statistics().dropped() == 1);
    assertThat(recorder.seen).hasSize(1);
  }

  @Test
  void shouldTryAgainWhenTheLeaderHasMovedOn() {
    answerAtR2((byte) 0);
    dispatcher.start(List.of(recorder));
    dispatcher.mastered(channel.channel());
    network.cluster().lead(P1, Optional.of(R2));
    dispatcher.packetIn(channel.channel(), packet(1, 5));
    assertThat(atR2).isNotEmpty();

    network.cluster().lead(P1, Optional.of(R1));
    dispatcher.mastered(channel.channel());

    await().until(() -> recorder.seen.size() == 1);
  }

  @Test
  void shouldRefuseWhatItDoesNotLeadAndTakeWhatItLeads() {
    dispatcher.start(List.of(recorder));
    dispatcher.mastered(channel.channel());
    byte[] message = new Parcel.Arrival(packet(3, 5)).encode();

    assertThat(request(message)).containsExactly(1);
    assertThat(recorder.seen).hasSize(1);

    network.cluster().lead(P1, Optional.of(R2));
    assertThat(request(message)).containsExactly(0);
    assertThat(request(new byte[] {1, 2, 3})).containsExactly(0);
    assertThat(recorder.seen).hasSize(1);
  }

  private byte[] request(byte[] message) {
    return network.cluster().messaging().request(R1, "dispatch", message, Relay.HOLD).join();
  }

  @Test
  void shouldBroadcastAtSettledEdgePortsOfAllReplicas() {
    answerAtR2((byte) 1);
    try (Dispatcher pair = dispatcher(new TwoMembers(network.cluster()))) {
      pair.start(List.of(recorder));
      pair.mastered(channel.channel());
      DatapathId other = network.connect(2, P1, 2);
      ConnectPoint near = new ConnectPoint(device, 1);
      ConnectPoint far = new ConnectPoint(other, 1);
      network.apply(
          new NetworkCommand.UpdateLink(new Link(near, far)),
          new NetworkCommand.UpdatePort(TestNetwork.port(device, 2, false)));
      byte[] frame = packet(3, 5).data();

      recorder.context.broadcast(frame, new ConnectPoint(device, 3));

      assertThat(channel.sent()).hasSize(1);
      assertThat(((PacketOut) channel.sent().get(0)).actions())
          .containsExactly(new Action.Output(4));
      Parcel.ToAll told = (Parcel.ToAll) Parcel.decode(atR2.get(0)).orElseThrow();
      assertThat(told.except()).isEqualTo(new ConnectPoint(device, 3));
      assertThat(told.frame()).isEqualTo(frame);
    }
  }

  @Test
  void shouldKeepFailuresOfAnAppFromOthers() {
    App broken =
        new App() {
          @Override
          public String name() {
            return "broken";
          }

          @Override
          public void start(AppContext context) {
            context.onPacketIn(
                (packet, from) -> {
                  throw new IllegalStateException("a mistake");
                });
            context.onEvent(
                (partition, index, event) -> {
                  throw new IllegalStateException("another mistake");
                });
          }
        };
    dispatcher.start(List.of(broken, recorder));
    dispatcher.mastered(channel.channel());

    for (int i = 1; i <= 100; i++) {
      dispatcher.packetIn(channel.channel(), packet(1, i));
    }
    network.apply(new NetworkCommand.UpdatePort(TestNetwork.port(device, 2, false)));

    assertThat(recorder.seen).hasSize(100);
    assertThat(dispatcher.statistics().appFailures()).isGreaterThan(100);
  }

  @Test
  void shouldUseTheBufferOfThePacketIn() {
    dispatcher.start(List.of(recorder));
    dispatcher.mastered(channel.channel());
    PacketIn buffered = new PacketIn(device, 1, 77, PacketIn.NO_MATCH, 0, -1, packet(1, 5).data());
    dispatcher.packetIn(channel.channel(), buffered);

    recorder.last.packetOut(buffered, 2);
    recorder.last.flood(buffered);

    List<PacketOut> outs = new ArrayList<>();
    channel.sent().forEach(message -> outs.add((PacketOut) message));
    assertThat(outs).allMatch(out -> out.bufferId() == 77 && out.data().length == 0);
    assertThat(outs.get(1).actions())
        .containsExactly(new Action.Output(2), new Action.Output(3), new Action.Output(4));
  }

  @Test
  void shouldLearnAHostOnceAndGiveItsAddressToItsNewOwner() {
    dispatcher.start(List.of(recorder));
    var address = com.google.common.net.InetAddresses.forString("10.0.0.1");
    long before = network.cluster().partition(P1).appliedIndex();
    for (int i = 0; i < 50; i++) {
      learn(A, address, 1);
    }
    await().until(() -> network.view().topology().host(A, 0).isPresent());
    learn(A, address, 1);
    assertThat(network.cluster().partition(P1).appliedIndex() - before).isEqualTo(1);

    learn(B, address, 2);

    await().until(() -> network.view().topology().host(A, 0).orElseThrow().addresses().isEmpty());
    assertThat(network.view().topology().host(B, 0).orElseThrow().addresses())
        .containsExactly(address);
  }

  private void learn(MacAddress mac, java.net.InetAddress address, int port) {
    recorder.context.learn(new Host(mac, 0, Set.of(address), new ConnectPoint(device, port), 1));
  }

  /** The cluster of one with a second member beside it. */
  private record TwoMembers(Cluster one) implements Cluster {
    @Override
    public ReplicaId local() {
      return one.local();
    }

    @Override
    public List<Replica> members() {
      return List.of(new Replica(R1, "127.0.0.1", 1), new Replica(R2, "127.0.0.2", 1));
    }

    @Override
    public SortedMap<PartitionId, PartitionLog> partitions() {
      return one.partitions();
    }

    @Override
    public PartitionLog partition(PartitionId id) {
      return one.partition(id);
    }

    @Override
    public ClusterMessaging messaging() {
      return one.messaging();
    }

    @Override
    public CompletableFuture<Void> start() {
      return one.start();
    }

    @Override
    public void close() {}
  }
}
