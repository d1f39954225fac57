package io.vantage.openflow.codec;

import io.netty.buffer.ByteBuf;
import java.util.List;
import org.opendaylight.openflowjava.protocol.api.extensibility.OFDeserializer;
import org.opendaylight.yang.gen.v1.urn.opendaylight.openflow.common.types.rev130731.PortNumber;
import org.opendaylight.yang.gen.v1.urn.opendaylight.openflow.oxm.rev150225.InPort;
import org.opendaylight.yang.gen.v1.urn.opendaylight.openflow.oxm.rev150225.OpenflowBasicClass;
import org.opendaylight.yang.gen.v1.urn.opendaylight.openflow.oxm.rev150225.OxmMatchType;
import org.opendaylight.yang.gen.v1.urn.opendaylight.openflow.oxm.rev150225.match.entries.grouping.MatchEntryBuilder;
import org.opendaylight.yang.gen.v1.urn.opendaylight.openflow.oxm.rev150225.match.entry.value.grouping.match.entry.value.InPortCase;
import org.opendaylight.yang.gen.v1.urn.opendaylight.openflow.oxm.rev150225.match.entry.value.grouping.match.entry.value.InPortCaseBuilder;
import org.opendaylight.yang.gen.v1.urn.opendaylight.openflow.oxm.rev150225.match.entry.value.grouping.match.entry.value.in.port._case.InPortBuilder;
import org.opendaylight.yang.gen.v1.urn.opendaylight.openflow.oxm.rev150225.match.grouping.Match;
import org.opendaylight.yang.gen.v1.urn.opendaylight.openflow.oxm.rev150225.match.grouping.MatchBuilder;
import org.opendaylight.yangtools.yang.common.Uint32;

/**
 * Reads from a match all that the messages read by the library are asked for, the ingress port, and
 * reads past everything else. The library's own deserialiser gives up the whole message at the
 * first field it does not know, such as the registers that Open vSwitch adds to packet-ins.
 */
final class TolerantMatchDeserializer implements OFDeserializer<Match> {
  @Override
  public Match deserialize(ByteBuf in) {
    int start = in.readerIndex();
    int length = in.getUnsignedShort(start + 2);
    if (length < 4) {
      throw new MalformedMessageException("match of " + length + " bytes");
    }
    int inPort = OxmReader.inPort(in, start + 4, start + length);
    in.skipBytes((length + 7) & ~7);
    var value =
        new InPortCaseBuilder()
            .setInPort(
                new InPortBuilder()
                    .setPortNumber(new PortNumber(Uint32.fromIntBits(inPort)))
                    .build())
            .build();
    var entry =
        new MatchEntryBuilder()
            .setOxmClass(OpenflowBasicClass.VALUE)
            .setOxmMatchField(InPort.VALUE)
            .setHasMask(false)
            .setMatchEntryValue(value)
            .build();
    return new MatchBuilder().setType(OxmMatchType.VALUE).setMatchEntry(List.of(entry)).build();
  }

  /** The ingress port in what {@link #deserialize} returned. */
  static int inPort(Match match) {
    InPortCase value = (InPortCase) match.nonnullMatchEntry().get(0).getMatchEntryValue();
    return value.getInPort().getPortNumber().getValue().intValue();
  }
}
