"""The record of a meeting on this machine: its events go into the encrypted store, each before the next question."""

from __future__ import annotations

from collections.abc import Callable, Collection, Sequence
from contextlib import ExitStack, suppress
from dataclasses import replace
from datetime import datetime
from typing import Self

from kvv_triage.case.event_text import AFTERWARDS, as_text
from kvv_triage.case.events import EMERGENCY_NUMBER, Closed, Decided, Event, LookAgainSet, Owned, Seated
from kvv_triage.case.state import EarlierSession
from kvv_triage.circle.due import still_asked_for
from kvv_triage.content.content import Content
from kvv_triage.errors import KvvError, SessionHeld, StoreTrouble
from kvv_triage.language.scales import Level
from kvv_triage.meeting.keeper import Before, Unfinished
from kvv_triage.meeting.laws import AfterMeeting, LawBroken, broken_afterwards
from kvv_triage.meeting.newer_content import left_behind
from kvv_triage.meeting.session import Session, fold
from kvv_triage.record.kept import (
    content_if_kept,
    content_of,
    events_of,
    level_of,
    shown_seal,
    sitting_of,
    with_its_answers,
)
from kvv_triage.store.interface import Author, Change, Sent, SentEntry, SessionRow, Store
from kvv_triage.store.key.keyfile import KeyFileChanged
from kvv_triage.store.key.secret import Secret
from kvv_triage.store.letters import Letter


