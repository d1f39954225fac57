package io.vantage.seer.simulation;

/** Every constant of the model. Times are in milliseconds, shares are 0..1. */
public record SimulationSettings(
    Work work, Cpu cpu, Disk disk, Network network, Raft raft, Agent agent) {

  /**
   * Mean processor time of the pieces of work; each takes from half to one and a half of it.
   *
   * @param request a client's request is read and checked at its source
   * @param forward a forwarded request is read at the leader
   * @param append a batch of entries is written out to one follower
   * @param store a batch is read by a follower and handed to its disk
   * @param entry added to append and store for every entry of the batch
   * @param acknowledge an acknowledgement is read by the leader
   * @param commit a committed request is applied, the application's work done and its answer
   *     written
   * @param answer an answer is read at the source
   * @param packetIn a packet-in is decoded and dispatched
   * @param packetOut a rule is written to a switch
   * @param vote a request for a vote, or the vote, is handled
   * @param ping a ping or its echo is sent or read
   * @param observe the elector reads an observation
   * @param decide the elector decides
   */
  public record Work(
      double request,
      double forward,
      double append,
      double store,
      double entry,
      double acknowledge,
      double commit,
      double answer,
      double packetIn,
      double packetOut,
      double vote,
      double ping,
      double observe,
      double decide) {}

  /**
   * The core.
   *
   * @param turnsMillis a turn of the burner and one of the replica take this long together, on
   *     average
   * @param quotaPeriodMillis period of the CPU limit
   * @param sampleNoise standard deviation of a CPU sample, as a share
   */
  public record Cpu(double turnsMillis, double quotaPeriodMillis, double sampleNoise) {}

  /** A durable write takes the least time and an exponential extra time. */
  public record Disk(double leastMillis, double meanExtraMillis) {}

  /**
   * Paths.
   *
   * @param jitterMillis mean of the exponential jitter of a message
   * @param jitterShare added to it, as a share of the propagation delay
   * @param asymmetryShare the delays of the two directions differ from the mean by up to this share
   * @param switchMillis a switch takes this long for a message
   */
  public record Network(
      double jitterMillis, double jitterShare, double asymmetryShare, double switchMillis) {}

  /**
   * Raft.
   *
   * @param electionMillis a follower that hears nothing for this long, up to twice of it by chance,
   *     stands for election
   * @param maxInFlight batches to a follower that are not acknowledged
   * @param maxBatch entries in a batch
   * @param transferMillis a transfer that has not come to an end by then is given up
   * @param resendMillis a source sends a request again that has not been answered by then
   */
  public record Raft(
      double heartbeatMillis,
      double electionMillis,
      int maxInFlight,
      int maxBatch,
      double transferMillis,
      double resendMillis) {}

  /**
   * Periods of the agents' measurements and reports, and of the elector's decisions.
   *
   * @param echoesPerSecond a replica sends at most so many echo requests to all its switches; to
   *     each of them as often as to a replica if there are few
   */
  public record Agent(
      double pingMillis, double echoesPerSecond, double reportMillis, double decideMillis) {}

  public static final SimulationSettings DEFAULTS =
      new SimulationSettings(
          new Work(0.5, 0.5, 0.12, 0.25, 0.04, 0.08, 1.0, 0.3, 0.4, 0.2, 0.1, 0.02, 0.1, 0.2),
          new Cpu(4, 10, 0.01),
          new Disk(0.4, 0.4),
          new Network(0.1, 0.01, 0.03, 0.1),
          new Raft(100, 1_000, 2, 512, 1_000, 2_000),
          new Agent(100, 500, 100, 100));
}
