package io.vantage.openflow.role;

import io.vantage.cluster.Cluster;
import io.vantage.cluster.PartitionId;
import io.vantage.model.DatapathId;
import io.vantage.model.OpenFlowVersion;
import io.vantage.network.Network;
import io.vantage.network.NetworkCommand;
import io.vantage.openflow.session.Backoff;
import io.vantage.openflow.session.SwitchLoop;
import io.vantage.southbound.SwitchChannel;
import io.vantage.southbound.SwitchChannel.Role;
import io.vantage.southbound.SwitchChannel.RoleReply;
import io.vantage.southbound.SwitchGoneException;
import io.vantage.southbound.SwitchRefusedException;
import java.time.Duration;
import java.util.Optional;
import java.util.OptionalLong;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Keeps this replica's role at one connected switch in line with the leadership of the switch's
 * partition (OpenFlow 1.3, section 6.3.4). Confined to the switch's event loop.
 *
 * <p>Rules: only the settled leader asks for MASTER, with a generation id that grows with the term.
 * It asks the switch first which id it has seen; if that is newer (the cluster's data was wiped,
 * say), it has the base raised by a committed command, and goes on only if it still leads in the
 * same term after that commit, which a deposed leader never does. Everybody else asks for SLAVE
 * with the id the switch shows, so a slave never makes a master stale. A replica that was master
 * until just now waits a little with that: the switch demotes it by itself when the new master
 * arrives, and until then packets still reach somebody. At most one role transaction is in flight.
 *
 * <p>OpenFlow 1.0 has no roles: mastership is leadership.
 */
public final class RoleKeeper {
  private static final Logger LOG = LoggerFactory.getLogger(RoleKeeper.class);

  private static final int MAX_FAILURES = 8;
  private static final int MAX_RAISES = 3;
  private static final int ROLES_UNSUPPORTED_TYPE = 11;
  private static final int ROLES_UNSUPPORTED_CODE = 1;
  private static final Duration AWAIT_LIMIT = Duration.ofSeconds(2);

  private final SwitchLoop loop;
  private final SwitchChannel channel;
  private final DatapathId device;
  private final Cluster cluster;
  private final Network network;
  private final Mastership mastership;
  private final Duration demotionDelay;
  private final Listener listener;
  private final Backoff roleBackoff = new Backoff(Duration.ofMillis(50), Duration.ofSeconds(5));
  private final SwitchAssigner assigner;

  private Role held = Role.EQUAL;
  private Optional<PartitionId> heldFor = Optional.empty();
  private long heldTerm;
  private boolean announced;
  private boolean roleless;
  private boolean busy;
  private boolean demoting;
  private int raises;
  private Goal goal = new Goal(Optional.empty(), OptionalLong.empty());
  private boolean pausing;
  private int pauses;

  /** What is strived for: master in this term, or slave if there is none. */
  private record Goal(Optional<PartitionId> partition, OptionalLong term) {}

  /** Told on the switch's event loop. */
  public interface Listener {
    /** The switch has confirmed this replica as its master for {@code term}. */
    void becameMaster(long term);

    /** This replica is no longer master, or not yet again in a new term. */
    void lostMastership();
  }

  /**
   * @param demotionDelay how long a replica that was master waits before it asks for SLAVE
   */
  public RoleKeeper(
      SwitchLoop loop,
      SwitchChannel channel,
      Cluster cluster,
      Network network,
      Mastership mastership,
      Duration demotionDelay,
      SwitchAssigner assigner,
      Listener listener) {
    this.loop = loop;
    this.channel = channel;
    this.device = channel.device();
    this.cluster = cluster;
    this.network = network;
    this.mastership = mastership;
    this.demotionDelay = demotionDelay;
    this.listener = listener;
    this.roleless = channel.version() == OpenFlowVersion.OF_1_0;
    this.assigner = assigner;
  }

  /** Brings the role in line; call on connection and whenever leadership or assignment changed. */
  public void reconsider() {
    Optional<PartitionId> partition = network.view().partitionOf(device);
    OptionalLong term =
        partition.isPresent() ? mastership.settledTerm(partition.get()) : OptionalLong.empty();
    if (announced && !(partition.equals(heldFor) && term.equals(OptionalLong.of(heldTerm)))) {
      lose();
    }
    Goal now = new Goal(partition, term);
    if (busy || (pausing && now.equals(goal))) {
      return;
    }
    if (!now.equals(goal)) {
      goal = now;
      pausing = false;
      raises = 0;
      roleBackoff.reset();
    }
    if (partition.isEmpty()) {
      assigner.assign();
    } else if (term.isPresent()) {
      seekMaster(partition.get(), term.getAsLong());
    } else {
      seekSlave(partition.get());
    }
  }

  /** The switch treated this replica as a slave: ask it anew. */
  public void challenge() {
    if (held == Role.MASTER && !roleless && !busy) {
      held = Role.EQUAL;
      lose();
      retryLater(new IllegalStateException("the switch takes this replica for a slave"));
    }
  }

  /** The connection has ended. */
  public void end() {
    lose();
  }

