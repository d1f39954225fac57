"""A Mininet network against replicas that run already, and what can be done to it."""

from __future__ import annotations

import contextlib
import json
import subprocess
import threading
import time
from typing import Any

from cluster import Replica, Replicas
from leftovers import LEDGER
from mininet.log import lg
from mininet.net import Mininet
from mininet.node import Node
from mininet.topo import Topo
from mininet.util import specialClass
from network import VantageHost, VantageLink, VantageSwitch, default_datapath, has_netem
from openvswitch import controller_states


class CommandError(Exception):
    """A command that cannot be done or failed. The message is one line; `extra` joins the answer."""

    def __init__(self, message: str, **extra: Any) -> None:
        super().__init__(message)
        self.extra = extra


def run(command: list[str], deadline: float) -> subprocess.CompletedProcess[str]:
    """Runs a command until it ends or the monotonic time `deadline` passes."""
    left = deadline - time.monotonic()
    try:
        return subprocess.run(
            command,
            stdin=subprocess.DEVNULL,
            capture_output=True,
            text=True,
            errors="replace",
            timeout=max(0.01, left),
            check=False,
        )
    except subprocess.TimeoutExpired:
        raise CommandError(f"{' '.join(command)}: deadline passed") from None
    except OSError as error:
        raise CommandError(f"{command[0]}: {error.strerror}") from None


class Emulation:
    """One network. Used by one thread. `close` removes everything, also after a failed `start`."""

    def __init__(self, topo: Topo, replicas: list[Replica], protocols: str, verbose: bool = False) -> None:
        lg.setLogLevel("info" if verbose else "warning")
        self._topo = topo
        self._protocols = protocols
        self._replicas = replicas
        self._stopped: set[str] = set()
        self._down: set[tuple[str, str]] = set()
        self._net: Mininet | None = None

    def start(self) -> None:
        """Claims the machine, builds the network and starts the switches."""
        LEDGER.claim()
        self._net = Mininet(
            topo=self._topo,
            switch=specialClass(VantageSwitch, defaults={"protocols": self._protocols}),
            host=VantageHost,
            link=VantageLink,
            controller=None,
            autoSetMacs=True,
            build=False,
        )
        self._net.addController(Replicas("c0", self._replicas))
        self._net.start()

    def close(self) -> None:
        """Removes everything this run created."""
        self._net = None
        LEDGER.clean_up()

    @property
    def net(self) -> Mininet:
        """Mininet's object; only after `start`."""
        assert self._net is not None
        return self._net

    def host(self, name: str) -> Node:
        """A host by name."""
        if name not in self.net or self.net[name] not in self.net.hosts:
            raise CommandError(f"unknown host {name!r}: hosts are {_some([h.name for h in self.net.hosts])}")
        return self.net[name]

    def switch(self, name: str) -> VantageSwitch:
        """A switch by name."""
        if name not in self.net or self.net[name] not in self.net.switches:
            raise CommandError(f"unknown switch {name!r}: switches are {_some([s.name for s in self.net.switches])}")
        return self.net[name]

    def on(self, host: str, command: list[str]) -> list[str]:
        """The command line that runs a command in a host."""
        return ["mnexec", "-a", str(self.host(host).pid), *command]

    def ofctl(self, args: list[str], deadline: float) -> subprocess.CompletedProcess[str]:
        """Runs ovs-ofctl in the network's OpenFlow version."""
        return run(["ovs-ofctl", "-O", self._protocols, *args], deadline)

    def set_link(self, a: str, b: str, up: bool, deadline: float) -> int:
        """Takes every link between two nodes down or up at both ends; returns how many there are."""
        for name in (a, b):
            if name not in self.net:
                raise CommandError(f"unknown node {name!r}")
        pairs = self.net[a].connectionsTo(self.net[b])
        if not pairs:
            raise CommandError(f"there is no link between {a} and {b}")
        if not {a, b} & self._stopped:
            for intf in (intf for pair in pairs for intf in pair):
                self._set_interface(intf, up, deadline)
        (self._down.difference_update if up else self._down.update)({(a, b), (b, a)})
        return len(pairs)

    def stop_switch(self, name: str, deadline: float) -> None:
        """Switches a switch off: its bridge goes, and its neighbours lose the carrier."""
        switch = self.switch(name)
        if name in self._stopped:
            raise CommandError(f"{name} is stopped already")
        _checked(run(["ovs-vsctl", "--if-exists", "del-br", name], deadline))
        self._stopped.add(name)
        for intf in self._data_interfaces(switch):
            self._set_interface(intf, False, deadline)

    def start_switch(self, name: str, deadline: float) -> None:
        """Switches it on again, empty; links that were taken down stay down."""
        switch = self.switch(name)
        if name not in self._stopped:
            raise CommandError(f"{name} runs already")
        switch.start(self.net.controllers)
        self._stopped.remove(name)
        for intf in self._data_interfaces(switch):
            peer = intf.link.intf2.node if intf.link.intf1 is intf else intf.link.intf1.node
            if (name, peer.name) not in self._down:
                self._set_interface(intf, True, deadline)

    def connected(self) -> dict[str, Any]:
        """Per switch its controllers, whether they are connected and their role as the switch sees it."""
        states = controller_states()
        switches = {
            s.name: {"dpid": s.dpid, "running": s.name not in self._stopped, "controllers": states.get(s.name, [])}
            for s in self.net.switches
        }
        running = [s["controllers"] for s in switches.values() if s["running"]]
        everything = all(c["connected"] for rows in running for c in rows) and all(running)
        return {"allConnected": everything, "switches": switches}

    def topology(self) -> dict[str, Any]:
        """Switches, links between switches with their ports, and hosts with where they are attached."""
        net = self.net
        return {
            "datapath": default_datapath(),
            "delaysApplied": any(link.delay_ms is not None for link in net.links) and has_netem(),
            "switches": [_switch(s, s.name not in self._stopped) for s in net.switches],
            "links": [
                link
                for link in (self._link(link) for link in net.links)
                if {link["a"], link["b"]} <= {s.name for s in net.switches}
            ],
            "hosts": [_host(h, net.switches) for h in net.hosts],
        }

    def _link(self, link: Any) -> dict[str, Any]:
        first, second = link.intf1, link.intf2
        a, b = first.node, second.node
        info = {"a": a.name, "aPort": a.ports[first], "b": b.name, "bPort": b.ports[second]}
        up = (a.name, b.name) not in self._down and not {a.name, b.name} & self._stopped
        return {**info, "up": up, "delayMs": link.delay_ms}

    def _data_interfaces(self, switch: Node) -> list[Any]:
        return [intf for intf in switch.intfList() if intf.link is not None]

    def _set_interface(self, intf: Any, up: bool, deadline: float) -> None:
        state = "up" if up else "down"
        command = ["ip", "link", "set", "dev", intf.name, state]
        node = intf.node
        if node.inNamespace:
            command = ["mnexec", "-a", str(node.pid), *command]
        _checked(run(command, deadline))


