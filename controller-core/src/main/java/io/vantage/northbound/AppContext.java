package io.vantage.northbound;

import io.vantage.cluster.ReplicaId;
import io.vantage.model.ConnectPoint;
import io.vantage.model.DatapathId;
import io.vantage.model.FlowKey;
import io.vantage.model.FlowRule;
import io.vantage.model.Host;
import io.vantage.network.NetworkListener;
import io.vantage.network.NetworkView;
import io.vantage.network.Receipt;
import io.vantage.path.Paths;
import java.time.Clock;
import java.time.Duration;
import java.util.Collection;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;

/** An app's access to the network. Any thread; nothing blocks. */
public interface AppContext {
  /** The replica this instance of the app runs on. */
  ReplicaId replica();

  Clock clock();

  /** The network's state as applied on this replica. */
  NetworkView network();

  /** Shortest paths and flood trees over the present topology. */
  Paths paths();

  /** Handles packets of the switches that this replica leads, in order of the apps' start. */
  void onPacketIn(PacketHandler handler);

  /** Follows changes of the network's state on this replica; see {@link NetworkListener}. */
  void onEvent(NetworkListener listener);

  /**
   * True for an up port without a link on which discovery has settled: the place of a host. Known
   * for the switches that this replica leads, false for all others.
   */
  boolean isEdge(ConnectPoint port);

  /** True if this replica leads the partition of the switch; only the leader should act on it. */
  boolean leads(DatapathId device);

  /** The connected switch, if this replica leads it. */
  Optional<Switch> switchOf(DatapathId device);

  /**
   * Desires rules, of any switches. Completes when all are committed; they reach the switches then.
   * Each receipt covers one partition. Many rules of one switch may take several commits; if it
   * fails, which is logged, some of the rules may be desired all the same.
   */
  CompletableFuture<Collection<Receipt>> addFlows(Collection<FlowRule> rules);

  CompletableFuture<Collection<Receipt>> removeFlows(Collection<FlowKey> keys);

  /** Records where a host is attached; a repeated report of known facts costs nothing. */
  void learn(Host host);

  /** Sends a frame out of a port anywhere in the network, through the leader of its switch. */
  void send(ConnectPoint port, byte[] frame);

  /**
   * Sends a frame out of every edge port of the network but one: each host gets it once, no link
   * carries it, so no loop can multiply it.
   */
  void broadcast(byte[] frame, ConnectPoint except);

  /**
   * Runs a task on this app's own thread after a delay, unless the app is stopped sooner. Tasks of
   * an app never run at the same time.
   *
   * @throws io.vantage.cluster.OverloadedException if too many tasks wait already
   */
  void schedule(Duration delay, Runnable task);
}
