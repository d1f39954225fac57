package io.vantage.testbed.inject;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;
import static org.awaitility.Awaitility.await;
import static org.junit.jupiter.api.Assumptions.abort;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** Burns CPU for some seconds, in the control groups of this machine. */
class RealCpuTest {
  private static final double CORES = 0.5;

  private final List<Process> replica = new ArrayList<>();
  private CpuInjector injector;

  @BeforeEach
  void setUp() throws Exception {
    try {
      injector = CpuInjector.open(List.of(spinning()), CORES);
      // The threads of a replica run on several cores at a time, too.
      injector.attach(0, spinning());
    } catch (CpuUnavailableException e) {
      System.err.println("CPU injections are not tested on this machine: " + e.getMessage());
      abort(e.getMessage());
    }
  }

  private long spinning() throws IOException {
    replica.add(new ProcessBuilder("sh", "-c", "while :; do :; done").start());
    return replica.get(replica.size() - 1).pid();
  }

  @AfterEach
  void tearDown() {
    replica.forEach(Process::destroyForcibly);
    if (injector != null) {
      injector.close();
    }
  }

  @Test
  void shouldLimitTheReplica() throws Exception {
    injector.limit(0, 0.3);
    injector.taken(0);
    Duration before = usedByReplica();
    long start = System.nanoTime();

    Taken taken = takenInSeconds(2);

    double elapsed = System.nanoTime() - start;
    double used = usedByReplica().minus(before).toNanos() / elapsed / CORES;
    System.out.printf("limit 0.30: %s, by its processes' time %.3f%n", taken, used);
    assertThat(used).isCloseTo(0.3, within(0.075));
    assertThat(taken.replicaShare()).isCloseTo(0.3, within(0.075));
    assertThat(taken.burnerShare()).isZero();
    assertThat(taken.throttledShare()).isGreaterThan(0.5);
  }

  @Test
  void shouldContendWithTheReplica() throws Exception {
    injector.contend(0, 0.7);
    injector.taken(0);

    Taken taken = takenInSeconds(2);

    System.out.printf("contention 0.70: %s%n", taken);
    assertThat(taken.burnerShare()).isBetween(0.6, 0.75);
    assertThat(taken.replicaShare()).isBetween(0.2, 0.35);
  }

  @Test
  void shouldLeaveNothingBehind() throws Exception {
    injector.contend(0, 0.7);
    await().until(() -> burners().size() == 2);
    List<ProcessHandle> burners = burners();

    injector.close();

    assertThat(burners).noneMatch(ProcessHandle::isAlive);
    assertThat(replica).allMatch(Process::isAlive);
    for (Process process : replica) {
      assertThat(Path.of("/proc", Long.toString(process.pid()), "cgroup"))
          .content()
          .isEqualTo(Files.readString(Path.of("/proc/self/cgroup")));
    }
  }

  private List<ProcessHandle> burners() {
    return ProcessHandle.current()
        .descendants()
        .filter(process -> replica.stream().noneMatch(other -> other.pid() == process.pid()))
        .toList();
  }

  private Taken takenInSeconds(int seconds) throws InterruptedException {
    TimeUnit.SECONDS.sleep(seconds);
    return injector.taken(0);
  }

  private Duration usedByReplica() {
    return replica.stream()
        .map(process -> process.info().totalCpuDuration().orElseThrow())
        .reduce(Duration.ZERO, Duration::plus);
  }
}
