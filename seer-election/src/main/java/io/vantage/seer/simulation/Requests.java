package io.vantage.seer.simulation;

import java.util.Arrays;

/** What has become of every request of a run. */
final class Requests {
  private static final int NOWHERE = -1;

  final Workload workload;
  private final float[] delayMillis;
  private final int[] entry;
  private final long[] enteredAt;
  private final boolean[] known;
  private int answered;

  Requests(Workload workload) {
    this.workload = workload;
    delayMillis = new float[workload.size()];
    Arrays.fill(delayMillis, Float.NaN);
    entry = new int[workload.size()];
    Arrays.fill(entry, NOWHERE);
    enteredAt = new long[workload.size()];
    known = new boolean[workload.size()];
  }

  /** The request has reached a replica, its source from now on. */
  void entered(int request, int replica, long now) {
    if (entry[request] != NOWHERE) {
      throw new IllegalStateException("request " + request + " entered twice");
    }
    entry[request] = replica;
    enteredAt[request] = now;
  }

  int entryOf(int request) {
    return entry[request];
  }

  boolean isKnown(int request) {
    return known[request];
  }

  /** The source knows that the request is committed; answers the commit delay in milliseconds. */
  double known(int request, long now) {
    known[request] = true;
    return (now - enteredAt[request]) / 1e6;
  }

  /** The answer is where the request came from. */
  void answered(int request, long now) {
    if (!Float.isNaN(delayMillis[request])) {
      throw new IllegalStateException("request " + request + " answered twice");
    }
    delayMillis[request] = (float) ((now - workload.at()[request]) / 1e6);
    answered++;
  }

  boolean areAllAnswered() {
    return answered == workload.size();
  }

  int unanswered() {
    return workload.size() - answered;
  }

  float[] delaysMillis() {
    return delayMillis;
  }
}
