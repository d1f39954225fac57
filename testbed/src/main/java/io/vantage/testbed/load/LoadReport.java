package io.vantage.testbed.load;

import java.util.Optional;
import java.util.OptionalDouble;

/**
 * What a run measured, warm-up excluded. A response is the first flow-mod or packet-out that names
 * a packet-in's addresses; a second message for the same packet-in is not counted again. When
 * flooding, several packet-ins of the same addresses are under way at once: there, responses are
 * the flow-mods or the packet-outs, whichever are more, and times are those of the latest
 * packet-in.
 *
 * @param responsesPerSecond over all switches
 * @param p50Micros median time from packet-in to response
 * @param lost packet-ins that had no response for a second
 * @param cpuMicrosPerResponse processor time of the measured process, per response
 * @param residentMegabytes memory of the measured process at the end
 * @param failure what ended the run early, such as a lost connection
 */
public record LoadReport(
    int switches,
    String version,
    String mode,
    long seed,
    double seconds,
    long packetIns,
    long responses,
    double responsesPerSecond,
    long flowMods,
    long packetOuts,
    long errors,
    long lost,
    double p50Micros,
    double p99Micros,
    double maxMicros,
    OptionalDouble cpuMicrosPerResponse,
    OptionalDouble residentMegabytes,
    Optional<String> failure) {}
