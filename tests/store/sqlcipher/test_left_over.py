"""Files that a killed process was making."""

from __future__ import annotations

import subprocess
import sys
from pathlib import Path

import pytest

from kvv_triage.store.opening import open_record
from kvv_triage.store.sqlcipher.left_over import tidy_up
from kvv_triage.store.sqlcipher.store import FILE_NAME, FileStore, open_store
from tests.helpers.workbench import KEY, ROOT, grow_old, recorded

BEING_MADE = """
import os, sys
from pathlib import Path
from kvv_triage.saving import beside_of
from kvv_triage.store.sqlcipher.connection import connect
from tests.helpers.workbench import KEY
beside = beside_of(Path(sys.argv[1]))
connection = connect(beside, KEY, is_new=True)
connection.execute("CREATE TABLE half (one)")
connection.execute("BEGIN IMMEDIATE")
connection.execute("INSERT INTO half VALUES (1)")
print(beside, flush=True)
sys.stdin.readline()
"""
"""A process that is halfway a copy of the record, with a key of its own."""


def unfinished(folder: Path) -> list[str]:
    return sorted(path.name for path in folder.glob("*.nieuw*"))


def test_a_new_record_stands_alone_in_its_folder(tmp_path: Path) -> None:
    open_store(tmp_path, KEY, create=True).close()
    assert {path.name for path in tmp_path.iterdir()} == {FILE_NAME, "sessies.stand"}


@pytest.mark.parametrize("name", [FILE_NAME, "sessies-versie-1.kvv"])
def test_what_a_killed_process_left_goes_at_the_next_start_and_what_a_living_one_makes_stays(
    store: FileStore, folder: Path, name: str
) -> None:
    recorded(store)
    store.close()
    made, killed = (
        subprocess.Popen(
            [sys.executable, "-c", BEING_MADE, str(folder / name)],
            cwd=ROOT,
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            text=True,
        )
        for _ in range(2)
    )
    assert made.stdout is not None
    assert killed.stdout is not None
    being_made = Path(made.stdout.readline().strip())
    assert killed.stdout.readline()
    killed.kill()
    killed.communicate()
    grow_old(folder)
    open_record(folder, KEY).close()
    assert {left.partition(".nieuw")[0] for left in unfinished(folder)} == {being_made.name.removesuffix(".nieuw")}
    made.kill()
    made.communicate()
    open_record(folder, KEY).close()
    assert unfinished(folder) == []


def test_files_of_others_and_what_was_made_just_now_stay(folder: Path) -> None:
    mine = ("sessies.kvv.nieuw", "brief.0123abcd.nieuw", "sessies.kvv.0123abcd.nieuw", "sleutel.json.beter.nieuw")
    for name in mine:
        (folder / name).write_bytes(b"x")
    tidy_up(folder)
    assert unfinished(folder) == sorted(mine)
    (folder / "sleutel.json.0123abcd.nieuw").write_bytes(b"x")
    (folder / "sessies.kvv.4567abcd.nieuw-wal").write_bytes(b"x")
    grow_old(folder)
    tidy_up(folder)
    assert unfinished(folder) == sorted(set(mine) - {"sessies.kvv.0123abcd.nieuw"})
    tidy_up(folder / "nergens")
