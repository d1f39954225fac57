"""What one run creates on this machine, written down before it exists, so that it can be removed.

One network at a time may be up: a lock file, held until the process ends however it ends, says
whether somebody is alive; a state file of JSON lines says what was created. Lock free and state file
present means that the last run crashed, and `claim` removes what it left. Nothing is ever removed by
a broad name: bridges and cluster are those of the state file, interfaces are those of its bridges,
processes are those that carry the run's id in their environment.
"""

from __future__ import annotations

import fcntl
import json
import os
import re
import shutil
import signal
import subprocess
import sys
import time
import uuid
from pathlib import Path

from openvswitch import RUN_MARKER, bridges, ensure_open_vswitch, is_up, marked_bridges

STATE_DIR = Path("/run/vantage-mininet")
OVSDB_DEADLINE_SECONDS = 30
CLUSTER_STOP_DEADLINE_SECONDS = 60
NETWORK_INTERFACES = Path("/sys/class/net")
_SWITCH_INTERFACE = re.compile(r"s\d+(x\d+)?-eth\d+")


class NetworkBusyError(Exception):
    """Another network is up on this machine. The message is one line and says what to do."""


class Ledger:
    """The record of one run. Used by one thread; `clean_up` may be called any number of times."""

    def __init__(self, directory: Path = STATE_DIR) -> None:
        self._directory = directory
        self._state = directory / "state.jsonl"
        self._lock: int | None = None
        self.run_id = uuid.uuid4().hex

    def claim(self) -> None:
        """Takes the machine for this process; removes what a crashed run left.

        Raises NetworkBusyError when a live process or somebody else's switches are in the way.
        """
        self._directory.mkdir(parents=True, exist_ok=True)
        lock = os.open(self._directory / "lock", os.O_RDWR | os.O_CREAT | os.O_CLOEXEC, 0o644)
        try:
            fcntl.flock(lock, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except OSError:
            owner = os.read(lock, 32).decode(errors="replace").strip() or "unknown"
            os.close(lock)
            raise NetworkBusyError(
                f"a Vantage network is already up (process {owner}): stop it first; one fits on a machine"
            ) from None
        os.truncate(lock, 0)
        os.pwrite(lock, f"{os.getpid()}\n".encode(), 0)
        self._lock = lock
        try:
            self._remove_stale()
            _refuse_foreign_switches()
        except BaseException:
            self._release()
            raise
        self._write({"run": self.run_id})
        os.environ[RUN_MARKER] = self.run_id

    @property
    def claimed(self) -> bool:
        """Whether this process holds the machine."""
        return self._lock is not None

    def bridge(self, name: str) -> None:
        """Notes an Open vSwitch bridge that is about to be created."""
        self._write({"bridge": name})

    def cluster(self, launcher: str, directory: str, temporary: bool) -> None:
        """Notes a cluster that is about to be started; a temporary directory is removed at the end."""
        self._write({"launcher": launcher, "directory": directory, "temporary": temporary})

    def clean_up(self) -> None:
        """Removes everything noted. Signals are ignored meanwhile, so that it comes to its end."""
        if not self.claimed:
            return
        ignored = {s: signal.signal(s, signal.SIG_IGN) for s in (signal.SIGINT, signal.SIGTERM, signal.SIGHUP)}
        try:
            remove(_read(self._state))
            self._state.unlink(missing_ok=True)
            os.environ.pop(RUN_MARKER, None)
            self._release()
        finally:
            for number, handler in ignored.items():
                signal.signal(number, handler)

    def _remove_stale(self) -> None:
        """The lock is ours, so whatever carries a run's mark is dead; bridges outlive even a reboot."""
        entries = _read(self._state)
        if any("bridge" in e for e in entries):
            ensure_open_vswitch()
        noted = {e.get("bridge") for e in entries}
        entries += [{"bridge": name} for name in marked_bridges() if name not in noted]
        if entries:
            print("removing what a crashed run left", file=sys.stderr)
            remove(entries)
        self._state.unlink(missing_ok=True)

    def _release(self) -> None:
        if self._lock is not None:
            os.close(self._lock)
            self._lock = None

    def _write(self, entry: dict[str, object]) -> None:
        if not self.claimed:
            self.claim()
        with self._state.open("a", encoding="utf-8") as out:
            out.write(json.dumps(entry) + "\n")


def remove(entries: list[dict[str, object]]) -> None:
    """Removes what the entries name; what is gone already is no error."""
    names = [str(e["bridge"]) for e in entries if "bridge" in e]
    clusters = [e for e in entries if "launcher" in e]
    for cluster in clusters:
        _stop_cluster(str(cluster["launcher"]), str(cluster["directory"]))
    if names and is_up("ovsdb-server"):
        arguments = " -- ".join(f"--if-exists del-br {name}" for name in names).split()
        _run(["ovs-vsctl", f"--timeout={OVSDB_DEADLINE_SECONDS}", *arguments], OVSDB_DEADLINE_SECONDS + 5)
    for entry in entries:
        if "run" in entry:
            _kill_run(str(entry["run"]))
    _remove_interfaces(set(names))
    for cluster in clusters:
        if cluster["temporary"]:
            shutil.rmtree(str(cluster["directory"]), ignore_errors=True)


def processes_of(run_id: str) -> list[int]:
    """Ids of the processes, other than this one, that carry the run's id."""
    wanted = f"{RUN_MARKER}={run_id}".encode()
    found = []
    for entry in os.scandir("/proc"):
        if entry.name.isdigit() and int(entry.name) != os.getpid():
            try:
                environment = Path(entry.path, "environ").read_bytes()
            except OSError:
                continue
            if wanted in environment.split(b"\0"):
                found.append(int(entry.name))
    return found


def _read(state: Path) -> list[dict[str, object]]:
    entries = []
    try:
        lines = state.read_text(encoding="utf-8").splitlines()
    except OSError:
        return []
    for line in lines:
        try:
            entries.append(json.loads(line))
        except ValueError:  # The line a crash cut short: what it would have named was not created.
            continue
    return [e for e in entries if isinstance(e, dict)]


def _refuse_foreign_switches() -> None:
    names = sorted(n for n in os.listdir(NETWORK_INTERFACES) if _SWITCH_INTERFACE.fullmatch(n))
    names += sorted(n for n in bridges() if re.fullmatch(r"s\d+(x\d+)?", n))
    if names:
        some = ", ".join(names[:4]) + (", ..." if len(names) > 4 else "")
        raise NetworkBusyError(
            f"another Mininet network is up ({some}): stop it first,"
            " or remove its bridges (ovs-vsctl del-br NAME) and interfaces (ip link del NAME) if it is dead"
        )


def _stop_cluster(launcher: str, directory: str) -> None:
    if Path(directory).is_dir():
        _run([launcher, "cluster", "stop", "--dir", directory], CLUSTER_STOP_DEADLINE_SECONDS)


def _kill_run(run_id: str) -> None:
    for _ in range(50):
        pids = processes_of(run_id)
        if not pids:
            return
        for pid in pids:
            try:
                os.kill(pid, signal.SIGKILL)
            except ProcessLookupError:
                continue
        _reap()
        time.sleep(0.02)
    print(f"some processes of run {run_id} did not end: {processes_of(run_id)}", file=sys.stderr)


def _reap() -> None:
    try:
        while os.waitpid(-1, os.WNOHANG)[0]:
            pass
    except ChildProcessError:
        return


def _remove_interfaces(switches: set[str]) -> None:
    """Deletes the switch ends of the run's veth pairs; the other ends go with them."""
    names = [n for n in os.listdir(NETWORK_INTERFACES) if n.rpartition("-eth")[0] in switches]
    if names:
        batch = "".join(f"link del {name}\n" for name in names)
        _run(["ip", "-force", "-batch", "-"], 60, batch)


def _run(command: list[str], deadline_seconds: float, text: str = "") -> int:
    """Runs quietly in a session of its own, so that a Ctrl-C does not cut it short."""
    try:
        return subprocess.run(
            command,
            input=text,
            text=True,
            stdout=subprocess.DEVNULL,
            stderr=subprocess.DEVNULL,
            timeout=deadline_seconds,
            start_new_session=True,
            check=False,
        ).returncode
    except (OSError, subprocess.TimeoutExpired) as error:
        print(f"clean-up: {command[0]}: {error}", file=sys.stderr)
        return 1


LEDGER = Ledger()
"""The record of this process."""
