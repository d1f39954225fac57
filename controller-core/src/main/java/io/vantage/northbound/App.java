package io.vantage.northbound;

/**
 * A network application. It runs on every replica; packets reach it on the replica that leads the
 * switch they came from.
 */
public interface App {
  /** Unique, lower-case, used in the configuration and as owner of the app's rules. */
  String name();

  /** Registers handlers; called once, before the first packet. */
  void start(AppContext context);

  /** Releases what {@link #start} took; handlers and timers are ended by the context. */
  default void stop() {}
}
