"""Waiting for the cluster to know the network, against an API of our own."""

from __future__ import annotations

import json
import sys
import threading
import unittest
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from typing import Any
from unittest import mock

sys.path.insert(0, str(Path(__file__).resolve().parent.parent))

import cluster
from cluster import Replica


class Api(ThreadingHTTPServer):
    """Tells of one more link each time it is asked."""

    def __init__(self, switches: int, links: int) -> None:
        self.switches, self.links, self.asked = switches, links, 0
        super().__init__(("127.0.0.1", 0), Answer)


class Answer(BaseHTTPRequestHandler):
    """One answer of the API."""

    server: Api

    def do_GET(self) -> None:
        """Answers for devices or links."""
        kind = self.path.rsplit("/", 1)[-1]
        if kind == "devices":
            rows: list[dict[str, Any]] = [{"connected": i < self.server.switches} for i in range(5)]
        else:
            self.server.asked += 1
            rows = [{} for _ in range(min(self.server.asked, 2 * self.server.links))]
        body = json.dumps({kind: rows}).encode()
        self.send_response(200)
        self.send_header("Content-Length", str(len(body)))
        self.end_headers()
        self.wfile.write(body)

    def log_message(self, format: str, *args: Any) -> None:
        """Says nothing."""


class AwaitNetworkTest(unittest.TestCase):
    """What mn waits for before its first ping."""

    def wait(self, port: int, switches: int, links: int, deadline: float = 30) -> str | None:
        waiting = mock.Mock(spec=cluster.VantageCluster)
        waiting.replicas = [Replica("r1", "127.0.0.1")]
        waiting._list = lambda kind: cluster.VantageCluster._list(waiting, kind)
        waiting._has_api = lambda: cluster.VantageCluster._has_api(waiting)
        with mock.patch.object(cluster, "API_PORT", port):
            with mock.patch.object(cluster, "NETWORK_DEADLINE_SECONDS", deadline):
                return cluster.VantageCluster.await_network(waiting, switches, links)

    def api(self, switches: int, links: int) -> Api:
        api = Api(switches, links)
        threading.Thread(target=api.serve_forever, args=(0.01,), daemon=True).start()
        self.addCleanup(api.server_close)
        self.addCleanup(api.shutdown)
        return api

    def test_should_wait_until_both_directions_of_every_link_are_known(self) -> None:
        api = self.api(3, 2)
        self.assertIsNone(self.wait(api.server_port, 3, 2))
        self.assertEqual(api.asked, 4)

    def test_should_say_what_is_lacking_at_the_deadline(self) -> None:
        api = self.api(3, 1)
        self.assertEqual(self.wait(api.server_port, 5, 4, 0.3), "3 of 5 switches and 1 of 4 links known")

    def test_should_not_wait_for_a_cluster_without_an_api(self) -> None:
        api = Api(1, 1)
        api.server_close()
        self.assertIsNone(self.wait(api.server_port, 1, 1))


if __name__ == "__main__":
    unittest.main()
