package io.vantage.seer.measurement;

import static org.assertj.core.api.Assertions.assertThat;

import io.vantage.cluster.PartitionId;
import io.vantage.cluster.ReplicaId;
import java.util.Random;
import org.junit.jupiter.api.Test;

class ReportSamplerTest {
  private static final ReplicaId R1 = new ReplicaId("r1");
  private static final ReplicaId R2 = new ReplicaId("r2");

  private final ReportSampler sampler = new ReportSampler(10, new Random(1));

  @Test
  void shouldKeepAllOfAFew() {
    add(1, R1, 0, 3);
    add(1, R2, 3, 4);
    add(2, R1, 4, 5);

    assertThat(sampler.take()).extracting(ReportSampler.Sampled::count).containsExactly(3L, 1L, 1L);
    assertThat(sampler.take()).isEmpty();
  }

  @Test
  void shouldKeepAUniformSampleOfManyAndTheirTrueCount() {
    double sum = 0;
    for (int round = 0; round < 200; round++) {
      add(1, R1, 0, 1_000);
      ReportSampler.Sampled sampled = sampler.take().get(0);

      assertThat(sampled.count()).isEqualTo(1_000);
      assertThat(sampled.reports()).hasSize(10).doesNotHaveDuplicates();
      sum += sampled.reports().stream().mapToLong(CommitReport::requestId).average().orElseThrow();
    }
    // The standard deviation of the mean of 2,000 uniform ids is 6.5.
    assertThat(sum / 200).isBetween(470.0, 530.0);
  }

  private void add(int partition, ReplicaId leader, int from, int to) {
    for (int id = from; id < to; id++) {
      sampler.add(new CommitReport(id, R1, PartitionId.data(partition), leader, id, 10));
    }
  }
}
