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
from kvv_triage.pages.wording import SEVERITIES, question_text, value_text

FORMAT = 1
"""The version of this form; it goes up when a reader of the older one could misread it."""


def session_json(dossier: TakenOut) -> dict[str, Json]:
    """The object, with plain JSON values under Dutch keys; what may not be seen is empty or absent."""
    content, session, decision = dossier.content, dossier.session, dossier.decision
    told = decision_json(content, decision, with_slots=dossier.share.has_answers and not dossier.share.hidden)
    agreement = content.regional.agreement
    return {
        "soort": "kvv-weging",
        "formaat": FORMAT,
        "sessie": dossier.id,
        "zaak": session.seated.case if session.seated else "",
        "datum": dossier.day.isoformat(),
        "begonnen": _moment(session.started.at) if session.started else None,
        "gesloten": _moment(session.closed.at) if session.closed else None,
        "begonnen_door": {
            "naam": session.started.worker if session.started else "",
            "rol": session.started.role if session.started else "",
        },
        "overgenomen": [{"op": _moment(one.at), "naam": one.worker, "rol": one.role} for one in session.taken_over],
        "team": session.started.team if session.started else "",
        "niveau": dossier.share.detail.value,
        "is_alles": dossier.share.has_words,
        "titel": dossier.title,
        "heeft_uitkomst": dossier.has_outcome,
        "uitkomst": told if dossier.has_outcome else {**told, "besluit": None},
        "bellen": [
            {"wie": name, "naam": one.name, "telefoon": one.phone, "bereikbaar": one.hours or ""}
            for name in decision.call
            for one in (content.specialists[name],)
        ],
        "gebeld": {"op": _moment(session.called.at), "voor": session.called.level.label} if session.called else None,
        "opgeschaald": session.raised,
        "signalen": [
            {"over": about, "aantallen": dict(zip((one.label for one in SEVERITIES), counts, strict=True))}
            for about, counts in counted_signals(content, session)
        ],
        "personen": _persons(dossier),
        "antwoorden": _answers(dossier),
        "eerdere_antwoorden": _earlier(dossier),
        "opmerkingen": [{"bij": note.slot, "tekst": note.text} for note in session.notes],
        "milder_gemaakt": [
            {"vraag": one.event.slot, "reden": one.event.reason, "tweede": one.event.second}
            for one in session.softened
            if dossier.share.has_answers
        ],
        "verhuisd": [
            {
                "op": _moment(one.at),
                "naar": one.fingerprint,
                "vragen": [*one.left_behind] if dossier.share.has_team else [],
                "reden": one.reason,
                "tweede": one.second,
            }
            for one in session.moved
        ],
        "opgevolgd": [
            {"punt": one.item, "op": _moment(one.at), "uitkomst": one.outcome, "door": one.worker or one.role}
            for one in session.followed_up
        ],
        "afwijkingen": [
            {
                "wat": one.what,
                "reden": one.reason,
                "door": [{"naam": person.name, "rol": person.role} for person in one.by],
                "tot": one.until.isoformat(),
            }
            for one in session.deviations
        ],
        "meldcode": session.meldcode.model_dump(mode="json", by_alias=True, exclude_none=True),
        "aan_tafel": session.seated.present if session.seated else "",
        "vastgelegd_door": session.seated.recorder if session.seated else "",
        "regiehouder": session.owner.owner if session.owner else "",
        "vervanger": session.owner.deputy if session.owner else "",
        "na_vijven": session.owner.after_five if session.owner else "",
        "wie_ziet_wie": session.watch,
        "afspraken": [
            {"wie": one.who, "wat": one.what, "uiterlijk": one.by.isoformat(), "klaar": _done(dossier, f"afspraak-{n}")}
            for n, one in enumerate(session.promises, start=1)
        ],
        "overdrachten": [
            {
                "aan": one.to,
                "wat": one.what,
                "uiterlijk": one.by.isoformat(),
                "klaar": _done(dossier, f"overdracht-{n}"),
            }
            for n, one in enumerate(session.handed_over, start=1)
        ],
        "opnieuw_kijken": _day(session.look_again),
        "zaak_in_de_tijd": [{"datum": day.isoformat(), "besluit": level.label} for day, level in dossier.case_days],
        "inhoud": {
            "regio": content.regional.region,
            "versie": content.regional.version,
            "afspraak_gemaakt_op": _day(agreement.made_on) if agreement else None,
            "vingerafdruk": content.fingerprint,
        },
        "opslag": {"heel": dossier.seal.is_whole, "zegel": dossier.seal.text},
        "verantwoording": f"{HONEST} {ALWAYS_CALL}",
    }


def _answers(dossier: TakenOut) -> list[Json]:
    if not dossier.share.has_answers:
        return []
    content = dossier.content
    return [_answer(content, slot, answer) for slot, answer in dossier.session.answers.items()]


def session_json_text(dossier: TakenOut, *, indent: int | None = None) -> str:
    """The object as text. What turns the direction of writing is escaped, so that it is whole and steers no screen."""
    text = json.dumps(session_json(dossier), ensure_ascii=False, indent=indent)
    return harmless_json(text)


def _persons(dossier: TakenOut) -> list[Json]:
    """Who was counted, with the age and the label that were given; of those who may be seen."""
    found: list[Json] = []
    for role, item in dossier.content.persons_questions.items():
        answer = dossier.session.answers.get(item.id)
        for value in answer.opinions if answer and dossier.share.has_answers else ():
            for number, one in enumerate(value.persons if isinstance(value, Persons) else (), start=1):
                if (person := f"{role}-{number}") != dossier.share.hidden:
                    found.append({"persoon": person, "leeftijd": one.age, "label": one.label})
    return found


def _earlier(dossier: TakenOut) -> list[Json]:
    """The answers that were replaced."""
    content = dossier.content
    return [
        _answer(content, slot, answer)
        for slot, versions in dossier.session.earlier_versions.items()
        if dossier.share.has_answers
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


def _done(dossier: TakenOut, item: str) -> Json:
    found = [one for one in dossier.session.followed_up if one.item == item]
    return {"op": _moment(found[-1].at), "uitkomst": found[-1].outcome} if found else None


def _moment(at: datetime) -> str:
    return at.isoformat()


def _day(day: date | None) -> str | None:
    return day.isoformat() if day else None
