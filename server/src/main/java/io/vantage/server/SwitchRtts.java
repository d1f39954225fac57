package io.vantage.server;

import io.vantage.model.DatapathId;
import io.vantage.openflow.probe.SwitchRtt;
import io.vantage.seer.elector.Seer;
import java.time.Duration;

/** Tells SEER how far the switches are. */
record SwitchRtts(Seer seer) implements SwitchRtt.Listener {
  @Override
  public void measured(DatapathId device, Duration rtt) {
    seer.switchRtt(device, rtt);
  }

  @Override
  public void gone(DatapathId device) {
    seer.switchGone(device);
  }
}
