package io.vantage.testbed.emulation;

import io.netty.channel.EventLoop;
import io.vantage.testbed.emulation.datapath.Datapath;
import io.vantage.testbed.emulation.datapath.ErrorKind;
import io.vantage.testbed.emulation.datapath.FlowFilter;
import io.vantage.testbed.emulation.datapath.FlowMod;
import io.vantage.testbed.emulation.datapath.Frame;
import io.vantage.testbed.emulation.datapath.Port;
import java.net.InetSocketAddress;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import java.util.function.Function;
import java.util.function.Supplier;

/**
 * An OpenFlow switch that exists in this process and talks to its controllers over TCP. Every
 * public method may be called from any thread; all state belongs to one event loop, and what
 * returns a future completes it there.
 */
public final class EmulatedSwitch {
  /** Where frames that leave a port go. Called on the event loop of the switch. */
  @FunctionalInterface
  public interface Wires {
    void transmit(int port, Frame frame);
  }

  private static final long EXPIRY_PERIOD_MILLIS = 100;

  /** A port as it was plugged in: it comes back after a restart. */
  private record Socket(int number, String name, long hardwareAddress) {}

  private final long datapathId;
  private final String name;
  private final SwitchOptions options;
  private final EventLoop loop;
  private final Wires wires;
  private final SwitchCounters counters = new SwitchCounters();
  private final List<ControllerLink> links = new ArrayList<>();
  private final List<ControllerSession> sessions = new ArrayList<>();
  private final Map<Integer, Socket> sockets = new LinkedHashMap<>();
  private final Map<Integer, Boolean> cut = new LinkedHashMap<>();
  private Datapath datapath;
  private Roles roles = new Roles();
  private Function<FlowMod, Optional<ErrorKind>> refusal = mod -> Optional.empty();
  private volatile boolean reads = true;
  private boolean expiryScheduled;

  /**
   * A switch that is not connected yet.
   *
   * @param loop event loop that owns the switch and all its connections
   */
  public EmulatedSwitch(
      long datapathId,
      String name,
      SwitchOptions options,
      List<InetSocketAddress> controllers,
      EventLoop loop,
      Wires wires) {
    this.datapathId = datapathId;
    this.name = name;
    this.options = options;
    this.loop = loop;
    this.wires = wires;
    this.datapath = newDatapath();
    for (InetSocketAddress controller : controllers) {
      links.add(new ControllerLink(this, controller, () -> datapath));
    }
  }

  private Datapath newDatapath() {
    return new Datapath(options.limits(), System::nanoTime, new Announcements(this, wires));
  }

  public long datapathId() {
    return datapathId;
  }

  public String name() {
    return name;
  }

  public SwitchCounters counters() {
    return counters;
  }

  // Life

  /** Connects to every controller, and keeps trying. */
  public CompletableFuture<Void> start() {
    return run(() -> links.forEach(ControllerLink::open));
  }

  /** Drops every connection and stays away. Flow tables stay. */
  public CompletableFuture<Void> stop() {
    return run(() -> links.forEach(ControllerLink::close));
  }

  /** Loses everything a power cut would lose, then connects again. */
  public CompletableFuture<Void> restart() {
    return run(
        () -> {
          links.forEach(ControllerLink::close);
          sessions.clear();
          roles = new Roles();
          datapath = newDatapath();
          sockets
              .values()
              .forEach(s -> datapath.addPort(s.number(), s.name(), s.hardwareAddress()));
          cut.keySet().forEach(port -> datapath.link(port, false));
          links.forEach(ControllerLink::open);
        });
  }

  // Ports and frames

  /** Adds a port; controllers that are connected hear of it. */
  public CompletableFuture<Void> addPort(int number, String portName, long hardwareAddress) {
    return run(
        () -> {
          Port port = datapath.addPort(number, portName, hardwareAddress);
          sockets.put(number, new Socket(number, portName, hardwareAddress));
          announcements().portStatus(0, port);
        });
  }

  /** Removes a port; controllers that are connected hear of it. */
  public CompletableFuture<Void> removePort(int number) {
    return run(
        () -> {
          sockets.remove(number);
          datapath.removePort(number).ifPresent(port -> announcements().portStatus(1, port));
        });
  }

