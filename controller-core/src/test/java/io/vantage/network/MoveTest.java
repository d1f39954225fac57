package io.vantage.network;

import static org.assertj.core.api.Assertions.assertThat;

import io.vantage.cluster.PartitionId;
import io.vantage.model.ConnectPoint;
import io.vantage.model.DatapathId;
import io.vantage.model.FlowEntry;
import io.vantage.model.FlowKey;
import io.vantage.model.FlowRule;
import io.vantage.model.FlowState;
import io.vantage.model.Group;
import io.vantage.model.Host;
import io.vantage.model.Link;
import io.vantage.model.MacAddress;
import io.vantage.model.Meter;
import io.vantage.network.LaggingCluster.Member;
import io.vantage.network.NetworkCommand.Report;
import java.time.Duration;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import java.util.function.BooleanSupplier;
import java.util.stream.IntStream;
import org.junit.jupiter.api.RepeatedTest;
import org.junit.jupiter.api.RepetitionInfo;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/**
 * Moves on lagging replicas in virtual time. In every run rules are added and removed all the time,
 * and after every event every replica's view is checked: the switch is there once and whole.
 */
class MoveTest {
  private static final PartitionId SYSTEM = PartitionId.SYSTEM;
  private static final PartitionId P1 = PartitionId.data(1);
  private static final PartitionId P2 = PartitionId.data(2);
  private static final DatapathId DEVICE = new DatapathId(7);
  private static final DatapathId NEIGHBOUR = new DatapathId(8);
  private static final int PORTS = 4;
  private static final int RULES = 1500; // more than one part
  private static final int GROUP = 5;
  private static final Duration SOON = Duration.ofSeconds(30);

  private LaggingCluster cluster;
  private final Map<Integer, CompletableFuture<Receipt>> added = new HashMap<>();
  private final Map<Integer, Member> writers = new HashMap<>();
  private int writes;
  private boolean writing;

  private void start(long seed) {
    cluster = new LaggingCluster(seed, 3, 2);
    added.clear();
    writers.clear();
    writes = 0;
    cluster.members.forEach(Member::startDriver);
    submit(new NetworkCommand.AssignSwitch(DEVICE, P1));
    submit(new NetworkCommand.AssignSwitch(NEIGHBOUR, P1));
    submit(TestNetwork.connectCommand(DEVICE, PORTS));
    submit(TestNetwork.connectCommand(NEIGHBOUR, PORTS));
    ConnectPoint here = new ConnectPoint(DEVICE, 1);
    ConnectPoint there = new ConnectPoint(NEIGHBOUR, 1);
    submit(new NetworkCommand.UpdateLink(new Link(here, there)));
    submit(new NetworkCommand.UpdateLink(new Link(there, here)));
    submit(
        new NetworkCommand.UpdateHost(
            new Host(new MacAddress(9), 0, Set.of(), new ConnectPoint(DEVICE, 2), 1)));
    submit(
        new NetworkCommand.PutGroup(new Group(DEVICE, GROUP, Group.Type.ALL, List.of(), "test")));
    submit(new NetworkCommand.PutMeter(new Meter(DEVICE, 6, Meter.Unit.KBPS, 100, 0, "test")));
    NetworkCommands.addFlows(IntStream.range(0, RULES).mapToObj(n -> rule(40_000 + n)).toList())
        .forEach(this::submit);
    FlowEntry first = cluster.leader(P1).view.flow(rule(40_000).key()).orElseThrow();
    submit(
        new NetworkCommand.ReportFlows(
            DEVICE, List.of(Report.added(first.rule().key(), first.revision()))));
    pass(Duration.ofSeconds(1));
    startWriting();
  }

  private static FlowRule rule(int priority) {
    return FlowRule.on(DEVICE).priority(priority).output(1).owner("test").build();
  }

