package io.vantage.testbed.emulation;

/**
 * How a network of emulated switches runs.
 *
 * @param threads event loops for all switches together
 * @param linkDelays whether frames take the time the topology gives its links
 * @param maxFramesInFlight frames on links beyond which more are dropped and counted as a storm
 */
public record NetworkOptions(
    SwitchOptions switchOptions, int threads, boolean linkDelays, int maxFramesInFlight) {

  /** Two threads, links without delay. */
  public static NetworkOptions defaults() {
    return new NetworkOptions(SwitchOptions.defaults(), 2, false, 50_000);
  }

  public NetworkOptions withSwitches(SwitchOptions options) {
    return new NetworkOptions(options, threads, linkDelays, maxFramesInFlight);
  }

  public NetworkOptions withThreads(int count) {
    return new NetworkOptions(switchOptions, count, linkDelays, maxFramesInFlight);
  }

  public NetworkOptions withLinkDelays(boolean on) {
    return new NetworkOptions(switchOptions, threads, on, maxFramesInFlight);
  }
}
