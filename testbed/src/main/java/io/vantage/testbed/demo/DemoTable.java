package io.vantage.testbed.demo;

import java.util.Locale;

/** The summary for people. */
final class DemoTable {
  private DemoTable() {}

  static String of(DemoReport report) {
    StringBuilder table = new StringBuilder();
    row(table, "switches", report.switches() + " (" + report.mode() + ")");
    row(table, "links", Integer.toString(report.links()));
    row(table, "hosts", Integer.toString(report.hosts()));
    row(table, "ready after", report.readyMs() + " ms");
    row(table, "ping loss", number(report.pingLossPercent()) + " %");
    row(table, "leaderships moved", Integer.toString(report.transfers()));
    row(table, "longest pause", number(report.transferPauseMs()) + " ms");
    row(table, "fail-over", number(report.failoverMs()) + " ms");
    row(table, "updates lost", Integer.toString(report.lostUpdates()));
    return table.toString();
  }

  private static void row(StringBuilder table, String name, String value) {
    table.append(String.format(Locale.ROOT, "  %-18s %s%n", name, value));
  }

  private static String number(double value) {
    return String.format(Locale.ROOT, "%.1f", value);
  }
}
