package io.vantage.testbed.evaluate;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.function.BiConsumer;

/** Runs cells with all their seeds, spread over the cores of this machine. */
final class Evaluation {
  private final List<String> strategies;
  private final List<Long> seeds;
  private final Progress progress;

  Evaluation(List<String> strategies, List<Long> seeds, Progress progress) {
    this.strategies = strategies;
    this.seeds = seeds;
    this.progress = progress;
  }

  /**
   * Runs all cells.
   *
   * @param done is handed each cell's trials, in the order of the cells
   */
  void run(List<Cell> cells, BiConsumer<Cell, List<Map<String, Outcome>>> done) {
    ExecutorService cores =
        Executors.newFixedThreadPool(Runtime.getRuntime().availableProcessors());
    try {
      List<List<Future<Map<String, Outcome>>>> planned = new ArrayList<>();
      for (Cell cell : cells) {
        planned.add(seeds.stream().map(seed -> cores.submit(() -> trial(cell, seed))).toList());
      }
      for (int i = 0; i < cells.size(); i++) {
        List<Map<String, Outcome>> trials = new ArrayList<>();
        for (Future<Map<String, Outcome>> trial : planned.set(i, List.of())) {
          trials.add(trial.get());
        }
        done.accept(cells.get(i), trials);
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

  private Map<String, Outcome> trial(Cell cell, long seed) {
    Map<String, Outcome> outcomes = Trial.run(cell, strategies, seed);
    progress.step();
    return outcomes;
  }
}
