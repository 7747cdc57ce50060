"""The pictures on our pages are made by a script, and every picture that a page names is there."""

from __future__ import annotations

import re
import struct
import subprocess
import sys
from pathlib import Path

import pytest

pytestmark = pytest.mark.slow

DOCS = Path(__file__).parents[2] / "docs"
NAMED = {
    name for page in DOCS.glob("*.md") for name in re.findall(r"!\[[^]]+\]\(beelden/([^)]+)\)", page.read_text("utf-8"))
}


def size(picture: Path) -> tuple[int, int]:
    """Give the width and height of a PNG."""
    head = picture.read_bytes()[:24]
    assert head[:8] == b"\x89PNG\r\n\x1a\n"
    width, height = struct.unpack(">II", head[16:])
    return width, height


def test_every_picture_is_there_and_shown_with_words_for_who_cannot_see_it() -> None:
    assert NAMED
    assert {path.name for path in (DOCS / "beelden").iterdir()} == NAMED


@pytest.mark.usefixtures("browser")
def test_the_script_makes_every_picture_anew(tmp_path: Path) -> None:
    subprocess.run([sys.executable, str(DOCS / "beelden.py"), str(tmp_path)], check=True, capture_output=True)
    made = {path.name: size(path) for path in tmp_path.iterdir()}
    assert made.keys() == NAMED
    assert all(width >= 500 and height >= 200 for width, height in made.values())
