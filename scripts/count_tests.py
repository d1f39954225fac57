"""Adds up what Maven's reports and unittest's output say, as the last line of `./vantage test`."""

from __future__ import annotations

import re
import sys
import xml.etree.ElementTree as ElementTree
from pathlib import Path


def of_maven(root: Path) -> tuple[int, int, int]:
    """Run, failed and skipped tests of all modules."""
    run = failed = skipped = 0
    for report in root.glob("*/target/surefire-reports/TEST-*.xml"):
        suite = ElementTree.parse(report).getroot()
        run += int(suite.get("tests", 0))
        failed += int(suite.get("failures", 0)) + int(suite.get("errors", 0))
        skipped += int(suite.get("skipped", 0))
    return run, failed, skipped


def of_unittest(output: str) -> tuple[int, int, int]:
    """Run, failed and skipped tests; a run that did not come to its end counts as one failure."""
    ran = re.findall(r"^Ran (\d+) tests? in", output, re.MULTILINE)
    if not ran:
        return 1, 1, 0
    counts = dict(re.findall(r"(failures|errors|skipped|unexpected successes)=(\d+)", output.splitlines()[-1]))
    failed = sum(int(counts.get(kind, 0)) for kind in ("failures", "errors", "unexpected successes"))
    return int(ran[-1]), failed, int(counts.get("skipped", 0))


def main() -> int:
    """Arguments: file with unittest's output, exit code of Maven, exit code of unittest."""
    output, maven, python = sys.argv[1:]
    java = of_maven(Path("."))
    scripts = of_unittest(Path(output).read_text(errors="replace").rstrip())
    run, failed, skipped = (a + b for a, b in zip(java, scripts))
    print(f"{run} tests ran: {java[0]} of Java, {scripts[0]} of Python")
    sound = failed == 0 and maven == "0" and python == "0" and java[0] > 0
    if maven != "0":
        print(f"the Maven build failed (exit code {maven})")
    if python != "0" and scripts[1] == 0:
        print(f"the Python tests ended with exit code {python}")
    if not sound and failed == 0:
        failed = 1
    print(f"{run - failed - skipped} passed, {failed} failed, {skipped} skipped")
    return 0 if sound else 1


if __name__ == "__main__":
    sys.exit(main())
