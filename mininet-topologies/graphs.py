"""Graphs of sites: what a topology file says, before it becomes a Mininet network.

A site is a place with a number (from 1; site K becomes switch sK), a name and, where the file has
them, coordinates in degrees. Pure functions: nothing here needs Mininet, root or a network.
"""

from __future__ import annotations

import json
import math
import os
import xml.etree.ElementTree as ElementTree
from dataclasses import dataclass, field
from heapq import heappop, heappush
from pathlib import Path

EARTH_RADIUS_KM = 6371.0
LIGHT_IN_FIBRE_KM_PER_MS = 200.0
"""Propagation speed of 2e5 km/s: two thirds of the speed of light."""

MAX_GRAPHML_BYTES = 32 * 1024 * 1024


class TopologyError(Exception):
    """A topology that cannot be built. The message is one line and names the input and the rule."""


@dataclass(frozen=True)
class Site:
    """One node of the graph; coordinates are both present or both absent."""

    id: int
    name: str
    latitude: float | None = None
    longitude: float | None = None


@dataclass(frozen=True)
class SiteLink:
    """One undirected link; km and one-way delay are absent when an end has no coordinates."""

    a: int
    b: int
    km: float | None = None

    @property
    def delay_ms(self) -> float | None:
        """One-way propagation delay in milliseconds."""
        return None if self.km is None else self.km / LIGHT_IN_FIBRE_KM_PER_MS


@dataclass(frozen=True)
class SiteGraph:
    """Sites and links in the order of their file, and what was tolerated while reading it."""

    name: str
    sites: tuple[Site, ...]
    links: tuple[SiteLink, ...]
    warnings: tuple[str, ...] = field(default=())


def distance_km(a: Site, b: Site) -> float | None:
    """Great-circle distance, or None when either site has no coordinates."""
    if a.latitude is None or b.latitude is None or a.longitude is None or b.longitude is None:
        return None
    lat_a, lat_b = math.radians(a.latitude), math.radians(b.latitude)
    d_lat, d_lon = lat_b - lat_a, math.radians(b.longitude - a.longitude)
    h = math.sin(d_lat / 2) ** 2 + math.cos(lat_a) * math.cos(lat_b) * math.sin(d_lon / 2) ** 2
    return 2 * EARTH_RADIUS_KM * math.asin(min(1.0, math.sqrt(h)))


def diameter_ms(graph: SiteGraph) -> float:
    """The longest of all shortest one-way delays, in milliseconds; links without delay count 0."""
    neighbours: dict[int, list[tuple[int, float]]] = {site.id: [] for site in graph.sites}
    for link in graph.links:
        neighbours[link.a].append((link.b, link.delay_ms or 0.0))
        neighbours[link.b].append((link.a, link.delay_ms or 0.0))
    return max(max(_delays_from(neighbours, site.id).values()) for site in graph.sites)


def components(graph: SiteGraph) -> int:
    """How many parts the graph falls into; 1 when every site reaches every other."""
    neighbours: dict[int, list[tuple[int, float]]] = {site.id: [] for site in graph.sites}
    for link in graph.links:
        neighbours[link.a].append((link.b, 1.0))
        neighbours[link.b].append((link.a, 1.0))
    unseen, count = set(neighbours), 0
    while unseen:
        unseen -= set(_delays_from(neighbours, next(iter(unseen))))
        count += 1
    return count


def _delays_from(neighbours: dict[int, list[tuple[int, float]]], start: int) -> dict[int, float]:
    best: dict[int, float] = {}
    queue: list[tuple[float, int]] = [(0.0, start)]
    while queue:
        delay, node = heappop(queue)
        if node in best:
            continue
        best[node] = delay
        for other, more in neighbours[node]:
            if other not in best:
                heappush(queue, (delay + more, other))
    return best


def load_json(path: Path) -> SiteGraph:
    """Reads this directory's own format: name, nodes(id, name, latitude, longitude), links(a, b)."""
    try:
        document = json.loads(path.read_text(encoding="utf-8"))
        sites = tuple(
            Site(int(n["id"]), str(n["name"]), float(n["latitude"]), float(n["longitude"]))
            for n in document["nodes"]
        )
        pairs = [(int(link["a"]), int(link["b"])) for link in document["links"]]
        name = str(document["name"])
    except OSError as error:
        raise TopologyError(f"{path}: cannot be read: {error.strerror}") from error
    except (ValueError, KeyError, TypeError) as error:
        raise TopologyError(f"{path}: not a topology file: {error!r}") from error
    return SiteGraph(name, sites, _measured(sites, pairs))


