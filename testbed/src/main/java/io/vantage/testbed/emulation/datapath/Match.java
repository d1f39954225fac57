package io.vantage.testbed.emulation.datapath;

import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;

/**
 * The conditions of a flow entry, all of which must hold; none at all matches every frame. Equal
 * matches are equal records: the conditions are kept in field order.
 */
public record Match(List<FieldMatch> fields) {
  /** Matches every frame. */
  public static final Match ANY = new Match(List.of());

  public Match {
    fields = fields.stream().sorted(Comparator.comparing(FieldMatch::field)).toList();
  }

  public static Match of(FieldMatch... fields) {
    return new Match(List.of(fields));
  }

  public Optional<FieldMatch> get(Field field) {
    for (FieldMatch candidate : fields) {
      if (candidate.field() == field) {
        return Optional.of(candidate);
      }
    }
    return Optional.empty();
  }

  /** Whether the field is required to have exactly this value. */
  public boolean requires(Field field, long value) {
    return get(field).filter(f -> f.isExact() && f.low() == value && f.high() == 0).isPresent();
  }

  public boolean matches(PacketFields packet) {
    for (FieldMatch field : fields) {
      if (!field.matches(packet)) {
        return false;
      }
    }
    return true;
  }

  /** Whether {@code other} is this match or a more specific one (non-strict modify and delete). */
  public boolean covers(Match other) {
    return fields.stream()
        .allMatch(mine -> other.get(mine.field()).filter(mine::covers).isPresent());
  }

  /** Whether one frame could match both (OFPFF_CHECK_OVERLAP). */
  public boolean overlaps(Match other) {
    return fields.stream()
        .allMatch(mine -> other.get(mine.field()).map(mine::overlaps).orElse(true));
  }

  /** The match of the same shape that this packet satisfies, or empty if it lacks a field. */
  Optional<Match> project(PacketFields packet) {
    List<FieldMatch> projected = new ArrayList<>(fields.size());
    for (FieldMatch field : fields) {
      if (!packet.has(field.field())) {
        return Optional.empty();
      }
      projected.add(field.project(packet));
    }
    return Optional.of(new Match(projected));
  }

  /** Fields and masks without the values: matches of one shape can share a hash table. */
  Match shape() {
    return new Match(
        fields.stream()
            .map(f -> new FieldMatch(f.field(), 0, 0, f.maskHigh(), f.maskLow()))
            .toList());
  }
}
