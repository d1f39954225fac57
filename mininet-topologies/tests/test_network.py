"""What depends on the machine (kernel module, netem) and what is read from Open vSwitch, without either."""

from __future__ import annotations

import json
import sys
import tempfile
import threading
import time
import unittest
from pathlib import Path
from typing import Any
from unittest import mock

sys.path.insert(0, str(Path(__file__).resolve().parent.parent))

import echoes
import network
import openvswitch
from echoes import Echo
from mininet.link import Link, TCIntf


class MachineTest(unittest.TestCase):
    """The same program on different machines."""

    def test_should_use_the_userspace_datapath_only_without_the_kernel_module(self) -> None:
        with tempfile.TemporaryDirectory() as directory:
            with mock.patch.object(network, "KERNEL_DATAPATH", Path(directory)):
                self.assertEqual(network.default_datapath(), "kernel")
            with mock.patch.object(network, "KERNEL_DATAPATH", Path(directory, "none")):
                self.assertEqual(network.default_datapath(), "user")

    def link(self, netem: bool, **params: Any) -> tuple[network.VantageLink, dict[str, Any]]:
        with mock.patch.object(network, "has_netem", return_value=netem), mock.patch.object(Link, "__init__") as init:
            init.return_value = None
            return network.VantageLink("s1", "s2", **params), dict(init.call_args.kwargs)

    def test_should_delay_a_link_where_the_kernel_can(self) -> None:
        link, given = self.link(True, delay="5.30ms", km=1060.0, port1=3)
        self.assertEqual(given, {"port1": 3, "intf": TCIntf, "delay": "5.30ms"})
        self.assertEqual(link.delay_ms, 5.3)

    def test_should_know_the_delay_also_where_the_kernel_cannot(self) -> None:
        link, given = self.link(False, delay="5.30ms", km=1060.0)
        self.assertEqual(given, {})
        self.assertEqual(link.delay_ms, 5.3)

    def test_should_not_touch_a_link_without_delay(self) -> None:
        link, given = self.link(True)
        self.assertEqual(given, {})
        self.assertIsNone(link.delay_ms)


class ControllerRowsTest(unittest.TestCase):
    """Reading Open vSwitch's tables."""

    BRIDGES = {
        "headings": ["name", "controller"],
        "data": [
            ["s1", ["set", [["uuid", "c1"], ["uuid", "c2"], ["uuid", "c3"]]]],
            ["s2", ["uuid", "c4"]],
            ["s3", ["set", []]],
        ],
    }
    CONTROLLERS = {
        "headings": ["_uuid", "target", "is_connected", "role"],
        "data": [
            [["uuid", "c2"], "tcp:127.0.0.2:6653", True, "slave"],
            [["uuid", "c1"], "tcp:127.0.0.1:6653", True, "master"],
            [["uuid", "c3"], "ptcp:6654", True, "other"],
            [["uuid", "c4"], "tcp:127.0.0.1:6653", False, ["set", []]],
        ],
    }

    def test_should_list_controllers_by_switch_without_listeners(self) -> None:
        tables = {"Bridge": self.BRIDGES, "Controller": self.CONTROLLERS}

        def vsctl(*arguments: str) -> str:
            return json.dumps(tables[arguments[-1]])

        with mock.patch.object(openvswitch, "vsctl", vsctl), mock.patch.object(openvswitch, "refresh_controller_rows"):
            states = openvswitch.controller_states()
        self.assertEqual(
            states,
            {
                "s1": [
                    {"target": "tcp:127.0.0.1:6653", "connected": True, "role": "master"},
                    {"target": "tcp:127.0.0.2:6653", "connected": True, "role": "slave"},
                ],
                "s2": [{"target": "tcp:127.0.0.1:6653", "connected": False, "role": None}],
                "s3": [],
            },
        )

    def test_should_put_the_interval_back_after_asking_for_fresh_rows(self) -> None:
        for before, changes in {
            "": ["other_config:stats-update-interval=5001", "stats-update-interval"],
            '"7000"\n': ["other_config:stats-update-interval=5001", "other_config:stats-update-interval=7000"],
            '"5001"\n': ["other_config:stats-update-interval=5002", "other_config:stats-update-interval=5001"],
        }.items():
            with self.subTest(before), mock.patch.object(openvswitch, "vsctl", return_value=before) as vsctl:
                openvswitch.refresh_controller_rows()
                self.assertEqual([call.args[-1] for call in vsctl.call_args_list[1:]], changes)


class FakeEngine:
    """Answers the echoes that a rule lets through, at once."""

    def __init__(self, answers: Any) -> None:
        self.changed = threading.Condition()
        self.answers = answers
        self.sent: list[Echo] = []
        self.flying = self.most_flying = 0

    def send(self, source: str, target: str) -> Echo:
        echo = Echo(source, target, len(self.sent), time.monotonic())
        self.sent.append(echo)
        if self.answers(source, target, sum(e.source == source and e.target == target for e in self.sent)):
            echo.replied = time.monotonic()
        else:
            self.flying += 1
            self.most_flying = max(self.most_flying, self.flying)
        return echo

    def forget(self, gone: Any) -> None:
        self.flying -= len(list(gone))


class SweepTest(unittest.TestCase):
    """What a ping of all pairs reports."""

    PAIRS = [(f"h{i}", f"h{j}", f"10.0.0.{j}") for i in range(1, 5) for j in range(1, 5) if i != j]

    def sweep(self, engine: FakeEngine, attempts: int = 1, parallel: int = 4, seconds: float = 20) -> echoes.Sweep:
        return echoes.sweep(engine, self.PAIRS, 0.01, attempts, parallel, time.monotonic() + seconds)  # type: ignore

    def test_should_count_every_pair_once(self) -> None:
        done = self.sweep(FakeEngine(lambda *_: True))
        self.assertEqual((done.sent, done.received, done.first_try, done.retries, done.lost), (12, 12, 12, 0, []))

    def test_should_report_loss_and_name_the_pairs(self) -> None:
        engine = FakeEngine(lambda source, target, n: source != "h2")
        done = self.sweep(engine)
        self.assertEqual((done.sent, done.received), (12, 9))
        self.assertEqual(sorted(done.lost), [("h2", "h1"), ("h2", "h3"), ("h2", "h4")])
        self.assertLessEqual(engine.most_flying, 4)
        self.assertEqual(engine.flying, 0)

    def test_should_tell_first_tries_from_retries(self) -> None:
        engine = FakeEngine(lambda source, target, n: n == 3)
        done = self.sweep(engine, attempts=3)
        self.assertEqual((done.sent, done.received, done.first_try, done.retries), (12, 12, 0, 24))
        done = self.sweep(FakeEngine(lambda source, target, n: n == 3), attempts=2)
        self.assertEqual((done.sent, done.received, len(done.lost)), (12, 0, 12))

    def test_should_stop_at_the_deadline_and_say_what_was_not_sent(self) -> None:
        done = self.sweep(FakeEngine(lambda *_: False), attempts=1000, parallel=1, seconds=0.1)
        self.assertEqual((done.received, done.sent + done.unsent), (0, 12))
        self.assertEqual(len(done.lost), done.sent)


if __name__ == "__main__":
    unittest.main()
