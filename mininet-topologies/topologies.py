"""Mininet topologies of the project: internet2, fattree, ring, torus and zoo.

Switches are s1, s2, ... with the datapath id of the same number; hosts are h1, h2, ... (torus keeps
Mininet's own names). Links between sites with coordinates carry `km` and `delay` (one way, "5.30ms").
"""

from __future__ import annotations

import sys
from pathlib import Path

from graphs import SiteGraph, TopologyError, load_graphml, load_json
from mininet.topo import LinearTopo, MinimalTopo, SingleSwitchTopo, Topo
from mininet.topolib import TorusTopo, TreeTopo
from mininet.util import splitArgs

INTERNET2_JSON = Path(__file__).resolve().parent / "internet2.json"
MAX_SWITCHES = 1000
MAX_HOSTS = 4000


def _whole(topology: str, what: str, value: object, low: int, high: int) -> int:
    if isinstance(value, bool) or not isinstance(value, int) or not low <= value <= high:
        raise TopologyError(f"{topology}: {what} must be a whole number from {low} to {high}, got {value!r}")
    return value


def _no_more(topology: str, extra: tuple[object, ...], unknown: dict[str, object]) -> None:
    if extra or unknown:
        names = [str(e) for e in extra] + [f"{k}={v}" for k, v in unknown.items()]
        raise TopologyError(f"{topology}: unknown argument {', '.join(names)}")


