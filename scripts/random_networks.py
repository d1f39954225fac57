#!/usr/bin/env python3
"""Writes random wide-area networks as GraphML files, for `vantage evaluate --topology DIR`.

    scripts/random_networks.py DIR [--count 60] [--seed 1]

Networks of 10 to 60 switches in a rectangle of 500 to 5,000 km: a minimum spanning tree, so that
all are connected, and as many links again as half the switches, near ones more likely (Waxman).
The same seed gives the same files.
"""

import argparse
import math
import pathlib
import random

KM_PER_DEGREE = 111.2
HEAD = """<?xml version="1.0" encoding="utf-8"?>
<graphml xmlns="http://graphml.graphdrawing.org/xmlns">
  <key attr.name="Latitude" attr.type="double" for="node" id="d0"/>
  <key attr.name="Longitude" attr.type="double" for="node" id="d1"/>
  <key attr.name="label" attr.type="string" for="node" id="d2"/>
  <graph edgedefault="undirected">
"""


def places(rng: random.Random, count: int) -> list[tuple[float, float]]:
    """Latitude and longitude, about 45 degrees north."""
    width = math.exp(rng.uniform(math.log(500), math.log(5000)))
    height = width * rng.uniform(0.3, 1)
    return [
        (
            45 + height * (rng.random() - 0.5) / KM_PER_DEGREE,
            10 + width * (rng.random() - 0.5) / KM_PER_DEGREE / math.cos(math.radians(45)),
        )
        for _ in range(count)
    ]


def spanning_tree(distance: list[list[float]]) -> set[tuple[int, int]]:
    """Prim's algorithm."""
    links = set()
    reached = {0}
    while len(reached) < len(distance):
        _, a, b = min(
            (distance[a][b], a, b)
            for a in reached
            for b in range(len(distance))
            if b not in reached
        )
        reached.add(b)
        links.add((min(a, b), max(a, b)))
    return links


def network(rng: random.Random) -> str:
    count = rng.randint(10, 60)
    at = places(rng, count)
    distance = [[math.hypot(p[0] - q[0], 0.7 * (p[1] - q[1])) for q in at] for p in at]
    links = spanning_tree(distance)
    scale = 0.2 * max(map(max, distance))
    wanted = len(links) + count // 2
    while len(links) < min(wanted, count * (count - 1) // 2):
        a, b = sorted(rng.sample(range(count), 2))
        if rng.random() < math.exp(-distance[a][b] / scale):
            links.add((a, b))
    lines = [HEAD]
    for number, (latitude, longitude) in enumerate(at):
        lines.append(
            f'    <node id="{number}"><data key="d0">{latitude:.4f}</data>'
            f'<data key="d1">{longitude:.4f}</data><data key="d2">n{number}</data></node>\n'
        )
    lines += [f'    <edge source="{a}" target="{b}"/>\n' for a, b in sorted(links)]
    return "".join(lines) + "  </graph>\n</graphml>\n"


def main() -> None:
    parser = argparse.ArgumentParser(description="Writes random networks as GraphML files.")
    parser.add_argument("directory", type=pathlib.Path)
    parser.add_argument("--count", type=int, default=60)
    parser.add_argument("--seed", type=int, default=1)
    options = parser.parse_args()
    options.directory.mkdir(parents=True, exist_ok=True)
    rng = random.Random(options.seed)
    for number in range(1, options.count + 1):
        (options.directory / f"random{number:03d}.graphml").write_text(network(rng))


if __name__ == "__main__":
    main()
