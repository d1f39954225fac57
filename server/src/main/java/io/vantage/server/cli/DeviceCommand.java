package io.vantage.server.cli;

import picocli.CommandLine.Command;

/** Groups the commands that change switches. */
@Command(
    name = "device",
    mixinStandardHelpOptions = true,
    synopsisSubcommandLabel = "COMMAND",
    description = "Moves a switch to another partition.",
    subcommands = DeviceMoveCommand.class)
final class DeviceCommand {}
