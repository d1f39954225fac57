"""ICMP echo from many hosts at once, out of one process.

A raw socket stays in the network namespace it was created in, so one thread can serve every host: no
process per ping, which on a small machine would be the load one measures. Replies are stamped by the
kernel (SO_TIMESTAMPNS); times are seconds of the monotonic clock.
"""

from __future__ import annotations

import ctypes
import os
import selectors
import socket
import struct
import threading
import time
from collections import deque
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field

CLONE_NEWNET = 0x40000000
SO_TIMESTAMPNS = 35
SOL_RAW, ICMP_FILTER = 255, 1
ECHO_REQUEST, ECHO_REPLY = 8, 0
PAYLOAD = b"vantage-echo-" + bytes(range(43))


@dataclass
class Echo:
    """One echo request; `replied` stays None until its reply is in."""

    source: str
    target: str
    sequence: int
    sent: float
    replied: float | None = None

    @property
    def rtt_ms(self) -> float | None:
        """Round-trip time in milliseconds."""
        return None if self.replied is None else max(0.0, (self.replied - self.sent) * 1000)


class EchoEngine:
    """Sends from any thread; one thread of its own receives. `changed` is notified at every reply."""

    def __init__(self, hosts: Mapping[str, int]) -> None:
        """hosts: name of a host -> id of a process in its network namespace."""
        self._identifier = os.getpid() & 0xFFFF
        self._sequence = 0
        self._pending: dict[tuple[str, int], Echo] = {}
        self.changed = threading.Condition()
        self._sockets = {name: _socket_in(pid) for name, pid in hosts.items()}
        self._selector = selectors.DefaultSelector()
        for name, raw in self._sockets.items():
            self._selector.register(raw, selectors.EVENT_READ, name)
        self._closed = False
        self._receiver = threading.Thread(target=self._receive, name="echo-receiver", daemon=True)
        self._receiver.start()

    def send(self, source: str, target: str) -> Echo:
        """Sends one request from a host to an IPv4 address; what the host refuses to send stays unanswered."""
        with self.changed:
            self._sequence = (self._sequence + 1) & 0xFFFF
            echo = Echo(source, target, self._sequence, 0.0)
            self._pending[(source, echo.sequence)] = echo
        packet = _request(self._identifier, echo.sequence)
        echo.sent = time.monotonic()
        try:
            self._sockets[source].sendto(packet, (target, 0))
        except OSError:
            pass  # No route, no neighbour, link down: a lost ping.
        return echo

    def forget(self, echoes: Iterable[Echo]) -> None:
        """Gives up on replies."""
        with self.changed:
            for echo in echoes:
                if self._pending.get((echo.source, echo.sequence)) is echo:
                    del self._pending[(echo.source, echo.sequence)]

    def close(self) -> None:
        """Ends the receiver and closes the sockets."""
        self._closed = True
        self._receiver.join(2)
        self._selector.close()
        for raw in self._sockets.values():
            raw.close()

    def _receive(self) -> None:
        while not self._closed:
            for key, _ in self._selector.select(0.2):
                try:
                    self._read(key.data, self._sockets[key.data])
                except OSError:
                    continue  # A queued error of an earlier send: that ping stays unanswered.

    def _read(self, host: str, raw: socket.socket) -> None:
        for _ in range(64):
            try:
                data, ancillary, _, sender = raw.recvmsg(2048, 64)
            except BlockingIOError:
                return
            header = (data[0] & 15) * 4
            if len(data) < header + 8:
                continue
            kind, _, _, identifier, sequence = struct.unpack_from("!BBHHH", data, header)
            if kind != ECHO_REPLY or identifier != self._identifier:
                continue
            with self.changed:
                echo = self._pending.get((host, sequence))
                if echo is not None and echo.target == sender[0]:
                    del self._pending[(host, sequence)]
                    echo.replied = _stamp(ancillary)
                    self.changed.notify_all()


def _socket_in(pid: int) -> socket.socket:
    """A raw ICMP socket in the network namespace of a process; the calling thread comes back."""
    libc = ctypes.CDLL(None, use_errno=True)
    home = os.open("/proc/thread-self/ns/net", os.O_RDONLY | os.O_CLOEXEC)
    there = os.open(f"/proc/{pid}/ns/net", os.O_RDONLY | os.O_CLOEXEC)
    try:
        if libc.setns(there, CLONE_NEWNET):
            raise OSError(ctypes.get_errno(), f"cannot enter the network namespace of process {pid}")
        try:
            raw = socket.socket(socket.AF_INET, socket.SOCK_RAW, socket.IPPROTO_ICMP)
        finally:
            if libc.setns(home, CLONE_NEWNET):
                raise SystemExit("cannot return to the own network namespace")
    finally:
        os.close(there)
        os.close(home)
    raw.setblocking(False)
    raw.setsockopt(SOL_RAW, ICMP_FILTER, struct.pack("=I", ~(1 << ECHO_REPLY) & 0xFFFFFFFF))
    raw.setsockopt(socket.SOL_SOCKET, SO_TIMESTAMPNS, 1)
    return raw


