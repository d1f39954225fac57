package io.vantage.server.cli;

import com.fasterxml.jackson.databind.node.ObjectNode;
import io.vantage.model.DatapathId;
import io.vantage.server.text.MatchText;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

/** Which rule: switch, table, priority and match. */
final class RuleKeyOptions {
  @Spec(Spec.Target.MIXEE)
  private CommandSpec spec;

  @Parameters(paramLabel = "DEVICE", description = "Datapath id, as 1 or 0000000000000001.")
  private String device;

  @Option(names = "--table", paramLabel = "N", description = "Flow table (default: 0).")
  private int table;

  @Option(
      names = "--priority",
      paramLabel = "N",
      description = "0 to 65535, the highest match wins (default: 100).")
  private int priority = 100;

  @Option(
      names = "--match",
      paramLabel = "FIELD=VALUE,...",
      description =
          "Conditions, as in_port=1,eth_type=0x800,ip_dst=10.0.0.2; ip, ipv6, arp, icmp, tcp and"
              + " udp stand for the types; default: every packet.")
  private String match = "";

  String device() {
    try {
      return DatapathId.parse(device).toString();
    } catch (IllegalArgumentException e) {
      throw new ParameterException(spec.commandLine(), String.valueOf(e.getMessage()), e);
    }
  }

  void write(ObjectNode rule) {
    try {
      MatchText.parse(match);
    } catch (IllegalArgumentException e) {
      throw new ParameterException(spec.commandLine(), "--match: " + e.getMessage(), e);
    }
    rule.put("table", table);
    rule.put("priority", priority);
    rule.put("match", match);
  }
}
