package io.vantage.network;

import io.vantage.cluster.PartitionId;
import java.util.concurrent.CopyOnWriteArrayList;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Subscribers to events. One that throws is logged and harms nobody else. Any thread. */
final class Listeners {
  private static final Logger log = LoggerFactory.getLogger(Listeners.class);

  private final CopyOnWriteArrayList<Entry> entries = new CopyOnWriteArrayList<>();

  /** A subscription; compared by identity, so that one listener may subscribe twice. */
  private static final class Entry {
    private final NetworkListener listener;

    Entry(NetworkListener listener) {
      this.listener = listener;
    }
  }

  boolean any() {
    return !entries.isEmpty();
  }

  NetworkView.Subscription add(NetworkListener listener) {
    Entry entry = new Entry(listener);
    entries.add(entry);
    return () -> entries.remove(entry);
  }

  void tell(PartitionId partition, long index, NetworkEvent event) {
    for (Entry entry : entries) {
      try {
        entry.listener.onEvent(partition, index, event);
      } catch (RuntimeException | LinkageError | AssertionError | StackOverflowError e) {
        log.error("{}: listener failed on {} at index {}", partition, event, index, e);
      }
    }
  }
}
