"""Open vSwitch itself: its daemons, and what its database says about bridges and their controllers."""

from __future__ import annotations

import json
import os
import shutil
import subprocess
from typing import Any

OVS_CTL = "/usr/share/openvswitch/scripts/ovs-ctl"
OVS_START_DEADLINE_SECONDS = 60
STATS_INTERVAL = "stats-update-interval"
RUN_MARKER = "VANTAGE_MININET_RUN"
"""Environment variable that every process of a run inherits, except these daemons, which outlive it."""
RUN_KEY = "vantage-run"
"""External id that every bridge of a run carries."""


class OpenVSwitchError(Exception):
    """Open vSwitch could not be started or refused a command. The message is one line."""


def ensure_open_vswitch() -> None:
    """Starts Open vSwitch's daemons when they do not answer; they stay up, as a service would."""
    if is_up("ovsdb-server") and is_up("ovs-vswitchd"):
        return
    environment = {k: v for k, v in os.environ.items() if k != RUN_MARKER}
    try:
        outcome = subprocess.run(
            [OVS_CTL, "start", "--system-id=random"],
            env=environment,
            stdin=subprocess.DEVNULL,
            capture_output=True,
            text=True,
            start_new_session=True,
            timeout=OVS_START_DEADLINE_SECONDS,
            check=False,
        )
    except FileNotFoundError:
        raise OpenVSwitchError("Open vSwitch is not installed: apt-get install openvswitch-switch") from None
    except subprocess.TimeoutExpired:
        raise OpenVSwitchError(f"{OVS_CTL} start did not end in {OVS_START_DEADLINE_SECONDS} s") from None
    if not (is_up("ovsdb-server") and is_up("ovs-vswitchd")):
        said = (outcome.stderr or outcome.stdout).strip().replace("\n", "; ")
        raise OpenVSwitchError(f"Open vSwitch does not start: {said}")


def is_up(daemon: str) -> bool:
    """Whether a daemon answers on its control socket."""
    if shutil.which("ovs-appctl") is None:
        return False
    command = ["ovs-appctl", "--timeout=3", "-t", daemon, "version"]
    try:
        return subprocess.run(command, capture_output=True, timeout=5, check=False).returncode == 0
    except (OSError, subprocess.TimeoutExpired):
        return False


def refresh_controller_rows() -> None:
    """Makes ovs-vswitchd write the state of its connections to its database now, not every 5 s.

    It does so at once when the interval changes. Putting the interval back is also the barrier: it is
    answered after what the first change caused was written.
    """
    before = vsctl("--if-exists", "get", "Open_vSwitch", ".", f"other_config:{STATS_INTERVAL}").strip().strip('"')
    other = "5001" if before != "5001" else "5002"
    vsctl("set", "Open_vSwitch", ".", f"other_config:{STATS_INTERVAL}={other}")
    if before:
        vsctl("set", "Open_vSwitch", ".", f"other_config:{STATS_INTERVAL}={before}")
    else:
        vsctl("remove", "Open_vSwitch", ".", "other_config", STATS_INTERVAL)


def controller_states() -> dict[str, list[dict[str, Any]]]:
    """Per bridge its controllers (target, connected, role) as Open vSwitch sees them, without listeners."""
    refresh_controller_rows()
    bridges = table("Bridge", "name,controller")
    rows = {uuid: row for uuid, *row in table("Controller", "_uuid,target,is_connected,role")}
    states: dict[str, list[dict[str, Any]]] = {}
    for name, uuids in bridges:
        found = [rows[u] for u in uuids if u in rows and not rows[u][0].startswith(("ptcp:", "pssl:", "punix:"))]
        states[name] = [
            {"target": target, "connected": connected, "role": role[0] if role else None}
            for target, connected, role in sorted(found, key=lambda row: row[0])
        ]
    return states


def vsctl(*arguments: str) -> str:
    """Runs ovs-vsctl; OpenVSwitchError when it refuses or does not answer."""
    command = ["ovs-vsctl", "--timeout=10", *arguments]
    try:
        outcome = subprocess.run(command, capture_output=True, text=True, timeout=15, check=False)
    except subprocess.TimeoutExpired:
        raise OpenVSwitchError(f"{' '.join(command)}: no answer in 15 s") from None
    if outcome.returncode:
        raise OpenVSwitchError(f"{' '.join(command)}: {outcome.stderr.strip()}")
    return outcome.stdout


def table(name: str, columns: str) -> list[list[Any]]:
    """The rows of a table of the database, columns in the order asked for."""
    listed = vsctl("--format=json", f"--columns={columns}", "list", name)
    document = json.loads(listed) if listed.strip() else {"headings": [], "data": []}
    wanted = [document["headings"].index(c) for c in columns.split(",")] if document["data"] else []
    return [[_plain(row[i], columns.split(",")[n]) for n, i in enumerate(wanted)] for row in document["data"]]


def bridges() -> list[str]:
    """Names of all bridges; none when ovsdb-server is not up."""
    return vsctl("list-br").split() if is_up("ovsdb-server") else []


def marked_bridges() -> list[str]:
    """Names of the bridges that runs of this program created."""
    if not is_up("ovsdb-server"):
        return []
    return [name for name, ids in table("Bridge", "name,external_ids") if RUN_KEY in dict(ids[1])]


def _plain(value: Any, column: str) -> Any:
    """OVSDB writes sets as ["set", [...]], a set of one as its element, ids as ["uuid", "..."]."""
    many = column in ("controller", "role")
    if isinstance(value, list) and value and value[0] == "set":
        return [_plain(v, "") for v in value[1]]
    if isinstance(value, list) and value and value[0] == "uuid":
        value = value[1]
    return [value] if many else value