class MeetingKeeper:
    """Keeps a meeting in the store; closes it when the meeting is over."""

    def __init__(
        self,
        author: Author,
        unlock: Callable[[bool], Store | None],
        now: Callable[[], datetime],
        finish: Callable[[], None] = lambda: None,
        new_letter: Callable[[], Letter | None] = lambda: None,
    ) -> None:
        """`unlock` opens the store; told that it may not ask anything, it may give None. `finish` asks what it left.

        `new_letter` gives where to write as long as the store is closed; None when there is no key yet to write with.
        """
        self._author, self._unlock, self._now, self._finish = author, unlock, now, finish
        self._new_letter = new_letter
        self._letter: Letter | None = None
        self._is_set_aside, self._from_letter = True, 0
        self._opened: Store | None = None
        self._held, self._offered = ExitStack(), ExitStack()
        self._offered_session = ""
        self.session = ""

    def __enter__(self) -> Self:
        """Nothing is opened before it is needed."""
        return self

    def __exit__(self, *_: object) -> None:
        """Let go of the session and the file."""
        self._held.close()
        if self._letter:
            self._letter.close()

    @property
    def store(self) -> Store:
        """The store; it has to be opened first."""
        if self._opened is None:
            raise StoreTrouble("De opslag is nog niet open.")
        return self._opened

    def open(self, *, may_ask: bool) -> bool:
        """Make ready; see Keeper."""
        if self._opened is None and (store := self._unlocked(may_ask=may_ask)):
            self._held.callback(store.close)
            self._held.callback(self._offered.close)
            self._opened = store
        return self._opened is not None

    def _unlocked(self, *, may_ask: bool) -> Store | None:
        try:
            return self._unlock(may_ask)
        except KeyFileChanged as changed:
            self._seal_anew(changed.key)
            raise

    def _seal_anew(self, key: Secret[bytes]) -> None:
        """Write what was set aside for the key that opens the record: the file may have named another letterbox."""
        if self._letter and self._is_set_aside:
            try:
                self._letter = self._letter.sealed_anew(key)
            except (KvvError, OSError):
                self._is_set_aside = False

    def set_aside(self, event: Event, content: Content) -> bool:
        """Keep an event while the record is closed; see Keeper. What ails the disk is told when it opens."""
        if self._is_set_aside:
            try:
                self._letter = self._letter or self._begun_letter(content)
                self._letter.add(SentEntry(*as_text(event), self._author, self._now(), change_of(event)))
            except (KvvError, OSError):
                self._is_set_aside = False
        return self._is_set_aside

    def _begun_letter(self, content: Content) -> Letter:
        letter = self._new_letter()
        if letter is None and self.open(may_ask=False):  # there is a key from now on
            letter = self._new_letter()
        if letter is None:
            raise StoreTrouble("De opslag is nog niet open.")
        letter.keep_content(content.fingerprint, content.canonical)
        return letter

    def drop_set_aside(self) -> None:
        """Throw away what was set aside: it was said in a session that goes on, and is kept there; see Keeper."""
        if self._letter:
            self._letter.discard()
            self._letter = None

    def unfinished(self, case: str, but: Collection[str] = ()) -> Unfinished | None:
        """The session of this case to go on with; it is taken before it is offered."""
        self._let_go_of_offered()
        rows = self.store.sessions(case, open_only=True) or self._without_case(but)
        if not rows:
            return None
        row = next((row for row in rows if self._still_due(row)), rows[0])
        unfinished = Unfinished(row.id, row.started, self._last_writer(row), has_case=row.case is not None)
        try:
            self._offered.enter_context(self.store.hold(row.id, self._author, self._now()))
        except SessionHeld as held:
            return replace(unfinished, elsewhere=held.message)
        self._offered_session = row.id
        return unfinished

    def _without_case(self, but: Collection[str]) -> tuple[SessionRow, ...]:
        """Open sessions in which something was said, but not of which case they are."""
        rows = (row for row in self.store.sessions(open_only=True) if row.case is None and row.id not in but)
        return tuple(row for row in rows if self.store.entries(row.id))

    def _let_go_of_offered(self) -> None:
        self._offered.close()
        self._offered_session = ""

    def _last_writer(self, row: SessionRow) -> str:
        entries = [entry for entry in self.store.entries(row.id) if entry.kind not in AFTERWARDS]
        author = entries[-1].author if entries else row.author
        return author.name or author.role

    def before(self, case: str) -> Before:
        """The earlier decisions in this case, and what the last one said as far as this version can read it."""
        sessions = [row for row in self.store.sessions(case) if row.id != self.session]
        due = {to for row in sessions for to in self._still_due(row)}
        before = self._decided_before([(row, level_of(row)) for row in sessions])
        return replace(before, due=tuple(sorted(due, key=lambda to: to != EMERGENCY_NUMBER)))

    def _still_due(self, row: SessionRow) -> tuple[str, ...]:
        """Whom the session still asks to call; of one that cannot be read, or is cleaned up, nobody knows."""
        others = map(sitting_of, self.store.sessions(row.case)) if row.case else ()
        try:
            session = fold(events_of(self.store, row.id))
        except StoreTrouble:
            return ()
        with suppress(StoreTrouble):
            session = with_its_answers(self.store, row, session)
        return () if row.is_skeleton else still_asked_for(session, sitting_of(row), others, self._now().date())

    def _decided_before(self, others: Sequence[tuple[SessionRow, Level | None]]) -> Before:
        rows = [(row, level) for row, level in others if level is not None]
        decided = tuple(EarlierSession(row.started.astimezone().date(), level) for row, level in rows)
        last = next((row for row, _ in rows if not row.is_skeleton), None)
        if last is None:
            return Before(decided)
        try:
            session = fold(events_of(self.store, last.id))
            return Before(decided, session, content_of(self.store, session))
        except StoreTrouble:
            return Before(decided)

    def finish_opening(self) -> None:
        """Ask what was left to ask; see Keeper."""
        self._finish()

    def begin(self, content: Content) -> int:
        """Begin a session with what was set aside; see Keeper."""
        self._let_go_of_offered()
        self.use(content)  # first: when this fails nothing was begun yet, and what follows goes into the letter
        if not self.session:
            sent = self._letter.sent if self._letter else Sent("", (), {})
            is_said = bool(sent.entries)  # a disk that took no more than the content left a letter without any
            session = self.store.deliver(sent) if is_said else self.store.begin(self._author, self._now())
            self._held.enter_context(self.store.hold(session, self._author, self._now()))
            self.session, self._from_letter = session, len(sent.entries)
            self.drop_set_aside()
        return self._from_letter

    def resume(self, session: str, newest: Content) -> tuple[tuple[Event, ...], Content | None] | None:
        """Take a session that was not closed, and give its events and its content; again after that failed."""
        if session not in {self._offered_session, self.session}:
            self._let_go_of_offered()
            self._offered.enter_context(self.store.hold(session, self._author, self._now()))
            self._offered_session = session
        events = tuple(events_of(self.store, session))
        known = fold(events)
        content = content_if_kept(self.store, known)
        if content is None and left_behind(newest, known.answers):
            return None
        if session == self._offered_session:
            self._held.push(self._offered.pop_all())
            self._offered_session = ""
        self.session = session
        return events, content

    def use(self, content: Content) -> None:
        """Keep the content that decides from now on."""
        self.store.keep_content(content.fingerprint, content.canonical, self._author, self._now())

    def add(self, event: Event) -> None:
        """Keep one event, which passed the laws of the meeting."""
        _append(self.store, self.session, event, self._author, self._now())

    def seal(self) -> str:
        """The head of the whole record, as people see it."""
        return shown_seal(self.store)


def add_event(store: Store, session: str, event: AfterMeeting, author: Author, at: datetime) -> None:
    """Keep what happened after a meeting; raises LawBroken for what no law allows.

    Hold the session when the event follows from what was read in it.
    """
    matters = isinstance(event, Decided | LookAgainSet)
    known = fold(events_of(store, session)) if matters else Session()
    if broken := broken_afterwards(event, known, at):
        raise LawBroken(event, broken)
    _append(store, session, event, author, at)


def _append(store: Store, session: str, event: Event, author: Author, at: datetime) -> None:
    kind, body = as_text(event)
    store.append(session, kind, body, author, at, change_of(event))


def change_of(event: Event) -> Change:
    """What an event changes in the row by which its session is listed."""
    match event:
        case Seated(case=case):
            return Change(case=case)
        case Decided(level=level, thresholds=thresholds):
            return Change(level=level.label, thresholds=thresholds)
        case Owned(owner=owner):
            return Change(owner=owner)
        case LookAgainSet(on=on):
            return Change(look_again=on)
        case Closed(at=at):
            return Change(closed=at)
        case _:
            return Change()
