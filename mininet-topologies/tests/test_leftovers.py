"""The record of a run: who holds the machine, and what a crash leaves. Needs no root and no network."""

from __future__ import annotations

import os
import subprocess
import sys
import tempfile
import unittest
from pathlib import Path
from unittest import mock

sys.path.insert(0, str(Path(__file__).resolve().parent.parent))

import leftovers
from leftovers import Ledger, NetworkBusyError


class LedgerTest(unittest.TestCase):
    """Claiming, recording and cleaning up; what is removed is recorded instead of done."""

    def setUp(self) -> None:
        directory = tempfile.TemporaryDirectory()
        self.addCleanup(directory.cleanup)
        self.directory = Path(directory.name)
        self.removed: list[list[dict[str, object]]] = []
        self.enterContext(mock.patch.object(leftovers, "remove", self.removed.append))
        self.enterContext(mock.patch.object(leftovers, "_refuse_foreign_switches"))
        self.enterContext(mock.patch.object(leftovers, "ensure_open_vswitch"))
        self.marked = self.enterContext(mock.patch.object(leftovers, "marked_bridges", return_value=[]))
        self.enterContext(mock.patch.dict(os.environ))

    def ledger(self) -> Ledger:
        ledger = Ledger(self.directory)
        self.addCleanup(ledger.clean_up)
        return ledger

    def test_should_refuse_a_second_claim_and_name_the_process(self) -> None:
        self.ledger().claim()
        with self.assertRaises(NetworkBusyError) as caught:
            self.ledger().claim()
        self.assertIn(f"process {os.getpid()}", str(caught.exception))

    def test_should_remove_what_was_noted_and_give_the_machine_back(self) -> None:
        ledger = self.ledger()
        ledger.claim()
        ledger.bridge("s1")
        ledger.cluster("/bin/launcher", "/tmp/x", True)
        ledger.clean_up()
        ledger.clean_up()
        self.assertEqual(len(self.removed), 1)
        self.assertEqual(self.removed[0][0], {"run": ledger.run_id})
        self.assertEqual(self.removed[0][1], {"bridge": "s1"})
        self.assertEqual(self.removed[0][2]["directory"], "/tmp/x")
        self.ledger().claim()
        self.assertEqual(len(self.removed), 1)

    def test_should_remove_what_a_crashed_run_left(self) -> None:
        self.directory.joinpath("state.jsonl").write_text(
            '{"run": "dead"}\n{"bridge": "s7"}\n{"bridge": "s', encoding="utf-8"
        )
        self.ledger().claim()
        self.assertEqual(self.removed, [[{"run": "dead"}, {"bridge": "s7"}]])

    def test_should_remove_bridges_that_outlived_their_state_file(self) -> None:
        self.marked.return_value = ["s4"]
        self.ledger().claim()
        self.assertEqual(self.removed, [[{"bridge": "s4"}]])

    def test_should_give_the_lock_back_when_the_machine_is_busy(self) -> None:
        with mock.patch.object(leftovers, "_refuse_foreign_switches", side_effect=NetworkBusyError("s1")):
            self.assertRaises(NetworkBusyError, self.ledger().claim)
        self.ledger().claim()

    def test_should_survive_the_owner_being_killed(self) -> None:
        code = (
            "import sys, os, signal; sys.path.insert(0, sys.argv[1]); import leftovers, pathlib;"
            "leftovers._refuse_foreign_switches = lambda: None; leftovers.marked_bridges = lambda: [];"
            "l = leftovers.Ledger(pathlib.Path(sys.argv[2])); l.bridge('s9'); os.kill(os.getpid(), signal.SIGKILL)"
        )
        here = str(Path(leftovers.__file__).parent)
        killed = subprocess.run([sys.executable, "-c", code, here, str(self.directory)], timeout=30, check=False)
        self.assertEqual(killed.returncode, -9)
        self.ledger().claim()
        self.assertIn({"bridge": "s9"}, self.removed[0])


class ProcessesTest(unittest.TestCase):
    """Processes of a run are found by what they inherit, and only those."""

    def test_should_find_exactly_the_children_that_carry_the_mark(self) -> None:
        command = ["/bin/sleep", "60"]
        marked = subprocess.Popen(command, env={leftovers.RUN_MARKER: "run-a"})
        other = subprocess.Popen(command, env={leftovers.RUN_MARKER: "run-ab"})
        try:
            self.assertEqual(leftovers.processes_of("run-a"), [marked.pid])
            leftovers._kill_run("run-a")
            self.assertIsNone(other.poll())
            self.assertEqual(leftovers.processes_of("run-a"), [])
        finally:
            for process in (marked, other):
                process.kill()
                process.wait()


if __name__ == "__main__":
    unittest.main()
