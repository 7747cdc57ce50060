"""Files are saved whole or not at all."""

from __future__ import annotations

from pathlib import Path

import pytest

from kvv_triage.saving import copy, save


def test_saving_a_file_that_fails_leaves_the_old_one(tmp_path: Path) -> None:
    place = tmp_path / "sleutel.json"
    save(place, b"oud")
    with pytest.raises(TypeError):
        save(place, "geen bytes")  # type: ignore[arg-type]  # on purpose
    assert place.read_bytes() == b"oud"
    assert [path.name for path in tmp_path.iterdir()] == ["sleutel.json"]
    with pytest.raises(FileExistsError):
        copy(place, place)
