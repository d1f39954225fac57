package io.vantage.server.cli;

import picocli.CommandLine.Command;

/** Groups the commands about leadership. */
@Command(
    name = "leader",
    mixinStandardHelpOptions = true,
    synopsisSubcommandLabel = "COMMAND",
    description = "Moves the leadership of a partition.",
    subcommands = LeaderTransferCommand.class)
final class LeaderCommand {}
