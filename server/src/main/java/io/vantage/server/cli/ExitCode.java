package io.vantage.server.cli;

/** What the exit code of a command says; the same for all commands. */
public final class ExitCode {
  public static final int OK = 0;

  /** The command was understood but could not be carried out. */
  public static final int FAILED = 1;

  /** Wrong options, arguments or configuration; nothing was done. */
  public static final int USAGE = 2;

  /** No such switch, replica, partition or other thing. */
  public static final int NOT_FOUND = 3;

  /** No replica answered. */
  public static final int UNREACHABLE = 4;

  /** Not done by the deadline; it may still happen. */
  public static final int TIMEOUT = 5;

  private ExitCode() {}
}
