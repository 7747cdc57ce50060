"""The laws that guard a meeting: one gate that every event passes before it is added, whoever adds it.

Law 5 (anyone may raise, nobody may lower), law 6 (a tick carries a spark), law 8 (someone owns it) and law 11 (nothing
is recorded as done before it is done). The conversation asks what the gate would say and shows it.
"""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date, datetime
from typing import NamedTuple

from kvv_triage.case.answers import Answer
from kvv_triage.case.events import (
    Answered,
    Called,
    CallPlanned,
    Closed,
    ContentMoved,
    Decided,
    Deviated,
    Discussed,
    Event,
    Exported,
    FollowedUp,
    HandedOver,
    LookAgainSet,
    MeldcodeChanged,
    NotDone,
    NotReached,
    Owned,
    Promised,
    Raised,
    Subject,
    TakenOver,
    Watched,
)
from kvv_triage.case.meldcode_record import SUSPICION, UNSAFE, MeldcodeRecord
from kvv_triage.content.content import Content
from kvv_triage.content.gravity import safe_answers, severity_of
from kvv_triage.deciding.marks import Marks
from kvv_triage.deciding.ruleset import Ruleset
from kvv_triage.language.days import in_words, next_working_day
from kvv_triage.language.reason import is_sentence, says_something
from kvv_triage.language.scales import Severity
from kvv_triage.language.spelling import is_name, may_be_same_person
from kvv_triage.meeting.calls import call_is_due, day_of_call, is_planned, last_day_to_call, who_is_due
from kvv_triage.meeting.moment import Moment
from kvv_triage.meeting.session import Session

AfterMeeting = (
    FollowedUp | TakenOver | Owned | Exported | Called | NotReached | CallPlanned | Raised | Decided | LookAgainSet
)
"""What is added to a meeting that is closed: what came of it, and more danger. It takes back nothing that was said."""

HEAVY_ROLES = ("aandachtsfunctionaris", "gedragswetenschapper")
"""Of the two people behind a decision not to call, one has one of these roles (law 5)."""


class Broken(NamedTuple):
    """A law that an event would break, and the sentence that tells the worker what is missing."""

    law: int
    message: str


A_SENTENCE = "Een reden is een zin. Schrijf in een paar woorden waarom."
WHY_RAISED = "Schrijf in een paar woorden waarom jullie opschalen."
SOMEONE_ELSE = "De tweede naam is van een ander dan wie dit invult. Vraag een collega, en schrijf de namen voluit."
TWO_NAMES = "Voor dit besluit zijn twee verschillende namen nodig, voluit geschreven."
WHO_SPOKE = "Vul in met wie is gesproken: een naam of een functie."
CALL_TOO_LATE = "Dat is te laat voor deze uitkomst. Kies een eerdere tijd."
TOO_LATE = "Wat acuut is, is vandaag of vannacht geregeld."

CLOSED = Broken(7, "Deze weging is gesloten. Wat er nu bij komt, hoort in een nieuwe weging.")
"""What was decided stays as it was decided: later it gives the same decision."""


class LawBroken(Exception):
    """An event that breaks a law was added without asking first: a bug of ours. The message holds no client text."""

    def __init__(self, event: Event, broken: tuple[Broken, ...]) -> None:
        super().__init__(f"{type(event).__name__}: {'; '.join(f'law {breach.law}' for breach in broken)}")
        self.broken = broken


def broken_by(moment: Moment, event: Event) -> tuple[Broken, ...]:
    """The laws that this event would break at this moment; none when it may be added."""
    if moment.session.closed:
        return broken_afterwards(event, moment.session, moment.at)
    if isinstance(event, Called | HandedOver) and event.withdraws:
        return _taking_back(moment.session, event)
    return (*broken_of_itself(event, moment.at), *_broken_here(moment, event))


def refused(moment: Moment, event: Event) -> str:
    """The sentences about what this event would break; empty when it may be added."""
    return " ".join(broken.message for broken in broken_by(moment, event))


