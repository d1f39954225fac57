package io.vantage.testbed.emulation.datapath;

/** The switch refuses a request; the message is for people, the kind is what goes on the wire. */
public final class SwitchRefusal extends RuntimeException {
  private static final long serialVersionUID = 1L;

  private final ErrorKind kind;

  public SwitchRefusal(ErrorKind kind, String message) {
    super(kind + ": " + message, null, false, false);
    this.kind = kind;
  }

  public ErrorKind kind() {
    return kind;
  }
}
