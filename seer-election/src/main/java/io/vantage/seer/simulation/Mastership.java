package io.vantage.seer.simulation;

/** Which replica a switch sends its packet-ins to. */
public enum Mastership {
  /** The leader of its partition, as Vantage does it: no packet-in is forwarded. */
  FOLLOWS_LEADER,
  /** The replica nearest to it, wherever the leader is: the leader is one more way off. */
  NEAREST_REPLICA
}