  private void submit(NetworkCommand command) {
    CompletableFuture<Receipt> answer = cluster.member(1).network.submit(command);
    until(answer::isDone);
    answer.join();
    pass(Duration.ofMillis(300)); // every replica knows it
  }

  /** From here on somebody adds a rule every five milliseconds, and sometimes takes it back. */
  private void startWriting() {
    writing = true;
    write();
  }

  private void write() {
    if (!writing) {
      return;
    }
    List<Member> alive = cluster.members.stream().filter(Member::isAlive).toList();
    Member writer = alive.get(cluster.random.nextInt(alive.size()));
    int number = writes++;
    if (number % 4 == 0) {
      // In this order: the rule must be wanted in the end.
      writer.network.submit(new NetworkCommand.AddFlows(DEVICE, List.of(rule(number))));
      writer.network.submit(new NetworkCommand.RemoveFlows(DEVICE, List.of(rule(number).key())));
    }
    writers.put(number, writer);
    added.put(
        number, writer.network.submit(new NetworkCommand.AddFlows(DEVICE, List.of(rule(number)))));
    cluster.time.schedule(this::write, 5, TimeUnit.MILLISECONDS);
  }

  private void pass(Duration duration) {
    cluster.time.advance(duration);
  }

  private void until(BooleanSupplier condition) {
    cluster.time.until(condition, SOON);
  }

  private boolean isOver() {
    return cluster.isLed(SYSTEM) && cluster.leader(SYSTEM).view.moves().isEmpty();
  }

  /** Begins the move and looks at every view after every event until it is over. */
  private CompletableFuture<Receipt> moveAndWatch(PartitionId to) {
    pass(Duration.ofMillis(50));
    CompletableFuture<Receipt> begun =
        cluster.member(3).network.submit(new NetworkCommand.BeginMove(DEVICE, to));
    until(() -> lookAtAllViews() && begun.isDone());
    until(() -> lookAtAllViews() && isOver());
    return begun;
  }

  private boolean lookAtAllViews() {
    for (Member member : cluster.members) {
      LocalView view = member.view;
      Topology topology = view.topology();
      assertThat(topology.devices()).containsOnlyKeys(DEVICE, NEIGHBOUR);
      assertThat(topology.portsOf(DEVICE)).hasSize(PORTS);
      assertThat(topology.links()).hasSize(2);
      assertThat(topology.hosts()).hasSize(1);
      assertThat(view.flow(rule(40_000).key()))
          .map(FlowEntry::state)
          .as(
              "%s %s %s %s %s",
              member.id,
              view.holders().of(DEVICE),
              view.stateMachine(P1).state().custody.of(DEVICE).getClass().getSimpleName(),
              view.stateMachine(P2).state().custody.of(DEVICE).getClass().getSimpleName(),
              view.flows(DEVICE).size())
          .contains(FlowState.ADDED);
      assertThat(view.flow(rule(40_000 + RULES - 1).key())).isPresent();
      assertThat(view.groups(DEVICE)).hasSize(1);
      assertThat(view.meters(DEVICE)).hasSize(1);
    }
    return true;
  }

