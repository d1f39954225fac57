package io.vantage.seer.placement;

import static io.vantage.seer.placement.TestCluster.replica;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import java.util.Random;
import org.junit.jupiter.api.Test;

class LeadWorkTest {
  private static final double SHARE = 0.002;
  private static final double RATE = 100;

  private final TestCluster cluster = new TestCluster(3).rtts(10);
  private final Surroundings surroundings = new Surroundings(cluster.replicas);
  private final LeadWork work = new LeadWork(surroundings);
  private final Random random = new Random(2);

  @Test
  void shouldKnowOfNoWorkAtFirst() {
    assertThat(work.cpu(RATE)).isZero();
  }

  @Test
  void shouldLearnFromLoadsThatMoveWithLeadership() {
    double now = 0;
    for (int move = 0; move < 10; move++) {
      lead(1 + move % 3, now);
      work.moved(move % 3, (move + 1) % 3, RATE, now);
      lead(1 + (move + 1) % 3, now + 1_500);
      work.learn(now + 1_500);
      now += 5_000;
    }

    assertThat(work.cpu(RATE)).isCloseTo(SHARE * RATE, within(0.02));
  }

  @Test
  void shouldNotBeMisledByOtherLoadThatComesWithSomeMoves() {
    double now = 0;
    for (int move = 0; move < 10; move++) {
      lead(1 + move % 3, now);
      work.moved(move % 3, (move + 1) % 3, RATE, now);
      lead(1 + (move + 1) % 3, now + 1_500);
      if (move % 3 == 0) {
        cluster.cpu.put(replica(1 + move % 3), 0.95);
        surroundings.observe(cluster.observation(1 + move % 3, now + 1_500));
      }
      work.learn(now + 1_500);
      now += 5_000;
    }

    assertThat(work.cpu(RATE)).isCloseTo(SHARE * RATE, within(0.02));
  }

  @Test
  void shouldNotLearnFromAMoveThatAnotherOneOverlaps() {
    lead(1, 0);
    work.moved(0, 1, RATE, 0);
    work.moved(1, 2, RATE, 500);
    lead(3, 1_500);
    work.learn(1_600);

    assertThat(work.cpu(RATE)).isZero();
  }

  private void lead(int leader, double now) {
    for (int i = 1; i <= 3; i++) {
      double own = i == leader ? SHARE * RATE : 0;
      cluster.cpu.put(replica(i), 0.05 + own + 0.01 * random.nextDouble());
      surroundings.observe(cluster.observation(i, now));
    }
  }
}
