"""Pings that go on in the background while something is broken, and how long nothing came through."""

from __future__ import annotations

import threading
import time
from collections import deque
from dataclasses import dataclass, field
from typing import Any

from echoes import Echo, EchoEngine

MAX_OUTSTANDING = 20_000


@dataclass
class Blackout:
    """What became of one pair's pings; fed in the order of sending. Not thread-safe.

    A gap is the time between the sending of two pings that were answered with none answered between
    them (the ends of the run count as answered), so it equals the interval when nothing is lost. A
    silence is the same measured at the arrival of the replies: it also shows pings that were held up
    and answered late.
    """

    timeout: float
    sent: int = 0
    received: int = 0
    longest_gap: float = 0.0
    longest_silence: float = 0.0
    max_rtt_ms: float = 0.0
    _open: deque[Echo] = field(default_factory=deque)
    _answered_at: float | None = None
    _arrived_at: float | None = None
    _sent_at: float = 0.0

    def add(self, echo: Echo) -> None:
        """A ping was sent."""
        if self._answered_at is None:
            self._answered_at = self._arrived_at = echo.sent
        self.sent += 1
        self._sent_at = echo.sent
        self._open.append(echo)

    def settle(self, now: float) -> list[Echo]:
        """Accounts for pings that were answered or are overdue at `now`; returns the overdue ones."""
        overdue = []
        while self._open and (self._open[0].replied is not None or now - self._open[0].sent > self.timeout):
            echo = self._open.popleft()
            if echo.replied is None:
                overdue.append(echo)
            else:
                self._answer(echo, echo.replied)
        return overdue

    def finish(self) -> list[Echo]:
        """Everything still open is lost; closes the last gap. Returns what was open."""
        overdue = self.settle(float("inf"))
        if self._answered_at is not None and self._arrived_at is not None:
            self.longest_gap = max(self.longest_gap, self._sent_at - self._answered_at)
            self.longest_silence = max(self.longest_silence, self._sent_at - self._arrived_at)
        return overdue

    @property
    def open(self) -> int:
        """Pings neither answered nor overdue at the last `settle`."""
        return len(self._open)

    def _answer(self, echo: Echo, replied: float) -> None:
        assert self._answered_at is not None and self._arrived_at is not None
        self.received += 1
        self.longest_gap = max(self.longest_gap, echo.sent - self._answered_at)
        self.longest_silence = max(self.longest_silence, replied - self._arrived_at)
        self.max_rtt_ms = max(self.max_rtt_ms, echo.rtt_ms or 0.0)
        self._answered_at, self._arrived_at = echo.sent, max(self._arrived_at, replied)

    def report(self) -> dict[str, Any]:
        """For a JSON answer."""
        return {
            "sent": self.sent,
            "received": self.received,
            "lossPercent": loss_percent(self.sent, self.received),
            "longestGapMs": round(self.longest_gap * 1000, 2),
            "longestSilenceMs": round(self.longest_silence * 1000, 2),
            "maxRttMs": round(self.max_rtt_ms, 3) if self.received else None,
        }


class BackgroundPings:
    """A thread that pings some pairs every `interval` seconds until stopped."""

    def __init__(
        self, engine: EchoEngine, pairs: list[tuple[str, str, str]], interval: float, timeout: float
    ) -> None:
        """pairs: (source, name of target, address of target)."""
        self._engine = engine
        self._interval = interval
        self._timeout = timeout
        self._flows = [(pair, Blackout(timeout)) for pair in pairs]
        self._stopped = threading.Event()
        self._behind = 0.0
        self._thread = threading.Thread(target=self._run, name="background-pings", daemon=True)
        self._thread.start()

    def abandon(self) -> None:
        """Stops sending, waits for nothing."""
        self._stopped.set()

    def stop(self, deadline: float) -> dict[str, Any]:
        """Stops sending, waits for what is under way (at most the timeout of a ping), reports."""
        self._stopped.set()
        self._thread.join(max(0.0, deadline - time.monotonic()))
        end = min(time.monotonic() + self._timeout, deadline)
        while time.monotonic() < end:
            for _, flow in self._flows:
                self._engine.forget(flow.settle(time.monotonic()))
            if not any(flow.open for _, flow in self._flows):
                break
            with self._engine.changed:
                self._engine.changed.wait(0.02)
        for _, flow in self._flows:
            self._engine.forget(flow.finish())
        return self._report()

    def _report(self) -> dict[str, Any]:
        flows = [{"from": pair[0], "to": pair[1], **flow.report()} for pair, flow in self._flows]
        sent = sum(flow.sent for _, flow in self._flows)
        received = sum(flow.received for _, flow in self._flows)
        return {
            "sent": sent,
            "received": received,
            "lossPercent": loss_percent(sent, received),
            "longestGapMs": max(f["longestGapMs"] for f in flows),
            "longestSilenceMs": max(f["longestSilenceMs"] for f in flows),
            "intervalMs": round(self._interval * 1000, 3),
            "senderBehindMs": round(self._behind * 1000, 2),
            "pairs": flows,
        }

    def _run(self) -> None:
        due = time.monotonic()
        while not self._stopped.is_set():
            for pair, flow in self._flows:
                if flow.open < MAX_OUTSTANDING:
                    flow.add(self._engine.send(pair[0], pair[2]))
                self._engine.forget(flow.settle(time.monotonic()))
            due += self._interval
            late = time.monotonic() - due
            if late > 0:  # The machine did not let us: a gap of our own, which the report must show.
                self._behind = max(self._behind, late)
                due += late
            self._stopped.wait(max(0.0, due - time.monotonic()))


def loss_percent(sent: int, received: int) -> float:
    """Loss in percent; 100 when nothing was sent."""
    return 100.0 if not sent else round(100.0 * (sent - received) / sent, 3)