  private void seekMaster(PartitionId partition, long term) {
    if (held == Role.MASTER && announced) {
      return; // in this term and for this partition, or it would have been lost
    }
    if (roleless) {
      becomeMaster(partition, term);
      return;
    }
    busy = true;
    loop.whenDone(
        channel.requestRole(Role.NO_CHANGE, 0),
        reply -> claim(partition, term, reply.generation()),
        this::failed);
  }

  private void claim(PartitionId partition, long term, long shown) {
    long own = Generation.of(network.view().generationBase(device), term);
    if (!leadsIn(partition, term)) {
      done();
    } else if (Generation.isNewer(shown, own)) {
      raise(shown);
    } else {
      loop.whenDone(
          channel.requestRole(Role.MASTER, own),
          reply -> claimed(partition, term, reply),
          this::failed);
    }
  }

  private void claimed(PartitionId partition, long term, RoleReply reply) {
    if (reply.role() != Role.MASTER) {
      failed(new IllegalStateException("asked for MASTER, the switch answered " + reply.role()));
      return;
    }
    held = Role.MASTER;
    heldFor = Optional.of(partition);
    heldTerm = term;
    busy = false;
    if (leadsIn(partition, term)) {
      becomeMaster(partition, term);
    } else {
      reconsider();
    }
  }

  /** Committed by the majority: a deposed leader gets here, but not past the check that follows. */
  private void raise(long shown) {
    if (++raises > MAX_RAISES) {
      raises = 0;
      failed(new IllegalStateException("generation id " + Long.toUnsignedString(shown)));
      return;
    }
    LOG.info(
        "Switch {} has seen generation id {}; raising ours", device, Long.toUnsignedString(shown));
    loop.whenDone(
        network
            .submit(new NetworkCommand.RaiseGeneration(device, shown))
            .thenCompose(receipt -> network.await(receipt, AWAIT_LIMIT)),
        applied -> done(),
        this::failed);
  }

  private void seekSlave(PartitionId partition) {
    if (roleless || held == Role.SLAVE) {
      return;
    }
    if (held == Role.MASTER) {
      if (!demoting) {
        demoting = true;
        loop.after(demotionDelay, this::demote);
      }
      return;
    }
    askSlave(partition);
  }

  private void demote() {
    demoting = false;
    Optional<PartitionId> partition = network.view().partitionOf(device);
    if (held == Role.MASTER && !busy && partition.isPresent()) {
      if (mastership.settledTerm(partition.get()).isEmpty()) {
        askSlave(partition.get());
      }
    }
  }

  private void askSlave(PartitionId partition) {
    busy = true;
    loop.whenDone(
        channel.requestRole(Role.NO_CHANGE, 0),
        reply -> stepDown(partition, reply.generation()),
        this::failed);
  }

  private void stepDown(PartitionId partition, long shown) {
    if (mastership.settledTerm(partition).isPresent()) {
      done();
      return;
    }
    long own =
        Generation.of(
            network.view().generationBase(device),
            cluster.partition(partition).leadership().term());
    loop.whenDone(
        channel.requestRole(Role.SLAVE, shown == Generation.UNDEFINED ? own : shown),
        reply -> {
          held = reply.role();
          roleBackoff.reset();
          done();
        },
        this::failed);
  }

  private void becomeMaster(PartitionId partition, long term) {
    LOG.info("Master of switch {} ({}, term {})", device, partition, term);
    held = Role.MASTER;
    heldFor = Optional.of(partition);
    heldTerm = term;
    announced = true;
    raises = 0;
    roleBackoff.reset();
    mastership.confirm(channel, partition, term);
    listener.becameMaster(term);
  }

  private void lose() {
    mastership.revoke(channel);
    if (announced) {
      announced = false;
      listener.lostMastership();
    }
  }

  private boolean leadsIn(PartitionId partition, long term) {
    return network.view().partitionOf(device).equals(Optional.of(partition))
        && mastership.settledTerm(partition).equals(OptionalLong.of(term));
  }

  private void done() {
    busy = false;
    reconsider();
  }

  private void failed(Throwable error) {
    busy = false;
    if (error instanceof SwitchGoneException) {
      return;
    }
    if (error instanceof SwitchRefusedException refused
        && refused.error().type() == ROLES_UNSUPPORTED_TYPE
        && refused.error().code() == ROLES_UNSUPPORTED_CODE) {
      LOG.info("Switch {} has no roles; the leader alone will talk to it", device);
      roleless = true;
      reconsider();
      return;
    }
    if (error instanceof SwitchRefusedException refused
        && refused.error().isStaleGeneration()
        && roleBackoff.failures() == 0) {
      var unused = roleBackoff.next();
      reconsider();
      return;
    }
    retryLater(error);
  }

  private void retryLater(Throwable error) {
    Duration pause = roleBackoff.next();
    if (roleBackoff.failures() > MAX_FAILURES) {
      channel.close("no role after " + MAX_FAILURES + " attempts: " + error.getMessage());
      return;
    }
    LOG.debug("Role of switch {} not settled: {}", device, error.toString());
    pausing = true;
    int number = ++pauses;
    loop.after(
        pause,
        () -> {
          if (number == pauses) {
            pausing = false;
            reconsider();
          }
        });
  }
}
