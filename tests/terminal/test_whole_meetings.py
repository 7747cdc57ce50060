"""Every screen of three whole meetings, held with real keys in a real terminal, is as it was kept and read."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from concurrent.futures import Future, ThreadPoolExecutor
from itertools import product

import pytest

pytest.importorskip("pexpect", reason="a real terminal is tested where there is one: not on Windows")

# isort: split
from tests.helpers.kept_screens import MEETINGS, SIZES, path_of, text_of

pytestmark = pytest.mark.slow

Held = tuple[str, tuple[int, int]]
"""The name of a meeting, and the columns and lines of the terminal."""
ALL: list[Held] = list(product(MEETINGS, SIZES))
AT_ONCE = 3


@pytest.fixture(scope="module")
def texts() -> Iterator[Mapping[Held, Future[str]]]:
    """Every meeting at every size; the meetings wait for each other, so several are held at once."""
    with ThreadPoolExecutor(max_workers=AT_ONCE) as pool:
        yield {(name, size): pool.submit(text_of, name, *size) for name, size in ALL}


@pytest.mark.parametrize(("name", "size"), ALL, ids=[f"{name}-{size[0]}x{size[1]}" for name, size in ALL])
def test_every_screen_of_a_meeting_is_as_it_was_kept(
    texts: Mapping[Held, Future[str]], name: str, size: tuple[int, int]
) -> None:
    kept = path_of(name, *size).read_text(encoding="utf-8")
    assert texts[name, size].result() == kept, "read what changed, and keep it: python -m tests.helpers.kept_screens"


@pytest.mark.parametrize(("name", "size"), ALL, ids=[f"{name}-{size[0]}x{size[1]}" for name, size in ALL])
def test_every_kept_screen_fits_and_says_which_keys_work(name: str, size: tuple[int, int]) -> None:
    columns, lines = size
    *screens, last = screens_in(path_of(name, *size).read_text(encoding="utf-8"), columns)
    assert len(screens) > 20
    for screen in screens:
        assert max(map(len, screen)) <= columns
        assert len(screen) <= lines
        assert any("! nood" in line for line in screen), screen
        assert any("z zwart" in line for line in screen), screen
    assert any("Deze weging is" in line for line in last)


def screens_in(text: str, columns: int) -> list[list[str]]:
    """The lines of each kept screen."""
    screens: list[list[str]] = []
    for line in text.splitlines():
        if line.startswith("── ") and len(line) == columns:
            screens.append([])
        else:
            screens[-1].append(line)
    return screens
