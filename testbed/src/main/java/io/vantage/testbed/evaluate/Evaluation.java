package io.vantage.testbed.evaluate;

import java.lang.management.ManagementFactory;
import java.lang.management.ThreadMXBean;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.function.Consumer;

/** Runs cells with all their seeds, spread over the cores of this machine. */
final class Evaluation {
  private final List<String> strategies;
  private final List<Long> seeds;
  private final Progress progress;
  private final ThreadMXBean threads = ManagementFactory.getThreadMXBean();

  Evaluation(List<String> strategies, List<Long> seeds, Progress progress) {
    this.strategies = strategies;
    this.seeds = seeds;
    this.progress = progress;
  }

  /**
   * Runs all cells.
   *
   * @param done is handed each result, in the order of the cells, as soon as it is there
   */
  void run(List<Cell> cells, Consumer<CellResult> done) {
    ExecutorService cores =
        Executors.newFixedThreadPool(Runtime.getRuntime().availableProcessors());
    try {
      List<List<Future<Timed>>> planned = new ArrayList<>();
      for (Cell cell : cells) {
        planned.add(seeds.stream().map(seed -> cores.submit(() -> trial(cell, seed))).toList());
      }
      for (int i = 0; i < cells.size(); i++) {
        List<Map<String, Outcome>> trials = new ArrayList<>();
        double cpuSeconds = 0;
        for (Future<Timed> trial : planned.set(i, List.of())) {
          trials.add(trial.get().outcomes);
          cpuSeconds += trial.get().cpuSeconds;
        }
        done.accept(CellResult.of(cells.get(i), trials, cpuSeconds));
      }
    } catch (ExecutionException e) {
      throw new IllegalStateException(e.getCause().getMessage(), e.getCause());
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new IllegalStateException("interrupted", e);
    } finally {
      cores.shutdownNow();
    }
  }

  private Timed trial(Cell cell, long seed) {
    long began = threads.getCurrentThreadCpuTime();
    Map<String, Outcome> outcomes = Trial.run(cell, strategies, seed);
    progress.step();
    return new Timed(outcomes, (threads.getCurrentThreadCpuTime() - began) / 1e9);
  }

  private record Timed(Map<String, Outcome> outcomes, double cpuSeconds) {}
}
