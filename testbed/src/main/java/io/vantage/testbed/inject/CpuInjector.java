package io.vantage.testbed.inject;

import io.vantage.testbed.lab.LabException;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * Limits the CPU of replicas that run as processes of this machine, and contends with them for it.
 * Each replica gets an emulated machine of a part of a core: a control group {@code
 * vantage-<pid>-r<N>}, with the pid of this process and the replica's number from 0.
 *
 * <p>One injector at a time in a process, used by one thread at a time. What cannot be done is a
 * {@link LabException}, for instance because a replica's process has ended.
 */
public final class CpuInjector implements AutoCloseable {
  /** The shares below must leave what can still be scheduled. */
  private static final double LEAST_MACHINE = 0.05;

  private static final double LEAST_LIMIT = 0.05;
  private static final double MOST_CONTENTION = 0.95;

  private static final Pattern NAME = Pattern.compile("vantage-([0-9]+)-r[0-9]+");

  private final List<EmulatedMachine> machines = new ArrayList<>();

  private CpuInjector() {}

  /**
   * Moves replicas to emulated machines, each of which it has to itself.
   *
   * @param pids of the replicas' processes
   * @param machineShare cores that each machine has, at least 0.05
   * @throws CpuUnavailableException if this user or this machine cannot limit CPU; nothing is
   *     changed then
   */
  public static CpuInjector open(List<Long> pids, double machineShare)
      throws CpuUnavailableException {
    return open(Path.of("/proc"), Files::delete, pids, machineShare);
  }

  static CpuInjector open(
      Path proc, ControlGroups.Removal removal, List<Long> pids, double machineShare)
      throws CpuUnavailableException {
    check("the share of a core that a machine has", machineShare, LEAST_MACHINE, 1_000);
    CpuInjector injector = new CpuInjector();
    try {
      ControlGroups groups = ControlGroups.find(proc, removal);
      removeLeftovers(groups, proc);
      injector.setUp(groups, pids.size(), machineShare);
    } catch (IOException e) {
      injector.closeQuietly(e);
      throw new CpuUnavailableException(e.getMessage());
    }
    try {
      for (int i = 0; i < pids.size(); i++) {
        injector.attach(i, pids.get(i));
      }
      return injector;
    } catch (LabException e) {
      injector.closeQuietly(e);
      throw e;
    }
  }

  private void setUp(ControlGroups groups, int replicas, double cores) throws IOException {
    for (int i = 0; i < replicas; i++) {
      String name = "vantage-" + ProcessHandle.current().pid() + "-r" + i;
      EmulatedMachine machine = new EmulatedMachine(groups, name, cores);
      machines.add(machine);
      machine.setUp();
    }
  }

  /** Those of processes that ended without {@link #close()}. */
  private static void removeLeftovers(ControlGroups groups, Path proc) throws IOException {
    for (String name : groups.names()) {
      Matcher matcher = NAME.matcher(name);
      if (matcher.matches() && !Files.exists(proc.resolve(matcher.group(1)))) {
        try {
          new EmulatedMachine(groups, name, 1).close();
        } catch (IOException e) {
          // It may be another user's; it is in nobody's way.
          continue;
        }
      }
    }
  }

  /** Moves a replica's new process to its machine, after a restart. */
  public void attach(int replica, long pid) {
    attempt(
        "process " + pid + " of replica " + replica + " cannot be limited",
        () -> machines.get(replica).attach(pid));
  }

  /**
   * Lets a replica use only a share of its machine, until the next call.
   *
   * @param share 0.05..1; 1 for all of it
   */
  public void limit(int replica, double share) {
    check("a limit", share, LEAST_LIMIT, 1);
    attempt("replica " + replica + " cannot be limited", () -> machines.get(replica).limit(share));
  }

  /**
   * Has a burner use a share of a replica's machine, until the next call; the rest is left to the
   * replica.
   *
   * @param share 0..0.95; 0 for no burner
   */
  public void contend(int replica, double share) {
    check("a contention", share, 0, MOST_CONTENTION);
    attempt(
        "a burner cannot contend with replica " + replica,
        () -> machines.get(replica).contend(share));
  }

  /** What was really taken of a replica's machine since the last call, at first since the start. */
  public Taken taken(int replica) {
    try {
      return machines.get(replica).taken();
    } catch (IOException e) {
      throw new LabException("the use of CPU cannot be read: " + e.getMessage(), e);
    }
  }

  /**
   * Ends the burners, moves the replicas' processes to where this process is and removes the
   * machines.
   */
  @Override
  public void close() {
    List<LabException> failed = new ArrayList<>();
    for (EmulatedMachine machine : machines) {
      try {
        attempt("a control group is left behind", machine::close);
      } catch (LabException e) {
        failed.add(e);
      }
    }
    machines.clear();
    if (!failed.isEmpty()) {
      throw failed.get(0);
    }
  }

  private void closeQuietly(Exception cause) {
    try {
      close();
    } catch (LabException e) {
      cause.addSuppressed(e);
    }
  }

  private static void check(String what, double value, double least, double most) {
    if (!(value >= least && value <= most)) {
      throw new IllegalArgumentException(
          "%s must be from %s to %s, not %s".formatted(what, least, most, value));
    }
  }

  private interface Action {
    void run() throws IOException;
  }

  private static void attempt(String failure, Action action) {
    try {
      action.run();
    } catch (IOException e) {
      throw new LabException(failure + ": " + e.getMessage(), e);
    }
  }
}
