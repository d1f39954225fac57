package io.vantage.openflow.role;

import io.vantage.model.DatapathId;
import io.vantage.southbound.SwitchChannel;

/** Told when this replica becomes or ceases to be the master of a switch; must not block. */
public interface MastershipListener {
  /** Nobody minds. */
  MastershipListener NONE =
      new MastershipListener() {
        @Override
        public void mastered(SwitchChannel channel) {}

        @Override
        public void unmastered(DatapathId device) {}
      };

  /** This replica leads the switch's partition and the switch has confirmed it as master. */
  void mastered(SwitchChannel channel);

  /** This replica is not, or no longer, the master of the switch. */
  void unmastered(DatapathId device);
}
