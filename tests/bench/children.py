"""Fresh processes, and files out of the page cache. Every child sees the same clean environment."""

from __future__ import annotations

import json
import os
import subprocess
import sys
import tempfile
import time
from pathlib import Path
from typing import Any

ROOT = Path(__file__).resolve().parents[2]
_DROPPED = ("OPENBLAS_", "OMP_", "MKL_", "NUMEXPR_", "PYTHONDONTWRITEBYTECODE", "QT_SCALE", "COVERAGE_")


class ChildFailed(Exception):  # noqa: N818
    """Module, arguments, and the end of what the child wrote to its standard error."""


def scratch() -> Path:
    """Where books and files of the bench are kept between runs ($ADVISOR_BENCH_DIR)."""
    given = os.environ.get("ADVISOR_BENCH_DIR")
    folder = Path(given) if given else Path(tempfile.gettempdir()) / "advisor-desk-bench"
    folder.mkdir(parents=True, exist_ok=True)
    return folder


def environment() -> dict[str, str]:
    """The environment of children: no overrides of libraries, Qt without a display, byte code kept."""
    kept = {name: value for name, value in os.environ.items() if not name.startswith(_DROPPED)}
    return {**kept, "QT_QPA_PLATFORM": "offscreen", "PYTHONPATH": str(ROOT), "PYTHONHASHSEED": "0"}


def child(module: str, *args: object, python: str = sys.executable, timeout: int = 900) -> dict[str, Any]:
    """Run `python -m module args`; its last line of output as JSON, with `wall` seconds added.

    Raises ChildFailed with the end of its errors when it fails.
    """
    started = time.perf_counter()
    done = subprocess.run(
        [python, "-m", module, *map(str, args)],
        capture_output=True,
        text=True,
        timeout=timeout,
        env=environment(),
        cwd=ROOT,
        check=False,
    )
    wall = time.perf_counter() - started
    if done.returncode:
        raise ChildFailed(module, args, done.stderr[-2000:])
    return {**json.loads(done.stdout.strip().splitlines()[-1]), "wall": wall}


def tell(**figures: object) -> None:
    """What a child hands back, on standard output."""
    print(json.dumps(figures), flush=True)


def evict(*files: Path) -> None:
    """Drop only these files from the page cache, so that the next read comes from the disk."""
    for file in files:
        handle = os.open(file, os.O_RDONLY)
        os.fsync(handle)
        os.posix_fadvise(handle, 0, 0, os.POSIX_FADV_DONTNEED)
        os.close(handle)


def memory_mb(line: str = "VmHWM") -> float:
    """Peak resident memory of this process in MB (`VmRSS`: now)."""
    for each in Path("/proc/self/status").read_text(encoding="ascii").splitlines():
        if each.startswith(line):
            return int(each.split()[1]) / 1024
    return 0.0
