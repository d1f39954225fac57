package io.vantage.seer.simulation;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

class RaftLogTest {
  private final RaftLog log = new RaftLog();

  RaftLogTest() {
    log.append(RaftLog.entry(1, RaftLog.NO_REQUEST));
    log.append(RaftLog.entry(1, 10));
    log.append(RaftLog.entry(1, 11));
  }

  private static long[] entries(int term, int... requests) {
    long[] entries = new long[requests.length];
    for (int i = 0; i < requests.length; i++) {
      entries[i] = RaftLog.entry(term, requests[i]);
    }
    return entries;
  }

  @Test
  void shouldDropWhatConflictsAndAllThatFollowsIt() {
    log.store(1, entries(2, 20));

    assertThat(log.last()).isEqualTo(2);
    assertThat(log.at(2)).isEqualTo(RaftLog.entry(2, 20));
  }

  @Test
  void shouldKeepWhatFollowsEntriesThatItHasAlready() {
    log.store(1, entries(1, 10));

    assertThat(log.last()).isEqualTo(3);
  }

  @Test
  void shouldMatchOnlyTheSameTermAtTheSameIndex() {
    assertThat(log.matches(3, 1)).isTrue();
    assertThat(log.matches(3, 2)).isFalse();
    assertThat(log.matches(4, 1)).isFalse();
    assertThat(log.matches(0, 0)).isTrue();
  }

  @Test
  void shouldKeepTheMarkOfAnOpeningEntry() {
    assertThat(RaftLog.requestOf(log.at(1))).isEqualTo(RaftLog.NO_REQUEST);
    assertThat(RaftLog.termOf(log.at(1))).isEqualTo(1);
  }
}
