package io.vantage.openflow.codec;

import io.vantage.model.DatapathId;
import io.vantage.model.MacAddress;
import io.vantage.model.OpenFlowVersion;
import io.vantage.model.Port;
import io.vantage.model.PortNumbers;
import java.util.List;
import org.opendaylight.yang.gen.v1.urn.opendaylight.openflow.common.types.rev130731.PortFeaturesV10;
import org.opendaylight.yang.gen.v1.urn.opendaylight.openflow.protocol.rev130731.PortGrouping;

/** Ports as OpenFlowJava reads them (OpenFlow 1.3, section A.2.1; 1.0, section 5.2.1). */
final class Ports {
  private Ports() {}

  /** Ports without the reserved ones, such as the switch's own local port. */
  static List<Port> ordinary(
      List<? extends PortGrouping> ports, DatapathId device, OpenFlowVersion version) {
    return ports.stream()
        .map(port -> of(port, device, version))
        .filter(port -> PortNumbers.isOrdinary(port.number()))
        .toList();
  }

  static Port of(PortGrouping port, DatapathId device, OpenFlowVersion version) {
    boolean old = version == OpenFlowVersion.OF_1_0;
    int number = port.getPortNo().intValue();
    boolean down =
        old
            ? port.getConfigV10().getPortDown() || port.getStateV10().getLinkDown()
            : port.getConfig().getPortDown() || port.getState().getLinkDown();
    return new Port(
        device,
        old ? PortNumbers10.fromWire(number) : number,
        port.getName() == null ? "" : port.getName(),
        MacAddress.parse(port.getHwAddr().getValue()),
        !down,
        old ? speedKbps(port.getCurrentFeaturesV10()) : port.getCurrSpeed().longValue());
  }

  private static long speedKbps(PortFeaturesV10 features) {
    if (features.get_10gbFd()) {
      return 10_000_000;
    } else if (features.get_1gbFd() || features.get_1gbHd()) {
      return 1_000_000;
    } else if (features.get_100mbFd() || features.get_100mbHd()) {
      return 100_000;
    }
    return features.get_10mbFd() || features.get_10mbHd() ? 10_000 : 0;
  }
}
