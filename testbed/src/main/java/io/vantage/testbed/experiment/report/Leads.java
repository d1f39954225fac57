package io.vantage.testbed.experiment.report;

import io.vantage.testbed.experiment.record.RunRecord;
import io.vantage.testbed.experiment.record.RunRecord.Lead;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

/** Who led when. */
final class Leads {
  private Leads() {}

  /** Each partition's leaders in the order of time. */
  static Map<String, List<Lead>> byPartition(RunRecord run) {
    Map<String, List<Lead>> byPartition = new TreeMap<>();
    for (Lead lead : run.leads()) {
      byPartition.computeIfAbsent(lead.partition(), name -> new ArrayList<>()).add(lead);
    }
    return byPartition;
  }

  /** Times at which a partition got another leader than it had, in their order. */
  static List<Double> changes(RunRecord run) {
    List<Double> changes = new ArrayList<>();
    for (List<Lead> leads : byPartition(run).values()) {
      for (int i = 1; i < leads.size(); i++) {
        if (!leads.get(i).leader().equals(leads.get(i - 1).leader())) {
          changes.add(leads.get(i).timeSeconds());
        }
      }
    }
    return changes.stream().sorted().toList();
  }
}
