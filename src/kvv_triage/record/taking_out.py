"""Sessions taken out of the record: decided again as they were then, and only what may be seen of them."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date, datetime

from kvv_triage.case.event_text import as_event, kind_of
from kvv_triage.case.events import Exported, Started
from kvv_triage.case.slots import person_number, split_slot
from kvv_triage.content.content import Content
from kvv_triage.deciding.bounds import count_persons
from kvv_triage.deciding.decision import decide
from kvv_triage.deciding.ruleset import Ruleset
from kvv_triage.language.scales import Level
from kvv_triage.meeting.session import Session, fold
from kvv_triage.pages.redaction import Share, redacted
from kvv_triage.pages.taken_out import RecordSeal, TakenOut, slots_without_fact
from kvv_triage.record.keeping import add_event
from kvv_triage.record.kept import content_of, events_of, held_at, level_of
from kvv_triage.store.interface import Author, SessionRow, Store

STARTED = kind_of(Started)
"""Under this kind is kept which team began a session."""


class TakingOut:
    """Takes sessions out of one record; reads each content once."""

    def __init__(self, store: Store, share: Share, seal: RecordSeal) -> None:
        self._store, self._share, self._seal = store, share, seal
        self._rulesets: dict[str, Ruleset] = {}

    def take(self, row: SessionRow, session: Session) -> TakenOut:
        """A session as it is taken out; raises StoreTrouble when this version cannot read it."""
        ruleset = self._ruleset(session)
        day = held_at(self._store, row).date()
        decision = decide(ruleset, session.record(day))
        return TakenOut(
            row.id,
            day,
            redacted(session, self._share),
            ruleset.content,
            decision,
            self._share,
            self._seal,
            self._case_days(row),
            slots_without_fact(ruleset.content, session),
        )

    def add_export(self, row: SessionRow, form: str, author: Author, at: datetime, *, is_encrypted: bool) -> None:
        """Keep in the log of a session that it is taken out, in which form, and how much of it."""
        detail = self._share.detail.value
        if self._share.hidden:
            detail = f"{detail}, niet voor {self._share.hidden}"
        event = Exported(at, form, detail, is_encrypted, author.name, author.role)
        add_event(self._store, row.id, event, author, at)

    def content(self, session: Session) -> Content:
        """What decided in a session; raises StoreTrouble when it cannot be read."""
        return self._ruleset(session).content

    def _ruleset(self, session: Session) -> Ruleset:
        if session.fingerprint not in self._rulesets:
            self._rulesets[session.fingerprint] = Ruleset(content_of(self._store, session))
        return self._rulesets[session.fingerprint]

    def _case_days(self, row: SessionRow) -> tuple[tuple[date, Level], ...]:
        """The days on which the case was decided about, oldest first; a session without a decision is none."""
        rows = self._store.sessions(row.case) if row.case else (row,)
        decided = ((_local_day(other.started), level_of(other)) for other in reversed(rows))
        return tuple((day, level) for day, level in decided if level is not None)


def session_of(store: Store, row: SessionRow) -> Session:
    """All that was recorded in a session."""
    return fold(events_of(store, row.id))


def _local_day(at: datetime) -> date:
    return at.astimezone().date()


def persons_in(content: Content, session: Session) -> tuple[str, ...]:
    """The persons who were counted, or of whom something was recorded, in order."""
    persons = {person for slot in session.answers if (person := split_slot(slot)[1])}
    for slot, answer in session.answers.items():
        role = content.by_id[slot].makes if slot in content.by_id else None
        persons |= {f"{role}-{number + 1}" for number in range(count_persons(answer) if role else 0)}
    return tuple(sorted(persons, key=lambda person: (person.rpartition("-")[0], person_number(person))))


def sessions_of_team(store: Store, team: str, since: datetime | None, until: datetime | None) -> Iterator[str]:
    """The sessions of a team that began in this period, however its name is typed in capitals or not."""
    for entry in store.entries_of(frozenset({STARTED}), since, until):
        event = as_event(entry.kind, entry.body)
        if isinstance(event, Started) and event.team.casefold() == team.casefold():
            yield entry.session