def _stamp(ancillary: list[tuple[int, int, bytes]]) -> float:
    """When the kernel received it, on the monotonic clock; the stamp itself is of the wall clock."""
    for level, kind, data in ancillary:
        if level == socket.SOL_SOCKET and kind == SO_TIMESTAMPNS and len(data) >= 16:
            seconds, nanos = struct.unpack_from("=qq", data)
            now, wall = _clocks()
            age = wall - (seconds * 1_000_000_000 + nanos)
            if 0 <= age < 60_000_000_000:  # Otherwise the wall clock was set meanwhile.
                return now - age / 1e9
    return time.monotonic()


def _clocks() -> tuple[float, int]:
    """Both clocks at one moment: a thread can lose the processor between two readings, so the closest of some."""
    best: tuple[float, float, int] | None = None
    for _ in range(5):
        before, wall, after = time.monotonic(), time.time_ns(), time.monotonic()
        if best is None or after - before < best[0]:
            best = (after - before, (before + after) / 2, wall)
        if best[0] < 5e-6:
            break
    assert best is not None
    return best[1], best[2]


def _request(identifier: int, sequence: int) -> bytes:
    head = struct.pack("!BBHHH", ECHO_REQUEST, 0, 0, identifier, sequence)
    total = sum(struct.unpack(f"!{(len(head) + len(PAYLOAD)) // 2}H", head + PAYLOAD))
    total = (total & 0xFFFF) + (total >> 16)
    checksum = ~(total + (total >> 16)) & 0xFFFF
    return struct.pack("!BBHHH", ECHO_REQUEST, 0, checksum, identifier, sequence) + PAYLOAD


@dataclass
class Sweep:
    """The outcome of pinging many pairs once each (a pair that fails may be tried again)."""

    sent: int = 0
    received: int = 0
    first_try: int = 0
    retries: int = 0
    rtts_ms: list[float] = field(default_factory=list)
    lost: list[tuple[str, str]] = field(default_factory=list)
    unsent: int = 0


def sweep(
    engine: EchoEngine,
    pairs: Iterable[tuple[str, str, str]],
    timeout: float,
    attempts: int,
    parallel: int,
    deadline: float,
) -> Sweep:
    """Pings every (source, name of target, address of target), at most `parallel` at a time.

    timeout: seconds per try; deadline: monotonic time after which nothing is sent or awaited.
    """
    waiting = deque((pair, 1) for pair in pairs)
    flying: dict[int, tuple[Echo, tuple[str, str, str], int]] = {}
    result = Sweep()
    while waiting or flying:
        now = time.monotonic()
        if now > deadline:
            break
        while waiting and len(flying) < parallel:
            pair, attempt = waiting.popleft()
            result.sent += attempt == 1
            result.retries += attempt > 1
            echo = engine.send(pair[0], pair[2])
            flying[id(echo)] = (echo, pair, attempt)
        with engine.changed:
            if all(echo.replied is None for echo, _, _ in flying.values()):
                oldest = min(echo.sent for echo, _, _ in flying.values())
                engine.changed.wait(max(0.0, min(oldest + timeout, deadline) - time.monotonic()))
        now = time.monotonic()
        for key, (echo, pair, attempt) in list(flying.items()):
            if echo.rtt_ms is not None:
                result.received += 1
                result.first_try += attempt == 1
                result.rtts_ms.append(echo.rtt_ms)
            elif now - echo.sent < timeout:
                continue
            else:
                engine.forget([echo])
                if attempt < attempts:
                    waiting.append((pair, attempt + 1))
                else:
                    result.lost.append(pair[:2])
            del flying[key]
    engine.forget(echo for echo, _, _ in flying.values())
    result.lost += [pair[:2] for _, pair, _ in flying.values()]
    result.lost += [pair[:2] for pair, attempt in waiting if attempt > 1]
    result.unsent = sum(attempt == 1 for _, attempt in waiting)
    return result
