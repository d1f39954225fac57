package io.vantage.server.cli;

import picocli.CommandLine.Command;

/** Groups the commands that change flow rules. */
@Command(
    name = "flow",
    mixinStandardHelpOptions = true,
    synopsisSubcommandLabel = "COMMAND",
    description = "Adds or removes a flow rule.",
    subcommands = {FlowAddCommand.class, FlowRemoveCommand.class})
final class FlowCommand {}
