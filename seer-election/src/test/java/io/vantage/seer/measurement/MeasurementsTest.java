package io.vantage.seer.measurement;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import io.vantage.cluster.PartitionId;
import io.vantage.cluster.ReplicaId;
import io.vantage.model.DatapathId;
import java.util.Random;
import org.junit.jupiter.api.Test;

class MeasurementsTest {
  private static final ReplicaId SELF = new ReplicaId("r9");
  private static final ReplicaId PEER = new ReplicaId("r2");
  private static final PartitionId P1 = PartitionId.data(1);
  private static final DatapathId SWITCH = new DatapathId(1);

  private final Measurements measurements = new Measurements(SELF, MeasurementSettings.DEFAULTS);
  private final Random random = new Random(7);
  private double now;

  @Test
  void shouldKnowNothingAtFirst() {
    Observation first = measurements.take(0);

    assertThat(first.replica()).isEqualTo(SELF);
    assertThat(first.replicaRtts()).isEmpty();
    assertThat(first.commandRates()).isEmpty();
    assertThat(first.cpu()).isZero();
  }

  @Test
  void shouldNotBeMovedBySpikesOfABusyMachine() {
    int wrong = 0;
    for (int i = 0; i < 5_000; i++) {
      double spike = random.nextDouble() < 0.2 ? 100 * random.nextDouble() : 0;
      ping(20 + random.nextDouble() + spike);
      wrong += i > 10 && Math.abs(rtt() - 20.5) > 1 ? 1 : 0;
    }
    assertThat(wrong).isLessThan(10);
  }

  @Test
  void shouldNotTakeBroadNoiseForSteps() {
    int wrong = 0;
    for (int i = 0; i < 5_000; i++) {
      ping(5 - 5 * Math.log(1 - random.nextDouble()));
      wrong += i > 10 && rtt() > 12 ? 1 : 0;
    }
    assertThat(wrong).isLessThan(50);
  }

  @Test
  void shouldBelieveAnIncreaseAtTheSecondOfTwoSamplesThatAgree() {
    settleAt(20);

    ping(50);
    assertThat(rtt()).isCloseTo(20, within(1.0));
    ping(50.2);
    assertThat(rtt()).isCloseTo(50, within(1.0));
  }

  @Test
  void shouldWaitForAThirdSampleOnAPathOfManySpikes() {
    settleAt(20);
    for (int i = 0; i < 3; i++) {
      ping(60 + 30 * i);
      ping(20);
      ping(20);
    }

    ping(50);
    ping(50.2);
    assertThat(rtt()).isCloseTo(20, within(1.0));
    ping(50.1);
    assertThat(rtt()).isCloseTo(50, within(1.0));
  }

  @Test
  void shouldBelieveASmallIncreaseAtTheThirdSample() {
    settleAt(20);

    ping(23);
    ping(23.1);
    assertThat(rtt()).isCloseTo(20, within(1.0));
    ping(23.2);
    assertThat(rtt()).isCloseTo(23, within(0.5));
  }

  @Test
  void shouldNotBelieveTwoSamplesThatDisagree() {
    settleAt(20);

    ping(50);
    ping(90);
    assertThat(rtt()).isCloseTo(20, within(1.0));
  }

  @Test
  void shouldBelieveAStepOfItsOwnAttachmentAtTheFirstSamples() {
    settleFourPeers();

    answer(1, 20 + 30);
    assertThat(rtt(1)).isCloseTo(20, within(1.0));
    answer(2, 30 + 30.3);

    for (int peer = 1; peer <= 4; peer++) {
      assertThat(rtt(peer)).as("r%d", peer).isCloseTo(10 + 10 * peer + 30, within(1.0));
    }
  }

  @Test
  void shouldDropAPresumedStepThatTheNextSampleDoesNotShow() {
    settleFourPeers();
    answer(1, 20 + 30);
    answer(2, 30 + 30.3);

    answer(4, 50);

    assertThat(rtt(4)).isCloseTo(50, within(1.0));
  }

  @Test
  void shouldNotTakeAStallOfThisMachineForAStepOfItsAttachment() {
    settleFourPeers();

    for (int peer = 1; peer <= 4; peer++) {
      answer(peer, 120);
    }

    for (int peer = 1; peer <= 4; peer++) {
      assertThat(rtt(peer)).as("r%d", peer).isCloseTo(10 + 10 * peer, within(1.0));
    }
  }

  @Test
  void shouldBelieveADecreaseAtTheSecondSample() {
    settleAt(50);

    ping(20);
    assertThat(rtt()).isCloseTo(50, within(1.0));
    ping(20.2);
    assertThat(rtt()).isCloseTo(20, within(1.0));
  }

