"""The record in one file as the rest of the program gets it: the store with its upkeep."""

from __future__ import annotations

from datetime import datetime
from pathlib import Path

from kvv_triage.store.interface import SHIPPED_TERMS, Author, Erased, Purge, Swept, Terms
from kvv_triage.store.sqlcipher import copies, erasure, retention, sweeping
from kvv_triage.store.sqlcipher.store import FileStore


class FileRecord(FileStore):
    """The record in one file; see `interface.Record` for what each method promises.

    Upkeep is no part of FileStore, because it opens copies as stores of their own.
    """

    def plan(self, at: datetime, terms: Terms = SHIPPED_TERMS) -> Purge:
        """What `purge` would do at this moment."""
        return retention.plan(self, at, terms)

    def purge(self, author: Author, at: datetime, terms: Terms = SHIPPED_TERMS) -> Purge:
        """Remove what the terms say."""
        return retention.purge(self, author, at, terms)

    def erase(self, case: str, reason: str, author: Author, at: datetime) -> Erased:
        """Remove everything of a case, also from the copies that can be reached."""
        return erasure.erase(self, case, reason, author, at)

    def go_on(self, author: Author, at: datetime) -> Swept:
        """Go on with what was removed, and may still stand in copies."""
        return sweeping.sweep(self, author, at)

    def back_up(self, target: Path, author: Author, at: datetime) -> Path:
        """Write a copy with its key file."""
        return copies.backup(self, target, author, at)
