#!/usr/bin/python3
"""A Mininet network under remote control, for end-to-end tests.

    /usr/bin/python3 mininet-topologies/scenario.py --topo internet2 \\
        --replicas-at 127.0.0.1:6653,127.0.0.2:6653,127.0.0.3:6653 [--protocols OpenFlow13] [--verbose]

builds the network against replicas that run already, then reads one JSON object per line on stdin and
answers each with one line on stdout; progress goes to stderr. The first line is
    {"ready": true, "topo", "switches", "links", "hosts", "bringUpMs"}    or {"error": "..."} and exit code 1.
`links` counts links between switches. A failed command answers {"error": "one line", ...}. Every
command takes "deadline" (seconds, default 60). At end of input, "quit", SIGTERM, SIGINT or SIGHUP
everything is removed; after SIGKILL the next start removes it.

{"cmd": "pingall", "timeout": 1, "attempts": 1, "parallel": 64}     every ordered pair of hosts, one packet;
    a pair that fails is tried `attempts` times in all (what the first tries gave is reported too)
    -> sent, received, lossPercent (pairs), firstTryReceived, retries, medianRttMs, maxRttMs, ms, lost [[a, b], ...20]
{"cmd": "ping", "from": "h1", "to": "h3", "count": 5, "interval": 0.2, "timeout": 1}
    -> sent, received, lossPercent, rttMs [per packet, null = lost], minMs, avgMs, maxMs
{"cmd": "pingStart", "name": "p", "pairs": [["h1", "h3"], ...], "interval": 0.01, "timeout": 2}
    -> name, pairs (their number)
{"cmd": "pingStop", "name": "p"}
    -> sent, received, lossPercent, longestGapMs, longestSilenceMs, intervalMs, senderBehindMs, pairs [the same each]
    gap: between the sending of two answered pings with none answered between; silence: between the arrival of
    two replies; both equal about the interval when nothing is lost. senderBehindMs: how late this process was.
{"cmd": "iperf", "from": "h1", "to": "h3", "seconds": 3}             -> bitsPerSecond, bytes, seconds, retransmits
{"cmd": "link", "a": "s1", "b": "s2", "up": false}                   -> links (how many join a and b)
{"cmd": "switch", "name": "s1", "action": "stop" | "start"}          -> name, running
{"cmd": "dumpFlows", "switch": "s1"}                                 -> flows (text of ovs-ofctl dump-flows)
{"cmd": "delFlows", "switch": "s1"}                                  -> switch
{"cmd": "ofctl", "args": ["show", "s1"]}                             -> out (ovs-ofctl -O PROTOCOLS ARGS)
{"cmd": "connected", "wait": 0}    waits up to `wait` seconds for all controllers of all running switches
    -> allConnected, ms, switches {name: {dpid, running, controllers [{target, connected, role}]}}
       role is "master", "slave", "other" (equal, or OpenFlow 1.0) or null when not connected
{"cmd": "topology"}   -> datapath, delaysApplied, switches [{name, dpid, running, site?...}],
                         links [{a, aPort, b, bPort, up, delayMs}], hosts [{name, ip, mac, switch, port}]
{"cmd": "exec", "host": "h1", "args": ["ip", "neigh"]}               -> exitCode, out, err
{"cmd": "quit"}                                                      -> bye
"""

from __future__ import annotations

import argparse
import json
import os
import signal
import statistics
import sys
import time
from collections.abc import Callable
from typing import Any, TextIO

from blackouts import BackgroundPings, loss_percent
from cluster import ClusterError, replicas_at
from commands import Command, Field, arguments_of, seconds
from echoes import EchoEngine, sweep
from emulation import CommandError, Emulation, iperf, run
from graphs import TopologyError
from leftovers import NetworkBusyError
from openvswitch import OpenVSwitchError
from topologies import topology

DEFAULT_DEADLINE_SECONDS = 60.0
MAX_LINE_CHARACTERS = 1_000_000
PROTOCOLS = ("OpenFlow10", "OpenFlow13", "OpenFlow10,OpenFlow13")
END_SIGNALS = (signal.SIGTERM, signal.SIGINT, signal.SIGHUP)