def broken_of_itself(event: Event, now: datetime) -> tuple[Broken, ...]:
    """The laws that this event breaks whatever was said before: an owner without a name, a promise without a day."""
    today = now.date()
    match event:
        case Raised(reason=reason) if not says_something(reason):
            return (Broken(5, WHY_RAISED),)
        case Watched(who=who) if not who.strip():
            return (Broken(8, "Schrijf op wie het kind of het slachtoffer ziet."),)
        case Deviated():
            return tuple(_deviating(event, today))
        case Owned(owner=owner) if not owner.strip():
            return (Broken(8, "Leg vast wie de regiehouder is."),)
        case Promised(is_withdrawn=True):  # also one of which the day has passed
            return ()
        case Promised(who=who, what=what, by=by) if not (who.strip() and what.strip()) or by < today:
            return (Broken(8, "Een afspraak zegt wie wat doet, en wanneer: vandaag of later."),)
        case HandedOver(to=to, what=what, by=by) if not (to.strip() and what.strip()) or by < today:
            return (Broken(8, "Een overdracht zegt wie wat overneemt, en wanneer dat is bevestigd: vandaag of later."),)
        case LookAgainSet(on=on) if on < today:
            return (Broken(8, "De dag om opnieuw te kijken is al voorbij."),)
        case Called() | NotReached() | CallPlanned():
            return tuple(_calling(event, now))
        case _:
            return ()


def broken_afterwards(event: Event, known: Session, now: datetime) -> tuple[Broken, ...]:
    """The laws that this event would break when the meeting is over; none when it may be added to its session.

    Of the session matters what it decided and when the team looks again: that only gets graver, and sooner.
    """
    match event:
        case Decided(level=level) if known.decided and level < known.decided.level:
            return (CLOSED,)
        case LookAgainSet(on=on) if known.look_again and on >= known.look_again:
            return (CLOSED,)
        case Called(withdraws=place) if place:
            return (CLOSED,)
        case _:
            return broken_of_itself(event, now) if isinstance(event, AfterMeeting) else (CLOSED,)


def _taking_back(session: Session, event: Called | HandedOver) -> tuple[Broken, ...]:
    """A call or a hand-over can be taken back that is there, also when its day has passed."""
    if isinstance(event, Called):
        count, missing = len(session.calls), Broken(11, "Het gesprek dat zou vervallen, is er niet.")
    else:
        count, missing = len(session.handed_over), Broken(8, "De overdracht die zou vervallen, is er niet.")
    return () if 0 < event.withdraws <= count else (missing,)


def _broken_here(moment: Moment, event: Event) -> Iterator[Broken]:
    match event:
        case Answered() if gets_milder(moment, event):
            refused = "Het antwoord is niet gewijzigd: daarvoor zijn een reden en een tweede naam nodig."
            yield from _by_two(moment.session, event, refused)
        case ContentMoved(left_behind=slots) if has_red_flag(moment, slots):
            yield from _by_two(moment.session, event, "De weging gaat verder met de lijsten van het begin.")
        case Deviated(by=people) if all(is_recorder(moment.session, person.name) for person in people):
            yield Broken(5, SOMEONE_ELSE)
        case MeldcodeChanged(record=record):
            yield from _changing_meldcode(moment, record)
        case Discussed(subject=Subject.NO, about=slots):
            safe = safe_answers(moment.ruleset.content, moment.session.answers)
            if not {*slots} <= {*safe}:
                yield Broken(6, "Alleen een 'nee' kan zijn nagevraagd of gezien.")
        case Owned() | CallPlanned() | LookAgainSet() | Promised():
            yield from _arranging(moment, event)
        case Closed():
            yield from _closing(moment)
        case _:
            return


def _calling(event: Called | NotReached | CallPlanned, now: datetime) -> Iterator[Broken]:
    """A call was with someone and is over, and one that is planned is still to come."""
    match event:
        case Called(to=to, spoke_with=who) if to and not is_name(who):  # without `to` it is a call of an earlier kvv
            yield Broken(11, WHO_SPOKE)
        case Called(at=at) | NotReached(at=at) if at > now:
            yield Broken(11, "Wat nog komt, is nog niet gebeurd. Kijk of de klok goed staat.")
        case CallPlanned(who=who, by=by) if not is_name(who) or by < now:
            yield Broken(11, "Leg vast wie er belt, en hoe laat: een tijd die nog komt.")
        case NotReached(again=again) if again and again < now:
            yield Broken(11, "Het moment om het opnieuw te proberen is al voorbij.")
        case _:
            return


