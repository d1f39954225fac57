package io.vantage.network;

import static java.nio.charset.StandardCharsets.UTF_8;
import static java.util.stream.Collectors.toCollection;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.vantage.cluster.IncompatibleUpdateException;
import io.vantage.cluster.PartitionId;
import io.vantage.cluster.SingleReplicaCluster;
import io.vantage.cluster.atomix.KryoCodec;
import io.vantage.model.Action;
import io.vantage.model.DatapathId;
import io.vantage.model.MatchField;
import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HexFormat;
import java.util.List;
import java.util.Random;
import java.util.Set;
import java.util.TreeSet;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.junit.jupiter.api.RepeatedTest;
import org.junit.jupiter.api.RepetitionInfo;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

class NetworkTypesTest {
  private static final KryoCodec CODEC = NetworkTypes.CODEC;

  static List<NetworkCommand> commands() {
    return SampleCommands.all();
  }

  @ParameterizedTest
  @MethodSource("commands")
  void shouldReadWhatItWrote(NetworkCommand command) {
    byte[] bytes = CODEC.encode(command);

    assertThat(CODEC.decode(bytes, NetworkCommand.class)).isEqualTo(command);
    assertThat(bytes[0]).isEqualTo((byte) NetworkTypes.VERSION);
  }

  /**
   * The bytes of each command, as they stand in logs on disk. If this fails, the format has
   * changed: old logs could not be read any more, so give it a new version rather than new bytes.
   */
  @Test
  void shouldKeepTheBytesThatAreInLogs() throws IOException {
    assertThat(commands().stream().map(NetworkTypesTest::line))
        .containsExactlyElementsOf(resource("commands-v1.txt"));
  }

  /** Likewise for the snapshots of a system and a data partition, and for a refusal. */
  @Test
  void shouldKeepTheBytesThatAreInSnapshots() throws IOException {
    LocalView view = new LocalView(SingleReplicaCluster.partitionIds(1));
    List<String> lines = new ArrayList<>();
    for (PartitionId partition : SingleReplicaCluster.partitionIds(1)) {
      NetworkStateMachine machine = view.stateMachine(partition);
      for (NetworkCommand command : SampleCommands.settled()) {
        boolean fits = partition.isSystem() == command instanceof NetworkCommand.ForSystem;
        if (fits && !command.getClass().getSimpleName().startsWith("Remove")) {
          machine.apply(1, 3, 0, CODEC.encode(command));
        }
      }
      ByteArrayOutputStream snapshot = new ByteArrayOutputStream();
      machine.snapshot(snapshot);
      lines.add(partition + " " + HexFormat.of().formatHex(snapshot.toByteArray()));
    }
    byte[] rejected = CODEC.encode(new CommandResult.Rejected("no"));
    lines.add("Rejected " + HexFormat.of().formatHex(rejected));

    assertThat(lines).containsExactlyElementsOf(resource("snapshots-v1.txt"));
  }

  /** Likewise in the middle of moves: one leaves, one comes, one has gone, one has come. */
  @Test
  void shouldKeepTheBytesThatAreInSnapshotsOfMoves() throws IOException {
    DatapathId leaves = new DatapathId(1);
    DatapathId comes = new DatapathId(2);
    DatapathId gone = new DatapathId(3);
    DatapathId come = new DatapathId(4);
    PartitionId p1 = PartitionId.data(1);
    List<NetworkCommand> system =
        List.of(
            new NetworkCommand.AssignSwitch(leaves, p1),
            new NetworkCommand.AssignSwitch(gone, p1),
            new NetworkCommand.BeginMove(leaves, PartitionId.data(2)),
            new NetworkCommand.BeginMove(gone, PartitionId.data(2)),
            new NetworkCommand.DecideMove(gone, 2, false, "no leader"));
    List<NetworkCommand> data =
        List.of(
            TestNetwork.connectCommand(leaves, 1),
            new NetworkCommand.FreezeDevice(leaves, 5),
            new NetworkCommand.StageDevice(comes, 6, 1, 0, false, DeviceImage.EMPTY),
            new NetworkCommand.StageDevice(comes, 6, 1, 1, true, DeviceImage.EMPTY),
            new NetworkCommand.UnstageDevice(gone, 7),
            new NetworkCommand.StageDevice(come, 8, 1, 0, true, DeviceImage.EMPTY),
            new NetworkCommand.ActivateDevice(come, 8, 40));

    assertThat(List.of(snapshot(PartitionId.SYSTEM, system), snapshot(p1, data)))
        .containsExactlyElementsOf(resource("snapshots-moves-v1.txt"));
  }

  /** The snapshot after some commands, which it must restore. */
  private static String snapshot(PartitionId partition, List<NetworkCommand> commands)
      throws IOException {
    NetworkStateMachine machine =
        new LocalView(SingleReplicaCluster.partitionIds(1)).stateMachine(partition);
    commands.forEach(command -> machine.apply(1, 3, 0, CODEC.encode(command)));
    ByteArrayOutputStream written = new ByteArrayOutputStream();
    machine.snapshot(written);
    NetworkStateMachine copy =
        new LocalView(SingleReplicaCluster.partitionIds(1)).stateMachine(partition);
    copy.restore(new ByteArrayInputStream(written.toByteArray()));
    ByteArrayOutputStream again = new ByteArrayOutputStream();
    copy.snapshot(again);
    assertThat(again.toByteArray()).isEqualTo(written.toByteArray());
    return partition + " " + HexFormat.of().formatHex(written.toByteArray());
  }

