package io.vantage.testbed.experiment.report;

import java.util.List;
import java.util.Locale;

/** Pieces of a page, all of them well-formed XML. */
final class Html {
  /** Stands for what is not known. */
  static final String UNKNOWN = "–";

  private Html() {}

  static String escaped(String words) {
    return words
        .replace("&", "&amp;")
        .replace("<", "&lt;")
        .replace(">", "&gt;")
        .replace("\"", "&quot;");
  }

  static String element(String name, String words) {
    return "<" + name + ">" + escaped(words) + "</" + name + ">\n";
  }

  /** A drawing, or a table, and what one sees in it. */
  static String figure(String content, String caption) {
    return "<figure>\n" + content + element("figcaption", caption) + "</figure>\n";
  }

  /** Numbers that a drawing shows; the first cell of a row is its head. */
  static String table(List<String> head, List<List<String>> rows) {
    StringBuilder table = new StringBuilder("<table>\n<thead><tr>");
    head.forEach(cell -> table.append("<th scope=\"col\">").append(escaped(cell)).append("</th>"));
    table.append("</tr></thead>\n<tbody>\n");
    for (List<String> row : rows) {
      table.append("<tr><th scope=\"row\">").append(escaped(row.get(0))).append("</th>");
      row.stream()
          .skip(1)
          .forEach(cell -> table.append("<td>").append(escaped(cell)).append("</td>"));
      table.append("</tr>\n");
    }
    return table.append("</tbody>\n</table>\n").toString();
  }

  static String number(double value, int decimals) {
    return Double.isFinite(value)
        ? String.format(Locale.ROOT, "%." + decimals + "f", value)
        : UNKNOWN;
  }

  static String format(String format, Object... arguments) {
    return String.format(Locale.ROOT, format, arguments);
  }
}
