package io.vantage.seer.elector;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class MachineLoadTest {
  private static final long SECOND = 1_000_000_000L;

  @TempDir Path root;
  private long now;
  private long process;

  @Test
  void shouldTellTheShareOfTheCoresThatIsBusy() {
    proc("self/status", "Cpus_allowed_list:\t1-2");
    proc("self/cgroup", "0::/");
    stat(100, 100);
    MachineLoad load = load();

    stat(150, 150);
    passSecond(SECOND / 10);

    assertThat(load.sample().cpu()).isCloseTo(0.5, within(1e-9));
  }

  @Test
  void shouldTellTheShareOfItsOwnLimitUnderVersion2() {
    groupOfVersion2();
    MachineLoad load = load();

    group("pod/cpu.stat", "usage_usec 1400000\nuser_usec 1\n");
    passSecond(SECOND / 4);

    Load sample = load.sample();
    assertThat(sample.cpu()).isCloseTo(0.8, within(1e-9));
    assertThat(sample.memory()).isCloseTo(0.4, within(1e-9));
  }

  @Test
  void shouldNotMindBusyCoresAsLongAsItsLimitIsIdle() {
    groupOfVersion2();
    proc("self/status", "Cpus_allowed_list:\t1-2");
    MachineLoad load = load();

    stat(70, 30);
    group("pod/cpu.stat", "usage_usec 1100000\n");
    passSecond(0);
    double idleEnough = load.sample().cpu();
    stat(160, 40);
    group("pod/cpu.stat", "usage_usec 1200000\n");
    passSecond(0);

    assertThat(idleEnough).isCloseTo(0.2, within(1e-9));
    assertThat(load.sample().cpu()).isCloseTo(0.6, within(1e-9));
  }

  @Test
  void shouldFollowALimitThatChanges() {
    groupOfVersion2();
    MachineLoad load = load();

    group("pod/cpu.max", "200000 100000");
    group("pod/cpu.stat", "usage_usec 1400000\n");
    passSecond(SECOND / 4);

    assertThat(load.sample().cpu()).isCloseTo(0.2, within(1e-9));
  }

  @Test
  void shouldTellTheShareOfALimitAboveItsGroupUnderVersion1() {
    proc("self/status", "Cpus_allowed_list:\t0-3");
    proc("self/cgroup", "4:cpu,cpuacct:/a/b\n5:memory:/a/b\n0::/");
    stat(0, 0);
    group("cpu/a/cpu.cfs_quota_us", "25000");
    group("cpu/a/cpu.cfs_period_us", "100000");
    group("cpu/a/b/cpu.cfs_quota_us", "-1");
    group("cpu/a/b/cpu.cfs_period_us", "100000");
    group("cpuacct/a/b/cpuacct.usage", "5000");
    group("memory/a/b/memory.limit_in_bytes", "9223372036854771712");
    group("memory/a/b/memory.usage_in_bytes", "1000");
    group("memory/memory.limit_in_bytes", "4000");
    group("memory/memory.usage_in_bytes", "3000");
    group("memory/memory.stat", "inactive_file 1\ntotal_inactive_file 1000\n");
    MachineLoad load = load();

    group("cpuacct/a/b/cpuacct.usage", String.valueOf(5_000 + SECOND / 5));
    passSecond(0);

    Load sample = load.sample();
    assertThat(sample.cpu()).isCloseTo(0.8, within(1e-9));
    assertThat(sample.memory()).isCloseTo(0.5, within(1e-9));
  }

  @Test
  void shouldCountWhatOthersUseOfALimitAboveItsGroup() {
    machineWithABurner();
    MachineLoad load = load();

    group("cpuacct/machine/cpuacct.usage", String.valueOf(SECOND * 2 / 5));
    group("cpuacct/machine/replica/cpuacct.usage", String.valueOf(SECOND / 20));
    passSecond(SECOND / 20);

    assertThat(load.sample().cpu()).isCloseTo(0.8, within(1e-9));
  }

  @Test
  void shouldTellTheShareOfTheTighterOfTwoNestedLimits() {
    machineWithABurner();
    group("cpu/machine/replica/cpu.cfs_quota_us", "1000");
    group("cpu/machine/replica/cpu.cfs_period_us", "10000");
    MachineLoad load = load();

    group("cpuacct/machine/cpuacct.usage", String.valueOf(SECOND / 10));
    group("cpuacct/machine/replica/cpuacct.usage", String.valueOf(SECOND / 11));
    passSecond(0);

    assertThat(load.sample().cpu()).isCloseTo(10.0 / 11, within(1e-8));
  }

  @Test
  void shouldFollowItsProcessIntoAnotherGroup() {
    machineWithABurner();
    proc("self/cgroup", "2:cpuacct:/\n1:cpu:/");
    MachineLoad load = load();

    proc("self/cgroup", "2:cpuacct:/machine/replica\n1:cpu:/machine/replica");
    group("cpuacct/machine/cpuacct.usage", String.valueOf(9 * SECOND));
    passSecond(SECOND / 4);
    double onMoving = load.sample().cpu();
    group("cpuacct/machine/cpuacct.usage", String.valueOf(9 * SECOND + SECOND / 5));
    passSecond(SECOND / 10);

    assertThat(onMoving).isCloseTo(0.5, within(1e-9));
    assertThat(load.sample().cpu()).isCloseTo(0.4, within(1e-9));
  }

  @Test
  void shouldFindItsGroupInsideAContainer() {
    machineWithABurner();
    proc("self/cgroup", "2:cpuacct:/docker/1f/machine/replica\n1:cpu:/docker/1f/machine/replica");
    MachineLoad load = load();

    group("cpuacct/machine/cpuacct.usage", String.valueOf(SECOND / 4));
    passSecond(0);

    assertThat(load.sample().cpu()).isCloseTo(0.5, within(1e-9));
  }

  @Test
  void shouldGoByTheProcessWhereThereAreNoFiles() {
    MachineLoad load = load();

    passSecond(SECOND * Runtime.getRuntime().availableProcessors() / 4);

    Load sample = load.sample();
    assertThat(sample.cpu()).isCloseTo(0.25, within(0.01));
    assertThat(sample.memory()).isBetween(0.0, 1.0);
  }

  @Test
  void shouldMeasureThisMachine() {
    Load sample = new MachineLoad().sample();

    assertThat(sample.cpu()).isBetween(0.0, 1.0);
    assertThat(sample.memory()).isBetween(0.0, 1.0);
  }

  private void groupOfVersion2() {
    proc("self/status", "Cpus_allowed_list:\t0-3");
    proc("self/cgroup", "0::/pod");
    stat(0, 0);
    group("cgroup.controllers", "cpu memory");
    group("pod/cpu.max", "50000 100000");
    group("pod/cpu.stat", "usage_usec 1000000\n");
    group("pod/memory.max", "1000");
    group("pod/memory.current", "500");
    group("pod/memory.stat", "inactive_file 100\n");
  }

  /** The replica's group is in that of its machine, which has half a core. */
  private void machineWithABurner() {
    proc("self/status", "Cpus_allowed_list:\t0-3");
    proc("self/cgroup", "2:cpuacct:/machine/replica\n1:cpu:/machine/replica");
    stat(0, 0);
    group("cpu/machine/cpu.cfs_quota_us", "500000");
    group("cpu/machine/cpu.cfs_period_us", "1000000");
    group("cpu/machine/replica/cpu.cfs_quota_us", "-1");
    group("cpuacct/machine/cpuacct.usage", "0");
    group("cpuacct/machine/replica/cpuacct.usage", "0");
  }

  private MachineLoad load() {
    return new MachineLoad(root.resolve("proc"), root.resolve("cgroup"), () -> process, () -> now);
  }

  private void passSecond(long processNanos) {
    now += SECOND;
    process += processNanos;
  }

  /** Cores 1 and 2 have spent so many ticks busy and idle; core 0 is always busy. */
  private void stat(long busy, long idle) {
    String core = " %d 0 0 %d 0 0 0 0 0 0\n".formatted(busy, idle);
    proc("stat", "cpu  9 9 9 9\ncpu0 9999 0 0 0 0 0 0 0 0 0\ncpu1" + core + "cpu2" + core);
  }

  private void proc(String name, String text) {
    write(root.resolve("proc").resolve(name), text);
  }

  private void group(String name, String text) {
    write(root.resolve("cgroup").resolve(name), text);
  }

  private static void write(Path file, String text) {
    try {
      Files.createDirectories(file.getParent());
      Files.writeString(file, text);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }
}