  /** Stops the writer; every replica then has every rule once, and nothing besides. */
  private void checkTheEnd(PartitionId owner) {
    writing = false;
    pass(Duration.ofSeconds(15)); // lags and deadlines
    for (int number = 0; number < writes; number++) {
      CompletableFuture<Receipt> answer = added.get(number);
      boolean writerDied = writers.get(number) != null && !writers.get(number).isAlive();
      assertThat(answer.isDone() || writerDied).as("rule %d is answered", number).isTrue();
    }
    Set<FlowKey> acknowledged = new HashSet<>();
    added.forEach(
        (number, answer) -> {
          if (answer.isDone() && !answer.isCompletedExceptionally()) {
            acknowledged.add(rule(number).key());
          }
        });
    assertThat(acknowledged).isNotEmpty();
    Member reference = cluster.leader(owner);
    for (Member member : cluster.members) {
      if (!member.isAlive()) {
        continue;
      }
      LocalView view = member.view;
      assertThat(view.partitionOf(DEVICE)).contains(owner);
      assertThat(view.assignments()).containsEntry(DEVICE, owner);
      Map<FlowKey, FlowState> flows = new HashMap<>();
      view.flows(DEVICE).forEach(entry -> flows.put(entry.rule().key(), entry.state()));
      assertThat(flows.keySet()).containsAll(acknowledged);
      assertThat(acknowledged)
          .allSatisfy(key -> assertThat(flows.get(key)).isEqualTo(FlowState.PENDING_ADD));
      assertThat(view.flows(DEVICE)).hasSameSizeAs(flows.keySet());
      for (PartitionId partition : List.of(P1, P2)) {
        assertThat(member.snapshot(partition)).isEqualTo(reference.snapshot(partition));
        boolean has = view.stateMachine(partition).state().topology.knows(DEVICE);
        assertThat(has).as("%s at %s", DEVICE, partition).isEqualTo(partition.equals(owner));
      }
    }
  }

  @RepeatedTest(12)
  void shouldMoveASwitchWithAllItsStateWhileRulesAreAdded(RepetitionInfo repetition) {
    start(repetition.getCurrentRepetition());
    DeviceImage before = image(P1);

    moveAndWatch(P2);

    DeviceImage after = image(P2);
    assertThat(after.device()).isEqualTo(before.device());
    assertThat(after.ports()).isEqualTo(before.ports());
    assertThat(after.links()).isEqualTo(before.links());
    assertThat(after.hosts()).isEqualTo(before.hosts());
    assertThat(after.groups()).isEqualTo(before.groups());
    assertThat(after.meters()).isEqualTo(before.meters());
    assertThat(after.flows()).containsAll(before.flows());
    checkTheEnd(P2);
    assertThat(added.values()).noneMatch(CompletableFuture::isCompletedExceptionally);
  }

  private DeviceImage image(PartitionId partition) {
    return DeviceImage.of(DEVICE, cluster.leader(partition).view.stateMachine(partition).state());
  }

  @RepeatedTest(5)
  void shouldMoveASwitchThereAndBackAgain(RepetitionInfo repetition) {
    start(repetition.getCurrentRepetition());

    for (int round = 0; round < 4; round++) {
      moveAndWatch(round % 2 == 0 ? P2 : P1);
      writing = false;
      pass(Duration.ofMillis(100));
      startWriting();
    }

    checkTheEnd(P1);
    assertThat(added.values()).noneMatch(CompletableFuture::isCompletedExceptionally);
  }

  /** The driver's replica dies before its nth proposal, or right after it. */
  @ParameterizedTest
  @ValueSource(ints = {1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11, 12})
  void shouldFinishWhateverStepTheDriverDiesAt(int step) {
    for (int seed = 1; seed <= 4; seed++) {
      boolean before = seed % 2 == 0;
      start(1000L * step + seed);
      int[] proposals = {0};
      cluster.onProposal =
          member -> {
            if (++proposals[0] == step) {
              Runnable death = () -> replaceDriver(member);
              if (before) {
                death.run();
              } else {
                cluster.time.execute(death);
              }
            }
          };

      moveAndWatch(P2);

      checkTheEnd(P2);
    }
  }

  private void replaceDriver(Member dead) {
    for (PartitionId partition : cluster.partitions) {
      cluster.elect(partition, Optional.empty());
    }
    dead.die();
    cluster.time.schedule(
        () -> {
          for (PartitionId partition : cluster.partitions) {
            cluster.elect(partition, Optional.of(cluster.member(2)));
          }
        },
        100,
        TimeUnit.MILLISECONDS);
  }

