package io.vantage.testbed.inject;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Stream;

/** A directory that looks like {@code /proc} and the mounts of control groups, as far as needed. */
final class FakeControlGroups {
  private final Path root;

  FakeControlGroups(Path root) {
    this.root = root;
    directory("proc/" + ProcessHandle.current().pid());
    write("proc/self/mountinfo", "22 1 8:1 / / rw shared:1 - ext4 /dev/sda rw\n");
  }

  /** Controllers in hierarchies of their own, this process in the group {@code /job}. */
  FakeControlGroups first() {
    mountFirst("cpu");
    mountFirst("cpuacct");
    write("proc/self/cgroup", "2:cpuacct:/job\n1:cpu:/job\n0::/elsewhere\n");
    return this;
  }

  /** Both controllers in one hierarchy, the mount being of a container's group. */
  FakeControlGroups firstInAContainer() {
    append(
        "proc/self/mountinfo", mountinfo("/docker/1f", "cpu,cpuacct", "cgroup", "rw,cpu,cpuacct"));
    write("proc/self/cgroup", "3:cpu,cpuacct:/docker/1f/job\n");
    directory("cpu,cpuacct/job");
    return this;
  }

  private void mountFirst(String controller) {
    append("proc/self/mountinfo", mountinfo("/", controller, "cgroup", "rw," + controller));
    directory(controller + "/job");
  }

  /**
   * This process in the group {@code /slice/job}.
   *
   * @param delegated what {@code /slice} has on for the groups in it
   */
  FakeControlGroups second(String delegated) {
    append("proc/self/mountinfo", mountinfo("/", "unified", "cgroup2", "rw"));
    write("proc/self/cgroup", "0::/slice/job\n");
    write("unified/cgroup.subtree_control", "memory\n");
    write("unified/slice/cgroup.subtree_control", delegated + "\n");
    write("unified/slice/job/cgroup.subtree_control", "\n");
    return this;
  }

  private String mountinfo(String of, String at, String type, String options) {
    return "30 22 0:26 %s %s rw,nosuid shared:9 - %s none %s\n"
        .formatted(of, root.resolve(at), type, options);
  }

  Path proc() {
    return root.resolve("proc");
  }

  String read(String file) {
    try {
      return Files.readString(root.resolve(file));
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  boolean exists(String file) {
    return Files.exists(root.resolve(file));
  }

  void directory(String name) {
    try {
      Files.createDirectories(root.resolve(name));
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  void write(String file, String text) {
    directory(Path.of(file).getParent().toString());
    try {
      Files.writeString(root.resolve(file), text);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private void append(String file, String text) {
    write(file, read(file) + text);
  }

  /** Fails, as Linux does, for a group with groups in it; its files are no obstacle. */
  void remove(Path group) throws IOException {
    List<Path> children;
    try (Stream<Path> list = Files.list(group)) {
      children = list.toList();
    }
    for (Path child : children) {
      if (Files.isRegularFile(child)) {
        Files.delete(child);
      }
    }
    Files.delete(group);
  }
}
