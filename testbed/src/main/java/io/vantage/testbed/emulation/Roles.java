package io.vantage.testbed.emulation;

import io.vantage.testbed.emulation.datapath.ErrorKind;
import java.util.Collection;
import java.util.OptionalLong;

/**
 * Who is master (OpenFlow 1.3.5, section 6.3.6). Belongs to the event loop of the switch and lives
 * until the switch restarts, so that a reconnect does not bring an old master back.
 */
final class Roles {
  private static final int NO_CHANGE = 0;

  private OptionalLong generation = OptionalLong.empty();

  /** Generation id to report; all ones before any controller has given one. */
  long generationOrUnset() {
    return generation.orElse(-1L);
  }

  /** Carries out a role request; throws a refusal for a stale generation or an unknown role. */
  void request(
      ControllerSession from, int role, long generationId, Collection<ControllerSession> sessions) {
    switch (role) {
      case NO_CHANGE -> {}
      case 1 -> from.role(ControllerRole.EQUAL);
      case 2 -> {
        advance(generationId);
        sessions.stream()
            .filter(s -> s != from && s.role() == ControllerRole.MASTER)
            .forEach(s -> s.role(ControllerRole.SLAVE));
        from.role(ControllerRole.MASTER);
      }
      case 3 -> {
        advance(generationId);
        from.role(ControllerRole.SLAVE);
      }
      default -> throw ErrorKind.BAD_ROLE.because("role " + role);
    }
  }

  private void advance(long generationId) {
    // The distance is signed, so that the counter may wrap around.
    if (generation.isPresent() && generationId - generation.getAsLong() < 0) {
      throw ErrorKind.STALE.because(
          "generation "
              + Long.toUnsignedString(generationId)
              + " after "
              + Long.toUnsignedString(generation.getAsLong()));
    }
    generation = OptionalLong.of(generationId);
  }
}
