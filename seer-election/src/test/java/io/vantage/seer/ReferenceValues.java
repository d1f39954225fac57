package io.vantage.seer;

import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.util.HashMap;
import java.util.Iterator;
import java.util.Map;
import java.util.stream.Stream;

/** Matrices that {@code reference/generate.py} wrote, by name. */
public final class ReferenceValues {
  private final Map<String, double[][]> matrices = new HashMap<>();

  public ReferenceValues(String file) {
    try (InputStream in = ReferenceValues.class.getResourceAsStream("/reference/" + file)) {
      Iterator<String> lines =
          new String(in.readAllBytes(), StandardCharsets.US_ASCII).lines().iterator();
      while (lines.hasNext()) {
        String[] header = lines.next().split(" ");
        double[][] matrix = new double[Integer.parseInt(header[1])][];
        for (int i = 0; i < matrix.length; i++) {
          matrix[i] = Stream.of(lines.next().split(" ")).mapToDouble(Double::parseDouble).toArray();
        }
        matrices.put(header[0], matrix);
      }
    } catch (IOException e) {
      throw new IllegalStateException(file, e);
    }
  }

  public double[][] matrix(String name) {
    double[][] matrix = matrices.get(name);
    if (matrix == null) {
      throw new IllegalArgumentException("no matrix " + name);
    }
    return matrix;
  }

  public double[] row(String name) {
    return matrix(name)[0];
  }
}
