"""Switches, hosts and links that work on Open vSwitch's kernel datapath and on its userspace one.

Everything created here is noted in the ledger first. Bring-up is batched: all switches of a network
start in one ovs-vsctl transaction.
"""

from __future__ import annotations

import re
import subprocess
import time
from pathlib import Path
from typing import Any, Protocol

from leftovers import LEDGER
from mininet.link import Intf, Link, TCIntf
from mininet.node import Host, Node, OVSSwitch
from openvswitch import RUN_KEY, OpenVSwitchError, controller_states, ensure_open_vswitch

KERNEL_DATAPATH = Path("/sys/module/openvswitch")
VSCTL_DEADLINE_SECONDS = 60
DEFAULT_PROTOCOLS = "OpenFlow13"


class Endpoint(Protocol):
    """What a switch connects to: a Mininet controller or one replica of a cluster."""

    name: str
    protocol: str
    port: int

    def IP(self) -> str: ...


def default_datapath() -> str:
    """'kernel' where the kernel module is loaded, 'user' elsewhere."""
    return "kernel" if KERNEL_DATAPATH.is_dir() else "user"


def has_netem() -> bool:
    """Whether this kernel can delay packets; tried once, in a network namespace of its own."""
    global _netem
    if _netem is None:
        command = ["unshare", "-n", "tc", "qdisc", "add", "dev", "lo", "root", "netem", "delay", "1ms"]
        try:
            _netem = subprocess.run(command, capture_output=True, timeout=10, check=False).returncode == 0
        except (OSError, subprocess.TimeoutExpired):
            _netem = False
    return _netem


_netem: bool | None = None


class VantageSwitch(OVSSwitch):
    """An Open vSwitch bridge that speaks OpenFlow 1.3 and connects to every replica of a cluster."""

    _connected: dict[str, bool] = {}
    _connected_at = 0.0

    def __init__(self, name: str, **params: Any) -> None:
        params.setdefault("protocols", DEFAULT_PROTOCOLS)
        params.setdefault("datapath", default_datapath())
        params["protocols"] = str(params["protocols"]).replace("+", ",")
        LEDGER.bridge(name)
        super().__init__(name, **params)

    @classmethod
    def setup(cls) -> None:
        """Called by Mininet before the first switch."""
        ensure_open_vswitch()
        super().setup()

    def addIntf(self, intf: Intf, *args: Any, **kwargs: Any) -> None:
        """Keeps the root namespace's IPv6 off the port: its own packets are none of the network's."""
        switch = Path(f"/proc/sys/net/ipv6/conf/{intf.name}/disable_ipv6")
        if intf.name != "lo" and switch.exists():
            switch.write_text("1")
        super().addIntf(intf, *args, **kwargs)

    def vsctl(self, *args: Any, **kwargs: Any) -> str | None:
        """Queues the command while the network starts, runs it with a deadline later."""
        if self.batch:
            return super().vsctl(*args, **kwargs)
        command = f"ovs-vsctl --timeout={VSCTL_DEADLINE_SECONDS} " + " ".join(str(a) for a in args)
        return self.vsctl_shell(command)

    def bridgeOpts(self) -> str:
        """Marks the bridge as this run's."""
        return f"{super().bridgeOpts()} external-ids:{RUN_KEY}={LEDGER.run_id}"

    @staticmethod
    def vsctl_shell(command: str) -> str:
        """Runs an ovs-vsctl command line that Mininet composed (quoted for a shell)."""
        outcome = subprocess.run(
            command,
            shell=True,
            capture_output=True,
            text=True,
            timeout=VSCTL_DEADLINE_SECONDS + 5,
            check=False,
        )
        if outcome.returncode:
            raise OpenVSwitchError(f"ovs-vsctl: {outcome.stderr.strip()}")
        return outcome.stdout

    @classmethod
    def batchStartup(cls, switches: Any, run: Any = None) -> Any:
        """Starts all switches in as few transactions as fit on a command line; a refusal is an error."""

        def checked(command: str, **_: Any) -> tuple[str, str, int]:
            limited = command.replace("ovs-vsctl", f"ovs-vsctl --timeout={VSCTL_DEADLINE_SECONDS}", 1)
            return cls.vsctl_shell(limited), "", 0

        started = super().batchStartup(switches, run=run or checked)
        for switch in switches:
            switch.commands = []
        return started

    def start(self, controllers: Any) -> None:
        """Points the switch at every endpoint of every controller."""
        endpoints: list[Endpoint] = []
        for controller in controllers:
            expand = getattr(controller, "endpoints", None)
            endpoints += expand(self) if expand else [controller]
        super().start(endpoints)

    def connected(self) -> bool:
        """Whether at least one controller is connected; one query serves all switches for 0.2 s."""
        cls = VantageSwitch
        if time.monotonic() - cls._connected_at > 0.2:
            states = controller_states()
            cls._connected = {name: any(c["connected"] for c in rows) for name, rows in states.items()}
            cls._connected_at = time.monotonic()
        return cls._connected.get(self.name, False) or self.failMode == "standalone"


class VantageHost(Host):
    """A host whose TCP works on the userspace datapath, which does not fill in checksums."""

    def config(self, **params: Any) -> Any:
        """Called by Mininet when the links are there."""
        result = super().config(**params)
        for intf in self.intfList():
            if intf.link and any(_userspace(end.node) for end in (intf.link.intf1, intf.link.intf2)):
                self.cmd("ethtool -K", intf, "tx off")
        return result


def links_between(switches: Any) -> int:
    """How many links join two of these switches."""
    ends = [i.link for s in switches for i in s.intfList() if i.link]
    return sum(all(i.node in switches for i in (link.intf1, link.intf2)) for link in ends) // 2


def _userspace(node: Node) -> bool:
    return getattr(node, "datapath", None) == "user"


class VantageLink(Link):
    """A veth pair that is delayed as its `delay` says where the kernel can, and undelayed elsewhere."""

    def __init__(self, node1: Node, node2: Node, **params: Any) -> None:
        params.pop("km", None)
        delay = params.pop("delay", None)
        if delay is not None and has_netem():
            params.update(intf=TCIntf, delay=delay)
        super().__init__(node1, node2, **params)
        self.delay_ms = milliseconds(delay)


def milliseconds(delay: str | None) -> float | None:
    """'5.3ms' as 5.3."""
    if delay is None:
        return None
    match = re.fullmatch(r"([0-9.]+)ms", delay)
    if not match:
        raise ValueError(f"a link's delay is written like 5.3ms, got {delay!r}")
    return float(match.group(1))
