package io.vantage.model;

/**
 * A switch as the cluster knows it.
 *
 * @param tables number of flow tables
 * @param connected whether the leader of its partition holds a connection to it
 */
public record Device(
    DatapathId id,
    OpenFlowVersion version,
    SwitchDescription description,
    int tables,
    boolean connected) {
  public Device withConnected(boolean now) {
    return new Device(id, version, description, tables, now);
  }
}
