"""Who looks sees how far a long piece of work is; a file or a pipe gets nothing of it."""

from __future__ import annotations

import io
import sys

import pytest

from kvv_triage.terminal.progress import MANY, with_progress


class Looking(io.StringIO):
    """Standard error with someone behind it."""

    def isatty(self) -> bool:
        return True


@pytest.mark.parametrize(
    ("stderr", "count", "is_shown"),
    [(Looking(), MANY, True), (Looking(), MANY - 1, False), (io.StringIO(), MANY, False)],
)
def test_a_bar_is_for_many_steps_and_someone_who_looks(
    monkeypatch: pytest.MonkeyPatch, stderr: io.StringIO, count: int, *, is_shown: bool
) -> None:
    monkeypatch.setenv("TERM", "xterm")
    monkeypatch.setattr(sys, "stderr", stderr)
    assert [*with_progress(range(count), "Uitvoeren")] == [*range(count)]
    assert ("Uitvoeren" in stderr.getvalue()) is is_shown
