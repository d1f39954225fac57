package io.vantage.seer.placement;

import static org.assertj.core.api.Assertions.assertThat;

import io.vantage.cluster.PartitionId;
import org.junit.jupiter.api.Test;

class TransferBudgetTest {
  private static final PartitionId P1 = PartitionId.data(1);
  private static final PartitionId P2 = PartitionId.data(2);

  private final TransferBudget budget =
      new TransferBudget(new PlacementSettings(3, 500, 2_000, 10_000));

  @Test
  void shouldAllowSoManyInAnyMinute() {
    budget.spend(P1, 0);
    budget.spend(P1, 10_000);
    budget.spend(P1, 20_000);

    assertThat(budget.allows(P1, 59_999)).isFalse();
    assertThat(budget.allows(P1, 60_000)).isTrue();
    budget.spend(P1, 60_000);
    assertThat(budget.allows(P1, 69_999)).isFalse();
    assertThat(budget.allows(P1, 70_000)).isTrue();
  }

  @Test
  void shouldCountEachPartitionOnItsOwn() {
    for (int i = 0; i < 3; i++) {
      budget.spend(P1, i * 1_000);
    }

    assertThat(budget.allows(P1, 5_000)).isFalse();
    assertThat(budget.allows(P2, 5_000)).isTrue();
  }

  @Test
  void shouldKeepTheMinimumTerm() {
    budget.spend(P1, 1_000);

    assertThat(budget.allows(P1, 1_499)).isFalse();
    assertThat(budget.allows(P1, 1_500)).isTrue();
  }
}
