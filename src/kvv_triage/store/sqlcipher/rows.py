"""The rows of the database as values, and their seals."""

from __future__ import annotations

import json
from collections.abc import Iterator, Sequence
from dataclasses import asdict, dataclass, field, fields, replace
from datetime import UTC, date, datetime
from functools import lru_cache

from kvv_triage.language.spelling import case_key
from kvv_triage.store.chain import START, ChainKeys, Field, link, row_seal
from kvv_triage.store.interface import Author, Change, Entry, SessionRow

UPKEEP = "BEHEER"
"""The session in which the store itself keeps what was done to it. No id of a real one can look like this."""

BEGUN = "begonnen"
"""The kind of entry 0, which the store writes itself so that a session without entries cannot disappear either."""


@dataclass(frozen=True, slots=True)
class StoredSession:
    """A row of `session`, in the order of its columns: moments and days are ISO text, moments always in UTC."""

    id: str
    case_name: str | None = field(repr=False)
    case_key: str | None = field(repr=False)
    started: str
    author: str
    role: str
    closed: str | None
    level: str | None
    thresholds: str
    owner: str | None = field(repr=False)
    look_again: str | None
    is_skeleton: int
    last_at: str
    count: int
    tip: bytes
    seal: bytes = b""

    def sealed(self, keys: ChainKeys) -> StoredSession:
        """The same row with the seal that fits it."""
        return replace(self, seal=row_seal(keys, "session", self.values()[:-1]))

    def values(self) -> tuple[Field, ...]:
        """What stands in the columns, in order."""
        return tuple(getattr(self, column.name) for column in fields(self))

    def with_change(self, change: Change) -> StoredSession:
        """The row after what an entry changes in it."""
        return replace(
            self,
            case_name=self.case_name if change.case is None else change.case,
            case_key=self.case_key if change.case is None else case_key(change.case),
            level=self.level if change.level is None else change.level,
            thresholds=self.thresholds if change.thresholds is None else json.dumps(change.thresholds),
            owner=self.owner if change.owner is None else change.owner,
            look_again=self.look_again if change.look_again is None else change.look_again.isoformat(),
            closed=self.closed if change.closed is None else moment(change.closed),
        )

    def after(self, at: str, link_of_entry: bytes) -> StoredSession:
        """The row after one more entry at this moment."""
        return replace(self, last_at=at, count=self.count + 1, tip=link_of_entry)

    def skeleton(self) -> StoredSession:
        """What stays when the entries go: pseudonym, date, level, thresholds and owner."""
        return replace(self, author="", role="", look_again=None, is_skeleton=1, tip=START, count=0)


SESSION_COLUMNS = tuple(column.name for column in fields(StoredSession))


SHOWN_COLUMNS = (
    "id", "case_name", "started", "author", "role", "closed", "level", "thresholds", "owner", "look_again",
    "is_skeleton", "last_at",
)  # fmt: skip

ShownValues = tuple[str, str | None, str, str, str, str | None, str | None, str, str | None, str | None, int, str]


def shown_session(values: ShownValues) -> SessionRow:
    """A session as the rest of the program knows it, from its SHOWN_COLUMNS; straight, as lists are long."""
    session, case, started, author, role, closed, level, thresholds, owner, look_again, is_skeleton, last_at = values
    return SessionRow(
        session,
        case,
        datetime.fromisoformat(started),
        Author(author, role),
        None if closed is None else datetime.fromisoformat(closed),
        level,
        () if thresholds == "[]" else tuple(json.loads(thresholds)),
        owner,
        None if look_again is None else date.fromisoformat(look_again),
        bool(is_skeleton),
        datetime.fromisoformat(last_at),
    )


def begun(session: str, author: Author, at: str) -> StoredSession:
    """The row of a session before its first entry."""
    return StoredSession(
        id=session,
        case_name=None,
        case_key=None,
        started=at,
        author=author.name,
        role=author.role,
        closed=None,
        level=None,
        thresholds="[]",
        owner=None,
        look_again=None,
        is_skeleton=0,
        last_at=at,
        count=0,
        tip=START,
    )


@dataclass(frozen=True, slots=True)
class StoredEntry:
    """A row of `entry`. After it had to go only `place` and `link` are left."""

    place: int
    session: str | None
    number: int | None
    at: str | None
    author: str | None
    role: str | None
    kind: str | None
    body: str | None = field(repr=False)
    nonce: bytes | None = field(repr=False)
    link: bytes

    def expected_link(self, keys: ChainKeys, previous: bytes) -> bytes:
        """The link that fits what stands in the row."""
        values = (self.session, self.number, self.at, self.author, self.role, self.kind, self.body, self.nonce)
        return link(keys, previous, values)

    def shown(self) -> Entry:
        """The entry as the rest of the program knows it."""
        values = asdict(self)
        author = Author(values["author"], values["role"])
        return Entry(
            values["session"],
            values["number"],
            datetime.fromisoformat(values["at"]),
            author,
            values["kind"],
            values["body"],
        )


ENTRY_COLUMNS = tuple(column.name for column in fields(StoredEntry))

SHOWN_ENTRY_COLUMNS = ("session", "number", "at", "author", "role", "kind", "body")

ShownEntryValues = tuple[str, int, str, str, str, str, str]


def shown_entries(rows: Sequence[ShownEntryValues]) -> Iterator[Entry]:
    """Entries as the rest of the program knows them, from their SHOWN_ENTRY_COLUMNS.

    There can be hundreds of thousands, so they are made column by column.
    """
    if not rows:
        return iter(())
    sessions, numbers, moments, authors, roles, kinds, bodies = zip(*rows, strict=True)
    return map(
        Entry, sessions, numbers, map(datetime.fromisoformat, moments), map(_author, authors, roles), kinds, bodies
    )


_author = lru_cache(maxsize=1000)(Author)
"""A few people write all entries."""


@dataclass(frozen=True, slots=True)
class Log:
    """The one row of `log`: how many entries there ever were, the head over them, and the newest moment."""

    count: int
    head: bytes
    newest: str
    seal: bytes = b""

    def sealed(self, keys: ChainKeys) -> Log:
        """The same row with the seal that fits it."""
        return replace(self, seal=row_seal(keys, "log", self.values()[:-1]))

    def values(self) -> tuple[Field, ...]:
        """What stands in the columns, in order."""
        return (self.count, self.head, self.newest, self.seal)


def moment(at: datetime) -> str:
    """A moment as text that sorts by time: in UTC, always with microseconds. Without a time zone it is a bug."""
    if at.tzinfo is None:
        message = "a moment needs its time zone"
        raise ValueError(message)
    return at.astimezone(UTC).isoformat(timespec="microseconds")


def placeholders(values: Sequence[object]) -> str:
    """As many question marks as there are values."""
    return ", ".join("?" * len(values))