class Scenario:
    """Carries out commands on a network, one after the other."""

    def __init__(self, emulation: Emulation) -> None:
        self._emulation = emulation
        self._engine = EchoEngine({host.name: host.pid for host in emulation.net.hosts})
        self._background: dict[str, BackgroundPings] = {}
        name = Field(str)
        once = {"from": name, "to": name}
        self._commands = {
            "pingall": Command(
                self._pingall,
                {"timeout": seconds(1), "attempts": Field(int, 1, 1, 100), "parallel": Field(int, 64, 1, 1024)},
            ),
            "ping": Command(
                self._ping,
                {**once, "count": Field(int, 5, 1, 100_000), "interval": seconds(0.2, 0.001), "timeout": seconds(1)},
            ),
            "pingStart": Command(
                self._ping_start,
                {
                    "name": Field(str, "p"),
                    "pairs": Field(list),
                    "interval": seconds(0.01, 0.001),
                    "timeout": seconds(2, 0.01, 30),
                },
            ),
            "pingStop": Command(self._ping_stop, {"name": Field(str, "p")}),
            "iperf": Command(self._iperf, {**once, "seconds": Field(int, 3, 1, 600)}),
            "link": Command(self._link, {"a": name, "b": name, "up": Field(bool)}),
            "switch": Command(self._switch, {"name": name, "action": name}),
            "dumpFlows": Command(self._dump_flows, {"switch": name}),
            "delFlows": Command(self._del_flows, {"switch": name}),
            "ofctl": Command(self._ofctl, {"args": Field(list)}),
            "connected": Command(self._connected, {"wait": seconds(0, 0)}),
            "topology": Command(lambda _request, _deadline: emulation.topology(), {}),
            "exec": Command(self._exec, {"host": name, "args": Field(list)}),
        }

    def answer(self, line: str) -> dict[str, Any]:
        """The answer to one line of input; never raises for what the line says."""
        try:
            request = json.loads(line)
        except (ValueError, RecursionError) as error:
            return {"error": f"not JSON: {error}"}
        if not isinstance(request, dict):
            return {"error": "a command is a JSON object"}
        name = request.pop("cmd", None)
        if name == "quit":
            return {"bye": True}
        command = self._commands.get(name) if isinstance(name, str) else None
        if command is None:
            return {"error": f"unknown cmd {name!r}: one of {', '.join(sorted([*self._commands, 'quit']))}"}
        try:
            fields = {**command.fields, "deadline": seconds(DEFAULT_DEADLINE_SECONDS, 0.01, 3600)}
            arguments = arguments_of(request, fields)
            return command.act(arguments, time.monotonic() + arguments["deadline"])
        except CommandError as error:
            return {"error": f"{name}: {error}", **error.extra}
        except (OSError, OpenVSwitchError) as error:
            return {"error": f"{name}: {error}"}
        except Exception as error:  # A defect of ours must not end the network under the test's feet.
            return {"error": f"{name}: internal error: {error!r}"}

    def close(self) -> None:
        """Stops the background pings and the engine."""
        for pings in self._background.values():
            pings.abandon()
        self._engine.close()

    def _target(self, source: str, target: str) -> tuple[str, str, str]:
        self._emulation.host(source)
        return source, target, self._emulation.host(target).IP()

    def _pingall(self, request: dict[str, Any], deadline: float) -> dict[str, Any]:
        hosts = [host.name for host in self._emulation.net.hosts]
        shifts = range(1, len(hosts))  # By distance, so that no host sends or receives everything at once.
        pairs = [self._target(h, hosts[(i + shift) % len(hosts)]) for shift in shifts for i, h in enumerate(hosts)]
        began = time.monotonic()
        done = sweep(self._engine, pairs, request["timeout"], request["attempts"], request["parallel"], deadline)
        answer = {
            "sent": done.sent,
            "received": done.received,
            "lossPercent": loss_percent(done.sent, done.received),
            "firstTryReceived": done.first_try,
            "retries": done.retries,
            "medianRttMs": round(statistics.median(done.rtts_ms), 3) if done.rtts_ms else None,
            "maxRttMs": round(max(done.rtts_ms), 3) if done.rtts_ms else None,
            "ms": round((time.monotonic() - began) * 1000),
            "lost": done.lost[:20],
        }
        if done.unsent:
            raise CommandError(f"deadline passed with {done.unsent} pairs not pinged", **answer)
        return answer

    def _ping(self, request: dict[str, Any], deadline: float) -> dict[str, Any]:
        source, _, address = self._target(request["from"], request["to"])
        echoes = []
        due = time.monotonic()
        for _ in range(request["count"]):
            time.sleep(max(0.0, due - time.monotonic()))
            if time.monotonic() > deadline:
                break
            echoes.append(self._engine.send(source, address))
            due += request["interval"]
        if echoes:
            end = min(echoes[-1].sent + request["timeout"], deadline)
            with self._engine.changed:
                while any(e.replied is None for e in echoes) and time.monotonic() < end:
                    self._engine.changed.wait(max(0.0, end - time.monotonic()))
        self._engine.forget(echoes)
        limit = request["timeout"] * 1000
        rtts = [e.rtt_ms if e.rtt_ms is not None and e.rtt_ms <= limit else None for e in echoes]
        good = [rtt for rtt in rtts if rtt is not None]
        answer: dict[str, Any] = {
            "sent": len(rtts),
            "received": len(good),
            "lossPercent": loss_percent(len(rtts), len(good)),
            "rttMs": [None if rtt is None else round(rtt, 3) for rtt in rtts],
            "minMs": round(min(good), 3) if good else None,
            "avgMs": round(statistics.fmean(good), 3) if good else None,
            "maxMs": round(max(good), 3) if good else None,
        }
        if len(rtts) < request["count"]:
            raise CommandError(f"deadline passed after {len(rtts)} of {request['count']} packets", **answer)
        return answer

    def _ping_start(self, request: dict[str, Any], _deadline: float) -> dict[str, Any]:
        name = request["name"]
        if name in self._background:
            raise CommandError(f"{name!r} runs already")
        if not request["pairs"] or not all(
            isinstance(p, list) and len(p) == 2 and all(isinstance(end, str) for end in p) for p in request["pairs"]
        ):
            raise CommandError('pairs must look like [["h1", "h2"], ...]')
        pairs = [self._target(source, target) for source, target in request["pairs"]]
        self._background[name] = BackgroundPings(self._engine, pairs, request["interval"], request["timeout"])
        return {"name": name, "pairs": len(pairs)}

    def _ping_stop(self, request: dict[str, Any], deadline: float) -> dict[str, Any]:
        pings = self._background.pop(request["name"], None)
        if pings is None:
            raise CommandError(f"no pings named {request['name']!r} run")
        return {"name": request["name"], **pings.stop(deadline)}

    def _iperf(self, request: dict[str, Any], deadline: float) -> dict[str, Any]:
        return iperf(self._emulation, request["from"], request["to"], request["seconds"], deadline)

    def _link(self, request: dict[str, Any], deadline: float) -> dict[str, Any]:
        return {"links": self._emulation.set_link(request["a"], request["b"], request["up"], deadline)}

    def _switch(self, request: dict[str, Any], deadline: float) -> dict[str, Any]:
        actions = {"stop": self._emulation.stop_switch, "start": self._emulation.start_switch}
        if request["action"] not in actions:
            raise CommandError(f"action must be stop or start, got {request['action']!r}")
        actions[request["action"]](request["name"], deadline)
        return {"name": request["name"], "running": request["action"] == "start"}

    def _dump_flows(self, request: dict[str, Any], deadline: float) -> dict[str, Any]:
        switch = self._emulation.switch(request["switch"]).name
        return {"flows": self._ofctl({"args": ["dump-flows", switch]}, deadline)["out"]}

    def _del_flows(self, request: dict[str, Any], deadline: float) -> dict[str, Any]:
        switch = self._emulation.switch(request["switch"]).name
        self._ofctl({"args": ["del-flows", switch]}, deadline)
        return {"switch": switch}

    def _ofctl(self, request: dict[str, Any], deadline: float) -> dict[str, Any]:
        outcome = self._emulation.ofctl([str(a) for a in request["args"]], deadline)
        if outcome.returncode:
            raise CommandError(f"ovs-ofctl: {outcome.stderr.strip()}", exitCode=outcome.returncode)
        return {"out": outcome.stdout}

    def _connected(self, request: dict[str, Any], deadline: float) -> dict[str, Any]:
        began = time.monotonic()
        end = min(began + request["wait"], deadline)
        while True:
            state = self._emulation.connected()
            if state["allConnected"] or time.monotonic() >= end:
                return {"ms": round((time.monotonic() - began) * 1000), **state}
            time.sleep(min(0.1, max(0.0, end - time.monotonic())))

    def _exec(self, request: dict[str, Any], deadline: float) -> dict[str, Any]:
        outcome = run(self._emulation.on(request["host"], [str(a) for a in request["args"]]), deadline)
        return {"exitCode": outcome.returncode, "out": outcome.stdout, "err": outcome.stderr}