  /** Takes the link at a port up or down; controllers hear of a change. */
  public CompletableFuture<Void> link(int number, boolean up) {
    return run(
        () -> {
          if (up) {
            cut.remove(number);
          } else {
            cut.put(number, true);
          }
          datapath.link(number, up).ifPresent(this::portChanged);
        });
  }

  /** Hands over a frame that arrives at a port. */
  public void receive(int port, Frame frame) {
    if (loop.inEventLoop()) {
      datapath.receive(port, frame);
    } else {
      loop.execute(() -> datapath.receive(port, frame));
    }
  }

  // Hooks for tests

  /** From now on flow-mods for which the function gives an error are refused with it. */
  public CompletableFuture<Void> refuseFlowMods(Function<FlowMod, Optional<ErrorKind>> rule) {
    return run(() -> refusal = rule);
  }

  /** Stops reading what controllers send, so that their buffers fill. */
  public CompletableFuture<Void> stopReading() {
    return reading(false);
  }

  public CompletableFuture<Void> resumeReading() {
    return reading(true);
  }

  private CompletableFuture<Void> reading(boolean on) {
    return run(
        () -> {
          reads = on;
          sessions.forEach(s -> s.reading(on));
        });
  }

  /** Deletes entries without a flow-removed; completes with how many went. */
  public CompletableFuture<Integer> deleteFlowsSilently(FlowFilter filter) {
    return get(() -> datapath.removeSilently(filter));
  }

  /** Breaks the TCP connections; the switch reconnects. */
  public CompletableFuture<Void> disconnect() {
    return run(() -> List.copyOf(sessions).forEach(ControllerSession::close));
  }

  // Looking in

  public CompletableFuture<List<FlowSnapshot>> flows() {
    return get(() -> datapath.flows(FlowFilter.ALL).stream().map(FlowSnapshot::of).toList());
  }

  /** Connections there are now. */
  public CompletableFuture<List<SessionSnapshot>> sessions() {
    return get(
        () ->
            sessions.stream()
                .map(s -> new SessionSnapshot(s.controller(), s.ready(), s.version(), s.role()))
                .toList());
  }

  /** Computes something from the datapath on the event loop of the switch. */
  public <T> CompletableFuture<T> inspect(Function<Datapath, T> question) {
    return get(() -> question.apply(datapath));
  }

  // For the classes around this one; on the event loop

  EventLoop loop() {
    return loop;
  }

  SwitchOptions options() {
    return options;
  }

  long now() {
    return System.nanoTime();
  }

  boolean reads() {
    return reads;
  }

  List<ControllerSession> openSessions() {
    return sessions;
  }

  Datapath datapath() {
    return datapath;
  }

  void sessionOpened(ControllerSession session) {
    counters.connected();
    sessions.add(session);
  }

  void sessionClosed(ControllerSession session) {
    sessions.remove(session);
  }

  Optional<ErrorKind> refusalOf(FlowMod mod) {
    return refusal.apply(mod);
  }

  void requestRole(ControllerSession session, int role, long generationId) {
    roles.request(session, role, generationId, sessions);
  }

  long generationOrUnset() {
    return roles.generationOrUnset();
  }

  void portChanged(Port port) {
    announcements().portStatus(2, port);
  }

  private Announcements announcements() {
    return new Announcements(this, wires);
  }

  /** Runs the clock of idle and hard timeouts as long as there are any. */
  void watchTimeouts() {
    if (!expiryScheduled && datapath.hasTimedFlows()) {
      expiryScheduled = true;
      var unused = loop.schedule(this::expire, EXPIRY_PERIOD_MILLIS, TimeUnit.MILLISECONDS);
    }
  }

  private void expire() {
    expiryScheduled = false;
    datapath.expire();
    watchTimeouts();
  }

  private CompletableFuture<Void> run(Runnable task) {
    return CompletableFuture.runAsync(task, loop);
  }

  private <T> CompletableFuture<T> get(Supplier<T> question) {
    return CompletableFuture.supplyAsync(question, loop);
  }
}
