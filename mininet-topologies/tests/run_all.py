#!/usr/bin/python3
"""Runs every test of this directory, the live ones last, as one run. Needs root, Open vSwitch and Mininet.

    /usr/bin/python3 mininet-topologies/tests/run_all.py
"""

from __future__ import annotations

import sys
import unittest
from pathlib import Path

HERE = Path(__file__).resolve().parent


def main() -> int:
    """Exit code 0 when all passed."""
    suite = unittest.TestSuite()
    for directory in (HERE, HERE / "live"):
        suite.addTests(unittest.TestLoader().discover(str(directory), top_level_dir=str(directory)))
    return 0 if unittest.TextTestRunner(verbosity=2).run(suite).wasSuccessful() else 1


if __name__ == "__main__":
    sys.exit(main())
