"""One session as a JSON object: `dossier.schema.json` beside this file describes it, version by version."""

from __future__ import annotations

import json
from datetime import date, datetime

from kvv_triage.case.answers import Answer, Persons
from kvv_triage.case.slots import split_slot
from kvv_triage.content.content import Content
from kvv_triage.content.gravity import severity_of
from kvv_triage.forms.decision_json import decision_json
from kvv_triage.forms.json_text import Json, harmless_json
from kvv_triage.language.scales import Severity
from kvv_triage.pages.paragraphs import ALWAYS_CALL, HONEST, counted_signals
from kvv_triage.pages.taken_out import TakenOut
from kvv_triage.pages.whom_to_call import number_of, still_due
from kvv_triage.pages.wording import SEVERITIES, question_text, value_text

FORMAT = 1
"""The version of this form; it goes up when a reader of the older one could misread it."""


def session_json(taken: TakenOut) -> dict[str, Json]:
    """The object, with plain JSON values under Dutch keys; what may not be seen is empty or absent."""
    content, session, decision = taken.content, taken.session, taken.decision
    outcome = decision_json(content, decision, with_slots=taken.share.has_answers and not taken.share.hidden)
    del outcome["bel_kan_worden"]  # version 1 of this form has no such key
    agreement = content.regional.agreement
    return {
        "soort": "kvv-weging",
        "formaat": FORMAT,
        "sessie": taken.id,
        "zaak": session.seated.case if session.seated else "",
        "datum": taken.day.isoformat(),
        "begonnen": _moment(session.started.at) if session.started else None,
        "gesloten": _moment(session.closed.at) if session.closed else None,
        "begonnen_door": {
            "naam": session.started.worker if session.started else "",
            "rol": session.started.role if session.started else "",
        },
        "overgenomen": [
            {"op": _moment(takeover.at), "naam": takeover.worker, "rol": takeover.role}
            for takeover in session.taken_over
        ],
        "team": session.started.team if session.started else "",
        "niveau": taken.share.detail.value,
        "is_alles": taken.share.has_words,
        "titel": taken.title,
        "heeft_uitkomst": taken.has_level,
        "uitkomst": outcome if taken.has_level else {**outcome, "besluit": None},
        "bellen": [
            {"wie": name, "naam": specialist.name, "telefoon": specialist.phone, "bereikbaar": specialist.hours or ""}
            for name in decision.call
            for specialist in (content.specialists[name],)
        ],
        "gebeld": {"op": _moment(session.called.at), "voor": session.called.level.label} if session.called else None,
        "telefoontjes": [
            {
                "op": _moment(call.at),
                "voor": call.level.label,
                "aan": call.to,
                "soort": call.kind,
                "met": call.spoke_with,
                "afgesproken": call.agreed,
            }
            for call in session.calls
        ],
        "geen_gehoor": [
            {
                "op": _moment(attempt.at),
                "aan": attempt.to,
                "opnieuw": _moment(attempt.again) if attempt.again else None,
            }
            for attempt in session.not_reached
        ],
        "bellen_gepland": {
            "wie": session.planned.who,
            "uiterlijk": _moment(session.planned.by),
            "aan": session.planned.to,
        }
        if session.planned
        else None,
        "nog_te_bellen": [
            {"wie": to, "nummer": number_of(content, to)} for to in still_due(content, session, decision)
        ],
        "opgeschaald": session.raised,
        "signalen": [
            {"over": about, "aantallen": dict(zip((severity.label for severity in SEVERITIES), counts, strict=True))}
            for about, counts in counted_signals(content, session)
        ],
        "personen": _persons(taken),
        "antwoorden": _answers(taken),
        "eerdere_antwoorden": _earlier(taken),
        "opmerkingen": [{"bij": note.slot, "tekst": note.text} for note in session.notes],
        "milder_gemaakt": [
            {"vraag": softening.event.slot, "reden": softening.event.reason, "tweede": softening.event.second}
            for softening in session.softened
            if taken.share.has_answers
        ],
        "verhuisd": [
            {
                "op": _moment(move.at),
                "naar": move.fingerprint,
                "vragen": [*move.left_behind] if taken.share.has_team else [],
                "reden": move.reason,
                "tweede": move.second,
            }
            for move in session.moved
        ],
        "opgevolgd": [
            {
                "punt": followup.item,
                "op": _moment(followup.at),
                "uitkomst": followup.outcome,
                "door": followup.worker or followup.role,
            }
            for followup in session.followed_up
        ],
        "afwijkingen": [
            {
                "wat": deviation.what,
                "reden": deviation.reason,
                "door": [{"naam": person.name, "rol": person.role} for person in deviation.by],
                "tot": deviation.until.isoformat(),
            }
            for deviation in session.deviations
        ],
        "meldcode": session.meldcode.model_dump(mode="json", by_alias=True, exclude_none=True),
        "aan_tafel": session.seated.present if session.seated else "",
        "vastgelegd_door": session.seated.recorder if session.seated else "",
        "regiehouder": session.owner.owner if session.owner else "",
        "vervanger": session.owner.deputy if session.owner else "",
        "na_vijven": session.owner.after_five if session.owner else "",
        "wie_ziet_wie": session.watch,
        "afspraken": [
            {
                "wie": promise.who,
                "wat": promise.what,
                "uiterlijk": promise.by.isoformat(),
                "klaar": _done(taken, f"afspraak-{n}"),
            }
            for n, promise in enumerate(session.promises, start=1)
        ],
        "overdrachten": [
            {
                "aan": handover.to,
                "wat": handover.what,
                "uiterlijk": handover.by.isoformat(),
                "klaar": _done(taken, f"overdracht-{n}"),
            }
            for n, handover in enumerate(session.handed_over, start=1)
        ],
        "opnieuw_kijken": _day(session.look_again),
        "zaak_in_de_tijd": [{"datum": day.isoformat(), "besluit": level.label} for day, level in taken.case_days],
        "inhoud": {
            "regio": content.regional.region,
            "versie": content.regional.version,
            "afspraak_gemaakt_op": _day(agreement.made_on) if agreement else None,
            "vingerafdruk": content.fingerprint,
        },
        "opslag": {"heel": taken.seal.is_whole, "zegel": taken.seal.text},
        "verantwoording": f"{HONEST} {ALWAYS_CALL}",
    }