def _serve(scenario: Scenario, source: TextIO, say: Callable[[dict[str, Any]], None]) -> None:
    while line := source.readline(MAX_LINE_CHARACTERS):
        if line.strip():
            answer = scenario.answer(line)
            say(answer)
            if "bye" in answer:
                return


def _options(arguments: list[str]) -> argparse.Namespace:
    parser = argparse.ArgumentParser(
        prog="scenario.py", description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    parser.add_argument("--topo", required=True, help="internet2, fattree,4, linear,3, ... or a GraphML file")
    parser.add_argument("--replicas-at", required=True, help="ADDRESS:PORT,... of the replicas' OpenFlow")
    parser.add_argument("--protocols", default="OpenFlow13", choices=PROTOCOLS)
    parser.add_argument("--verbose", action="store_true", help="Mininet's own progress, on stderr")
    return parser.parse_args(arguments)


def _end(number: int, _frame: Any) -> None:
    for other in END_SIGNALS:  # The clean-up that follows is not to be cut short.
        signal.signal(other, signal.SIG_IGN)
    raise SystemExit(128 + number)


def main(arguments: list[str]) -> int:
    """Runs a scenario; returns the exit code."""
    options = _options(arguments)
    # Answers own the real stdout; whatever else is printed goes to stderr.
    out = os.fdopen(os.dup(1), "w", encoding="utf-8")
    os.dup2(2, 1)

    def say(answer: dict[str, Any]) -> None:
        out.write(json.dumps(answer) + "\n")
        out.flush()

    for number in END_SIGNALS:
        signal.signal(number, _end)
    emulation: Emulation | None = None
    scenario: Scenario | None = None
    try:
        if os.geteuid():
            raise CommandError("needs root: network namespaces and Open vSwitch")
        topo = topology(options.topo)
        emulation = Emulation(topo, replicas_at(options.replicas_at), options.protocols, options.verbose)
        counts = {"switches": len(topo.switches()), "hosts": len(topo.hosts())}
        counts["links"] = sum(topo.isSwitch(a) and topo.isSwitch(b) for a, b in topo.links())
        print(f"starting {options.topo}: {counts}", file=sys.stderr)
        began = time.monotonic()
        emulation.start()
        scenario = Scenario(emulation)
        took = round((time.monotonic() - began) * 1000)
        print(f"started in {took} ms", file=sys.stderr)
        say({"ready": True, "topo": options.topo, **counts, "bringUpMs": took})
        _serve(scenario, sys.stdin, say)
        return 0
    except (CommandError, TopologyError, ClusterError, NetworkBusyError, OpenVSwitchError) as error:
        print(f"error: {error}", file=sys.stderr)
        say({"error": str(error)})
        return 1
    except BrokenPipeError:
        return 0
    finally:
        if scenario is not None:
            scenario.close()
        if emulation is not None:
            emulation.close()


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
