package io.vantage.server.cli;

import io.vantage.server.config.BadConfigurationException;
import java.io.PrintWriter;
import java.util.ServiceLoader;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.UnmatchedArgumentException;

/** The {@code vantage} command. */
@Command(
    name = "vantage",
    mixinStandardHelpOptions = true,
    versionProvider = Version.class,
    description = "A distributed SDN controller whose leaders sit where they serve best.",
    synopsisSubcommandLabel = "COMMAND",
    commandListHeading = "%nCommands:%n",
    footer = {
      "",
      "Exit codes: 0 done, 1 failed, 2 wrong usage or configuration, 3 no such switch, replica or",
      "partition, 4 no replica answers, 5 not done by the deadline.",
      "",
      "'vantage COMMAND --help' explains a command."
    },
    subcommands = {
      NodeCommand.class,
      ClusterCommand.class,
      ReplicasCommand.class,
      PartitionsCommand.class,
      LeaderCommand.class,
      SeerCommand.class,
      DevicesCommand.class,
      DeviceCommand.class,
      PortsCommand.class,
      LinksCommand.class,
      HostsCommand.class,
      TopologyCommand.class,
      FlowsCommand.class,
      FlowCommand.class,
      GroupsCommand.class,
      MetersCommand.class,
      WarmUpCommand.class,
    })
public final class Main {
  private Main() {}

  public static void main(String[] args) {
    System.exit(commandLine().execute(args));
  }

  /** The command line with all commands, ready to {@link CommandLine#execute}. */
  public static CommandLine commandLine() {
    CommandLine line = new CommandLine(new Main());
    for (CommandProvider provider : ServiceLoader.load(CommandProvider.class)) {
      provider.commands().forEach(line::addSubcommand);
    }
    line.setCaseInsensitiveEnumValuesAllowed(true);
    line.setUsageHelpAutoWidth(true);
    line.setParameterExceptionHandler(Main::wrongUsage);
    line.setExecutionExceptionHandler(Main::failed);
    return line;
  }

  private static int wrongUsage(ParameterException e, String[] args) {
    CommandLine command = e.getCommandLine();
    String name = command.getCommandSpec().qualifiedName();
    StringBuilder message = new StringBuilder(oneLine(e));
    if (e instanceof UnmatchedArgumentException unmatched) {
      var suggestions = unmatched.getSuggestions();
      if (!suggestions.isEmpty()) {
        message.append("; did you mean ").append(suggestions.get(0)).append('?');
      }
    }
    PrintWriter err = command.getErr();
    err.println(name + ": " + message + " (see '" + name + " --help')");
    err.flush();
    return ExitCode.USAGE;
  }

  private static int failed(Exception e, CommandLine command, CommandLine.ParseResult parsed) {
    PrintWriter err = command.getErr();
    String name = command.getCommandSpec().qualifiedName();
    int code = ExitCode.FAILED;
    if (e instanceof CliException known) {
      err.println(name + ": " + oneLine(known));
      code = known.exitCode();
    } else if (e instanceof BadConfigurationException bad) {
      bad.problems().forEach(problem -> err.println(name + ": " + problem));
      code = ExitCode.USAGE;
    } else {
      err.println(name + ": " + oneLine(e));
      if (System.getenv("VANTAGE_TRACE") != null) {
        e.printStackTrace(err);
      }
    }
    err.flush();
    return code;
  }

  private static String oneLine(Exception e) {
    String message = e.getMessage() == null ? e.getClass().getSimpleName() : e.getMessage();
    return message.strip().replaceAll("\\s*\\R\\s*", " ");
  }
}