  @Test
  void shouldFollowASlowDrift() {
    settleAt(20);
    for (int i = 0; i < 1_000; i++) {
      ping(20 + i * 0.01 + 0.1 * random.nextDouble());
    }
    assertThat(rtt()).isCloseTo(30, within(1.0));
  }

  @Test
  void shouldSeeThatAnAnswerIsOverdueBeforeItComes() {
    settleAt(20);

    measurements.replicaWaiting(PEER, now, 200);
    assertThat(rtt()).isCloseTo(20, within(1.0));
    measurements.replicaWaiting(PEER, now, 400);
    assertThat(rtt()).isEqualTo(400);
    ping(450);
    assertThat(rtt()).isEqualTo(450);
    ping(20);
    ping(20);
    assertThat(rtt()).isEqualTo(20);
  }

  @Test
  void shouldReportAPeerThatHasNeverAnswered() {
    measurements.replicaWaiting(PEER, 0, 1_000);

    assertThat(rtt()).isEqualTo(1_000);
  }

  @Test
  void shouldForgetAPathWithoutSamples() {
    settleAt(20);

    assertThat(measurements.take(now + 61_000).replicaRtts()).isEmpty();
  }

  @Test
  void shouldForgetASwitchThatDisconnects() {
    measurements.switchRtt(SWITCH, 0, 3);
    assertThat(measurements.take(1).switchRtts()).containsEntry(SWITCH, 3.0);

    measurements.forget(SWITCH);

    assertThat(measurements.take(2).switchRtts()).isEmpty();
  }

  @Test
  void shouldIgnoreWhatCannotBeMeasured() {
    measurements.replicaRtt(PEER, 0, Double.NaN);
    measurements.replicaRtt(PEER, 0, -1);
    measurements.replicaRtt(PEER, 0, Double.POSITIVE_INFINITY);
    measurements.load(0, Double.NaN, -3);

    assertThat(measurements.take(0).replicaRtts()).isEmpty();
    assertThat(measurements.take(0).cpu()).isZero();
  }

  @Test
  void shouldAverageTheLoadOfTheLastSecond() {
    for (int i = 0; i < 100; i++) {
      measurements.load(i * 100, i < 50 ? 0.2 : 0.8, 0.5);
    }

    assertThat(measurements.take(9_900).cpu()).isCloseTo(0.8, within(1e-9));
    assertThat(measurements.take(9_900).memory()).isCloseTo(0.5, within(1e-9));
  }

  @Test
  void shouldMeasureARateFromTheStart() {
    measurements.take(0);
    for (int i = 1; i <= 10; i++) {
      measurements.command(P1, 4);
      assertThat(measurements.take(i * 100).commandRates().get(P1)).isCloseTo(40, within(1e-6));
    }
  }

  @Test
  void shouldLetARateDecayWhenNothingComes() {
    measurements.take(0);
    measurements.packetIn(SWITCH, 100);
    assertThat(measurements.take(1_000).packetInRates().get(SWITCH)).isCloseTo(100, within(1e-6));

    assertThat(measurements.take(11_000).packetInRates().get(SWITCH)).isLessThan(15);
    assertThat(measurements.take(1_000_000).packetInRates()).isEmpty();
  }

  @Test
  void shouldKeepTheSumOfRatesWhenLeadershipMoves() {
    Measurements other = new Measurements(PEER, MeasurementSettings.DEFAULTS);
    for (int i = 0; i <= 200; i++) {
      (i <= 100 ? measurements : other).commits(P1, 5);
      double sum =
          measurements.take(i * 100).commitRates().getOrDefault(P1, 0.0)
              + other.take(i * 100).commitRates().getOrDefault(P1, 0.0);
      if (i > 0) {
        assertThat(sum).isCloseTo(50, within(0.01));
      }
    }
  }

  private void settleAt(double rtt) {
    for (int i = 0; i < 60; i++) {
      ping(rtt + 0.2 * random.nextDouble());
    }
  }

  /** Peers r1 to r4 at 20, 30, 40 and 50 ms. */
  private void settleFourPeers() {
    for (int i = 0; i < 60; i++) {
      for (int peer = 1; peer <= 4; peer++) {
        answer(peer, 10 + 10 * peer + 0.2 * random.nextDouble());
      }
      now += 100;
    }
  }

  private void answer(int peer, double rtt) {
    measurements.replicaRtt(new ReplicaId("r" + peer), now, rtt);
    now += 1;
  }

  private double rtt(int peer) {
    return measurements.take(now).replicaRtts().get(new ReplicaId("r" + peer));
  }

  private void ping(double rtt) {
    now += 100;
    measurements.replicaRtt(PEER, now, rtt);
  }

  private double rtt() {
    return measurements.take(now).replicaRtts().get(PEER);
  }
}
