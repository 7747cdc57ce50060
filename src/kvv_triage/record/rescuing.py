"""A copy of the record on another disk, also when its own disk takes nothing more."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import ExitStack, contextmanager
from datetime import datetime
from pathlib import Path
from typing import NamedTuple

from kvv_triage.errors import StoreTrouble
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

    Raises CannotDo when something else stands at that place, StoreTrouble when there is no making it.
    """
    with ExitStack() as held:
        opened, why, key = unlocked_to_read(asker, places)
        record = held.enter_context(opened)
        if why and not isinstance(why, DiskTrouble):  # of a record that is damaged the copy would be so as well
            raise why
        try:
            place = record.back_up(target, author, at)
        except DiskTrouble as trouble:
            if why:
                raise
            why, record = trouble, held.enter_context(open_to_read(places.data_folder(), key))
            place = record.back_up(target, author, at)
        yield BackedUp(place, record, why)
