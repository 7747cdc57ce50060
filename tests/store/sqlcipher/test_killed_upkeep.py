"""Erasing, cleaning up, putting back and backing up: killed at moments all over it, and then done again."""

from __future__ import annotations

import random
import shutil
import sys
from collections.abc import Callable, Iterator
from contextlib import suppress
from itertools import count
from pathlib import Path

import pytest

from kvv_triage.errors import CannotDo
from kvv_triage.store.key.keyfile import key_file_of
from kvv_triage.store.sqlcipher.copies import backup
from kvv_triage.store.sqlcipher.erasure import erase
from kvv_triage.store.sqlcipher.restoring import restore
from kvv_triage.store.sqlcipher.retention import purge
from kvv_triage.store.sqlcipher.store import FileStore, open_file, open_store
from kvv_triage.store.sqlcipher.sweeping import every_copy, sweep
from tests.helpers.killed import killed_at
from tests.helpers.workbench import BEA, CASE, CHRIS, DAY, KEY, KEY_FILE, NOON, recorded, reopened

pytestmark = [
    pytest.mark.slow,
    pytest.mark.skipif(sys.platform == "win32", reason="Windows has no fork and no SIGKILL"),
]

REASON = "verzoek van de betrokkene"
LATER = NOON + 200 * DAY
STEP = 600
"""Lines of our code between two kills; the first is at random. With 1 it is killed at every line."""
OTHER = "Ander-1"


class Trial:
    """A record with a backup, a file that was set aside and a stick, which can be had again as often as wanted."""

    def __init__(self, place: Path) -> None:
        """Make the record; the notes in it name its places in full, so every trial is in the same place."""
        self.place, self._kept = place / "proef", place / "bewaard"
        self.folder, self.backup = self.place / "kvv", self.place / "kopie.kvv"
        open_store(self.folder, KEY, create=True).close()
        shutil.copy(KEY_FILE, self.folder / "sleutel.json")
        with reopened(self.folder) as store:
            recorded(store)
            backup(store, self.backup, BEA, NOON)
            recorded(store, at=NOON + DAY)
        restore(self.folder, KEY, self.backup, CHRIS, NOON + DAY)
        with reopened(self.folder) as store:
            recorded(store, case=OTHER, at=LATER)
            backup(store, self.backup, BEA, LATER)
        shutil.copytree(self.place, self._kept)

    def kills(self, does: Callable[[], object]) -> Iterator[None]:
        """Kill what this does at one line after the other, until it is done before; each time from the beginning."""
        for line in count(random.Random(STEP).randrange(1, STEP), STEP):  # noqa: S311 -- a moment, no secret
            shutil.rmtree(self.place)
            shutil.copytree(self._kept, self.place)
            if not killed_at(line, does):
                return
            yield

    def opened(self) -> FileStore:
        """The record, which holds whatever happened."""
        store = reopened(self.folder)
        assert store.verify() is None
        return store

    def check_nothing_is_left_lying(self) -> None:
        """Fail when anything stands there that the next one has to clean up, or that does not hold."""
        assert list(self.place.rglob("*.nieuw*")) == []
        with self.opened() as store:
            for place in every_copy(store):
                with open_file(place, KEY) as copy:
                    assert copy.verify() is None, place


@pytest.fixture
def trial(tmp_path: Path) -> Trial:
    """A record that may be broken off."""
    return Trial(tmp_path)


def test_who_is_killed_while_erasing_erases_it_all_the_next_time(trial: Trial) -> None:
    def wipe() -> None:
        with reopened(trial.folder) as store:
            erase(store, CASE, REASON, CHRIS, LATER)

    for _ in trial.kills(wipe):
        with trial.opened() as store:
            if store.sessions(CASE):
                erase(store, CASE, REASON, CHRIS, LATER)
            else:
                sweep(store, CHRIS, LATER)  # from the notes, without the name
            assert len(store.sessions(OTHER)) == 1
            for copy in every_copy(store):
                with open_file(copy, KEY) as opened:
                    assert opened.sessions(CASE) == ()
            with suppress(CannotDo):
                assert erase(store, CASE, REASON, CHRIS, LATER).copies.cleaned == ()
        trial.check_nothing_is_left_lying()


def test_who_is_killed_while_cleaning_up_has_cleaned_up_all_the_next_time(trial: Trial) -> None:
    def clean_up() -> None:
        with reopened(trial.folder) as store:
            purge(store, CHRIS, LATER)

    for _ in trial.kills(clean_up):
        with trial.opened() as store:
            purge(store, CHRIS, LATER)
            (kept,) = store.sessions(OTHER)
            assert len(store.entries(kept.id)) == 3
            places = every_copy(store)
            for place in places:
                with open_file(place, KEY) as copy:
                    held = {row.id for row in store.sessions(CASE)}
                    assert [copy.entries(row.id) for row in copy.sessions(CASE) if row.id in held] == [()]
        trial.check_nothing_is_left_lying()


def test_who_is_killed_while_putting_back_has_the_old_record_or_the_new_and_can_do_it_again(trial: Trial) -> None:
    def put_back() -> None:
        restore(trial.folder, KEY, trial.backup, CHRIS, LATER)

    for _ in trial.kills(put_back):
        with trial.opened() as store:
            assert (len(store.sessions(CASE)), len(store.sessions(OTHER))) == (1, 1)
        assert restore(trial.folder, KEY, trial.backup, CHRIS, LATER).sessions == 2
        with trial.opened() as store:
            assert erase(store, CASE, REASON, CHRIS, LATER).copies.untouched == ()
            assert store.sessions(CASE) == ()
        trial.check_nothing_is_left_lying()


def test_who_is_killed_while_backing_up_has_the_old_backup_or_the_new_and_makes_it_again(trial: Trial) -> None:
    def back_up() -> None:
        with reopened(trial.folder) as store:
            backup(store, trial.backup, BEA, LATER)

    for _ in trial.kills(back_up):
        with open_file(trial.backup, KEY) as copy:
            assert copy.verify() is None
            assert len(copy.sessions()) == 2
        back_up()
        assert key_file_of(trial.backup).read_bytes() == KEY_FILE.read_bytes()
        trial.check_nothing_is_left_lying()