  private List<String> resource(String name) throws IOException {
    try (InputStream in = getClass().getResourceAsStream(name)) {
      return new String(in.readAllBytes(), UTF_8).lines().toList();
    }
  }

  private static String line(NetworkCommand command) {
    return command.getClass().getSimpleName()
        + " "
        + HexFormat.of().formatHex(CODEC.encode(command));
  }

  @Test
  void shouldHaveASampleOfEveryCommandActionAndMatchField() {
    Set<String> kinds =
        Stream.of(
                NetworkCommand.ForDevice.class,
                NetworkCommand.ForSystem.class,
                NetworkCommand.ForMove.class,
                Action.class,
                MatchField.class)
            .flatMap(kind -> Arrays.stream(kind.getPermittedSubclasses()))
            .map(Class::getSimpleName)
            .collect(toCollection(TreeSet::new));
    String samples = commands().toString();

    assertThat(kinds).hasSizeGreaterThan(50);
    assertThat(kinds)
        .allSatisfy(
            kind ->
                assertThat(Pattern.compile("\\b" + kind + "\\[").matcher(samples).find())
                    .as(kind)
                    .isTrue());
  }

  @Test
  void shouldNameTheVersionItMetAndTheOneItSupports() {
    byte[] bytes = CODEC.encode(commands().get(0));
    bytes[0] = 9;

    assertThatThrownBy(() -> CODEC.decode(bytes, NetworkCommand.class))
        .isInstanceOf(IncompatibleUpdateException.class)
        .hasMessageContaining("version 9")
        .hasMessageContaining("supported is 1");
  }

  @Test
  void shouldNameAnUnknownTypeAndTheKnownOnes() {
    byte[] bytes = CODEC.encode(new NetworkCommand.RemoveConfiguration("x"));
    bytes[1] = 96 + 2; // Kryo writes type numbers two higher

    assertThatThrownBy(() -> CODEC.decode(bytes, NetworkCommand.class))
        .isInstanceOf(IncompatibleUpdateException.class)
        .hasMessageContaining("type id 96")
        .hasMessageContaining("13 RemoveConfiguration");
  }

  @Test
  void shouldRefuseAnotherKindThanExpected() {
    byte[] bytes = CODEC.encode(new CommandResult.Rejected("no"));

    assertThatThrownBy(() -> CODEC.decode(bytes, NetworkCommand.class))
        .isInstanceOf(IncompatibleUpdateException.class)
        .hasMessageContaining("Rejected")
        .hasMessageContaining("NetworkCommand");
  }

  @Test
  void shouldRefuseAnEmptyMessage() {
    assertThatThrownBy(() -> CODEC.decode(new byte[0], NetworkCommand.class))
        .isInstanceOf(IncompatibleUpdateException.class);
  }

  @ParameterizedTest
  @MethodSource("commands")
  void shouldRefuseWhatIsCutOrTooLong(NetworkCommand command) {
    byte[] bytes = CODEC.encode(command);

    for (int length = 0; length <= bytes.length + 1; length++) {
      if (length != bytes.length) {
        byte[] wrong = Arrays.copyOf(bytes, length);
        assertThatThrownBy(() -> CODEC.decode(wrong, NetworkCommand.class))
            .as("%d of %d bytes", length, bytes.length)
            .isInstanceOf(IncompatibleUpdateException.class);
      }
    }
  }

  @RepeatedTest(20)
  void shouldAnswerGarbageWithACommandOrARefusalOnly(RepetitionInfo repetition) {
    Random random = new Random(repetition.getCurrentRepetition());
    List<byte[]> valid = commands().stream().map(CODEC::encode).toList();
    int refused = 0;
    for (int round = 0; round < 2000; round++) {
      byte[] bytes = valid.get(random.nextInt(valid.size())).clone();
      for (int change = random.nextInt(4); change >= 0; change--) {
        bytes[1 + random.nextInt(bytes.length - 1)] = (byte) random.nextInt();
      }
      refused += isRefused(bytes) ? 1 : 0;
      byte[] noise = new byte[2 + random.nextInt(64)];
      random.nextBytes(noise);
      noise[0] = NetworkTypes.VERSION;
      refused += isRefused(noise) ? 1 : 0;
    }

    assertThat(refused).as("seed %d", repetition.getCurrentRepetition()).isGreaterThan(1000);
  }

  /** Any other exception than the refusal fails the test. */
  private static boolean isRefused(byte[] bytes) {
    try {
      CODEC.decode(bytes, NetworkCommand.class);
      return false;
    } catch (IncompatibleUpdateException e) {
      assertThat(e).hasMessageMatching("(?s).{10,8000}");
      return true;
    }
  }

  @Test
  void shouldServeManyThreadsAtOnce() {
    List<NetworkCommand> commands = commands();
    long wrong =
        java.util.stream.IntStream.range(0, 20_000)
            .parallel()
            .mapToObj(i -> commands.get(i % commands.size()))
            .filter(c -> !CODEC.decode(CODEC.encode(c), NetworkCommand.class).equals(c))
            .count();

    assertThat(wrong).isZero();
  }
}
