package io.vantage.seer.simulation;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import org.junit.jupiter.api.Test;

class LedgerTest {
  private final Timeline timeline = new Timeline();
  private final Ledger ledger = new Ledger(timeline, new int[] {0, 1});

  private void waitUntil(long nanos) {
    timeline.at(nanos, () -> {});
    timeline.runNext();
  }

  @Test
  void shouldNoticeASecondLeaderInATerm() {
    ledger.elected(0, 2, 1);

    assertThatThrownBy(() -> ledger.elected(0, 2, 2))
        .isInstanceOf(IllegalStateException.class)
        .hasMessageContaining("two leaders in term 2");
    assertThatThrownBy(() -> ledger.elected(1, 1, 0)).isInstanceOf(IllegalStateException.class);
  }

  @Test
  void shouldNoticeThatACommittedEntryHasBecomeAnother() {
    ledger.committed(0, 2, RaftLog.entry(1, 5));
    ledger.committed(0, 2, RaftLog.entry(1, 5));

    assertThatThrownBy(() -> ledger.committed(0, 2, RaftLog.entry(2, 6)))
        .isInstanceOf(IllegalStateException.class)
        .hasMessageContaining("lost the committed entry 2");
  }

  @Test
  void shouldNoticeAGapInWhatIsCommitted() {
    assertThatThrownBy(() -> ledger.committed(0, 3, RaftLog.entry(1, 5)))
        .isInstanceOf(IllegalStateException.class)
        .hasMessageContaining("entry 3 after 1");
  }

  @Test
  void shouldCountTheTimeWithoutServiceAndTellTransfersFromElections() {
    ledger.holds(0);
    waitUntil(30_000_000);
    assertThat(ledger.serves(0, true)).isEqualTo(30);
    ledger.electionBegins(1);
    waitUntil(50_000_000);
    ledger.serves(1, true);

    assertThat(ledger.pausesMillis()).containsExactly(30.0);
    assertThat(ledger.elections()).isEqualTo(1);
    assertThat(ledger.unavailableMillis()).isEqualTo(50);
  }

  @Test
  void shouldCountATransferThatEndsInAnElectionAsAnElection() {
    ledger.holds(0);
    ledger.electionBegins(0);
    ledger.serves(0, true);

    assertThat(ledger.pausesMillis()).isEmpty();
    assertThat(ledger.elections()).isEqualTo(1);
  }
}