class SiteTopo(Topo):
    """A network with one switch per site and the same number of hosts at each."""

    def build_sites(self, graph: SiteGraph, hosts: int) -> None:
        """Adds switch sK for site K and hosts h((K-1)*hosts+1) ... at it."""
        _whole(graph.name, "hosts per switch", hosts, 0, MAX_HOSTS // max(1, len(graph.sites)))
        for warning in graph.warnings:
            print(f"warning: {warning}", file=sys.stderr)
        for site in graph.sites:
            switch = self.addSwitch(
                f"s{site.id}",
                dpid=f"{site.id:016x}",
                site=site.name,
                latitude=site.latitude,
                longitude=site.longitude,
            )
            for k in range(hosts):
                self.addLink(switch, self.addHost(f"h{(site.id - 1) * hosts + k + 1}"))
        for link in graph.links:
            attributes: dict[str, object] = {}
            if link.km is not None and link.delay_ms is not None:
                attributes = {"km": round(link.km, 1), "delay": f"{link.delay_ms:.2f}ms"}
            self.addLink(f"s{link.a}", f"s{link.b}", **attributes)


class Internet2(SiteTopo):
    """internet2[,hosts]: 34 cities of Internet2 and their 42 links, geographic delays."""

    def build(self, hosts: int = 1, *extra: object, **unknown: object) -> None:
        """hosts: hosts per switch."""
        _no_more("internet2", extra, unknown)
        self.build_sites(load_json(INTERNET2_JSON), hosts)


class Zoo(SiteTopo):
    """zoo,FILE[,hosts]: a GraphML file of the Internet Topology Zoo."""

    def build(self, file: str = "", hosts: int = 1, *extra: object, **unknown: object) -> None:
        """file: path of the GraphML file; hosts: hosts per switch."""
        _no_more("zoo", extra, unknown)
        if not file:
            raise TopologyError("zoo: needs the path of a GraphML file: zoo,FILE.graphml")
        graph = load_graphml(Path(str(file)))
        _whole(str(file), "number of nodes", len(graph.sites), 1, MAX_SWITCHES)
        self.build_sites(graph, hosts)


class FatTree(Topo):
    """fattree,k: k pods; switches are numbered core first, then per pod aggregation and edge."""

    def build(self, k: int = 4, *extra: object, **unknown: object) -> None:
        """k: ports per switch, even; (5/4)k^2 switches, k^3/4 hosts."""
        _no_more("fattree", extra, unknown)
        _whole("fattree", "k", k, 2, 16)
        if k % 2:
            raise TopologyError(f"fattree: k must be even, got {k}")
        half = k // 2
        self._switches = self._hosts = 0
        core = [self._switch("core") for _ in range(half * half)]
        for pod in range(k):
            aggregation = [self._switch("aggregation", pod) for _ in range(half)]
            edge = [self._switch("edge", pod) for _ in range(half)]
            for i, upper in enumerate(aggregation):
                for top in core[i * half : (i + 1) * half]:
                    self.addLink(top, upper)
                for lower in edge:
                    self.addLink(upper, lower)
            for lower in edge:
                for _ in range(half):
                    self._hosts += 1
                    self.addLink(lower, self.addHost(f"h{self._hosts}"))

    def _switch(self, layer: str, pod: int | None = None) -> str:
        self._switches += 1
        return self.addSwitch(f"s{self._switches}", dpid=f"{self._switches:016x}", layer=layer, pod=pod)


class Ring(Topo):
    """ring,n[,hosts]: n switches in a circle."""

    def build(self, n: int = 6, hosts: int = 1, *extra: object, **unknown: object) -> None:
        """n: switches; hosts: hosts per switch."""
        _no_more("ring", extra, unknown)
        _whole("ring", "n", n, 3, MAX_SWITCHES)
        _whole("ring", "hosts per switch", hosts, 0, MAX_HOSTS // n)
        for i in range(1, n + 1):
            switch = self.addSwitch(f"s{i}", dpid=f"{i:016x}")
            for k in range(hosts):
                self.addLink(switch, self.addHost(f"h{(i - 1) * hosts + k + 1}"))
        for i in range(1, n + 1):
            self.addLink(f"s{i}", f"s{i % n + 1}")


class Torus(TorusTopo):
    """torus[,x,y[,hosts]]: Mininet's torus, 3 x 3 with one host per switch unless told otherwise."""

    def build(self, x: int = 3, y: int | None = None, n: int = 1, *extra: object, **unknown: object) -> None:
        """x, y: dimensions (y as x when absent); n: hosts per switch."""
        _no_more("torus", extra, unknown)
        y = x if y is None else y
        _whole("torus", "x", x, 3, 31)
        _whole("torus", "y", y, 3, 31)
        _whole("torus", "hosts per switch", n, 0, MAX_HOSTS // (x * y))
        super().build(x, y, n)


TOPOLOGIES: dict[str, type[Topo]] = {
    "internet2": Internet2,
    "fattree": FatTree,
    "ring": Ring,
    "torus": Torus,
    "zoo": Zoo,
}

_MININET_TOPOLOGIES: dict[str, type[Topo]] = {
    "linear": LinearTopo,
    "minimal": MinimalTopo,
    "single": SingleSwitchTopo,
    "tree": TreeTopo,
}


def topology(spec: str) -> Topo:
    """Builds what `--topo SPEC` of mn builds here; SPEC may also be the path of a GraphML file."""
    name, args, kwargs = splitArgs(spec)
    if spec.lower().endswith((".graphml", ".xml")) and name != "zoo":
        return Zoo(file=spec)
    known = {**_MININET_TOPOLOGIES, **TOPOLOGIES}
    if name not in known:
        names = ", ".join(sorted(known))
        raise TopologyError(f"--topo: unknown topology {name!r}: use one of {names} or a GraphML file")
    try:
        return known[name](*args, **kwargs)
    except TypeError as error:
        raise TopologyError(f"--topo {spec}: {error}") from error


def places_of(spec: str) -> str:
    """SPEC without its number of hosts: the name by which `vantage wan run --topology` knows the network."""
    name, args, kwargs = splitArgs(spec)
    if name == "zoo":
        return str(kwargs.get("file") or (args[0] if args else ""))
    if name in ("internet2", "minimal"):
        return name
    count = {"ring": 1, "linear": 1, "torus": 2}.get(name, len(args))
    return ",".join([name, *(str(a) for a in args[:count]), *(f"{k}={v}" for k, v in kwargs.items())])
