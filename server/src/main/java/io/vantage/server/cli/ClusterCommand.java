package io.vantage.server.cli;

import picocli.CommandLine.Command;

/** Groups the commands that run replicas on this machine. */
@Command(
    name = "cluster",
    mixinStandardHelpOptions = true,
    synopsisSubcommandLabel = "COMMAND",
    description = {
      "Runs a cluster on this machine, one process per replica.",
      "Replica i is named r<i> and binds 127.0.0.<i>: switches connect to port 6653, the REST API",
      "is on port 8181, replicas talk to each other on port 5679."
    },
    subcommands = {
      ClusterStartCommand.class,
      ClusterStopCommand.class,
      ClusterStatusCommand.class,
      ClusterKillCommand.class,
      ClusterRestartCommand.class,
    })
final class ClusterCommand {}
