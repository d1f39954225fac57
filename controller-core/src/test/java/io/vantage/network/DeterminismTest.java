package io.vantage.network;

import static org.assertj.core.api.Assertions.assertThat;

import io.vantage.cluster.PartitionId;
import io.vantage.cluster.SingleReplicaCluster;
import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import org.junit.jupiter.api.RepeatedTest;
import org.junit.jupiter.api.RepetitionInfo;

class DeterminismTest {
  private static final PartitionId P1 = PartitionId.data(1);
  private static final int COMMANDS = 1000;

  /** A state machine with the events it told and the answers it gave. */
  private static final class Copy {
    final LocalView view = new LocalView(SingleReplicaCluster.partitionIds(1));
    final NetworkStateMachine machine = view.stateMachine(P1);
    final List<NetworkEvent> events = new ArrayList<>();
    final List<CommandResult> results = new ArrayList<>();

    Copy() {
      NetworkView.Subscription kept = view.subscribe((partition, index, e) -> events.add(e));
      assertThat(kept).isNotNull();
    }

    void apply(long index, byte[] update) {
      byte[] result = machine.apply(index, 1 + index / 100, index, update);
      results.add(NetworkStateMachine.decodeResult(result));
    }

    byte[] snapshot() throws IOException {
      ByteArrayOutputStream out = new ByteArrayOutputStream();
      machine.snapshot(out);
      return out.toByteArray();
    }
  }

  @RepeatedTest(30)
  void shouldReachTheSameStateAnswersAndEventsOnEveryReplica(RepetitionInfo repetition)
      throws IOException {
    RandomCommands commands = new RandomCommands(repetition.getCurrentRepetition());
    Copy one = new Copy();
    Copy other = new Copy();
    Copy late = new Copy();
    Set<Class<?>> kindsOfResults = new HashSet<>();
    Set<Class<?>> kindsOfEvents = new HashSet<>();
    for (int index = 1; index <= COMMANDS; index++) {
      byte[] update = NetworkTypes.CODEC.encode(commands.next());
      one.apply(index, update);
      other.apply(index, update);
      if (index == COMMANDS / 2) {
        late.machine.restore(new ByteArrayInputStream(one.snapshot()));
        assertThat(late.snapshot()).isEqualTo(one.snapshot());
        late.events.clear();
        one.events.forEach(event -> kindsOfEvents.add(event.getClass()));
        one.events.clear();
        other.events.clear();
      } else if (index > COMMANDS / 2) {
        late.apply(index, update);
      }
    }

    String seed = "seed " + repetition.getCurrentRepetition();
    assertThat(other.snapshot()).as(seed).isEqualTo(one.snapshot());
    assertThat(late.snapshot()).as(seed).isEqualTo(one.snapshot());
    assertThat(other.results).as(seed).isEqualTo(one.results);
    assertThat(late.results).as(seed).isEqualTo(one.results.subList(COMMANDS / 2, COMMANDS));
    assertThat(other.events).as(seed).isEqualTo(one.events);
    assertThat(late.events).as(seed).isEqualTo(one.events);
    one.results.forEach(result -> kindsOfResults.add(result.getClass()));
    assertThat(kindsOfResults).as("the mix tries both outcomes").hasSize(2);
    assertThat(kindsOfEvents).as("the mix causes every event of devices").hasSize(7);
  }
}
