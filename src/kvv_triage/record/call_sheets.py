"""The call sheet of a kept session, and what came of a call that was made after the meeting."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from contextlib import ExitStack, contextmanager
from dataclasses import dataclass, replace
from datetime import datetime

from kvv_triage.case.event_text import as_event, kind_of
from kvv_triage.case.events import Called, CallPlanned, Event, Exported, NotReached
from kvv_triage.conversation.asker import Asker, Choice, Command
from kvv_triage.conversation.desk import URGENT, Desk, Stopped
from kvv_triage.deciding.ruleset import Ruleset
from kvv_triage.errors import CannotDo, StoreTrouble
from kvv_triage.language.cannot_wait import CANNOT_WAIT
from kvv_triage.meeting.calls import who_is_due
from kvv_triage.meeting.laws import AfterMeeting
from kvv_triage.meeting.moment import Moment
from kvv_triage.meeting.session import fold
from kvv_triage.pages.call_sheet import call_screen, call_sheet
from kvv_triage.pages.last_words import last_words
from kvv_triage.pages.page import Line, Page
from kvv_triage.pages.whom_to_call import number_of, reachable, still_to_call
from kvv_triage.pages.wording import at_moment
from kvv_triage.record.following import call_standing, calls_due
from kvv_triage.record.keeping import add_event
from kvv_triage.record.kept import content_of, held_at
from kvv_triage.store.interface import Author, SessionRow, Store

NOT_WHOLE = "Niet alles van deze weging is te lezen. Er kan meer gevaar zijn dan hier staat."
NOT_NOW = "Wat er van het bellen komt, is nu niet te bewaren. Schrijf het op in jullie dossier."
DONE = Choice("klaar", "", "Klaar")


@dataclass(frozen=True, slots=True)
class KeptMeeting:
    """A kept session as far as it can be read, on the day that it was decided."""

    moment: Moment
    events: tuple[Event, ...]
    trouble: StoreTrouble | None
    """Why a part of it cannot be read, when that is so."""


def kept_meeting(store: Store, row: SessionRow) -> KeptMeeting:
    """A session to call about, as far as it can be read; raises StoreTrouble when that is not far enough."""
    events, trouble = list[Event](), None
    for entry in store.entries(row.id):
        try:
            events.append(as_event(entry.kind, entry.body))
        except StoreTrouble as unreadable:
            trouble = unreadable
    session = fold(events)
    moment = Moment(Ruleset(content_of(store, session)), session, held_at(store, row))
    return KeptMeeting(moment, tuple(events), trouble)


class Telephone:
    """Someone with the call sheet of a kept session before them, and the record to keep in what comes of the call."""

    def __init__(
        self,
        asker: Asker,
        store: Store,
        author: Author,
        now: Callable[[], datetime],
        say_at_the_end: Callable[[Sequence[str]], None] = lambda _: None,
    ) -> None:
        """`say_at_the_end` is told what the last words are, as long as the call is due (law 12)."""
        self._asker, self._store, self._author, self._now = asker, store, author, now
        self._say_at_the_end = say_at_the_end

    def call(self, row: SessionRow, why_not: StoreTrouble | None = None) -> bool:
        """Show the sheet and keep what comes of the call in the session; whether there is anything.

        `why_not` says why nothing can be kept. Raises StoreTrouble, after the sheet was shown, when that is so or a
        colleague holds the session; CannotDo when the input ends.
        """
        kept = kept_meeting(self._store, row)
        why_not = why_not or kept.trouble
        with ExitStack() as held:
            try:
                if not why_not:
                    held.enter_context(self._store.hold(row.id, self._author, self._now()))
            except StoreTrouble as trouble:
                why_not = trouble
            if why_not:
                self._only_show(kept)
                raise StoreTrouble(f"{why_not.message} {NOT_NOW}", tip=why_not.tip) from why_not
            return self._recorded(row, kept_meeting(self._store, row))  # a colleague may have written meanwhile

    def _desk(self, kept: KeptMeeting) -> Desk:
        content = kept.moment.ruleset.content
        desk = Desk(self._asker, lambda: content, self._now, self._say_at_the_end)
        desk.resume(kept.events, content)
        desk.has_told()  # the sheet is the alarm: that nobody called stands on every screen
        return desk

    def _only_show(self, kept: KeptMeeting) -> None:
        """Show the sheet of whom to call, and of the others who can be called; nothing is asked about it."""
        self._asker.standing = (NOT_NOW, *((NOT_WHOLE,) if kept.trouble else ()))
        desk = self._desk(kept)
        if kept.trouble and not last_words(desk.moment):
            self._say_at_the_end((CANNOT_WAIT,))
        everyone = reachable(desk.content, desk.moment.decision, who_is_due(desk.moment))
        to = everyone[0]
        with _in_words():
            while to in everyone:
                sheet = call_screen(desk.content, desk.session, desk.moment.decision, to)
                choices = [Choice(name, "", number_of(desk.content, name)) for name in everyone if name != to]
                to = _picked(desk, sheet, (DONE, *choices))

    def _recorded(self, row: SessionRow, kept: KeptMeeting) -> bool:
        desk, before, stored = self._desk(kept), len(kept.events), list[Event]()

        def keep(event: Event) -> None:
            if not isinstance(event, AfterMeeting):
                raise TypeError(kind_of(type(event)))
            add_event(self._store, row.id, event, self._author, self._now())
            stored.append(event)

        def keep_the_rest() -> None:
            for event in desk.events[before + len(stored) :]:
                keep(event)

        desk.keep_with(keep, before)
        with _in_words():
            desk.call()
            desk.on_record(keep_the_rest)  # after the last event no screen comes any more that tells of trouble
        if desk.goes_unkept:
            raise CannotDo("Wat er van het bellen kwam, is niet bewaard.", tip="Schrijf het op in jullie dossier.")
        return any(isinstance(event, Called | NotReached | CallPlanned) for event in stored)


def _picked(desk: Desk, page: Page, choices: Sequence[Choice]) -> str:
    """What is chosen under a page; the call sheet is no key here, because nothing can be recorded."""
    return desk.served(lambda asker: asker.show(page, choices, (Command.BACK, *URGENT)), (Command.BACK,))


@contextmanager
def _in_words() -> Iterator[None]:
    """Around the screens: who stops is done; raises KeyboardInterrupt, the trouble of the record, or CannotDo."""
    try:
        yield
    except Stopped as stopped:
        if stopped.trouble:
            raise stopped.trouble from stopped
        if stopped.by_interrupt:
            raise KeyboardInterrupt from stopped
    except EOFError as error:
        raise CannotDo("De invoer hield op. Er is niets meer vastgelegd.") from error


def sheet_words(store: Store, row: SessionRow, kept: KeptMeeting, at: datetime) -> tuple[str, ...]:
    """What is said last behind the sheet of a session: whom to call, as long as that is due or nobody can know."""
    if row.id not in calls_due(store, (row,), at.date()) and not kept.trouble:
        return ()
    return last_words(kept.moment.later(at)) or (CANNOT_WAIT,)


def kept_sheet(store: Store, row: SessionRow, kept: KeptMeeting, at: datetime, *, is_report: bool) -> Page:
    """The whole sheet of a session as it was decided, printed at this moment; first of all what is still due."""
    moment = kept.moment
    content, session, decision = moment.ruleset.content, moment.session, moment.decision
    page = call_sheet(content, session, decision, is_report=is_report)
    due = (still_to_call(moment) or CANNOT_WAIT) if kept.trouble else call_standing(store, row, moment, at.date())
    other = (
        "Melden is hier de professionele norm. Het belblad om te melden maak je met: --soort melding"
        if decision.meldcode.report_is_norm and not is_report
        else ""
    )
    strong = tuple(Line(text, strong=True) for text in (due, NOT_WHOLE if kept.trouble else "", other) if text)
    return replace(page, blocks=(*strong, Line(f"Afgedrukt op {at_moment(at)}."), *page.blocks))


def add_sheet_export(
    store: Store, row: SessionRow, form: str, author: Author, at: datetime, *, is_report: bool
) -> None:
    """Keep in the log of a session that its call sheet left the record, unencrypted."""
    detail = f"belblad {'melding' if is_report else 'advies'}"
    event = Exported(at, form, detail, is_encrypted=False, worker=author.name, role=author.role)
    add_event(store, row.id, event, author, at)
