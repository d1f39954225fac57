package io.vantage.apps;

import io.vantage.model.Action;
import io.vantage.model.DatapathId;
import io.vantage.model.FlowKey;
import io.vantage.model.FlowRule;
import io.vantage.model.MatchField;
import io.vantage.model.OpenFlowVersion;
import io.vantage.model.PacketIn;
import io.vantage.model.packet.EthernetFrame;
import io.vantage.southbound.SwitchChannel;
import io.vantage.southbound.SwitchError;
import io.vantage.southbound.SwitchMessage;
import io.vantage.southbound.SwitchMessage.FlowMod;
import io.vantage.southbound.SwitchMessage.PacketOut;
import io.vantage.southbound.SwitchStatistics;
import java.time.Duration;
import java.util.Collection;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.Executor;

/** A switch with one flow table, on the one thread of its {@link Fabric}. */
final class FakeSwitch implements SwitchChannel {
  private final DatapathId id;
  private final Fabric fabric;
  private final Map<FlowKey, FlowRule> table = new ConcurrentHashMap<>();

  FakeSwitch(DatapathId id, Fabric fabric) {
    this.id = id;
    this.fabric = fabric;
  }

  Collection<FlowRule> rules() {
    return table.values();
  }

  void program(FlowRule rule, boolean present) {
    if (present) {
      table.put(rule.key(), rule);
    } else {
      table.remove(rule.key());
    }
  }

  /** A frame came in by a port. */
  void receive(int port, byte[] frame) {
    Optional<FlowRule> rule =
        table.values().stream()
            .filter(candidate -> matches(candidate, port, frame))
            .max(Comparator.comparingInt(FlowRule::priority));
    if (rule.isPresent()) {
      output(rule.get().actions(), port, frame);
    } else {
      fabric.miss(
          this, new PacketIn(id, port, PacketIn.NO_BUFFER, PacketIn.NO_MATCH, 0, -1, frame));
    }
  }

  private static boolean matches(FlowRule rule, int port, byte[] bytes) {
    EthernetFrame frame = EthernetFrame.parse(bytes).orElseThrow();
    for (MatchField field : rule.match().fields()) {
      boolean met =
          (field instanceof MatchField.InPort in && in.port() == port)
              || (field instanceof MatchField.EthDst dst && dst.address().equals(frame.dst()))
              || (field instanceof MatchField.EthSrc src && src.address().equals(frame.src()))
              || (field instanceof MatchField.VlanId vlan && vlan.id() == frame.vlan());
      if (!met) {
        return false;
      }
    }
    return true;
  }

  private void output(List<Action> actions, int inPort, byte[] frame) {
    for (Action action : actions) {
      int port = ((Action.Output) action).port();
      if (port != inPort) {
        fabric.emit(id, port, frame);
      }
    }
  }

  @Override
  public boolean send(SwitchMessage message) {
    fabric.execute(
        () -> {
          if (message instanceof PacketOut out) {
            output(out.actions(), out.inPort(), out.data());
          } else if (message instanceof FlowMod mod) {
            program(mod.rule(), mod.command() == FlowMod.Command.ADD);
          } else {
            throw new AssertionError("unexpected " + message);
          }
        });
    return true;
  }

  @Override
  public DatapathId device() {
    return id;
  }

  @Override
  public OpenFlowVersion version() {
    return OpenFlowVersion.OF_1_3;
  }

  @Override
  public Executor eventLoop() {
    return fabric::execute;
  }

  @Override
  public boolean isCongested() {
    return false;
  }

  @Override
  public CompletableFuture<Map<Integer, SwitchError>> sendAndConfirm(List<SwitchMessage> all) {
    throw new UnsupportedOperationException();
  }

  @Override
  public CompletableFuture<RoleReply> requestRole(Role role, long generation) {
    throw new UnsupportedOperationException();
  }

  @Override
  public CompletableFuture<List<SwitchStatistics.Flow>> flowStatistics() {
    throw new UnsupportedOperationException();
  }

  @Override
  public CompletableFuture<List<SwitchStatistics.Port>> portStatistics() {
    throw new UnsupportedOperationException();
  }

  @Override
  public CompletableFuture<List<SwitchStatistics.Table>> tableStatistics() {
    throw new UnsupportedOperationException();
  }

  @Override
  public CompletableFuture<List<SwitchStatistics.Group>> groupStatistics() {
    throw new UnsupportedOperationException();
  }

  @Override
  public CompletableFuture<List<SwitchStatistics.Meter>> meterStatistics() {
    throw new UnsupportedOperationException();
  }

  @Override
  public CompletableFuture<Duration> echo() {
    throw new UnsupportedOperationException();
  }

  @Override
  public void close(String reason) {}
}
