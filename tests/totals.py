"""Adds up the JUnit reports of the stages of a test run: `python -m tests.totals REPORT...`."""

import sys
from collections import Counter
from pathlib import Path
from xml.etree import ElementTree as Tree


def total(reports: list[Path]) -> Counter[str]:
    """How many tests the reports hold in all, and how many failed or were skipped."""
    counts: Counter[str] = Counter(tests=0, failed=0, skipped=0)
    for report in reports:
        for suite in Tree.parse(report).iter("testsuite"):
            counts["tests"] += int(suite.get("tests", 0))
            counts["failed"] += int(suite.get("failures", 0)) + int(suite.get("errors", 0))
            counts["skipped"] += int(suite.get("skipped", 0))
    return counts


def main(arguments: list[str]) -> int:
    """Print the closing line; the status is 1 when a test failed or none was run."""
    counts = total([Path(argument) for argument in arguments])
    passed = counts["tests"] - counts["failed"] - counts["skipped"]
    sys.stdout.write(f"total: {passed} passed, {counts['failed']} failed, {counts['skipped']} skipped\n")
    return 0 if passed and not counts["failed"] else 1


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
