"""Controllers of a Mininet network: replicas that run already, and a cluster that is started with it."""

from __future__ import annotations

import json
import os
import re
import shutil
import signal
import socket
import subprocess
import tempfile
import threading
import time
import urllib.error
import urllib.request
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from leftovers import CLUSTER_STOP_DEADLINE_SECONDS, LEDGER
from mininet.log import info
from mininet.node import Controller

LAUNCHER = Path(__file__).resolve().parent.parent / "vantage"
OPENFLOW_PORT = 6653
API_PORT = 8181
MAX_REPLICAS = 9
START_DEADLINE_SECONDS = 600
"""Long, because the first start builds the project."""
NETWORK_DEADLINE_SECONDS = 30


class ClusterError(Exception):
    """The cluster cannot be started as asked. The message is one line."""


@dataclass(frozen=True)
class Replica:
    """One OpenFlow endpoint."""

    name: str
    ip: str
    port: int = OPENFLOW_PORT
    protocol: str = "tcp"

    def IP(self) -> str:
        """Mininet's name for the address."""
        return self.ip


def replicas_at(text: str) -> list[Replica]:
    """Parses '127.0.0.1:6653,127.0.0.2:6653'; the port may be left out."""
    replicas = []
    for i, part in enumerate(text.split(","), 1):
        ip, _, port = part.strip().partition(":")
        try:
            socket.inet_aton(ip)
            number = int(port or OPENFLOW_PORT)
        except (OSError, ValueError):
            number = 0
        if not 0 < number < 65536 or ip.count(".") != 3:
            raise ClusterError(f"--replicas-at: {part.strip()!r} is not ADDRESS:PORT")
        replicas.append(Replica(f"r{i}", ip, number))
    return replicas


class Replicas(Controller):
    """Replicas that run already: one Mininet controller that stands for all of them."""

    def __init__(self, name: str, replicas: list[Replica], **params: Any) -> None:
        self.replicas = [Replica(f"{name}{r.name}", r.ip, r.port) for r in replicas]
        super().__init__(name, ip=replicas[0].ip, port=replicas[0].port, **params)

    def checkListening(self) -> None:
        """Nothing to check: switches retry until the replicas answer."""

    def endpoints(self, _switch: Any) -> list[Replica]:
        """What a switch connects to. The switch is given so that each may have addresses of its own."""
        return self.replicas

    def start(self) -> None:
        """They run already."""

    def stop(self, *args: Any, **kwargs: Any) -> None:
        """They go on running; only Mininet's shell ends."""
        self.terminate()


