package io.vantage.testbed.emulation.datapath;

import java.util.concurrent.atomic.AtomicInteger;

/**
 * An Ethernet frame on its way. The bytes are never changed once a frame exists; a rewrite makes a
 * new frame. A frame remembers how many links it may still cross, and shares with all its copies
 * how many crossings are left to the whole family, so that a loop ends in a counter and not in a
 * hang.
 */
public final class Frame {
  private static final int MAX_HOPS = 64;
  private static final int MAX_CROSSINGS = 20_000;

  private final byte[] bytes;
  private final int hopsLeft;
  private final AtomicInteger crossingsLeft;

  private Frame(byte[] bytes, int hopsLeft, AtomicInteger crossingsLeft) {
    this.bytes = bytes;
    this.hopsLeft = hopsLeft;
    this.crossingsLeft = crossingsLeft;
  }

  /** A new frame; the caller hands the array over. */
  public static Frame of(byte[] bytes) {
    return new Frame(bytes, MAX_HOPS, new AtomicInteger(MAX_CROSSINGS));
  }

  /** The frame's own array, for reading only. */
  public byte[] bytes() {
    return bytes;
  }

  public int length() {
    return bytes.length;
  }

  /** The same journey with other bytes. */
  Frame withBytes(byte[] changed) {
    return new Frame(changed, hopsLeft, crossingsLeft);
  }

  /** Whether this frame, or its family of copies, has crossed so many links that it must loop. */
  public boolean exhausted() {
    return hopsLeft <= 0 || crossingsLeft.get() <= 0;
  }

  /** The frame on the far side of one more link. */
  public Frame crossed() {
    crossingsLeft.decrementAndGet();
    return new Frame(bytes, hopsLeft - 1, crossingsLeft);
  }
}