def _answers(taken: TakenOut) -> list[Json]:
    if not taken.share.has_answers:
        return []
    content = taken.content
    return [_answer(content, slot, answer) for slot, answer in taken.session.answers.items()]


def session_json_text(taken: TakenOut, *, indent: int | None = None) -> str:
    """The object as text. What turns the direction of writing is escaped, so that it is whole and steers no screen."""
    text = json.dumps(session_json(taken), ensure_ascii=False, indent=indent)
    return harmless_json(text)


def _persons(taken: TakenOut) -> list[Json]:
    """Who was counted, with the age and the label that were given; of those who may be seen."""
    persons: list[Json] = []
    for role, item in taken.content.persons_questions.items():
        answer = taken.session.answers.get(item.id)
        for value in answer.opinions if answer and taken.share.has_answers else ():
            for number, person in enumerate(value.persons if isinstance(value, Persons) else (), start=1):
                if (name := f"{role}-{number}") != taken.share.hidden:
                    persons.append({"persoon": name, "leeftijd": person.age, "label": person.label})
    return persons


def _earlier(taken: TakenOut) -> list[Json]:
    """The answers that were replaced."""
    content = taken.content
    return [
        _answer(content, slot, answer)
        for slot, versions in taken.session.earlier_versions.items()
        if taken.share.has_answers
        for answer in versions
    ]


def _answer(content: Content, slot: str, answer: Answer) -> Json:
    question, person = split_slot(slot)
    return {
        "vraag": question,
        "over": person,
        "tekst": question_text(content, slot),
        "antwoorden": [value_text(content, slot, value) for value in answer.opinions],
        "onbekend": answer.is_unknown,
        "ernst": severity_of(content, slot, answer).label if question in content.by_id else Severity.GEEN.label,
        "feit": answer.fact,
        "bron": answer.source,
    }


def _done(taken: TakenOut, item: str) -> Json:
    followups = [followup for followup in taken.session.followed_up if followup.item == item]
    return {"op": _moment(followups[-1].at), "uitkomst": followups[-1].outcome} if followups else None


def _moment(at: datetime) -> str:
    return at.isoformat()


def _day(day: date | None) -> str | None:
    return day.isoformat() if day else None