def load_graphml(path: Path) -> SiteGraph:
    """Reads a GraphML file as the Internet Topology Zoo publishes them.

    Sites are numbered in document order. Nodes without Latitude/Longitude are kept: their links have
    no delay. Links from a node to itself are dropped; parallel links are kept.
    """
    root = _parse_xml(path)
    keys = {k.get("id"): k.get("attr.name", "") for k in root.iter() if _tag(k) == "key"}
    graph = next((e for e in root.iter() if _tag(e) == "graph"), None)
    if _tag(root) != "graphml" or graph is None:
        raise TopologyError(f"{path}: not GraphML: no <graphml> with a <graph> inside")
    sites, ids = _graphml_sites(path, graph, keys)
    warnings: list[str] = []
    without = sum(site.latitude is None for site in sites)
    if without:
        warnings.append(f"{path}: {without} of {len(sites)} nodes have no coordinates; their links get no delay")
    pairs, loops = _graphml_pairs(path, graph, ids)
    if loops:
        warnings.append(f"{path}: {loops} links from a node to itself dropped")
    result = SiteGraph(graph.get("id") or path.stem, sites, _measured(sites, pairs))
    parts = components(result)
    if parts > 1:
        warnings.append(f"{path}: falls into {parts} separate parts; hosts in different parts cannot talk")
    return SiteGraph(result.name, result.sites, result.links, tuple(warnings))


def _parse_xml(path: Path) -> ElementTree.Element:
    try:
        if os.path.getsize(path) > MAX_GRAPHML_BYTES:
            raise TopologyError(f"{path}: larger than {MAX_GRAPHML_BYTES // 2**20} MiB")
        return ElementTree.parse(path).getroot()
    except OSError as error:
        raise TopologyError(f"{path}: cannot be read: {error.strerror}") from error
    except (ElementTree.ParseError, ValueError, LookupError) as error:
        raise TopologyError(f"{path}: not XML: {error}") from error


def _tag(element: ElementTree.Element) -> str:
    return element.tag.rpartition("}")[2] if isinstance(element.tag, str) else ""


def _graphml_sites(
    path: Path, graph: ElementTree.Element, keys: dict[str | None, str]
) -> tuple[tuple[Site, ...], dict[str, int]]:
    sites: list[Site] = []
    ids: dict[str, int] = {}
    for node in (e for e in graph if _tag(e) == "node"):
        node_id = node.get("id")
        if node_id is None or node_id in ids:
            raise TopologyError(f"{path}: node {len(sites) + 1} has no id or one used before: {node_id!r}")
        data = {keys.get(d.get("key"), ""): (d.text or "").strip() for d in node if _tag(d) == "data"}
        latitude = _coordinate(path, node_id, "Latitude", data, 90.0)
        longitude = _coordinate(path, node_id, "Longitude", data, 180.0)
        if latitude is None or longitude is None:
            latitude = longitude = None
        ids[node_id] = len(sites) + 1
        sites.append(Site(ids[node_id], data.get("label") or node_id, latitude, longitude))
    if not sites:
        raise TopologyError(f"{path}: no nodes: the <graph> has no <node>")
    return tuple(sites), ids


def _coordinate(path: Path, node: str, name: str, data: dict[str, str], limit: float) -> float | None:
    text = data.get(name, "")
    if not text:
        return None
    try:
        value = float(text)
    except ValueError:
        value = math.nan
    if not -limit <= value <= limit:
        raise TopologyError(f"{path}: node {node}: {name} must be degrees within +-{limit:g}, got {text!r}")
    return value


def _graphml_pairs(
    path: Path, graph: ElementTree.Element, ids: dict[str, int]
) -> tuple[list[tuple[int, int]], int]:
    pairs: list[tuple[int, int]] = []
    loops = 0
    for edge in (e for e in graph if _tag(e) == "edge"):
        ends = [edge.get("source", ""), edge.get("target", "")]
        for end in ends:
            if end not in ids:
                raise TopologyError(f"{path}: an edge names node {end!r}, which does not exist")
        a, b = ids[ends[0]], ids[ends[1]]
        if a == b:
            loops += 1
        else:
            pairs.append((a, b))
    return pairs, loops


def _measured(sites: tuple[Site, ...], pairs: list[tuple[int, int]]) -> tuple[SiteLink, ...]:
    by_id = {site.id: site for site in sites}
    return tuple(SiteLink(a, b, distance_km(by_id[a], by_id[b])) for a, b in pairs)
