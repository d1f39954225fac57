package io.vantage.network;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.vantage.cluster.PartitionId;
import io.vantage.model.Action;
import io.vantage.model.ConnectPoint;
import io.vantage.model.DatapathId;
import io.vantage.model.FlowEntry;
import io.vantage.model.FlowRule;
import io.vantage.model.FlowState;
import io.vantage.model.Link;
import io.vantage.model.MatchField;
import io.vantage.network.NetworkCommand.AddFlows;
import io.vantage.network.NetworkCommand.AssignSwitch;
import io.vantage.network.NetworkCommand.DisconnectDevice;
import io.vantage.network.NetworkCommand.SetConfiguration;
import io.vantage.network.NetworkCommand.UpdateLink;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.ExecutionException;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

class ReplicatedNetworkTest {
  private static final PartitionId P1 = PartitionId.data(1);
  private static final PartitionId P2 = PartitionId.data(2);

  private final TestNetwork test = TestNetwork.withPartitions(2);

  @AfterEach
  void close() {
    test.close();
  }

  @Test
  void shouldShowASwitchToItsReaderOnceItsReceiptIsAwaited() {
    DatapathId device = test.connect(1, P1, 3);

    assertThat(test.view().partitionOf(device)).contains(P1);
    assertThat(test.view().topology().devices()).containsKey(device);
    assertThat(test.view().topology().portsOf(device)).hasSize(3);
  }

  @Test
  void shouldKeepTheFirstPartitionOfASwitch() {
    DatapathId device = test.connect(1, P1, 1);

    test.apply(new AssignSwitch(device, P2));

    assertThat(test.view().partitionOf(device)).contains(P1);
  }

  @Test
  void shouldRefuseAPartitionThatDoesNotExist() {
    AssignSwitch command = new AssignSwitch(new DatapathId(1), PartitionId.data(9));

    assertThatThrownBy(() -> test.network().submit(command).get())
        .isInstanceOf(ExecutionException.class)
        .cause()
        .isInstanceOf(CommandRejectedException.class)
        .hasMessageContaining("p9")
        .hasMessageContaining("[system, p1, p2]");
  }

  @Test
  void shouldNameTheSwitchThatHasNoPartition() {
    DisconnectDevice command = new DisconnectDevice(new DatapathId(0xabc));

    assertThatThrownBy(() -> test.network().submit(command).get())
        .isInstanceOf(ExecutionException.class)
        .cause()
        .isInstanceOf(UnknownDeviceException.class)
        .hasMessageContaining("0000000000000abc");
  }

  @Test
  void shouldFailWithTheReasonOfTheStateMachineItself() {
    DatapathId device = new DatapathId(5);
    test.apply(new AssignSwitch(device, P2));

    var answer = test.network().submit(new AddFlows(device, List.of(rule(device, 1))));
    List<Throwable> seen = new ArrayList<>();

    assertThatThrownBy(answer.whenComplete((r, e) -> seen.add(e))::get)
        .cause()
        .isInstanceOf(CommandRejectedException.class)
        .hasMessage("flow rule for unknown switch 0000000000000005");
    assertThat(seen).singleElement().isInstanceOf(CommandRejectedException.class);
  }

  @Test
  void shouldShowLinksOverPartitionsOnlyWhileBothEndsAreUp() {
    DatapathId a = test.connect(1, P1, 2);
    DatapathId b = test.connect(2, P2, 2);
    Link link = new Link(new ConnectPoint(a, 1), new ConnectPoint(b, 2));

    test.apply(new UpdateLink(link));
    assertThat(test.view().topology().links()).containsExactly(link);

    test.apply(new NetworkCommand.UpdatePort(TestNetwork.port(b, 2, false)));
    assertThat(test.view().topology().links()).isEmpty();

    test.apply(new NetworkCommand.UpdatePort(TestNetwork.port(b, 2, true)));
    assertThat(test.view().topology().links()).containsExactly(link);

    test.apply(new DisconnectDevice(b));
    assertThat(test.view().topology().links())
        .as("b may carry packets still, and a's port is no place of hosts")
        .containsExactly(link);
  }

  @Test
  @SuppressWarnings("try")
  void shouldTellListenersWhatTheViewShowsAlready() {
    List<Optional<FlowEntry>> seen = new ArrayList<>();
    DatapathId device = test.connect(1, P1, 1);
    FlowRule rule = rule(device, 1);
    try (NetworkView.Subscription broken =
            test.view()
                .subscribe(
                    (partition, index, event) -> {
                      throw new IllegalStateException("a listener's own mistake");
                    });
        NetworkView.Subscription good =
            test.view()
                .subscribe((partition, index, event) -> seen.add(test.view().flow(rule.key())))) {
      test.apply(new AddFlows(device, List.of(rule)));
    }
    test.apply(new NetworkCommand.RemoveFlows(device, List.of(rule.key())));

    assertThat(seen).hasSize(1);
    assertThat(seen.get(0)).map(FlowEntry::state).contains(FlowState.PENDING_ADD);
  }

  @Test
  void shouldCutManyRulesIntoCommandsThatFit() {
    DatapathId a = test.connect(1, P1, 1);
    DatapathId b = test.connect(2, P2, 1);
    List<FlowRule> rules =
        IntStream.range(0, 6000).mapToObj(i -> rule(i % 3 == 0 ? a : b, i)).toList();

    List<AddFlows> commands = NetworkCommands.addFlows(rules);
    test.apply(commands.toArray(NetworkCommand[]::new));

    assertThat(commands).hasSizeGreaterThan(2);
    assertThat(test.view().flows(a)).hasSize(2000);
    assertThat(test.view().flows(b)).hasSize(4000);
    assertThat(test.view().flows(a).get(0).rule().priority()).isEqualTo(5997);
  }

  @Test
  void shouldRefuseACommandThatIsTooLargeForALogEntry() {
    SetConfiguration command = new SetConfiguration("key", "x".repeat(50_000));

    assertThatThrownBy(() -> test.network().submit(command).get())
        .cause()
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageContaining("SetConfiguration")
        .hasMessageContaining("49152");
  }

  private static FlowRule rule(DatapathId device, int number) {
    return FlowRule.on(device)
        .priority(number)
        .match(new MatchField.InPort(number + 1))
        .actions(new Action.Output(1))
        .owner("test")
        .build();
  }
}
