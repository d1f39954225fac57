package io.vantage.seer.simulation;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.data.Offset.offset;

import io.vantage.cluster.ReplicaId;
import io.vantage.model.DatapathId;
import io.vantage.seer.measurement.CommitReport;
import io.vantage.seer.measurement.Observation;
import io.vantage.seer.placement.Placement;
import io.vantage.seer.placement.PlacementSettings;
import java.util.List;
import org.junit.jupiter.api.Test;

/** What reaches the elector, on a network whose delays are known. */
class MeasuredTest {
  private static final ReplicaId R1 = new ReplicaId("r1");
  private static final ReplicaId R3 = new ReplicaId("r3");

  /** Watches; no more than its first move is allowed. */
  private static RestlessStrategy watch(Trace trace, Workload.Kind kind) {
    RestlessStrategy watcher = new RestlessStrategy(1);
    Experiment experiment = SmallNetwork.experiment(3, trace, kind, 4);
    Placement placement = new Placement(watcher, new PlacementSettings(1, 1e9, 60_000, 60_000));
    Simulation.placed(experiment, new int[] {1}, placement);
    return watcher;
  }

  private static Observation last(RestlessStrategy watcher, ReplicaId replica) {
    List<Observation> of =
        watcher.observations().stream().filter(o -> o.replica().equals(replica)).toList();
    return of.get(of.size() - 1);
  }

  @Test
  void shouldSeeDelaysLoadAndRates() {
    RestlessStrategy watcher =
        watch(
            new Trace(
                List.of(
                    new Injection(0, Injection.Kind.DELAY_MS, 2, 25),
                    new Injection(0, Injection.Kind.CPU_PERCENT, 0, 0.6)),
                30),
            Workload.Kind.REPLICAS);

    Observation r3 = last(watcher, R3);
    assertThat(r3.replicaRtts().get(new ReplicaId("r2"))).isEqualTo(45, offset(2.0));
    assertThat(r3.commandRates().values())
        .singleElement()
        .satisfies(rate -> assertThat(rate).isEqualTo(20, offset(10.0)));
    assertThat(r3.cpu()).isLessThan(0.2);
    assertThat(last(watcher, R1).cpu()).isBetween(0.55, 0.85);
  }

  @Test
  void shouldSeeSwitchesAndPacketInsAtTheMasterOnly() {
    RestlessStrategy watcher = watch(SmallNetwork.calm(30), Workload.Kind.SWITCHES);

    Observation r1 = last(watcher, R1);
    assertThat(r1.switchRtts()).hasSize(6);
    assertThat(r1.switchRtts().get(new DatapathId(1))).isEqualTo(2, offset(0.7));
    assertThat(r1.switchRtts().get(new DatapathId(6))).isEqualTo(42, offset(2.0));
    boolean leads = !r1.commitRates().isEmpty();
    assertThat(r1.packetInRates().isEmpty()).isEqualTo(!leads);
  }

  @Test
  void shouldReportEachRequestOnceWithTheDelayAtItsSource() {
    RestlessStrategy watcher = watch(SmallNetwork.calm(30), Workload.Kind.REPLICAS);

    List<CommitReport> reports = watcher.reports();
    assertThat(reports.stream().map(CommitReport::requestId)).doesNotHaveDuplicates();
    assertThat(reports).hasSizeGreaterThan(1_500).allMatch(report -> report.delayMillis() > 19);
  }
}