def _arranging(moment: Moment, event: Owned | CallPlanned | LookAgainSet | Promised) -> Iterator[Broken]:
    """Who and when, against what the decision asks."""
    match event:
        case Owned(owner=owner, deputy=deputy, after_five=after_five) if owner.strip() and not (
            is_name(owner) and is_name(deputy) and sum(map(str.isalnum, after_five)) > 1
        ):
            yield Broken(8, "Vul de regiehouder, de vervanger en het bereik na vijven in.")
        case Owned(owner=owner, deputy=deputy) if may_be_same_person(owner, deputy):
            yield Broken(8, "De vervanger is een ander dan de regiehouder.")
        case CallPlanned(by=by) if who_is_due(moment) and day_of_call(by) > last_day_to_call(moment):
            yield Broken(11, CALL_TOO_LATE)
        case LookAgainSet(on=on) if on > moment.shown.last_to_look_again:
            last = moment.shown.last_to_look_again
            yield Broken(8, f"Dat is te laat. Deze uitkomst vraagt uiterlijk {in_words(last)}.")
        case Promised() if is_too_late(event, moment.day):
            yield Broken(8, TOO_LATE)
        case Promised(replaces=place) if not 0 <= place <= len(moment.session.promises):
            yield Broken(8, "De afspraak die zou vervallen, is er niet.")
        case _:
            return


def is_too_late(promise: Promised, today: date) -> bool:
    """Whether this promise comes too late: what is acute is made safe today, or tonight."""
    return promise.is_acute and not promise.is_withdrawn and promise.by > today


def gets_milder(moment: Moment, event: Answered) -> bool:
    """Whether the answer takes danger away from a red flag or graver."""
    known = moment.session.answers.get(event.slot)
    versions = moment.session.earlier_versions.get(event.slot, ())
    return known is not None and needs_second_name(moment.ruleset, event.slot, known, event.answer, versions)


def _by_two(session: Session, event: Answered | ContentMoved, refused: str) -> Iterator[Broken]:
    """What is missing of the reason and the second name; without one of them it says what is not done."""
    if not (event.reason.strip() and is_name(event.second)):
        yield Broken(5, refused)
    elif not is_sentence(event.reason):
        yield Broken(5, A_SENTENCE)
    elif is_recorder(session, event.second):
        yield Broken(5, SOMEONE_ELSE)


def are_two(first: str, second: str) -> bool:
    """Whether these are the names of two people, and cannot be those of one (law 5)."""
    return is_name(first) and is_name(second) and not may_be_same_person(first, second)


def is_recorder(session: Session, name: str) -> bool:
    """Whether this is the name of who records now; whoever took the session over came in the place of the first."""
    if session.taken_over:
        names = [session.taken_over[-1].worker]
    else:
        # "S. de Wit (wijkteam)" is S. de Wit.
        seated = session.seated.recorder.partition("(")[0] if session.seated else ""
        names = [seated, session.started.worker if session.started else ""]
    return any(may_be_same_person(name, known) for known in names if known.strip())


def has_red_flag(moment: Moment, slots: tuple[str, ...]) -> bool:
    """Whether one of these slots has an answer that only gets milder with a second name (law 5)."""
    content, answers = moment.ruleset.content, moment.session.answers
    return any(severity_of(content, slot, answers[slot]) >= Severity.RODE_VLAG for slot in slots if slot in answers)


def _deviating(event: Deviated, today: date) -> Iterator[Broken]:
    first, second = event.by
    if not is_sentence(event.reason):
        yield Broken(5, A_SENTENCE)
    if not are_two(first.name, second.name):
        yield Broken(5, TWO_NAMES)
    elif not {first.role, second.role} & {*HEAVY_ROLES}:
        yield Broken(
            5, "Een van de twee moet aandachtsfunctionaris of gedragswetenschapper zijn. Betrek diegene eerst."
        )
    if event.until > next_working_day(today):
        yield Broken(5, "Dit besluit vervalt aan het eind van de volgende werkdag.")


