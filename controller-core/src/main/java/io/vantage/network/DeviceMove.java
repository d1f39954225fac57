package io.vantage.network;

import io.vantage.cluster.PartitionId;
import io.vantage.model.DatapathId;

/**
 * A move of a switch to another partition that is under way.
 *
 * @param id grows with every move of the cluster; a switch's custody is numbered by it
 * @param reason why it was aborted, else empty
 */
public record DeviceMove(
    DatapathId device, long id, PartitionId from, PartitionId to, Phase phase, String reason) {
  /** How far it has come; the system partition decides once and for all. */
  public enum Phase {
    /** Its state is being copied; the old partition has it. */
    PREPARING,
    /** The new partition is the owner and takes over what was copied. */
    COMMITTED,
    /** The old partition stays the owner and goes on. */
    ABORTED
  }

  DeviceMove decided(Phase decision, String why) {
    return new DeviceMove(device, id, from, to, decision, why);
  }
}
