package io.vantage.southbound;

/**
 * OFPT_ERROR from a switch.
 *
 * @param text type and code by their names in the specification, for example {@code
 *     OFPET_FLOW_MOD_FAILED/OFPFMFC_TABLE_FULL}
 */
public record SwitchError(int type, int code, String text) {
  /** OFPET_ROLE_REQUEST_FAILED / OFPRRFC_STALE. */
  public boolean isStaleGeneration() {
    return type == 11 && code == 0;
  }

  /** OFPET_BAD_REQUEST / OFPBRC_IS_SLAVE. */
  public boolean isSlave() {
    return type == 1 && code == 10;
  }
}
