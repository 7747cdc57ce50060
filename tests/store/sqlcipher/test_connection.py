"""How a file of the record is opened, wherever it stands."""

from __future__ import annotations

from pathlib import Path

import pytest

from kvv_triage.store.sqlcipher.connection import for_sqlite
from kvv_triage.store.sqlcipher.store import open_store
from tests.helpers.workbench import KEY, recorded


def test_sqlite_is_told_of_a_share_as_of_a_path() -> None:
    """With a server before the path it opens nothing; a drive of the network comes out of `resolve` with one too."""
    assert for_sqlite("file://server/team/kvv/sessies.kvv") == "file:////server/team/kvv/sessies.kvv"
    for place in ("file:///home/sam/sessies.kvv", "file:///C:/Users/sam/sessies.kvv"):
        assert for_sqlite(place) == place


@pytest.mark.parametrize("name", ["mijn map", "a?b", "50%", "a#b", "één"])
def test_a_record_opens_whatever_its_folder_is_called(tmp_path: Path, name: str) -> None:
    try:
        (tmp_path / name).mkdir()
    except OSError as error:
        pytest.skip(f"this system has no such names: {error}")
    with open_store(tmp_path / name, KEY, create=True) as store:
        recorded(store)
    assert (tmp_path / name / "sessies.kvv").stat().st_size > 0
