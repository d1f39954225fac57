package io.vantage.server;

import io.vantage.dispatch.Dispatcher;
import io.vantage.model.DatapathId;
import io.vantage.openflow.role.MastershipListener;
import io.vantage.southbound.SwitchChannel;

/** Tells the dispatcher whose packets it may handle. */
record Masterships(Dispatcher dispatcher) implements MastershipListener {
  @Override
  public void mastered(SwitchChannel channel) {
    dispatcher.mastered(channel);
  }

  @Override
  public void unmastered(DatapathId device) {
    dispatcher.unmastered(device);
  }
}
