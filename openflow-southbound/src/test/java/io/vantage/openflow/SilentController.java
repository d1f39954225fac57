package io.vantage.openflow;

import io.vantage.model.PacketIn;
import io.vantage.model.Port;
import io.vantage.model.SwitchDescription;
import io.vantage.southbound.SwitchChannel;
import io.vantage.southbound.SwitchListener;
import java.util.List;

/** Another controller that a switch is connected to. */
final class SilentController implements SwitchListener {
  @Override
  public void connected(
      SwitchChannel channel, SwitchDescription description, int tables, List<Port> ports) {}

  @Override
  public void packetIn(SwitchChannel channel, PacketIn packet) {}

  @Override
  public void portChanged(SwitchChannel channel, Port port) {}

  @Override
  public void portRemoved(SwitchChannel channel, int number) {}

  @Override
  public void flowRemoved(SwitchChannel channel, FlowRemoved removed) {}

  @Override
  public void disconnected(SwitchChannel channel, String reason) {}
}
