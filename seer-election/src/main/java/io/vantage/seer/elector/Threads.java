package io.vantage.seer.elector;

import java.util.concurrent.ScheduledThreadPoolExecutor;

/** SEER's own threads, one per part, so that none of its work delays anything else. */
final class Threads {
  private Threads() {}

  static ScheduledThreadPoolExecutor single(String name) {
    ScheduledThreadPoolExecutor executor =
        new ScheduledThreadPoolExecutor(
            1,
            task -> {
              Thread thread = new Thread(task, name);
              thread.setDaemon(true);
              return thread;
            });
    executor.setRemoveOnCancelPolicy(true);
    executor.setExecuteExistingDelayedTasksAfterShutdownPolicy(false);
    return executor;
  }
}
