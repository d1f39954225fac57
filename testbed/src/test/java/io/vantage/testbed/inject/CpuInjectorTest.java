package io.vantage.testbed.inject;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import io.vantage.testbed.lab.LabException;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class CpuInjectorTest {
  private static final String GROUP = "vantage-" + ProcessHandle.current().pid() + "-r";

  @TempDir Path root;
  private FakeControlGroups fake;

  @BeforeEach
  void setUp() {
    fake = new FakeControlGroups(root);
  }

  @Test
  void shouldGiveEveryReplicaAMachineUnderVersion1() throws Exception {
    fake.first();
    preparedStatistics(2);

    CpuInjector injector = open(0.5, 41L, 42L);

    for (int i = 0; i < 2; i++) {
      assertThat(fake.read(cpu(i, "cpu.cfs_quota_us"))).isEqualTo("500000");
      assertThat(fake.read(cpu(i, "cpu.cfs_period_us"))).isEqualTo("1000000");
      assertThat(fake.read(cpu(i, "cpu.shares"))).isEqualTo("2048");
      assertThat(fake.read(cpu(i, "replica/cpu.cfs_quota_us"))).isEqualTo("5000");
      assertThat(fake.read(cpu(i, "replica/cpu.cfs_period_us"))).isEqualTo("10000");
      assertThat(fake.read(cpu(i, "replica/cgroup.procs"))).isEqualTo("4" + (i + 1));
      assertThat(fake.read(accounts(i, "replica/cgroup.procs"))).isEqualTo("4" + (i + 1));
    }
    injector.attach(1, 43);
    assertThat(fake.read(cpu(1, "replica/cgroup.procs"))).isEqualTo("43");
  }

  @Test
  void shouldLimitAndContendUnderVersion1() throws Exception {
    fake.first();
    preparedStatistics(1);
    try (CpuInjector injector = open(0.5, 42L)) {
      injector.limit(0, 0.4);
      assertThat(fake.read(cpu(0, "replica/cpu.cfs_quota_us"))).isEqualTo("2000");

      injector.contend(0, 0.7);
      assertThat(fake.read(cpu(0, "replica/cpu.cfs_quota_us"))).isEqualTo("1500");
      assertThat(fake.read(cpu(0, "burner/cpu.cfs_quota_us"))).isEqualTo("3500");
      assertThat(fake.read(cpu(0, "burner/cpu.shares"))).isEqualTo("10240");

      long burner = Long.parseLong(fake.read(cpu(0, "burner/cgroup.procs")));
      assertThat(ProcessHandle.of(burner)).isPresent();

      injector.contend(0, 0);
      assertThat(fake.read(cpu(0, "replica/cpu.cfs_quota_us"))).isEqualTo("2000");
      assertThat(ProcessHandle.of(burner).filter(ProcessHandle::isAlive)).isEmpty();
    }
  }

  @Test
  void shouldLengthenThePeriodWhereTheQuotaWouldBeTooShort() throws Exception {
    fake.first();
    preparedStatistics(1);
    CpuInjector injector = open(0.25, 42L);

    injector.limit(0, 0.1);

    assertThat(fake.read(cpu(0, "replica/cpu.cfs_quota_us"))).isEqualTo("1000");
    assertThat(fake.read(cpu(0, "replica/cpu.cfs_period_us"))).isEqualTo("40000");
  }

  @Test
  void shouldSteerVersion2() throws Exception {
    fake.second("cpu memory");
    for (String group : List.of("replica", "burner")) {
      fake.write(unified(group + "/cpu.stat"), "usage_usec 0\nnr_periods 0\nnr_throttled 0\n");
    }
    CpuInjector injector = open(0.6, 42L);

    assertThat(fake.read(unified("cgroup.subtree_control"))).isEqualTo("+cpu");
    assertThat(fake.read(unified("cpu.max"))).isEqualTo("600000 1000000");
    assertThat(fake.read(unified("replica/cpu.max"))).isEqualTo("6000 10000");
    assertThat(fake.read(unified("replica/cgroup.procs"))).isEqualTo("42");
    injector.contend(0, 0.75);
    assertThat(fake.read(unified("replica/cpu.max"))).isEqualTo("1500 10000");
    assertThat(fake.read(unified("burner/cpu.max"))).isEqualTo("4500 10000");
    assertThat(fake.read(unified("burner/cpu.weight"))).isEqualTo("1000");
    fake.write(unified("burner/cgroup.procs"), "");

    injector.close();

    assertThat(fake.read("unified/slice/job/cgroup.procs")).isEqualTo("42");
    assertThat(fake.exists(unified(""))).isFalse();
  }

  @Test
  void shouldFindItsGroupInAContainerAndLeaveNothingThere() throws Exception {
    fake.firstInAContainer();
    String machine = "cpu,cpuacct/job/" + GROUP + "0";
    for (String group : List.of("/replica/", "/burner/")) {
      fake.write(machine + group + "cpuacct.usage", "0\n");
      fake.write(machine + group + "cpu.stat", "nr_periods 0\nnr_throttled 0\n");
    }
    CpuInjector injector = open(0.5, 42L);
    assertThat(fake.read(machine + "/replica/cgroup.procs")).isEqualTo("42");

    injector.close();

    assertThat(fake.read("cpu,cpuacct/job/cgroup.procs")).isEqualTo("42");
    assertThat(fake.exists(machine)).isFalse();
  }

  @Test
  void shouldTellWhatWasTaken() throws Exception {
    fake.first();
    preparedStatistics(1);
    CpuInjector injector = open(0.5, 42L);
    long start = System.nanoTime();
    injector.taken(0);

    fake.write(accounts(0, "replica/cpuacct.usage"), "100000000\n");
    fake.write(accounts(0, "burner/cpuacct.usage"), "300000000\n");
    fake.write(cpu(0, "replica/cpu.stat"), "nr_periods 40\nnr_throttled 30\nthrottled_time 9\n");
    Taken taken = injector.taken(0);

    double shortest = 1e8 / (System.nanoTime() - start) / 0.5;
    assertThat(taken.replicaShare()).isGreaterThanOrEqualTo(shortest);
    assertThat(taken.burnerShare()).isCloseTo(3 * taken.replicaShare(), within(1e-6));
    assertThat(taken.throttledShare()).isCloseTo(0.75, within(1e-9));
  }

  @Test
  void shouldRemoveWhatADeadRunLeftBehind() throws Exception {
    fake.first();
    preparedStatistics(1);
    fake.write("cpu/job/vantage-9-r0/replica/cgroup.procs", "77\n");
    fake.directory("cpuacct/job/vantage-9-r0");
    fake.directory("cpu/job/vantage-8-r0");
    fake.directory("proc/8");
    fake.directory("cpu/job/vantage-x");

    open(0.5, 42L);

    assertThat(fake.exists("cpu/job/vantage-9-r0")).isFalse();
    assertThat(fake.exists("cpuacct/job/vantage-9-r0")).isFalse();
    assertThat(fake.read("cpu/job/cgroup.procs")).isEqualTo("77");
    assertThat(fake.exists("cpu/job/vantage-8-r0")).isTrue();
    assertThat(fake.exists("cpu/job/vantage-x")).isTrue();
  }

  @Test
  void shouldSayThatThereIsNoController() {
    assertThatThrownBy(() -> open(0.5, 42L))
        .isInstanceOf(CpuUnavailableException.class)
        .hasMessage(
            "cannot limit CPU: %s has no control groups for CPU",
            fake.proc().resolve("self/mountinfo"));
  }

  @Test
  void shouldSayThatTheControllerIsOff() {
    fake.second("memory");

    assertThatThrownBy(() -> open(0.5, 42L))
        .isInstanceOf(CpuUnavailableException.class)
        .hasMessage(
            "cannot limit CPU: the cpu controller is off; switch it on by writing +cpu to %s",
            root.resolve("unified/cgroup.subtree_control"));
  }

  @Test
  void shouldSayThatTheUserMayNot() throws Exception {
    fake.first();
    // Root may write everywhere but where nothing is.
    fake.remove(root.resolve("cpu/job"));

    assertThatThrownBy(() -> open(0.5, 42L))
        .isInstanceOf(CpuUnavailableException.class)
        .hasMessage(
            "cannot limit CPU: %s is not writable for user %s; run as root",
            root.resolve("cpu/job"), System.getProperty("user.name"));
  }

  @Test
  void shouldRemoveItsGroupsIfItCannotBeOpened() {
    fake.first();

    // There are no statistics to read.
    assertThatThrownBy(() -> open(0.5, 42L)).isInstanceOf(CpuUnavailableException.class);

    assertThat(fake.exists("cpu/job/" + GROUP + "0")).isFalse();
    assertThat(fake.exists("cpuacct/job/" + GROUP + "0")).isFalse();
  }

  @Test
  void shouldRefuseSharesOutOfRange() throws Exception {
    fake.first();
    preparedStatistics(1);
    CpuInjector injector = open(0.5, 42L);

    assertThatThrownBy(() -> injector.limit(0, 0.01))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessage("a limit must be from 0.05 to 1.0, not 0.01");
    assertThatThrownBy(() -> injector.contend(0, 1))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessage("a contention must be from 0.0 to 0.95, not 1.0");
    assertThatThrownBy(() -> open(0.01, 42L)).isInstanceOf(IllegalArgumentException.class);
  }

  @Test
  void shouldSayWhatCannotBeWritten() throws Exception {
    fake.first();
    preparedStatistics(1);
    CpuInjector injector = open(0.5, 42L);
    fake.remove(root.resolve(cpu(0, "replica")));

    assertThatThrownBy(() -> injector.attach(0, 43))
        .isInstanceOf(LabException.class)
        .hasMessageContaining("process 43 of replica 0 cannot be limited: cannot write 43 to");
  }

  private CpuInjector open(double machineShare, Long... pids) throws CpuUnavailableException {
    return CpuInjector.open(fake.proc(), fake::remove, List.of(pids), machineShare);
  }

  /** Linux makes these files with the groups. */
  private void preparedStatistics(int replicas) {
    for (int i = 0; i < replicas; i++) {
      for (String group : List.of("replica/", "burner/")) {
        fake.write(cpu(i, group + "cpu.stat"), "nr_periods 0\nnr_throttled 0\n");
        fake.write(accounts(i, group + "cpuacct.usage"), "0\n");
      }
    }
  }

  private String cpu(int replica, String file) {
    return "cpu/job/" + GROUP + replica + "/" + file;
  }

  private String accounts(int replica, String file) {
    return "cpuacct/job/" + GROUP + replica + "/" + file;
  }

  private String unified(String file) {
    return "unified/slice/" + GROUP + "0/" + file;
  }
}