  /** Nobody dies: leaders of all partitions change all the time, drivers are deposed mid-step. */
  @RepeatedTest(12)
  void shouldMoveWhileLeadershipWanders(RepetitionInfo repetition) {
    start(100 + repetition.getCurrentRepetition());
    int[] proposals = {0};
    cluster.onProposal =
        member -> {
          if (++proposals[0] < 40 && cluster.random.nextInt(3) == 0) {
            PartitionId partition =
                cluster.partitions.get(cluster.random.nextInt(cluster.partitions.size()));
            Member next = cluster.member(1 + cluster.random.nextInt(3));
            cluster.time.execute(() -> cluster.elect(partition, Optional.of(next)));
          }
        };

    moveAndWatch(P2);

    checkTheEnd(P2);
    assertThat(added.values()).noneMatch(CompletableFuture::isCompletedExceptionally);
  }

  @Test
  void shouldNotFreezeASwitchWhoseNewPartitionHasNoLeader() {
    start(1);
    cluster.elect(P2, Optional.empty());

    cluster.member(2).network.submit(new NetworkCommand.BeginMove(DEVICE, P2));
    until(() -> !cluster.member(2).view.moves().isEmpty());
    pass(Duration.ofSeconds(3));
    assertThat(image(P1)).isNotNull();
    assertThat(custody(P1)).isEqualTo(Custody.NEVER_MOVED);
    until(
        () ->
            cluster.member(2).view.moves().values().stream()
                .anyMatch(move -> move.phase() == DeviceMove.Phase.ABORTED));
    cluster.elect(P2, Optional.of(cluster.member(3)));
    until(() -> lookAtAllViews() && isOver());

    checkTheEnd(P1);
    assertThat(added.values()).noneMatch(CompletableFuture::isCompletedExceptionally);
  }

  private Custody custody(PartitionId partition) {
    return cluster.leader(partition).view.stateMachine(partition).state().custody.of(DEVICE);
  }

  @Test
  void shouldTakeTheSwitchBackIfTheNewPartitionLosesItsLeaderHalfWay() {
    start(2);
    cluster.member(2).network.submit(new NetworkCommand.BeginMove(DEVICE, P2));
    until(() -> custody(P1) instanceof Custody.Frozen);
    cluster.elect(P2, Optional.empty());
    until(() -> custody(P1) instanceof Custody.Held);

    assertThat(custody(P1).move()).isEqualTo(1);
    cluster.elect(P2, Optional.of(cluster.member(2)));
    until(() -> lookAtAllViews() && isOver());
    checkTheEnd(P1);
    assertThat(added.values()).noneMatch(CompletableFuture::isCompletedExceptionally);

    moveAndWatch(P2);
    startWriting();
    checkTheEnd(P2);
  }

  @Test
  void shouldAbortIfTheOldPartitionHasNoLeader() {
    start(3);
    writing = false;
    pass(Duration.ofSeconds(1));
    cluster.elect(P1, Optional.empty());

    cluster.member(2).network.submit(new NetworkCommand.BeginMove(DEVICE, P2));
    until(
        () ->
            cluster.member(2).view.moves().values().stream()
                .anyMatch(move -> move.phase() == DeviceMove.Phase.ABORTED));
    cluster.elect(P1, Optional.of(cluster.member(1)));
    until(() -> lookAtAllViews() && isOver());

    startWriting();
    pass(Duration.ofMillis(100));
    checkTheEnd(P1);
  }

  @Test
  void shouldLetGenerationsGrowAlthoughTheNewPartitionsTermIsLower() {
    start(4);
    for (int round = 0; round < 9; round++) {
      cluster.elect(P1, Optional.of(cluster.member(1 + round % 3)));
    }
    submit(new NetworkCommand.RaiseGeneration(DEVICE, 70));
    LocalView old = cluster.leader(P1).view;
    long last = old.generationBase(DEVICE) + 10; // term 10
    assertThat(last).isEqualTo(71);

    moveAndWatch(P2);
    checkTheEnd(P2);

    assertThat(cluster.leader(P2).view.generationBase(DEVICE) + 1).isGreaterThan(last);
  }
}