def _switch(switch: VantageSwitch, running: bool) -> dict[str, Any]:
    facts = {key: switch.params.get(key) for key in ("site", "latitude", "longitude")}
    known = {key: value for key, value in facts.items() if value is not None}
    return {"name": switch.name, "dpid": switch.dpid, "running": running, **known}


def _host(host: Node, switches: list[VantageSwitch]) -> dict[str, Any]:
    result: dict[str, Any] = {"name": host.name, "ip": host.IP(), "mac": host.MAC()}
    for intf in host.intfList():
        if intf.link is not None:
            peer = intf.link.intf2 if intf.link.intf1 is intf else intf.link.intf1
            if peer.node in switches:
                result.update(switch=peer.node.name, port=peer.node.ports[peer])
    return result


def _checked(outcome: subprocess.CompletedProcess[str]) -> str:
    if outcome.returncode:
        said = (outcome.stderr or outcome.stdout).strip().replace("\n", "; ")
        raise CommandError(f"{' '.join(map(str, outcome.args))}: {said or f'exit code {outcome.returncode}'}")
    return outcome.stdout


def _some(names: list[str]) -> str:
    return ", ".join(names[:5]) + (f", ... {names[-1]}" if len(names) > 5 else "")


def iperf(emulation: Emulation, source: str, target: str, seconds: int, deadline: float) -> dict[str, Any]:
    """Measures TCP throughput with iperf3; bits per second as the receiver counts them."""
    address = emulation.host(target).IP()
    client = emulation.on(source, ["iperf3", "-c", address, "-t", str(seconds), "-J", "--connect-timeout", "5000"])
    server = subprocess.Popen(
        emulation.on(target, ["iperf3", "-s", "-1", "-B", address, "--forceflush"]),
        stdin=subprocess.DEVNULL,
        stdout=subprocess.PIPE,
        stderr=subprocess.STDOUT,
        text=True,
    )
    watchdog = threading.Timer(max(0.0, deadline - time.monotonic()), server.kill)
    watchdog.start()
    try:
        assert server.stdout is not None
        for line in server.stdout:
            if "listening" in line.lower():
                break
        outcome = run(client, deadline)
        try:
            document = json.loads(outcome.stdout)
        except ValueError:
            raise CommandError(f"iperf3 said no JSON: {(outcome.stderr or outcome.stdout)[:200]!r}") from None
        if "error" in document:
            raise CommandError(f"iperf3: {document['error']}")
        end = document["end"]
        return {
            "bitsPerSecond": round(end["sum_received"]["bits_per_second"]),
            "bytes": end["sum_received"]["bytes"],
            "seconds": round(end["sum_received"]["seconds"], 2),
            "retransmits": end["sum_sent"].get("retransmits", 0),
        }
    finally:
        watchdog.cancel()
        with contextlib.suppress(ProcessLookupError):
            server.kill()
        server.wait()
        server.stdout.close()
