package io.vantage.testbed.experiment;

import io.vantage.testbed.experiment.report.ExperimentReportCommand;
import picocli.CommandLine.Command;

/** {@code vantage experiment}. */
@Command(
    name = "experiment",
    mixinStandardHelpOptions = true,
    description = {
      "Compares strategies of leader placement on a live cluster of processes behind the emulated",
      "wide-area network. Every strategy meets the same recorded injections and requests."
    },
    subcommands = {
      ExperimentPaperCommand.class,
      ExperimentRunCommand.class,
      ExperimentReportCommand.class
    })
public final class ExperimentCommand {}
