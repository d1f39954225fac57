"""What the live tests share: controllers to connect to, the programs under test, what must be gone."""

from __future__ import annotations

import contextlib
import json
import os
import re
import shutil
import signal
import socket
import subprocess
import sys
import tempfile
import threading
import time
import unittest
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

MODULE = Path(__file__).resolve().parent.parent.parent
sys.path.insert(0, str(MODULE))

import leftovers
import openvswitch

SCENARIO = str(MODULE / "scenario.py")
VANTAGE = str(MODULE / "vantage.py")
FAKE_LAUNCHER = str(MODULE / "tests" / "fake_launcher")
REPLICAS = ["127.0.0.1", "127.0.0.2", "127.0.0.3"]
DEADLINE_SECONDS = 30


def eventually(condition: Callable[[], bool], what: str, seconds: float = 15) -> None:
    """Waits for a condition, up to a deadline."""
    end = time.monotonic() + seconds
    while not condition():
        if time.monotonic() > end:
            raise AssertionError(f"not within {seconds} s: {what}")
        time.sleep(0.05)


def listening(ip: str, port: int = 6653) -> bool:
    """Whether something accepts connections there."""
    try:
        socket.create_connection((ip, port), timeout=1).close()
    except OSError:
        return False
    return True


def remains() -> list[str]:
    """Bridges, interfaces, processes and files of a network that should be gone."""
    found = [f"bridge {name}" for name in openvswitch.bridges()]
    found += [f"interface {n}" for n in os.listdir("/sys/class/net") if re.fullmatch(r"[sh][\dx]+-eth\d+", n)]
    for entry in os.scandir("/proc"):
        if entry.name.isdigit():
            with contextlib.suppress(OSError):
                if f"{openvswitch.RUN_MARKER}=".encode() in Path(entry.path, "environ").read_bytes():
                    found.append(f"process {entry.name}")
    if leftovers.STATE_DIR.joinpath("state.jsonl").exists():
        found.append("state file")
    found += [f"listener {ip}" for ip in REPLICAS if listening(ip)]
    found += [str(p) for p in Path(tempfile.gettempdir()).glob("vantage-mn-*")]
    return found


def state_lines() -> int:
    """How many things the run that is up has noted."""
    try:
        return len(leftovers.STATE_DIR.joinpath("state.jsonl").read_text(encoding="utf-8").splitlines())
    except OSError:
        return 0


def run_mark() -> dict[str, str]:
    """The environment variable that processes of the run that is up carry."""
    first = leftovers.STATE_DIR.joinpath("state.jsonl").read_text(encoding="utf-8").splitlines()[0]
    return {openvswitch.RUN_MARKER: json.loads(first)["run"]}


def host_process(name: str) -> str:
    """Id of the shell that keeps a host's network namespace."""
    for process in filter(str.isdigit, os.listdir("/proc")):
        with contextlib.suppress(OSError):
            if Path("/proc", process, "cmdline").read_bytes().endswith(f"mininet:{name}\0".encode()):
                return process
    raise AssertionError(f"no shell of {name}")


@contextlib.contextmanager
def controllers() -> Iterator[None]:
    """Three learning switches of Open vSwitch's own, at the replicas' addresses."""
    directory = tempfile.mkdtemp(prefix="controllers-")
    subprocess.run(
        [FAKE_LAUNCHER, "cluster", "start", "--replicas", "3", "--dir", directory], check=True, timeout=30
    )
    try:
        yield
    finally:
        subprocess.run([FAKE_LAUNCHER, "cluster", "stop", "--dir", directory], check=True, timeout=30)
        shutil.rmtree(directory)
        eventually(lambda: not any(map(listening, REPLICAS)), "controllers gone")


