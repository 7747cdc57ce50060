"""Measure `kvv export` over 10,000 sessions: `python benchmarks/export.py [SESSIONS]`.

Every session becomes an HTML page of its own, in a folder. It is measured as a process, with its start; the memory at
its highest must not grow with the number of sessions, so a tenth of them is measured too.
"""

from __future__ import annotations

import os
import subprocess
import sys
import tempfile
import time
from pathlib import Path

sys.path.insert(0, str(Path(__file__).parent.parent))
import benchmarks.needs  # noqa: F401 -- first, so that it can say what the rest misses

# isort: split
import resource

from benchmarks.report import SESSIONS, record

MEGABYTE = 1024


def main(words: list[str]) -> None:
    """Print seconds and peak memory for a tenth of the sessions, and for all."""
    most = int(words[0]) if words else SESSIONS
    print("| sessions | seconds | a second | peak memory |", "|---|---|---|---|", sep="\n")
    for count in (most // 10, most):
        with tempfile.TemporaryDirectory() as name:
            folder = Path(name)
            (folder / "gegevens").mkdir()
            environment, _ = record(folder / "gegevens", count)
            seconds, peak = measured(folder / "paginas", environment)
            written = len(list((folder / "paginas").iterdir()))
            if written != count:
                raise SystemExit(f"{written} of {count} pages were written")
            print(f"| {count:,} | {seconds:.1f} | {count / seconds:,.0f} | {peak:.0f} MB |", flush=True)


def measured(target: Path, environment: dict[str, str]) -> tuple[float, float]:
    """Give the seconds and the peak memory, in megabytes, of one export of everything as HTML."""
    command = [sys.executable, "-m", "kvv_triage", "export", "--van", "2000-01-01", "--formaat", "html"]
    start = time.perf_counter()
    process = subprocess.Popen([*command, "--naar", str(target)], env=environment)
    _, status, used = os.wait4(process.pid, 0)
    if status:
        raise SystemExit(f"kvv export ended with {status}")
    return time.perf_counter() - start, peak_of(used)


def peak_of(used: resource.struct_rusage) -> float:
    """Give the peak memory in megabytes: Linux counts kilobytes, macOS bytes."""
    return used.ru_maxrss / MEGABYTE / (MEGABYTE if sys.platform == "darwin" else 1)


if __name__ == "__main__":
    main(sys.argv[1:])
