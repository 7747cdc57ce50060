"""What happened in a session, one event a line."""

from __future__ import annotations

from typing import assert_never

from kvv_triage.case.event_text import as_event
from kvv_triage.case.events import (
    Answered,
    Called,
    CallPlanned,
    Closed,
    ContentMoved,
    Decided,
    Deviated,
    Discussed,
    EarlierCounted,
    Exported,
    FollowedUp,
    HandedOver,
    LookAgainSet,
    MeldcodeChanged,
    Noted,
    NotReached,
    Owned,
    Promised,
    Raised,
    Seated,
    Started,
    Subject,
    TakenOver,
    Watched,
)
from kvv_triage.content.content import Content
from kvv_triage.language.days import in_words
from kvv_triage.pages.wording import TITLES, answer_text, at_moment, called_text, callee, question_text, role_text


def told_event(content: Content, kind: str, body: str) -> str:  # noqa: C901, PLR0912 -- one case for each event
    """One kept event in words; raises StoreTrouble for one that this version does not know."""
    event = as_event(kind, body)
    match event:
        case Started():
            return "de weging is begonnen"
        case Seated(present=present, recorder=recorder):
            return f"aan tafel: {present or 'niet genoemd'}; vastgelegd door: {recorder or 'niet genoemd'}"
        case EarlierCounted(sessions=sessions):
            return f"eerdere wegingen die meetellen: {len(sessions)}"
        case Answered():
            return _answered(content, event)
        case Noted(text=text):
            return f"opmerking: {text}"
        case Raised(reason=reason):
            return f"opgeschaald: {reason}"
        case Called(withdraws=place):
            return f"{'toch niet: ' if place else ''}{called_text(content, event)}"
        case NotReached(to=to, again=again):
            return f"geen gehoor bij {callee(content, to)}" + (f"; opnieuw op {at_moment(again)}" if again else "")
        case CallPlanned(who=who, by=by, to=to):
            return f"nog niet gebeld: {who} belt {callee(content, to)} op {at_moment(by)}"
        case MeldcodeChanged():
            return "de Meldcode is bijgewerkt"
        case Deviated(what=what, reason=reason, by=(first, second)):
            return f"{what}: {reason} ({first.name}, {role_text(first.role)}; {second.name}, {role_text(second.role)})"
        case Watched(who=who):
            return f"wie ziet het kind of het slachtoffer: {who}"
        case Owned(owner=owner, deputy=deputy):
            return f"regiehouder: {owner}; vervanger: {deputy}"
        case Promised(who=who, what=what, by=by):
            changed = (
                "afspraak vervalt" if event.is_withdrawn else "afspraak gewijzigd" if event.replaces else "afspraak"
            )
            return f"{changed}: {who}, uiterlijk {in_words(by)}: {what}"
        case HandedOver(to=to, what=what, withdraws=place) if place:
            return f"overdracht vervalt, aan {to}: {what}"
        case HandedOver(to=to, what=what, by=by):
            return f"overdracht aan {to}, te bevestigen uiterlijk {in_words(by)}: {what}"
        case LookAgainSet(on=on):
            return f"opnieuw kijken op {in_words(on)}"
        case Discussed(subject=subject, about=about):
            return f"{DISCUSSED[subject]} ({len(about)})" if subject is Subject.NO else DISCUSSED[subject]
        case Decided(level=level):
            return f"uitkomst: {TITLES[level]}"
        case TakenOver(worker=worker, role=role):
            return f"overgenomen door {worker or role or 'een collega'}"
        case ContentMoved(left_behind=left_behind, reason=reason, second=second):
            why = f" ({reason}; {second})" if reason else ""
            return (
                f"verder met nieuwe vragenlijsten of drempels; antwoorden die daar niet passen: {len(left_behind)}{why}"
            )
        case Closed():
            return "de weging is gesloten"
        case FollowedUp(item=item, outcome=outcome):
            return f"opgevolgd, {item}: {outcome}"
        case Exported(form=form, detail=detail, is_encrypted=is_encrypted):
            return f"uitgevoerd als {form} ({detail}{', versleuteld' if is_encrypted else ''})"
        case _:
            assert_never(event)


DISCUSSED = {
    Subject.TIME: "de tijd voor de vragen is besproken",
    Subject.QUESTIONS: "eerder naar de uitkomst gegaan",
    Subject.NO: "bij deze vragen is de 'nee' nagevraagd of gezien",
    Subject.OUTCOME: "de uitkomst is besproken",
    Subject.WATCH: "nog niet afgesproken wie het kind of het slachtoffer ziet",
    Subject.MELDCODE: "besproken of de Meldcode nu wordt vastgelegd",
    Subject.CONSULTATION: "nog niet overlegd",
    Subject.CONTACT: "Veilig Thuis nog niet gesproken",
    Subject.CONVERSATION: "het gesprek is nog niet besproken",
    Subject.WEIGHING: "een vraag van de weging is nog niet besproken",
    Subject.REPORT: "melden is nog niet besproken",
    Subject.HELP: "eigen hulp is nog niet besproken",
    Subject.INFORMED: "nog niet besproken wat de betrokkenen horen",
    Subject.PROPOSAL: "een voorstel voor een afspraak is niet overgenomen",
    Subject.PROMISES: "er zijn geen andere afspraken",
    Subject.HAND_OVERS: "er wordt niets anders overgedragen",
}


def _answered(content: Content, event: Answered) -> str:
    if event.slot.partition("@")[0] not in content.by_id:
        return "antwoord op een vraag die deze lijsten niet hebben"
    why = f" ({event.reason}; {event.second})" if event.reason else ""
    return f"{question_text(content, event.slot)} {answer_text(content, event.slot, event.answer)}{why}"
