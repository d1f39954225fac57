package io.vantage.testbed.emulation.datapath;

/** Reserved port numbers in OpenFlow 1.3's 32 bits; 1.0's 16 bits are widened on the wire. */
public final class ReservedPort {
  public static final int MAX = 0xffffff00;
  public static final int IN_PORT = 0xfffffff8;
  public static final int TABLE = 0xfffffff9;
  public static final int NORMAL = 0xfffffffa;
  public static final int FLOOD = 0xfffffffb;
  public static final int ALL = 0xfffffffc;
  public static final int CONTROLLER = 0xfffffffd;
  public static final int LOCAL = 0xfffffffe;

  /** No port, or any port in a filter. */
  public static final int ANY = 0xffffffff;

  private ReservedPort() {}

  /** Whether the number may name a real port. */
  public static boolean isPhysical(int port) {
    return port != 0 && Integer.compareUnsigned(port, MAX) <= 0;
  }
}