class VantageCluster(Replicas):
    """`--controller vantage[,N][,at=PLACES][,apps=a+b][,dir=D]`: starts N replicas with the network, and stops them.

    With `at` (places joined by +, or auto) messages between replicas and from switches to replicas take as
    long as the distances of the network say.
    """

    network = "internet2"
    """What `--topo` says, without hosts; set before the start."""

    def __init__(
        self,
        name: str,
        replicas: int = 3,
        *extra: Any,
        at: str = "",
        apps: str = "",
        dir: str = "",
        inNamespace: bool = False,
        **unknown: Any,
    ) -> None:
        if extra or unknown:
            words = [str(e) for e in extra] + [f"{k}={v}" for k, v in unknown.items()]
            raise ClusterError(
                f"--controller vantage: unknown argument {', '.join(words)};"
                " known: N (number of replicas), at=auto or at=PLACE+PLACE+..., apps=a+b, dir=DIRECTORY"
            )
        if isinstance(replicas, bool) or not isinstance(replicas, int) or not 1 <= replicas <= MAX_REPLICAS:
            raise ClusterError(f"--controller vantage: replicas must be from 1 to {MAX_REPLICAS}, got {replicas!r}")
        self.apps = [a for a in str(apps).split("+") if a]
        if any(not re.fullmatch(r"[a-z][a-z0-9-]*", a) for a in self.apps):
            raise ClusterError(f"--controller vantage: apps={apps}: names of apps, joined by +")
        self.at = [p for p in str(at).split("+") if p]
        if self.at and self.at != ["auto"] and len(self.at) != replicas:
            raise ClusterError(f"--controller vantage: at={at} names {len(self.at)} places for {replicas} replicas")
        self.wide_area: subprocess.Popen[str] | None = None
        self.launcher = os.environ.get("VANTAGE_LAUNCHER") or str(LAUNCHER)
        self.directory = os.path.abspath(str(dir)) if dir else ""
        addresses = [Replica(f"r{i}", f"127.0.0.{i}") for i in range(1, replicas + 1)]
        for replica in addresses:
            _require_free(replica)
        super().__init__(name, addresses, inNamespace=inNamespace)

    def start(self) -> None:
        """Starts the replicas and returns when all are ready; ClusterError otherwise."""
        if not os.access(self.launcher, os.X_OK):
            raise ClusterError(f"the launcher {self.launcher} is missing or not executable")
        temporary = not self.directory
        directory = self.directory or tempfile.mkdtemp(prefix="vantage-mn-")
        LEDGER.cluster(self.launcher, directory, temporary)
        command = [self.launcher, "cluster", "start", "--replicas", str(len(self.replicas)), "--dir", directory]
        if self.apps:
            command += ["--apps", ",".join(self.apps)]
        if self.at:
            self.wide_area = self._start_wide_area()
            command += ["--over-wan"]
        # A session of its own: a Ctrl-C at Mininet's prompt is not meant for the replicas.
        process = subprocess.Popen(command, stdin=subprocess.DEVNULL, start_new_session=True)
        try:
            code = process.wait(START_DEADLINE_SECONDS)
        except BaseException as error:
            os.killpg(process.pid, signal.SIGTERM)
            if isinstance(error, subprocess.TimeoutExpired):
                raise ClusterError(f"{' '.join(command)}: not ready after {START_DEADLINE_SECONDS} s") from None
            raise
        if code:
            kept = _keep_logs(directory) if temporary else directory
            raise ClusterError(f"{' '.join(command)}: exit code {code}; its files are in {kept}")
        self.directory = directory

    def _start_wide_area(self) -> subprocess.Popen[str]:
        """Runs the emulated network; returns when it is ready. It ends with this run at the latest."""
        command = [self.launcher, "wan", "run", "--topology", self.network, "--replicas", str(len(self.replicas))]
        if self.at != ["auto"]:
            command += ["--at", ",".join(self.at)]
        process = subprocess.Popen(
            command, stdin=subprocess.DEVNULL, stdout=subprocess.PIPE, text=True, start_new_session=True
        )
        timer = threading.Timer(START_DEADLINE_SECONDS, process.kill)
        timer.daemon = True
        timer.start()
        assert process.stdout is not None
        try:
            for line in process.stdout:
                info(f"*** {line}")
                if line.startswith("ready"):
                    return process
        finally:
            timer.cancel()
        raise ClusterError(f"{' '.join(command)}: exit code {process.wait()}")

    def endpoints(self, switch: Any) -> list[Replica]:
        """The replicas, each at the address where this switch reaches it."""
        if not self.at:
            return self.replicas
        number = int(switch.dpid, 16)
        if not 1 <= number <= 0xFFFF:
            raise ClusterError(f"--controller vantage: at=...: the datapath id of {switch.name} is not below 65536")
        return [
            Replica(r.name, f"127.{100 + i}.{number >> 8}.{number & 255}", r.port)
            for i, r in enumerate(self.replicas, 1)
        ]

    def await_network(self, switches: int, links: int) -> str | None:
        """Returns once the cluster knows so many switches and links, or what it lacks at the deadline.

        Until then a ping finds no way. A launcher whose cluster has no API is not waited for.
        """
        deadline = time.monotonic() + NETWORK_DEADLINE_SECONDS
        while True:
            try:
                connected = sum(device["connected"] for device in self._list("devices"))
                directions = len(self._list("links"))
            except (urllib.error.URLError, OSError, ValueError, KeyError) as error:
                return f"no answer from replica {self.replicas[0].name}: {error}" if self._has_api() else None
            if connected >= switches and directions >= 2 * links:
                return None
            if time.monotonic() > deadline:
                return f"{connected} of {switches} switches and {directions // 2} of {links} links known"
            time.sleep(0.1)

    def _list(self, kind: str) -> list[dict[str, Any]]:
        url = f"http://{self.replicas[0].ip}:{API_PORT}/api/v1/{kind}"
        with urllib.request.urlopen(url, timeout=5) as answer:
            return json.load(answer)[kind]

    def _has_api(self) -> bool:
        return not _is_free(self.replicas[0].ip, API_PORT)

    def stop(self, *args: Any, **kwargs: Any) -> None:
        """Stops the replicas; the ledger does it again should this be cut short."""
        if self.directory:
            command = [self.launcher, "cluster", "stop", "--dir", self.directory]
            subprocess.run(
                command,
                stdin=subprocess.DEVNULL,
                start_new_session=True,
                timeout=CLUSTER_STOP_DEADLINE_SECONDS,
                check=False,
            )
        if self.wide_area:
            self.wide_area.terminate()
            self.wide_area.wait(CLUSTER_STOP_DEADLINE_SECONDS)
            self.wide_area = None
        self.terminate()

    @classmethod
    def isAvailable(cls) -> bool:
        """Asked by Mininet when no --controller is given."""
        return True


def _is_free(ip: str, port: int) -> bool:
    try:
        socket.create_connection((ip, port), timeout=1).close()
    except OSError:
        return True
    return False


def _require_free(replica: Replica) -> None:
    if _is_free(replica.ip, replica.port):
        return
    raise ClusterError(
        f"something listens on {replica.ip}:{replica.port} already: stop it, or use scenario.py --replicas-at"
    )


def _keep_logs(directory: str) -> str:
    """Copies a failed start's files out of the way of the clean-up."""
    kept = f"{directory}-failed"
    shutil.copytree(directory, kept, ignore_dangling_symlinks=True, dirs_exist_ok=True)
    return kept
