package io.vantage.testbed.emulation.datapath;

import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Collection;
import java.util.Deque;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;

/** The groups of a switch (OpenFlow 1.3.5, sections 5.6 and 6.7). */
public final class GroupTable {
  /** Group number that means every group in a deletion or a request. */
  public static final int ALL_GROUPS = 0xfffffffc;

  /** Largest real group number. */
  public static final int MAX_GROUP = 0xffffff00;

  private final TreeMap<Integer, Group> groups = new TreeMap<>(Integer::compareUnsigned);
  private final int capacity;

  GroupTable(int capacity) {
    this.capacity = capacity;
  }

  public int capacity() {
    return capacity;
  }

  public Optional<Group> get(int id) {
    return Optional.ofNullable(groups.get(id));
  }

  public Collection<Group> all() {
    return List.copyOf(groups.values());
  }

  void add(int id, Group.Type type, List<Group.Bucket> buckets, long nowNanos) {
    checkNumber(id);
    if (groups.containsKey(id)) {
      throw ErrorKind.GROUP_EXISTS.because("group " + Integer.toUnsignedString(id));
    }
    if (groups.size() >= capacity) {
      throw ErrorKind.OUT_OF_GROUPS.because("the switch holds " + capacity + " groups");
    }
    check(id, type, buckets);
    groups.put(id, new Group(id, type, buckets, nowNanos));
  }

  void modify(int id, Group.Type type, List<Group.Bucket> buckets, long nowNanos) {
    checkNumber(id);
    if (!groups.containsKey(id)) {
      throw ErrorKind.UNKNOWN_GROUP.because("group " + Integer.toUnsignedString(id));
    }
    check(id, type, buckets);
    groups.put(id, new Group(id, type, buckets, nowNanos));
  }

  /** Deletes the group and every group that refers to it; returns the numbers that went. */
  Set<Integer> delete(int id) {
    Set<Integer> gone = new HashSet<>();
    if (id == ALL_GROUPS) {
      gone.addAll(groups.keySet());
    } else {
      checkNumber(id);
      Deque<Integer> open = new ArrayDeque<>(groups.containsKey(id) ? List.of(id) : List.of());
      while (!open.isEmpty()) {
        int next = open.pop();
        if (gone.add(next)) {
          groups.values().stream().filter(g -> g.refersTo(next)).forEach(g -> open.add(g.id()));
        }
      }
    }
    groups.keySet().removeAll(gone);
    return gone;
  }

  /** How many groups refer to this one. */
  int referencesTo(int id) {
    return (int) groups.values().stream().filter(g -> g.refersTo(id)).count();
  }

  private static void checkNumber(int id) {
    if (Integer.compareUnsigned(id, MAX_GROUP) > 0) {
      throw ErrorKind.INVALID_GROUP.because("group " + Integer.toUnsignedString(id));
    }
  }

  private void check(int id, Group.Type type, List<Group.Bucket> buckets) {
    if (type == Group.Type.INDIRECT && buckets.size() != 1) {
      throw ErrorKind.INVALID_GROUP.because("an indirect group has one bucket");
    }
    for (Group.Bucket bucket : buckets) {
      if (type == Group.Type.FAST_FAILOVER
          && bucket.watchPort() == ReservedPort.ANY
          && bucket.watchGroup() == FlowMod.ANY_GROUP) {
        throw ErrorKind.BAD_BUCKET.because("a fast-failover bucket watches a port or a group");
      }
      for (Action action : bucket.actions()) {
        if (action instanceof Action.ToGroup to) {
          checkReference(id, to.group());
        }
      }
    }
  }

  private void checkReference(int from, int to) {
    if (!groups.containsKey(to)) {
      throw ErrorKind.BAD_OUT_GROUP.because("group " + Integer.toUnsignedString(to));
    }
    List<Integer> open = new ArrayList<>(List.of(to));
    Set<Integer> seen = new HashSet<>();
    while (!open.isEmpty()) {
      int next = open.remove(open.size() - 1);
      if (next == from) {
        throw ErrorKind.GROUP_CHAINING_UNSUPPORTED.because("groups would form a loop");
      }
      Group group = groups.get(next);
      if (group != null && seen.add(next)) {
        for (Group.Bucket bucket : group.buckets()) {
          for (Action action : bucket.actions()) {
            if (action instanceof Action.ToGroup onward) {
              open.add(onward.group());
            }
          }
        }
      }
    }
  }
}
