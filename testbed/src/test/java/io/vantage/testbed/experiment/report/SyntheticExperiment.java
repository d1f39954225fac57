package io.vantage.testbed.experiment.report;

import com.fasterxml.jackson.databind.ObjectMapper;
import io.vantage.testbed.experiment.record.CellRecord;
import io.vantage.testbed.experiment.record.RunFiles;
import io.vantage.testbed.experiment.record.RunRecord;
import io.vantage.testbed.experiment.record.RunRecord.Counters;
import io.vantage.testbed.experiment.record.RunRecord.Injected;
import io.vantage.testbed.experiment.record.RunRecord.Lead;
import io.vantage.testbed.experiment.record.RunRecord.Prediction;
import io.vantage.testbed.experiment.record.RunRecord.Request;
import io.vantage.testbed.experiment.record.RunRecord.State;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * Three intervals of 10 s after a warm-up of 10 s, one request in each. With r1 in the lead they
 * take 10, 40 and 20 ms, with r2 30, 20 and 20 ms, with r3 50, 30 and 50 ms: native takes 30 ms in
 * every interval, the oracle 10, 20 and 20 ms.
 */
final class SyntheticExperiment {
  private static final double WARM_UP_DELAY = 1_000;

  private final Path folder;

  SyntheticExperiment(Path folder) {
    this.folder = folder;
  }

  void write() throws IOException {
    Files.writeString(folder.resolve("command.txt"), "vantage experiment run <all> & more\n");
    Files.writeString(folder.resolve("experiment.conf"), "replicas = [3]\n");
    Files.writeString(folder.resolve("machine.json"), "{\"cores\": 2, \"os\": \"<Linux>\"}");
    for (String cell : List.of("cpu-3", "delay-3")) {
      writeCell(cell);
      fixed(cell, "r1", 10, 40, 20);
      fixed(cell, "r2", 30, 20, 20);
      fixed(cell, "r3", 50, 30, 50);
    }
    placed("delay-3", "vantage", 1, 14, 24, 20);
    placed("delay-3", "vantage", 2, 14, 24, 24);
    placed("delay-3", "<odd> & \"new\"", 1, 30, 30, Double.NaN);
  }

  void writeCell(String name) throws IOException {
    CellRecord cell =
        new CellRecord(
            name,
            name.substring(0, name.indexOf('-')),
            "internet2",
            3,
            List.of("Here", "There & <then>", "Far"),
            1,
            200,
            "balanced",
            1,
            10,
            40,
            new double[][] {{0, 5, 9}, {5, 0, 7}, {9, 7, 0}});
    Files.createDirectories(folder.resolve(name));
    new ObjectMapper().writeValue(folder.resolve(name).resolve("cell.json").toFile(), cell);
    Files.writeString(
        folder.resolve(name).resolve("trace.csv"),
        "time_s,kind,replica,value\n10,delay_ms,r1,20\n20,delay_ms,r1,0\n20,delay_ms,r2,9\n"
            + "30,cpu_percent,r3,70\n");
  }

  private void fixed(String cell, String leader, double... delays) throws IOException {
    write(
        cell,
        RunRecord.FIXED,
        Optional.of(leader),
        1,
        List.of(new Lead(0, "p1", leader, 1)),
        delays);
  }

  private void placed(String cell, String strategy, int repetition, double... delays)
      throws IOException {
    List<Lead> leads = List.of(new Lead(0, "p1", "r3", 1), new Lead(12, "p1", "r1", 2));
    write(cell, strategy, Optional.empty(), repetition, leads, delays);
  }

  private void write(
      String cell,
      String strategy,
      Optional<String> leader,
      int repetition,
      List<Lead> leads,
      double... delays)
      throws IOException {
    List<Request> requests = new ArrayList<>(List.of(new Request(5, "r1", WARM_UP_DELAY)));
    for (int i = 0; i < delays.length; i++) {
      requests.add(new Request(10 * (i + 1) + 1, "r2", delays[i]));
    }
    RunRecord run =
        new RunRecord(
            strategy,
            leader,
            repetition,
            new Counters(4, 0, leads.size() - 1, 0, 100 + repetition, 40),
            requests,
            leads,
            List.of(
                new Prediction(5, "p1", "r1", 1, 99),
                new Prediction(15, "p1", "r1", 11, 10),
                new Prediction(25, "p1", "r1", 14, 20),
                new Prediction(35, "p1", "r1", 20, Double.NaN)),
            List.of(
                new State(11, "r1", 0.5, Map.of("r2", 10.0, "r3", 18.0)),
                new State(11, "r2", 0.5, Map.of("r1", 10.0, "r3", 14.0))),
            List.of(new Injected(10, "delay_ms", "r1", 20, Double.NaN)));
    RunFiles.write(folder.resolve(cell).resolve(run.name().replaceAll("[^\\w-]", "_")), run);
  }
}
