"""Arithmetic of the scenario's measurements and its answers to bad input. Needs no root and no network."""

from __future__ import annotations

import struct
import sys
import unittest
from pathlib import Path

sys.path.insert(0, str(Path(__file__).resolve().parent.parent))

import echoes
from blackouts import Blackout, loss_percent
from cluster import ClusterError, replicas_at
from commands import Field, arguments_of
from echoes import Echo
from emulation import CommandError
from network import milliseconds


def echo(sent: float, rtt: float | None) -> Echo:
    """A ping sent at a time, answered after a time or never."""
    return Echo("h1", "10.0.0.2", 1, sent, None if rtt is None else sent + rtt)


class BlackoutTest(unittest.TestCase):
    """How long nothing came through."""

    def run_pings(self, rtts: list[float | None], interval: float = 0.1) -> Blackout:
        flow = Blackout(timeout=1.0)
        for i, rtt in enumerate(rtts):
            flow.add(echo(i * interval, rtt))
        flow.settle(len(rtts) * interval)
        flow.finish()
        return flow

    def test_should_equal_the_interval_when_nothing_is_lost(self) -> None:
        flow = self.run_pings([0.01] * 10)
        self.assertEqual((flow.sent, flow.received), (10, 10))
        self.assertAlmostEqual(flow.longest_gap, 0.1)
        self.assertAlmostEqual(flow.longest_silence, 0.1)

    def test_should_span_the_lost_pings(self) -> None:
        flow = self.run_pings([0.01, 0.01, None, None, None, 0.01, None, 0.01])
        self.assertEqual((flow.sent, flow.received), (8, 4))
        self.assertAlmostEqual(flow.longest_gap, 0.4)
        self.assertEqual(flow.report()["lossPercent"], 50.0)

    def test_should_count_losses_at_the_ends(self) -> None:
        self.assertAlmostEqual(self.run_pings([None, None, None, 0.01]).longest_gap, 0.3)
        self.assertAlmostEqual(self.run_pings([0.01, None, None]).longest_gap, 0.2)
        self.assertAlmostEqual(self.run_pings([None, None, None]).longest_gap, 0.2)

    def test_should_show_held_up_pings_as_silence_not_as_loss(self) -> None:
        flow = self.run_pings([0.01, 0.9, 0.8, 0.7, 0.01])
        self.assertEqual(flow.received, 5)
        self.assertAlmostEqual(flow.longest_gap, 0.1)
        self.assertAlmostEqual(flow.longest_silence, 0.99)

    def test_should_count_an_overdue_ping_as_lost_once(self) -> None:
        flow = Blackout(timeout=1.0)
        late = echo(0.0, None)
        flow.add(late)
        self.assertEqual(flow.settle(0.9), [])
        self.assertEqual(flow.settle(1.1), [late])
        late.replied = 1.2
        flow.finish()
        self.assertEqual((flow.sent, flow.received, flow.open), (1, 0, 0))

    def test_should_call_nothing_sent_a_total_loss(self) -> None:
        self.assertEqual(loss_percent(0, 0), 100.0)
        self.assertEqual(loss_percent(1122, 1121), 0.089)


class EchoTest(unittest.TestCase):
    """The request on the wire."""

    def test_should_have_a_checksum_that_adds_up(self) -> None:
        for sequence in (0, 1, 255, 65535):
            packet = echoes._request(4711, sequence)
            total = sum(struct.unpack(f"!{len(packet) // 2}H", packet))
            while total >> 16:
                total = (total & 0xFFFF) + (total >> 16)
            self.assertEqual(total, 0xFFFF)
            self.assertEqual(struct.unpack_from("!BBHHH", packet)[3:], (4711, sequence))


class ArgumentsTest(unittest.TestCase):
    """What is refused, and in which words."""

    def refusal(self, request: dict[str, object], fields: dict[str, Field]) -> str:
        with self.assertRaises(CommandError) as caught:
            arguments_of(request, fields)
        return str(caught.exception)

    def test_should_name_field_and_rule(self) -> None:
        fields = {"from": Field(str), "count": Field(int, 5, 1, 10), "interval": Field(float, 0.2, 0.001, 60)}
        self.assertEqual(self.refusal({}, fields), "needs 'from'")
        self.assertIn("unknown field 'size'", self.refusal({"from": "h1", "size": 3}, fields))
        self.assertIn("from must be str, got 3", self.refusal({"from": 3}, fields))
        self.assertIn("count must be from 1 to 10, got 11", self.refusal({"from": "h1", "count": 11}, fields))
        self.assertIn("count must be int, got true", self.refusal({"from": "h1", "count": True}, fields))
        self.assertIn("interval must be", self.refusal({"from": "h1", "interval": "x"}, fields))

    def test_should_fill_in_defaults_and_take_whole_seconds(self) -> None:
        fields = {"count": Field(int, 5, 1, 10), "interval": Field(float, 0.2, 0.001, 60)}
        self.assertEqual(arguments_of({"interval": 2}, fields), {"count": 5, "interval": 2.0})

    def test_should_read_addresses_of_replicas(self) -> None:
        read = replicas_at("127.0.0.1:6653,127.0.0.2")
        self.assertEqual([(r.name, r.ip, r.port) for r in read], [("r1", "127.0.0.1", 6653), ("r2", "127.0.0.2", 6653)])
        for wrong in ("", "localhost:1", "127.0.0.1:0", "127.0.0.1:x", "127.0.0.1:70000", "127.1:6653", "1.2.3.4:1,"):
            with self.subTest(wrong), self.assertRaises(ClusterError):
                replicas_at(wrong)

    def test_should_read_a_delay(self) -> None:
        self.assertEqual(milliseconds("5.30ms"), 5.3)
        self.assertIsNone(milliseconds(None))
        self.assertRaises(ValueError, milliseconds, "5s")


if __name__ == "__main__":
    unittest.main()
