package io.vantage.northbound;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.util.concurrent.atomic.AtomicLong;
import org.junit.jupiter.api.Test;

class ExpiringSetTest {
  private final AtomicLong now = new AtomicLong(Long.MAX_VALUE - 500);
  private final ExpiringSet<String> set = new ExpiringSet<>(2, Duration.ofNanos(1000), now::get);

  @Test
  void shouldTakeAnElementOnceWhileItLives() {
    assertThat(set.add("a")).isTrue();
    assertThat(set.add("a")).isFalse();
    assertThat(set.contains("a")).isTrue();

    now.addAndGet(1000);

    assertThat(set.contains("a")).isFalse();
    assertThat(set.add("a")).isTrue();
  }

  @Test
  void shouldRefuseWhatHasNoRoomUntilOthersExpire() {
    set.add("a");
    set.add("b");
    assertThat(set.add("c")).isFalse();

    now.addAndGet(1000);

    assertThat(set.add("c")).isTrue();
  }

  @Test
  void shouldTakeAnElementAgainAfterItsRemoval() {
    set.add("a");
    set.remove("a");

    assertThat(set.add("a")).isTrue();
  }
}
