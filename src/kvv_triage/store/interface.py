"""What the rest of the program knows of a store: values, and two narrow Protocols that a server could keep too."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from contextlib import AbstractContextManager
from dataclasses import dataclass, field
from datetime import date, datetime
from enum import Enum, auto
from pathlib import Path
from typing import NamedTuple, Protocol, Self

from kvv_triage.errors import StoreTrouble


@dataclass(frozen=True, slots=True)
class Author:
    """Who wrote an entry: a name, or nothing but a role."""

    name: str
    role: str


class Entry(NamedTuple):
    """One thing that was recorded. Numbers count from 1 within a session; `at` is in UTC.

    A tuple, because a report reads hundreds of thousands of them.
    """

    session: str
    number: int
    at: datetime
    author: Author
    kind: str
    body: str

    def __repr__(self) -> str:
        """Leave out the body, in which stands what was said (law 9)."""
        return f"Entry({self.session}, {self.number}, {self.kind})"


@dataclass(frozen=True, slots=True)
class Change:
    """What an entry changes in the row of its session, so that a list needs no entries; None leaves it as it is."""

    case: str | None = field(default=None, repr=False)
    level: str | None = None
    thresholds: tuple[str, ...] | None = None
    owner: str | None = field(default=None, repr=False)
    look_again: date | None = None
    closed: datetime | None = None


NO_CHANGE = Change()


@dataclass(frozen=True, slots=True)
class SentEntry:
    """An entry that was written down before the record was open."""

    kind: str
    body: str = field(repr=False)
    author: Author
    at: datetime
    change: Change = NO_CHANGE


@dataclass(frozen=True, slots=True)
class Sent:
    """A session that was written down before the record was open, with the texts of its contents by fingerprint."""

    session: str
    entries: tuple[SentEntry, ...]
    contents: Mapping[str, str] = field(repr=False)


LEAST_TYPED = 8
"""How many letters of a printed head one has to type: 32 bits, enough against chance."""


@dataclass(frozen=True, slots=True)
class SessionRow:
    """A session as a list shows it. Of a skeleton the entries, the author and the look-again date are gone."""

    id: str
    case: str | None = field(repr=False)
    started: datetime
    author: Author
    closed: datetime | None
    level: str | None
    thresholds: tuple[str, ...]
    owner: str | None = field(repr=False)
    look_again: date | None
    is_skeleton: bool
    last_at: datetime


@dataclass(frozen=True, slots=True)
class BrokenPlace:
    """Where the record does not hold: a Dutch sentence, and the session and entry number where they are known."""

    what: str
    session: str | None = None
    number: int | None = None

    def __str__(self) -> str:
        """Give the place and what is wrong there, as one Dutch sentence."""
        place = f"Sessie {self.session}" if self.session else "Het bestand"
        entry = f", aantekening {self.number}" if self.number is not None else ""
        return f"{place}{entry}: {self.what}"


@dataclass(frozen=True, slots=True)
class Verified:
    """Up to which entry everything was read and held, the head over those, and when that was found."""

    place: int
    head: bytes
    at: datetime


class Store(Protocol):
    """Where sessions are kept. Every method may raise StoreTrouble; a moment must carry its time zone."""

    found: StoreTrouble | None
    """What was found lost or damaged when it was opened. It is noted and the store works: say it once."""

    def begin(self, author: Author, at: datetime) -> str:
        """Begin a session and give its id, which can be read aloud; raises StoreTrouble when the clock jumped back."""

    def append(
        self, session: str, kind: str, body: str, author: Author, at: datetime, change: Change = NO_CHANGE
    ) -> Entry:
        """Add an entry; on return it is on disk. Raises CannotDo for a session that is unknown or was cleaned up."""

    def deliver(self, sent: Sent) -> str:
        """Keep a session that was written down before, whole or not at all; gives its id.

        Of one that was delivered already only the rest is added, and one that was erased since stays gone. When another
        session took its id, or somebody went on with it since, it gets another id, which is always the same.
        """

    def entries(self, session: str) -> tuple[Entry, ...]:
        """The entries of a session in order; none when it is unknown or was cleaned up."""

    def entries_of(
        self,
        kinds: frozenset[str],
        since: datetime | None,
        until: datetime | None,
        *,
        known: frozenset[str] | None = None,
    ) -> Iterator[Entry]:
        """The entries of these kinds in sessions that began from `since` up to but not including `until`.

        Oldest session first, and in order within each; only a few sessions at a time are in memory. Told which kinds
        are `known`, entries of any other kind come along too: who passes over those counts too little.
        """

    def sessions(
        self,
        case: str | None = None,
        *,
        open_only: bool = False,
        since: datetime | None = None,
        until: datetime | None = None,
        limit: int | None = None,
    ) -> tuple[SessionRow, ...]:
        """Sessions that began from `since` up to but not including `until`, newest first.

        A case is found however its capitals and spaces are typed.
        """

    def find(self, session: str) -> SessionRow | None:
        """The session with this id, however its capitals, spaces, hyphens and look-alike letters are typed."""

    def keep_content(self, fingerprint: str, canonical_text: str, author: Author, at: datetime) -> None:
        """Keep the content that decides, once for each fingerprint: it can be asked again years later."""

    def content(self, fingerprint: str) -> str | None:
        """The content with this fingerprint."""

    def hold(self, session: str, author: Author, at: datetime) -> AbstractContextManager[None]:
        """Take a session for this process; raises SessionHeld when another living process has it."""

    def head(self) -> str:
        """The keyed head over all sessions: 64 hex digits that change with every entry."""

    def knows_head(self, printed: str) -> bool:
        """Whether the record once had this head, or one that begins so; no means it was rolled back or replaced.

        Raises CannotDo for fewer letters than LEAST_TYPED.
        """

    def verified(self) -> Verified | None:
        """Up to which entry everything was read before and held, where that is remembered."""

    def verify(self, *, whole: bool = False) -> BrokenPlace | None:
        """The first place that does not hold, or None when everything holds.

        Every page and row is read; of the entries, those behind what was `verified` before, unless `whole`.
        """

    def remarks(self) -> tuple[str, ...]:
        """What was found lost at earlier openings, as Dutch sentences."""

    def close(self) -> None:
        """Let go of the file."""


@dataclass(frozen=True, slots=True)
class Terms:
    """How many days after a case was closed its entries go, and then its skeletons."""

    entries: int = 90
    skeletons: int = 400


SHIPPED_TERMS = Terms()


class Hindrance(Enum):
    """Why nothing can be taken out of a copy now."""

    MISSING = auto()
    """It is not there: a stick in a drawer, or somebody removed it."""
    SHUT = auto()
    """It does not open: damaged, of another key, or no copy at all."""
    FIXED = auto()
    """It cannot be changed: only to read, full, open elsewhere, or of a newer kvv."""


@dataclass(frozen=True, slots=True)
class Untouched:
    """A copy that may still hold what had to go, and why."""

    place: Path
    why: Hindrance


@dataclass(frozen=True, slots=True)
class Swept:
    """What became of the copies of the record, those set aside included, in which something still had to go.

    From those in `cleaned` it went. Those in `untouched` may still hold it: name them, and try again later. `leftovers`
    tells that another process had the record itself open, so that encrypted remains stay in it until the next time.
    """

    cleaned: tuple[Path, ...] = ()
    untouched: tuple[Untouched, ...] = ()
    leftovers: bool = False


@dataclass(frozen=True, slots=True)
class Purge:
    """Which sessions lose their entries, and which go altogether.

    `forgotten` are open ones in which nothing happened for the term of the entries: they keep their case from ever
    being cleaned up, so somebody has to close them. `copies` tells where else it went; in a plan, where else it would
    go.
    """

    to_skeleton: tuple[SessionRow, ...]
    to_nothing: tuple[SessionRow, ...]
    forgotten: tuple[SessionRow, ...]
    copies: Swept = Swept()


@dataclass(frozen=True, slots=True)
class Erased:
    """How many sessions of a case went, from the record or from copies alone, and what became of the copies."""

    sessions: int
    copies: Swept


class DoesNotOpen(StoreTrouble):
    """A copy that the given key does not open, while the record that may know the key of it cannot be read."""


@dataclass(frozen=True, slots=True)
class Restored:
    """What was put back; `aside` is where the file that stood there is now, if there was one.

    `again` counts the sessions that were erased or cleaned up after the copy was made, and therefore from it too.
    What that was is not known without a file there that could be read (`is_first_to_read`). `found` is what the copy
    itself lost.
    """

    sessions: int
    aside: Path | None
    again: int = 0
    is_first_to_read: bool = False
    found: StoreTrouble | None = None


class Upkeep(Protocol):
    """What keeps a store in order. Every method may raise StoreTrouble; a moment must carry its time zone.

    To put a copy back is none of these: it has to work where nothing opens any more. See `opening.restore`.
    """

    def plan(self, at: datetime, terms: Terms = SHIPPED_TERMS) -> Purge:
        """What `purge` would do at this moment; changes nothing."""

    def purge(self, author: Author, at: datetime, terms: Terms = SHIPPED_TERMS) -> Purge:
        """Remove what the terms say, from copies too, and tell what that was; a note without content stays behind."""

    def erase(self, case: str, reason: str, author: Author, at: datetime) -> Erased:
        """Remove everything of a case, from copies too; a note with the reason and without the case stays behind.

        Raises CannotDo when there is no such case, when one of its sessions is open, or when the reason is empty or
        names the case.
        """

    def go_on(self, author: Author, at: datetime) -> Swept:
        """Go on with what was erased or cleaned up, and may still stand in copies: a stick can be back.

        Does nothing when all is done. Who was killed in `erase` or `purge` loses nothing: this goes on from there.
        """

    def back_up(self, target: Path, author: Author, at: datetime) -> Path:
        """Write a copy, or replace the one that kvv made there before, and remember it; gives its place.

        With it goes what the recovery code needs to open it on another machine. A folder as `target` gets a file with
        today's date. Raises CannotDo when something else stands there, or beside it where the key file goes.
        """

    def accept_clock(self, author: Author, at: datetime) -> None:
        """Go on from this moment, although a later one was recorded: the clock was wrong then."""


class Record(Store, Upkeep, Protocol):
    """A store that is open, with its upkeep; leaving its `with` closes it."""

    def __enter__(self) -> Self:
        """Give the record itself."""

    def __exit__(self, *_: object) -> None:
        """Close it."""
