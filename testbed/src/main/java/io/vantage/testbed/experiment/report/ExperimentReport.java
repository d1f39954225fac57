package io.vantage.testbed.experiment.report;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.vantage.seer.simulation.SimulationSettings;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * Reports on an experiment, finished or not: {@code summary.json} for programs and {@code
 * report.html} for people, beside what was measured.
 */
public final class ExperimentReport {
  public static final String PAGE = "report.html";
  public static final String SUMMARY = "summary.json";

  private final SimulationSettings simulation;

  /**
   * Makes reports.
   *
   * @param simulation constants of the simulation that is set beside the measurements
   */
  public ExperimentReport(SimulationSettings simulation) {
    this.simulation = simulation;
  }

  /**
   * Reads the folder and writes both files into it.
   *
   * @return what is in {@link #SUMMARY}
   * @throws io.vantage.server.cli.CliException if the folder is none of an experiment, or damaged
   */
  public ObjectNode write(Path folder) throws IOException {
    ReportFolder files = new ReportFolder(folder);
    List<CellResults> results = new ArrayList<>();
    Map<ReportSection, StringBuilder> contents = new LinkedHashMap<>();
    for (Path path : files.cells()) {
      ReportCell cell = ReportFolder.cell(path);
      CellResults result = CellResults.of(cell, SimulatedCell.means(cell, simulation));
      results.add(result);
      for (ReportSection section : ReportSection.ALL) {
        contents
            .computeIfAbsent(section, key -> new StringBuilder())
            .append(section.ofCell().apply(cell, result));
      }
    }
    JsonNode machine = files.machine();
    ReportPage page = new ReportPage("Experiment " + folder.toRealPath().getFileName());
    page.origin(files.command(), machine, files.description());
    contents.forEach(
        (section, content) ->
            page.section(
                section.title(), section.words(), content + section.ofAll().apply(results)));
    ObjectNode summary = ReportSummary.of(files.command(), machine, results);
    Files.writeString(folder.resolve(SUMMARY), summary.toPrettyString() + "\n");
    Files.writeString(folder.resolve(PAGE), page.finish());
    return summary;
  }
}
