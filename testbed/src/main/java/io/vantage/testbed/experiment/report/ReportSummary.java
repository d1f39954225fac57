package io.vantage.testbed.experiment.report;

import static io.vantage.testbed.evaluate.EvaluationFiles.number;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.vantage.testbed.experiment.record.CellRecord;
import java.util.List;

/** The figures for programs; what is not known is null. */
final class ReportSummary {
  private ReportSummary() {}

  static ObjectNode of(String command, JsonNode machine, List<CellResults> results) {
    ObjectNode summary = JsonNodeFactory.instance.objectNode();
    summary.put("command", command).set("machine", machine);
    ArrayNode cells = summary.putArray("cells");
    results.forEach(cell -> cell.rows().forEach(row -> cells.add(object(cell.cell(), row))));
    return summary;
  }

  private static ObjectNode object(CellRecord cell, StrategyResult row) {
    ObjectNode object = JsonNodeFactory.instance.objectNode();
    object.put("cell", cell.name()).put("scenario", cell.scenario());
    object.put("replicas", cell.replicas()).put("topology", cell.topology());
    object.put("strategy", row.strategy()).put("runs", row.runs());
    object.put("requests", row.delays().requests()).put("failed", row.delays().failed());
    number(object, "meanMs", row.meanMs());
    number(object, "p50Ms", row.delays().quantile(0.5));
    number(object, "p95Ms", row.delays().quantile(0.95));
    number(object, "p99Ms", row.delays().quantile(0.99));
    number(object, "ci95Ms", row.ci95Ms());
    number(object, "gainPercent", row.gainPercent());
    number(object, "oracleSharePercent", row.oracleSharePercent());
    number(object, "transfers", row.transfers());
    number(object, "transfersPerHour", row.transfersPerHour());
    number(object, "longestPauseMs", row.longestPauseMs());
    number(object, "medianPredictionErrorPercent", row.medianPredictionErrorPercent());
    number(object, "simulatedMeanMs", row.simulatedMeanMs());
    number(object, "simulatedGainPercent", row.simulatedGainPercent());
    return object;
  }
}