@contextlib.contextmanager
def role_controllers() -> Iterator[None]:
    """At the replicas' addresses, a master and two slaves that program nothing: safe where there are loops."""
    script = Path(__file__).with_name("role_controllers.py")
    process = subprocess.Popen(["/usr/bin/python3", str(script), *REPLICAS], stdout=subprocess.PIPE, text=True)
    try:
        assert process.stdout is not None
        if process.stdout.readline() != "ready\n":
            raise AssertionError("role_controllers.py does not start")
        yield
    finally:
        process.kill()
        process.communicate(timeout=10)


def _hear_interrupts() -> None:
    """A shell starts its background jobs with SIGINT ignored, and children inherit that."""
    signal.signal(signal.SIGINT, signal.SIG_DFL)


class Program:
    """A program in a process group of its own; every wait for a line has a deadline."""

    def __init__(self, command: list[str], **environment: str) -> None:
        self.process = subprocess.Popen(
            command,
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            stderr=subprocess.PIPE,
            text=True,
            start_new_session=True,
            env={**os.environ, **environment},
            preexec_fn=_hear_interrupts,
        )
        self.said = ""
        self._listener = threading.Thread(target=self._listen, daemon=True)
        self._listener.start()

    def _listen(self) -> None:
        assert self.process.stderr is not None
        while text := self.process.stderr.read(1):
            self.said += text

    def expect(self, text: str, seconds: float = DEADLINE_SECONDS) -> None:
        """Waits for a text on stderr."""
        try:
            eventually(lambda: text in self.said, repr(text), seconds)
        except AssertionError as error:
            raise AssertionError(f"{error}; it said {self.said}") from None

    def line(self) -> str:
        """The next line of stdout."""
        assert self.process.stdout is not None
        watchdog = threading.Timer(DEADLINE_SECONDS, self.process.kill)
        watchdog.start()
        try:
            return self.process.stdout.readline()
        finally:
            watchdog.cancel()

    def write(self, text: str) -> None:
        """Sends a line."""
        assert self.process.stdin is not None
        self.process.stdin.write(text + "\n")
        self.process.stdin.flush()

    def interrupt(self) -> None:
        """What a terminal does at Ctrl-C."""
        os.killpg(self.process.pid, signal.SIGINT)

    def end(self) -> int:
        """Closes stdin and waits; returns the exit code."""
        assert self.process.stdin is not None and self.process.stdout is not None
        with contextlib.suppress(BrokenPipeError):
            self.process.stdin.close()
        return self.wait()

    def wait(self) -> int:
        """Waits for the end; returns the exit code."""
        try:
            code = self.process.wait(DEADLINE_SECONDS)
        except subprocess.TimeoutExpired:
            self.process.send_signal(signal.SIGTERM)
            raise AssertionError(f"did not end; said {self.said}") from None
        self._listener.join(5)
        for stream in (self.process.stdin, self.process.stdout, self.process.stderr):
            if stream is not None:
                with contextlib.suppress(BrokenPipeError):
                    stream.close()
        return code


class ScenarioProgram(Program):
    """scenario.py."""

    def __init__(self, topo: str, *options: str) -> None:
        addresses = ",".join(f"{ip}:6653" for ip in REPLICAS)
        super().__init__(["/usr/bin/python3", SCENARIO, "--topo", topo, "--replicas-at", addresses, *options])
        self.first = json.loads(self.line() or "{}")

    def do(self, cmd: str, **fields: Any) -> dict[str, Any]:
        """Sends a command; returns its answer."""
        self.write(json.dumps({"cmd": cmd, **fields}))
        return json.loads(self.line())


class LiveTest(unittest.TestCase):
    """Nothing may be there before, and nothing after."""

    def setUp(self) -> None:
        openvswitch.ensure_open_vswitch()
        self.assertEqual(remains(), [], "something is left of an earlier run: the test needs an empty machine")
        self.addCleanup(self.nothing_remains)

    def nothing_remains(self) -> None:
        """Fails with a list of what is left."""
        try:
            eventually(lambda: not remains(), "nothing remains", 10)
        except AssertionError:
            self.fail(f"left behind: {remains()}")
