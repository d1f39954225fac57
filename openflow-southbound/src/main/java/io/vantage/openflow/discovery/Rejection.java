package io.vantage.openflow.discovery;

/** Why a frame of a discovery protocol was taken for no proof of a link. */
public enum Rejection {
  /** Of another controller or of a host's LLDP agent, or malformed. */
  FOREIGN,
  /** Of another Vantage cluster. */
  OTHER_CLUSTER,
  /** Its signature is wrong. */
  FORGED,
  /** Too old, or from the future: replayed, or the replicas' clocks are apart. */
  STALE,
  /** Came back to the port it was sent out of. */
  ECHOED
}
