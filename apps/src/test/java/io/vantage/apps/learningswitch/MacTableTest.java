package io.vantage.apps.learningswitch;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.HashMap;
import java.util.Map;
import java.util.Random;
import org.junit.jupiter.api.Test;

class MacTableTest {
  @Test
  void shouldBehaveLikeAMapUntilItIsFull() {
    long seed = System.nanoTime();
    Random random = new Random(seed);
    MacTable table = new MacTable(4000);
    Map<Long, Integer> model = new HashMap<>();
    for (int i = 0; i < 20_000; i++) {
      long mac = random.nextInt(1900) * 0x1_0000_0001L;
      int port = random.nextInt(48);
      table.put(mac, port);
      model.put(mac, port);
      long other = random.nextInt(2500) * 0x1_0000_0001L;
      assertThat(table.get(other))
          .as("seed %d, step %d", seed, i)
          .isEqualTo(model.getOrDefault(other, MacTable.UNKNOWN));
    }
  }

  @Test
  void shouldForgetTheOldestWhenItIsFull() {
    MacTable table = new MacTable(200);
    for (long mac = 0; mac < 1000; mac++) {
      table.put(mac, (int) mac);
    }

    int known = 0;
    for (long mac = 0; mac < 1000; mac++) {
      known += table.get(mac) == MacTable.UNKNOWN ? 0 : 1;
    }
    assertThat(known).isBetween(100, 200);
    for (long mac = 900; mac < 1000; mac++) {
      assertThat(table.get(mac)).isEqualTo((int) mac);
    }
    assertThat(table.get(0)).isEqualTo(MacTable.UNKNOWN);
  }
}
