"""A copy of the record on another disk, also when its own disk takes nothing more."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import ExitStack, contextmanager
from datetime import datetime
from pathlib import Path
from typing import NamedTuple

from kvv_triage.errors import CannotDo, StoreTrouble
from kvv_triage.record.unlocking import Opener, unlocked_to_read
from kvv_triage.settings import Places
from kvv_triage.store.faults import DiskTrouble
from kvv_triage.store.interface import Author, Record
from kvv_triage.store.opening import open_to_read


class BackedUp(NamedTuple):
    """Where the copy is, the record, and why that cannot remember the copy, if that is so: then it is only read."""

    place: Path
    record: Record
    why_unknown: StoreTrouble | None


@contextmanager
def backed_up(asker: Opener, places: Places, target: Path, author: Author, at: datetime) -> Iterator[BackedUp]:
    """Write a copy; the record is open until the end of the `with`.

    When the disk of the record takes nothing more, the copy is made without remembering it. Raises CannotDo when
    something else stands at that place, StoreTrouble when there is no making it.
    """
    with ExitStack() as held:
        opened, why, key = unlocked_to_read(asker, places)
        record = held.enter_context(opened)
        if why and not isinstance(why, DiskTrouble):  # of a record that is damaged the copy would be so as well
            raise why
        try:
            place = _copied(record, target, author, at, why)
        except DiskTrouble as trouble:
            folder = places.data_folder()
            if why or trouble.folder is None or trouble.folder.resolve() != folder.resolve():
                raise
            why, record = trouble, held.enter_context(open_to_read(folder, key))
            place = _copied(record, target, author, at, why)
        yield BackedUp(place, record, why)


def _copied(record: Record, target: Path, author: Author, at: datetime, why: StoreTrouble | None) -> Path:
    """Where the copy is; when it may not stand there, the trouble with the record is told too."""
    try:
        return record.back_up(target, author, at)
    except CannotDo as cannot:  # such as a backup that stands there: only who can write knows that it is ours
        if why is None:
            raise
        raise DiskTrouble(f"{why.message} {cannot.message}", tip=cannot.tip) from None
