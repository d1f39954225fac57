package io.vantage.server.cli;

import picocli.CommandLine.Command;

/** Groups the commands about where leaders sit. */
@Command(
    name = "seer",
    mixinStandardHelpOptions = true,
    synopsisSubcommandLabel = "COMMAND",
    description = "Shows and steers where leaders sit.",
    subcommands = {SeerStatusCommand.class, SeerExplainCommand.class, SeerStrategyCommand.class})
final class SeerCommand {}
