package io.vantage.model;

import io.vantage.model.MatchField.EthType;
import io.vantage.model.MatchField.IpProtocol;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/**
 * Conditions that a packet must all meet; none at all matches every packet.
 *
 * <p>Invariants: at most one field of a kind, in a canonical order (so that equal matches are equal
 * records), and every field's prerequisite is present (OpenFlow 1.3, table 12): a match on {@code
 * ip_dst}, say, needs the {@code eth_type} of its address family.
 */
public record Match(List<MatchField> fields) {
  public static final Match ANY = new Match(List.of());

  private static final int IPV4 = EthType.IPV4.type();
  private static final int IPV6 = EthType.IPV6.type();
  private static final int ARP = EthType.ARP.type();

  private static final List<Class<?>> ORDER = List.of(MatchField.class.getPermittedSubclasses());

  private static final Set<Class<?>> ARP_FIELDS =
      Set.of(
          MatchField.ArpOperation.class,
          MatchField.ArpSenderIp.class,
          MatchField.ArpTargetIp.class,
          MatchField.ArpSenderMac.class,
          MatchField.ArpTargetMac.class);

  private static final Map<Class<?>, Integer> PROTOCOL_OF =
      Map.of(
          MatchField.TcpSrc.class, 6,
          MatchField.TcpDst.class, 6,
          MatchField.UdpSrc.class, 17,
          MatchField.UdpDst.class, 17,
          MatchField.IcmpType.class, 1,
          MatchField.IcmpCode.class, 1,
          MatchField.Icmpv6Type.class, 58,
          MatchField.Icmpv6Code.class, 58);

  public Match {
    if (fields.size() > 1) {
      List<MatchField> sorted = new ArrayList<>(fields);
      sorted.sort(Comparator.comparingInt(field -> ORDER.indexOf(field.getClass())));
      fields = sorted;
    }
    fields = List.copyOf(fields);
    for (int i = 1; i < fields.size(); i++) {
      if (fields.get(i).getClass() == fields.get(i - 1).getClass()) {
        throw new IllegalArgumentException(
            "two conditions on one field: " + fields.get(i - 1) + " and " + fields.get(i));
      }
    }
    for (MatchField field : fields) {
      checkPrerequisite(field, fields);
    }
  }

  public static Match of(MatchField... fields) {
    return new Match(List.of(fields));
  }

  /** The field of a kind, if this match has it. */
  public <T extends MatchField> Optional<T> get(Class<T> kind) {
    return find(fields, kind);
  }

  private static <T> Optional<T> find(List<MatchField> fields, Class<T> kind) {
    for (MatchField field : fields) {
      if (kind.isInstance(field)) {
        return Optional.of(kind.cast(field));
      }
    }
    return Optional.empty();
  }

  private static void checkPrerequisite(MatchField field, List<MatchField> fields) {
    if (field instanceof MatchField.IpSrc ip) {
      needEthType(field, fields, ip.prefix().isV4() ? IPV4 : IPV6);
    } else if (field instanceof MatchField.IpDst ip) {
      needEthType(field, fields, ip.prefix().isV4() ? IPV4 : IPV6);
    } else if (field instanceof MatchField.IpProtocol || field instanceof MatchField.IpDscp) {
      needEthType(field, fields, IPV4, IPV6);
    } else if (ARP_FIELDS.contains(field.getClass())) {
      needEthType(field, fields, ARP);
    } else if (PROTOCOL_OF.containsKey(field.getClass())) {
      int protocol = PROTOCOL_OF.get(field.getClass());
      boolean met =
          find(fields, IpProtocol.class).filter(p -> p.protocol() == protocol).isPresent();
      if (!met) {
        throw new IllegalArgumentException(field + " needs ip_proto " + protocol);
      }
    }
  }

  private static void needEthType(MatchField field, List<MatchField> fields, int... allowed) {
    Optional<EthType> type = find(fields, EthType.class);
    for (int candidate : allowed) {
      if (type.isPresent() && type.get().type() == candidate) {
        return;
      }
    }
    throw new IllegalArgumentException(
        field + " needs eth_type 0x" + Integer.toHexString(allowed[0]));
  }
}
