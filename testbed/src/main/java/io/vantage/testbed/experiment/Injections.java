package io.vantage.testbed.experiment;

import io.vantage.seer.simulation.Injection;
import io.vantage.testbed.experiment.record.RunRecord.Injected;
import io.vantage.testbed.inject.CpuInjector;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** Carries out the injections of a run and notes what they really took. One thread at a time. */
final class Injections {
  private static final double PERCENT = 100;

  private final Laboratory laboratory;
  private final long startNanos;
  private final List<Injected> done = new ArrayList<>();
  private final Map<Integer, Integer> open = new HashMap<>();

  Injections(Laboratory laboratory, long startNanos) {
    this.laboratory = laboratory;
    this.startNanos = startNanos;
  }

  synchronized void inject(Injection injection) {
    int replica = injection.replica();
    Optional<CpuInjector> cpu = laboratory.injector();
    boolean isDelay = injection.kind() == Injection.Kind.DELAY_MS;
    if (!isDelay) {
      settle(replica);
    }
    switch (injection.kind()) {
      case DELAY_MS -> laboratory.wan().delay(replica, injection.value());
      case CPU_PERCENT -> cpu.ifPresent(c -> c.contend(replica, injection.value()));
      case LIMIT_PERCENT -> cpu.ifPresent(c -> c.limit(replica, injection.value()));
    }
    double value = injection.value() * (isDelay ? 1 : PERCENT);
    if (!isDelay && injection.value() != injection.kind().normal()) {
      open.put(replica, done.size());
    }
    done.add(
        new Injected(
            (System.nanoTime() - startNanos) / 1e9,
            injection.kind().toString(),
            laboratory.replicas().get(replica).id(),
            value,
            isDelay ? value : Double.NaN));
  }

  /** What a disturbance of a CPU took is known at its end. */
  private void settle(int replica) {
    laboratory
        .injector()
        .map(cpu -> cpu.taken(replica))
        .ifPresent(
            taken -> {
              Integer index = open.remove(replica);
              if (index != null) {
                Injected began = done.get(index);
                boolean contended = began.kind().equals(Injection.Kind.CPU_PERCENT.toString());
                double share = contended ? taken.burnerShare() : taken.replicaShare();
                done.set(
                    index,
                    new Injected(
                        began.timeSeconds(),
                        began.kind(),
                        began.replica(),
                        began.value(),
                        share * PERCENT));
              }
            });
  }

  /** Ends all disturbances. */
  synchronized void end() {
    List.copyOf(open.keySet()).forEach(this::settle);
    laboratory.wan().reset();
    laboratory
        .injector()
        .ifPresent(
            cpu -> {
              for (int replica = 0; replica < laboratory.replicas().size(); replica++) {
                cpu.contend(replica, 0);
                cpu.limit(replica, 1);
              }
            });
  }

  synchronized List<Injected> done() {
    return List.copyOf(done);
  }
}
