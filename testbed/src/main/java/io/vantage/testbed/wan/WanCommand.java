package io.vantage.testbed.wan;

import picocli.CommandLine.Command;

/** {@code vantage wan}. */
@Command(
    name = "wan",
    mixinStandardHelpOptions = true,
    description = {
      "Emulates a wide-area network between the replicas of a local cluster and their switches.",
      "",
      "  vantage wan run --topology internet2 --replicas 3 &",
      "  vantage cluster start --replicas 3 --over-wan",
      "  vantage wan delay r2 20",
      ""
    },
    subcommands = {
      WanRunCommand.class,
      WanStatusCommand.class,
      WanDelayCommand.class,
      WanCutCommand.class,
      WanHealCommand.class,
      WanBandwidthCommand.class
    })
public final class WanCommand {}
