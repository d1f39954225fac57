package io.vantage.testbed.inject;

import java.io.IOException;
import java.util.Optional;

/**
 * The machine of one replica: a control group that holds a group for the replica and one for a
 * burner.
 *
 * <p>Replica and burner each have a quota of their own, and together all of the machine. Weights
 * would not do: a replica has many threads, which would use up a common quota on one core while the
 * burner gets its due on another. The group around both has the machine's quota too, so that the
 * replica can read there how busy its machine is; its period is long, so that it does not make
 * either wait.
 */
final class EmulatedMachine implements AutoCloseable {
  /** A longer wait for the next period would look like a delay of the network. */
  private static final long PERIOD_MICROS = 10_000;

  private static final long MACHINE_PERIOD_MICROS = 1_000_000;

  /** As of its two processes; more would hold up the emulated network on a busy machine. */
  private static final int MACHINE_WEIGHT = 2;

  /** So that the burner gets its share even if the machine gets less than its own. */
  private static final int BURNER_WEIGHT = 10;

  private final ControlGroups groups;
  private final String machine;
  private final String replica;
  private final String burners;
  private final double cores;

  private double limit = 1;
  private double contention;
  private Optional<Burner> burner = Optional.empty();
  private Reading last = new Reading(0, 0, 0, 0, 0);

  /**
   * Makes nothing yet.
   *
   * @param cores that the machine has
   */
  EmulatedMachine(ControlGroups groups, String name, double cores) {
    this.groups = groups;
    this.machine = name;
    this.replica = name + "/replica";
    this.burners = name + "/burner";
    this.cores = cores;
  }

  void setUp() throws IOException {
    groups.create(machine);
    groups.delegate(machine);
    // Rounded up, as Linux refuses a part that has more than the whole.
    groups.limit(machine, Math.ceil(cores * 1e6) / 1e6, MACHINE_PERIOD_MICROS);
    groups.weigh(machine, MACHINE_WEIGHT);
    groups.create(replica);
    groups.create(burners);
    groups.weigh(burners, BURNER_WEIGHT);
    limitReplica();
    last = read();
  }

  void attach(long pid) throws IOException {
    groups.enter(replica, pid);
  }

  void limit(double share) throws IOException {
    limit = share;
    limitReplica();
  }

  void contend(double share) throws IOException {
    if (share == 0) {
      endBurner();
    }
    contention = share;
    limitReplica();
    if (share > 0) {
      groups.limit(burners, cores * share, PERIOD_MICROS);
      startBurner();
    }
  }

  private void limitReplica() throws IOException {
    groups.limit(replica, cores * Math.min(limit, 1 - contention), PERIOD_MICROS);
  }

  private void startBurner() throws IOException {
    if (burner.isEmpty()) {
      Burner started = new Burner();
      burner = Optional.of(started);
      groups.enter(burners, started.pid());
      started.burn();
    }
  }

  private void endBurner() {
    burner.ifPresent(Burner::end);
    burner = Optional.empty();
  }

  /** Since the last call or {@link #setUp()}. */
  Taken taken() throws IOException {
    Reading now = read();
    double all = (now.atNanos() - last.atNanos()) * cores;
    long periods = now.periods() - last.periods();
    Taken taken =
        new Taken(
            (now.replicaNanos() - last.replicaNanos()) / all,
            (now.burnerNanos() - last.burnerNanos()) / all,
            periods == 0 ? 0 : (double) (now.throttled() - last.throttled()) / periods);
    last = now;
    return taken;
  }

  private Reading read() throws IOException {
    return new Reading(
        System.nanoTime(),
        groups.usedNanos(replica),
        groups.usedNanos(burners),
        groups.periods(replica),
        groups.throttledPeriods(replica));
  }

  /** Ends the burner, lets the replica go and removes what there is of the groups. */
  @Override
  public void close() throws IOException {
    endBurner();
    for (String group : new String[] {replica, burners, machine}) {
      groups.evacuate(group);
      groups.remove(group);
    }
  }

  private record Reading(
      long atNanos, long replicaNanos, long burnerNanos, long periods, long throttled) {}
}
