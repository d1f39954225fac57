package io.vantage.seer.measurement;

import io.vantage.cluster.PartitionId;
import io.vantage.cluster.ReplicaId;
import io.vantage.model.DatapathId;
import java.util.HashMap;
import java.util.Map;

/**
 * Turns the single values that a replica measures into its {@link Observation}. Live agents and the
 * simulation use the same. Memory is bounded by the number of paths, partitions and switches.
 *
 * <p>Times are milliseconds on any clock of this replica that does not run backwards. One thread at
 * a time. Values that are not finite or negative are ignored.
 */
public final class Measurements {
  private final ReplicaId self;
  private final MeasurementSettings settings;
  private final Map<ReplicaId, PathRtt> replicaRtts = new HashMap<>();
  private final Map<DatapathId, PathRtt> switchRtts = new HashMap<>();
  private final MovingAverage cpu;
  private final MovingAverage memory;
  private final Rates<PartitionId> commands;
  private final Rates<PartitionId> commits;
  private final Rates<DatapathId> packetIns;
  private double takenAt = Double.NaN;

  public Measurements(ReplicaId self, MeasurementSettings settings) {
    this.self = self;
    this.settings = settings;
    this.cpu = new MovingAverage(settings.loadMillis());
    this.memory = new MovingAverage(settings.loadMillis());
    this.commands = new Rates<>(settings.rateMillis());
    this.commits = new Rates<>(settings.rateMillis());
    this.packetIns = new Rates<>(settings.rateMillis());
  }

  /** A replica has answered a ping; they should go out about every 100 ms. */
  public void replicaRtt(ReplicaId peer, double nowMillis, double rttMillis) {
    if (isSound(rttMillis)) {
      PathRtt path = rtt(replicaRtts, peer, nowMillis);
      path.sample(nowMillis, rttMillis);
      if (path.shift() != 0) {
        CommonStep.apply(replicaRtts.values(), nowMillis);
      }
    }
  }

  /**
   * A replica has not answered the oldest ping that is under way. Lets an increase be seen before
   * the answer comes; the answer itself goes to {@link #replicaRtt}.
   */
  public void replicaWaiting(ReplicaId peer, double nowMillis, double waitingMillis) {
    if (isSound(waitingMillis)) {
      rtt(replicaRtts, peer, nowMillis).waiting(nowMillis, waitingMillis);
    }
  }

  /** A switch has answered an echo request. */
  public void switchRtt(DatapathId device, double nowMillis, double rttMillis) {
    if (isSound(rttMillis)) {
      rtt(switchRtts, device, nowMillis).sample(nowMillis, rttMillis);
    }
  }

  /** A switch is no longer connected. */
  public void forget(DatapathId device) {
    switchRtts.remove(device);
    packetIns.forget(device);
  }

  /** Load of this replica, both 0..1. */
  public void load(double nowMillis, double cpuShare, double memoryShare) {
    if (isSound(cpuShare)) {
      cpu.add(nowMillis, cpuShare);
    }
    if (isSound(memoryShare)) {
      memory.add(nowMillis, memoryShare);
    }
  }

  /** Commands have entered the cluster at this replica. */
  public void command(PartitionId partition, long n) {
    commands.count(partition, n);
  }

  /** Commands have been committed by a partition that this replica leads. */
  public void commits(PartitionId partition, long n) {
    commits.count(partition, n);
  }

  /** Packet-ins have come from a switch whose master this replica is. */
  public void packetIn(DatapathId device, long n) {
    packetIns.count(device, n);
  }

  /**
   * What is known now. Rates are over the time since the calls before: call it regularly, about
   * every 100 ms. The first call only starts their clock.
   */
  public Observation take(double nowMillis) {
    advance(nowMillis);
    return new Observation(
        self,
        nowMillis,
        cpu.mean(),
        memory.mean(),
        values(replicaRtts, nowMillis),
        values(switchRtts, nowMillis),
        commands.perSecond(),
        commits.perSecond(),
        packetIns.perSecond());
  }

  private void advance(double nowMillis) {
    if (Double.isNaN(takenAt)) {
      commands.discard();
      commits.discard();
      packetIns.discard();
      takenAt = nowMillis;
    } else if (nowMillis > takenAt) {
      double elapsed = nowMillis - takenAt;
      commands.advance(elapsed);
      commits.advance(elapsed);
      packetIns.advance(elapsed);
      takenAt = nowMillis;
    }
  }

  private <K> PathRtt rtt(Map<K, PathRtt> paths, K key, double nowMillis) {
    return paths.computeIfAbsent(key, id -> new PathRtt(settings, nowMillis));
  }

  private static <K> Map<K, Double> values(Map<K, PathRtt> paths, double nowMillis) {
    paths.values().removeIf(path -> path.isForgotten(nowMillis));
    Map<K, Double> values = new HashMap<>();
    paths.forEach((key, path) -> path.value().ifPresent(value -> values.put(key, value)));
    return values;
  }

  private static boolean isSound(double value) {
    return value >= 0 && Double.isFinite(value);
  }
}
