package io.vantage.testbed.inject;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;

/**
 * A mounted hierarchy of control groups.
 *
 * @param mount its uppermost visible group
 * @param own the group of this process in it
 */
record Hierarchy(Path mount, Path own) {
  /** The one of version 1 with this controller. */
  static Optional<Hierarchy> first(Path proc, String controller) throws IOException {
    return find(proc, "cgroup", controller);
  }

  /** The one of version 2, which may be mounted without any controller. */
  static Optional<Hierarchy> second(Path proc) throws IOException {
    return find(proc, "cgroup2", "");
  }

  private static Optional<Hierarchy> find(Path proc, String type, String controller)
      throws IOException {
    for (String line : lines(proc.resolve("self/mountinfo"))) {
      // id parent device root mount options [optional] - type source options
      String[] words = line.split(" ");
      int dash = List.of(words).indexOf("-");
      if (dash > 4
          && words.length > dash + 3
          && words[dash + 1].equals(type)
          && names(words[dash + 3], controller)) {
        Path mount = Path.of(words[4]);
        return Optional.of(new Hierarchy(mount, mount.resolve(below(words[3], proc, controller))));
      }
    }
    return Optional.empty();
  }

  private static boolean names(String list, String controller) {
    return controller.isEmpty() || List.of(list.split(",")).contains(controller);
  }

  /** Path of this process's group below the mount, whose root may be a group below the top. */
  private static Path below(String root, Path proc, String controller) throws IOException {
    for (String line : lines(proc.resolve("self/cgroup"))) {
      String[] parts = line.split(":", 3);
      if (parts.length == 3
          && (controller.isEmpty() ? parts[1].isEmpty() : names(parts[1], controller))
          && Path.of(parts[2]).startsWith(root)) {
        return Path.of(root).relativize(Path.of(parts[2]));
      }
    }
    return Path.of("");
  }

  private static List<String> lines(Path file) throws IOException {
    return Files.exists(file) ? Files.readAllLines(file) : List.of();
  }
}
