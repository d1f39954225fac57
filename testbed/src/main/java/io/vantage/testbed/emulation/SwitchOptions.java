package io.vantage.testbed.emulation;

import io.vantage.testbed.emulation.datapath.Datapath;
import java.time.Duration;
import java.util.Set;

/**
 * How an emulated switch behaves towards its controllers.
 *
 * @param versions OpenFlow versions it offers
 * @param limits sizes of its tables
 * @param echoInterval silence after which it sends an echo request; as long again without an answer
 *     and it drops the connection
 * @param backoffMin wait before the first reconnect; doubles up to {@code backoffMax}
 * @param helloTimeout a connection without a HELLO for this long is dropped
 */
public record SwitchOptions(
    Set<Version> versions,
    Datapath.Limits limits,
    Duration echoInterval,
    Duration backoffMin,
    Duration backoffMax,
    Duration helloTimeout) {

  /** An OpenFlow version and its number on the wire. */
  public enum Version {
    V1_0(1),
    V1_3(4);

    private final int wire;

    Version(int wire) {
      this.wire = wire;
    }

    public int wire() {
      return wire;
    }
  }

  public SwitchOptions {
    versions = Set.copyOf(versions);
    if (versions.isEmpty()) {
      throw new IllegalArgumentException("a switch needs at least one OpenFlow version");
    }
  }

  /** Both versions, 8 tables of 100,000 entries, no packet buffers, back-off of 0.1 to 2 s. */
  public static SwitchOptions defaults() {
    return new SwitchOptions(
        Set.of(Version.V1_0, Version.V1_3),
        new Datapath.Limits(8, 100_000, 1_024, 1_024, 0),
        Duration.ofSeconds(5),
        Duration.ofMillis(100),
        Duration.ofSeconds(2),
        Duration.ofSeconds(5));
  }

  public SwitchOptions withVersions(Version... offered) {
    return new SwitchOptions(
        Set.of(offered), limits, echoInterval, backoffMin, backoffMax, helloTimeout);
  }

  public SwitchOptions withLimits(Datapath.Limits changed) {
    return new SwitchOptions(versions, changed, echoInterval, backoffMin, backoffMax, helloTimeout);
  }

  /** The same, with tables that are full after this many entries. */
  public SwitchOptions withFlowsPerTable(int flows) {
    return withLimits(
        new Datapath.Limits(
            limits.tables(), flows, limits.groups(), limits.meters(), limits.buffers()));
  }

  /** The same, with packets kept for packet-outs that name them. */
  public SwitchOptions withBuffers(int buffers) {
    return withLimits(
        new Datapath.Limits(
            limits.tables(), limits.flowsPerTable(), limits.groups(), limits.meters(), buffers));
  }

  public SwitchOptions withEchoInterval(Duration interval) {
    return new SwitchOptions(versions, limits, interval, backoffMin, backoffMax, helloTimeout);
  }

  public SwitchOptions withBackoff(Duration min, Duration max) {
    return new SwitchOptions(versions, limits, echoInterval, min, max, helloTimeout);
  }

  int highestVersion() {
    return versions.stream().mapToInt(Version::wire).max().orElseThrow();
  }

  boolean offers(int wireVersion) {
    return versions.stream().anyMatch(v -> v.wire() == wireVersion);
  }
}