def _changing_meldcode(moment: Moment, record: MeldcodeRecord) -> Iterator[Broken]:
    """Only what is new: what was recorded before stands until the closing, which asks for it."""
    known = moment.session.meldcode
    if any(record.weighing(name) != known.weighing(name) for name in weighed_less(moment, record)):
        yield Broken(5, WEIGHED_LESS)
    if reports_less(moment, record) and not reports_less(moment, known):
        yield Broken(5, REPORTS_LESS)


WEIGHED_LESS = "De antwoorden stellen 'ja' voor. 'Nee' kan alleen met een reden en twee namen."
REPORTS_LESS = "Melden is de professionele norm. Niet melden kan alleen met een reden en twee namen."
LESS_THAN_PROPOSED = {SUSPICION: NotDone.WEIGHING_1, UNSAFE: NotDone.WEIGHING_2}
"""The weighing questions on which "nee" against a proposed "ja" is a deviation (design 7), and which one."""


def is_less(moment: Moment, name: str, answer: str | None) -> bool:
    """Whether this answer to a weighing question is less than what the answers propose."""
    return name in LESS_THAN_PROPOSED and answer == "nee" and moment.decision.meldcode.proposal.get(name) == "ja"


def weighed_less(moment: Moment, record: MeldcodeRecord) -> tuple[str, ...]:
    """The weighing questions with less than is proposed, of which the team did not decide so by law 5, or no longer."""
    return tuple(
        name
        for name, what in LESS_THAN_PROPOSED.items()
        if is_less(moment, name, record.weighing(name)) and not moment.stands(what)
    )


def reports_less(moment: Moment, record: MeldcodeRecord) -> bool:
    """Whether it says not to report while that is the norm, and the team did not decide so by law 5, or no longer."""
    is_not_reported = record.decided is not None and record.decided.report == "nee"
    return is_not_reported and moment.decision.meldcode.report_is_norm and not moment.stands(NotDone.REPORTING)


def _closing(moment: Moment) -> Iterator[Broken]:
    session = moment.session
    if call_is_due(moment) and not is_planned(moment):
        yield Broken(5, "De drempel is bereikt. Leg vast dat er is gebeld, wie er wanneer belt, of waarom niet.")
    if weighed_less(moment, session.meldcode):
        yield Broken(5, WEIGHED_LESS)
    if reports_less(moment, session.meldcode):
        yield Broken(5, REPORTS_LESS)
    if unchecked(moment.ruleset.content, session):
        yield Broken(6, "Zeg eerst of elke 'nee' is nagevraagd of gezien.")
    if session.owner is None:
        yield Broken(8, "Leg eerst vast wie de regiehouder is.")
    if not session.promises:
        yield Broken(8, "Een weging eindigt met minstens één afspraak: wie doet wat, en wanneer.")
    if session.look_again is None or not moment.day <= session.look_again <= moment.shown.last_to_look_again:
        yield Broken(8, "Leg eerst vast wanneer jullie opnieuw kijken.")


def needs_second_name(ruleset: Ruleset, slot: str, old: Answer, new: Answer, earlier: tuple[Answer, ...] = ()) -> bool:
    """Whether the change makes a red flag or graver milder: then it needs a reason and a second name (law 5).

    `earlier` are the answers before the old one: who agreed that it is not known did not agree that it is a "nee".
    """
    encoder = ruleset.slot(slot)[0].encoder

    def could_say(answer: Answer) -> Marks:
        return encoder.of_answer(answer) | (encoder.top if answer.is_unknown else 0)

    now = encoder.of_answer(new)
    if not (encoder.of_answer(old) & ~now or could_say(old) & ~could_say(new)):
        return False
    grave = [answer for answer in (old, *earlier) if severity_of(ruleset.content, slot, answer) >= Severity.RODE_VLAG]
    return any(encoder.of_answer(answer) & ~now for answer in grave)


def unchecked(content: Content, session: Session, checklist: str | None = None) -> tuple[str, ...]:
    """The slots with a "nee" of which nobody said that it was asked or seen (law 6); of one list, or of all."""
    safe = safe_answers(content, session.answers, checklist)
    return tuple(slot for slot in safe if not session.is_discussed(Subject.NO, slot))


def lacks_fact(content: Content, slot: str, answer: Answer) -> bool:
    """Whether the spark behind a tick of a red flag or graver is missing (law 6)."""
    return severity_of(content, slot, answer) >= Severity.RODE_VLAG and not answer.fact
