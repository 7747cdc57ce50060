"""One session as rows for a spreadsheet: one for the outcome and one for each thing that was recorded."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date

from kvv_triage.case.slots import split_slot
from kvv_triage.content.gravity import severity_of
from kvv_triage.language.scales import Severity
from kvv_triage.meeting.calls import still_due
from kvv_triage.pages.taken_out import TakenOut
from kvv_triage.pages.whom_to_call import number_of
from kvv_triage.pages.wording import SEVERITIES, answer_text, callee, question_text

HEADER = (
    *("sessie", "zaak", "datum", "besluit", "soort", "vraag", "over", "wat", "antwoord", "ernst", "feit", "bron"),
    *("wie", "uiterlijk", "stand"),
)
"""Every row has these cells; what does not apply is empty."""


def session_rows(taken: TakenOut) -> Iterator[tuple[str, ...]]:
    """The rows of one session, each as long as the header."""
    session, content = taken.session, taken.content
    same = {
        "sessie": taken.id,
        "zaak": session.seated.case if session.seated else "",
        "datum": taken.day.isoformat(),
        "besluit": taken.decision.level.label if taken.has_level else "",
    }
    for row in (_outcome(taken), *_calls(taken), *_table(taken), *_answers(taken), *_agreed(taken), *_meldcode(taken)):
        yield tuple((same | row).get(name, "") for name in HEADER)
    for note in session.notes:
        row = same | {"soort": "opmerking", "vraag": note.slot, "wat": question_text(content, note.slot)}
        yield tuple((row | {"antwoord": note.text}).get(name, "") for name in HEADER)


Row = dict[str, str]


def _outcome(taken: TakenOut) -> Row:
    reached = ", ".join(outcome.threshold.title or outcome.threshold.id for outcome in taken.decision.reasons)
    owner = taken.session.owner
    look_again = taken.session.look_again
    return {
        "soort": "uitkomst",
        "wat": taken.title,
        "antwoord": reached,
        "feit": taken.session.raised or "",
        "wie": owner.owner if owner else "",
        "uiterlijk": look_again.isoformat() if look_again else "",
        "stand": "gesloten" if taken.session.closed else "niet af",
    }


def _table(taken: TakenOut) -> Iterator[Row]:
    """Who was there and who owns the case."""
    session = taken.session
    seated, owner = session.seated, session.owner
    texts = {
        "aan tafel": seated.present if seated else "",
        "vastgelegd door": seated.recorder if seated else "",
        "vervanger": owner.deputy if owner else "",
        "na vijven": owner.after_five if owner else "",
        "wie ziet wie": session.watch,
    }
    yield from ({"soort": kind, "wie": text} for kind, text in texts.items() if text)


def _meldcode(taken: TakenOut) -> Iterator[Row]:
    """The Meldcode: with whom was spoken, and the five weighing questions."""
    record = taken.session.meldcode
    for consultation in record.consultations:
        yield {"soort": "overleg", "wie": consultation.whom, "uiterlijk": _day(consultation.on)}
    for conversation in record.conversations:
        row = {
            "soort": "gesprek",
            "wie": conversation.whom or "",
            "uiterlijk": _day(conversation.on),
            "stand": conversation.state,
        }
        yield row | {"antwoord": conversation.reason or "", "wat": "alleen" if conversation.alone == "ja" else ""}
    for question in taken.content.meldcode.weighings:
        if weighed := record.weighing(question.id):
            yield {"soort": "weging", "vraag": question.id, "wat": question.text, "antwoord": weighed}
    if record.decided:
        decisions = f"melden: {record.decided.report or 'nog niet'}; hulp: {record.decided.help or 'nog niet'}"
        yield {"soort": "besloten", "antwoord": decisions, "uiterlijk": _day(record.decided.on)}
    if record.informed:
        yield {"soort": "verteld", "antwoord": record.informed.told, "feit": record.informed.reason or ""}


def _day(day: date | None) -> str:
    return day.isoformat() if day else ""


def _answers(taken: TakenOut) -> Iterator[Row]:
    if not taken.share.has_answers:
        return
    content = taken.content
    for slot, answer in taken.session.answers.items():
        severity = severity_of(content, slot, answer)
        question, person = split_slot(slot)
        yield {
            "soort": "antwoord",
            "vraag": question,
            "over": person or "",
            "wat": question_text(content, slot),
            "antwoord": answer_text(content, slot, answer),
            "ernst": SEVERITIES[severity] if severity > Severity.GEEN else "",
            "feit": answer.fact,
            "bron": answer.source,
            "stand": "onbekend" if answer.is_unknown else "",
        }

    for slot, versions in taken.session.earlier_versions.items():
        for old in versions:
            row = {"soort": "eerder antwoord", "vraag": slot, "wat": question_text(content, slot)}
            yield row | {"antwoord": answer_text(content, slot, old), "feit": old.fact, "bron": old.source}
    for softening in taken.session.softened:
        row = {"soort": "milder gemaakt", "vraag": softening.event.slot, "antwoord": softening.event.reason}
        yield row | {"wie": softening.event.second}


def _calls(taken: TakenOut) -> Iterator[Row]:
    """Who was called, who did not answer, who calls when, and who is still to be called."""
    session, content = taken.session, taken.content
    for call in session.calls:
        row = {"soort": "gebeld", "wat": callee(content, call.to), "stand": call.kind, "wie": call.spoke_with}
        yield row | {"antwoord": call.agreed, "uiterlijk": _day(call.at.date())}
    for attempt in session.not_reached:
        yield {"soort": "geen gehoor", "wat": callee(content, attempt.to), "uiterlijk": _day(attempt.at.date())}
    for plan in session.plans:
        row = {"soort": "bellen gepland", "wat": callee(content, plan.to), "wie": plan.who}
        yield row | {"uiterlijk": _day(plan.by.date())}
    for to in still_due(content, taken.decision, session.calls):
        yield {"soort": "nog niet gebeld", "wat": number_of(content, to)}


def _agreed(taken: TakenOut) -> Iterator[Row]:
    session = taken.session
    done = {followup.item for followup in session.followed_up}
    for number, promise in enumerate(session.promises, start=1):
        stand = "klaar" if f"afspraak-{number}" in done else "open"
        yield {
            "soort": "afspraak",
            "wat": promise.what,
            "wie": promise.who,
            "uiterlijk": promise.by.isoformat(),
            "stand": stand,
        }
    for number, handover in enumerate(session.handed_over, start=1):
        stand = "klaar" if f"overdracht-{number}" in done else "open"
        row = {"soort": "overdracht", "wat": handover.what, "wie": handover.to, "uiterlijk": handover.by.isoformat()}
        yield row | {"stand": stand}
    for deviation in session.deviations:
        people = " en ".join(f"{person.name} ({person.role})" for person in deviation.by)
        row = {"soort": "afwijking", "wat": deviation.what, "antwoord": deviation.reason, "wie": people}
        yield row | {"uiterlijk": deviation.until.isoformat()}
    for contact in session.meldcode.contacts:
        row = {
            "soort": "veilig thuis",
            "wat": contact.kind,
            "antwoord": contact.outcome or "",
            "wie": contact.whom or "",
        }
        yield row | {"uiterlijk": _day(contact.on)}
    for followed in session.followed_up:
        row = {"soort": "opgevolgd", "vraag": followed.item, "antwoord": followed.outcome, "wie": followed.worker}
        yield row | {"uiterlijk": followed.at.date().isoformat()}
    for moved in session.moved:
        row = {"soort": "andere lijsten", "wat": f"antwoorden die daar niet passen: {len(moved.left_behind)}"}
        yield row | {"antwoord": moved.reason, "wie": moved.second}
