package io.vantage.testbed.experiment.report;

import com.fasterxml.jackson.databind.JsonNode;
import io.vantage.seer.simulation.SimulationSettings;
import io.vantage.server.cli.ExitCode;
import io.vantage.server.cli.Table;
import java.io.IOException;
import java.io.PrintWriter;
import java.nio.file.Path;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

/** {@code vantage experiment report}. */
@Command(
    name = "report",
    mixinStandardHelpOptions = true,
    description = {
      "Reports on the folder of an experiment, finished or not: figures and tables in report.html,"
          + " which needs nothing but a browser, and summary.json for programs."
    })
public final class ExperimentReportCommand implements Callable<Integer> {
  @Spec private CommandSpec spec;

  @Parameters(paramLabel = "DIR", description = "Output folder of an experiment.")
  private Path folder;

  @Override
  public Integer call() throws IOException {
    JsonNode summary = new ExperimentReport(SimulationSettings.DEFAULTS).write(folder);
    Table table =
        new Table(
            "CELL", "STRATEGY", "MEAN MS", "GAIN %", "ORACLE %", "MOVES/H", "FAILED", "SIM MS");
    for (JsonNode row : summary.get("cells")) {
      table.row(
          row.get("cell").asText(),
          row.get("strategy").asText(),
          number(row, "meanMs", 2),
          number(row, "gainPercent", 1),
          number(row, "oracleSharePercent", 0),
          number(row, "transfersPerHour", 0),
          row.get("failed").asText(),
          number(row, "simulatedMeanMs", 2));
    }
    PrintWriter out = spec.commandLine().getOut();
    table.print(out);
    out.println();
    out.println(folder.resolve(ExperimentReport.PAGE));
    out.flush();
    return ExitCode.OK;
  }

  private static String number(JsonNode row, String name, int decimals) {
    return Html.number(row.get(name).asDouble(Double.NaN), decimals);
  }
}
