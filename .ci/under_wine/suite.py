"""What is different about the suite under wine: what is left out, what comes first, and when it stops.

A plugin of pytest, which `.ci/windows tests` loads. `left-out.txt` beside it says what is left out and why.
"""

from __future__ import annotations

import time
from collections.abc import Iterator
from pathlib import Path

import pytest

FIRST = (
    "tests/store/",
    *("tests/test_saving.py", "tests/test_ending.py", "tests/test_main.py", "tests/test_settings.py"),
    "tests/terminal/",
    "tests/record/",
    "tests/laws/",
    "tests/commands/",
    "tests/cli/",
    "tests/reading/",
    "tests/export/",
)
"""Where Windows differs most; the pure rooms, which know nothing of a system, come behind it, and what is slow last."""

LEFT_OUT = Path(__file__).with_name("left-out.txt")


def pytest_addoption(parser: pytest.Parser) -> None:
    """Have `--minutes`."""
    parser.addoption("--minutes", type=float, default=None, help="begin no test after these minutes")


def pytest_configure(config: pytest.Config) -> None:
    """Start the clock."""
    minutes = config.getoption("--minutes")
    config.stash[_END] = None if minutes is None else time.monotonic() + 60 * minutes


_END = pytest.StashKey[float | None]()


def pytest_collection_modifyitems(config: pytest.Config, items: list[pytest.Item]) -> None:
    """Mark what is left out, and put first what matters most; raises UsageError for a line that is about no test."""
    for begin, reason in left_out():
        about = [item for item in items if item.nodeid.startswith(begin)]
        if not about and any(item.nodeid.startswith(begin.split("::")[0]) for item in items):
            message = f"{LEFT_OUT.name} leaves out {begin}, which is not there"
            raise pytest.UsageError(message)
        for item in about:
            item.add_marker(pytest.mark.skip(reason=reason))
    for item in items:
        if "browser" in getattr(item, "fixturenames", ()):
            item.add_marker(pytest.mark.skip(reason="pages are opened in a browser on Linux"))
    if config.stash[_END] is not None:
        items.sort(key=_turn)


def left_out() -> Iterator[tuple[str, str]]:
    """Give how the name of a test that is left out begins, and why."""
    reason = ""
    for line in LEFT_OUT.read_text("utf-8").splitlines():
        if line.startswith("  "):
            yield line.strip(), reason
        elif line and not line.startswith("#"):
            reason = line.removesuffix(":")


def _turn(item: pytest.Item) -> tuple[bool, int]:
    place = next((turn for turn, begin in enumerate(FIRST) if item.nodeid.startswith(begin)), len(FIRST))
    return item.get_closest_marker("slow") is not None, place


@pytest.hookimpl(tryfirst=True)
def pytest_runtest_protocol(item: pytest.Item) -> bool | None:
    """Begin no test when the time is up, and none after it."""
    end = item.config.stash[_END]
    if end is None or time.monotonic() < end:
        return None
    item.session.shouldstop = f"the time for Windows is up, no test began from {item.nodeid} on"
    return True


def pytest_sessionfinish(session: pytest.Session) -> None:
    """Take it for no failure that there was no time for all tests."""
    if session.shouldstop and not session.testsfailed:
        session.exitstatus = pytest.ExitCode.OK
