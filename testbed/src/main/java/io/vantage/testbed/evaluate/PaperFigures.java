package io.vantage.testbed.evaluate;

import java.util.Map;
import java.util.OptionalDouble;

/** Gains in percent that the paper states (arXiv 2104.01355, section VI), for Internet2. */
public final class PaperFigures {
  private static final Map<String, Double> GAINS =
      Map.of(
          "delay 7 seer-en", 23.4,
          "delay 7 seer-ann", 18.9,
          "delay 7 seer-ols", 11.3,
          "cpu 3 seer-en", 6.25,
          "cpu 5 seer-en", 17.1,
          "cpu 7 seer-en", 32.07,
          "limit 7 seer-en", 23.9,
          "limit 7 seer-ann", 15.2,
          "limit 7 seer-ols", 5.4);

  private PaperFigures() {}

  static OptionalDouble gain(Row row) {
    boolean sameSetting = row.partitions().equals("single") && row.requests().equals("replicas");
    return sameSetting
        ? gain(row.topology(), row.scenario(), row.replicas(), row.strategy())
        : OptionalDouble.empty();
  }

  /** Gain with one partition and requests from clients beside the replicas. */
  public static OptionalDouble gain(
      String topology, String scenario, int replicas, String strategy) {
    Double gain = GAINS.get(scenario + " " + replicas + " " + strategy);
    return gain == null || !topology.equals("internet2")
        ? OptionalDouble.empty()
        : OptionalDouble.of(gain);
  }
}
