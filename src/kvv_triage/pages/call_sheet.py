"""The call sheet: one screen to have at hand when calling, and the whole of it to print, for advice or to report.

Its order is that in which Veilig Thuis says it questions a professional who calls: the unsafety now, what they can do
themselves, whether their meldcode has them report, and the five weighing questions.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from dataclasses import replace
from itertools import count

from kvv_triage.case.answers import Answer, Persons
from kvv_triage.case.events import EMERGENCY_NUMBER
from kvv_triage.content.content import Content
from kvv_triage.content.gravity import is_signal, severity_of
from kvv_triage.content.thresholds import Specialist
from kvv_triage.deciding.decision import Decision
from kvv_triage.language.fields import GAP
from kvv_triage.meeting.session import Session
from kvv_triage.pages.fitting import ON_ONE_SCREEN, Part, fitted
from kvv_triage.pages.page import Block, Bullets, Heading, Line, Page, Pairs
from kvv_triage.pages.talking import before_talking
from kvv_triage.pages.whom_to_call import (
    UNCHECKED,
    at_night,
    minds,
    number_of,
    spoken_to,
    takes_reports,
    to_mind,
    who_is_left,
)
from kvv_triage.pages.wording import WEIGHED, answer_text, at_clock, question_text

BLANK = "…" * 30
"""A line to write on, as long as fits beside a label on paper."""

_ANSWERS = {**WEIGHED, None: "nog niet besproken"}

ITEM = re.compile(r"[1-5]\. ")
"""How what is to be told begins, in the order of Veilig Thuis."""
RANKS = (0, 2, 5, 6, 7)
"""How soon each of the first signals may be left out on the screen; those after them are only counted."""
ON_PAPER = 6
"""Unknowns that are named on paper; the rest is counted."""


def call_screen(content: Content, session: Session, decision: Decision, to: str, choices: int = 4) -> Page:
    """One screen to have at hand while calling; `to` is a specialist or `EMERGENCY_NUMBER`. It identifies nobody.

    `choices` is how many stand under it; for more than four it leaves out a line more.
    """
    most = ON_ONE_SCREEN + 4 - max(choices, 4)
    if to == EMERGENCY_NUMBER:
        parts: list[Part] = [
            (0, Line("Blijf aan de lijn en doe wat zij zeggen.", strong=True)),
            (0, Line("Zeg op welk adres het is, wat er gebeurt, of er kinderen zijn en of er een wapen is.")),
            *_tried(session, to),
            *_cautions(session, decision, None),
            *_points(content, session),
            *((0, Line(f"Bel daarna: {number_of(content, name)}.")) for name in decision.call[:1]),
        ]
        return Page("BEL 112", fitted(parts, most), alarm=True)
    specialist = content.specialists[to]
    parts = [*_reached(content, specialist), *_tried(session, to), *_cautions(session, decision, specialist)]
    if takes_reports(content, to):
        say = (
            "Zeg: ik wil melden."
            if decision.meldcode.report_is_norm
            else "Zeg: ik vraag advies. Namen zijn niet nodig."
        )
        parts += [(0, Line(f"{say} Vertel dan, in deze volgorde:")), *_points(content, session, number="1. ")]
        parts += [*_rest(content, session, decision)]
    else:
        parts += [(3, Line(specialist.purpose))] if specialist.purpose else []
        parts += [*_points(content, session), (1, Line("Vraag wat jullie afspreken, en wie wanneer terugbelt."))]
    return Page(f"BEL {specialist.name.upper()}: {specialist.phone}", _numbered_anew(fitted(parts, most)))


def _tried(session: Session, to: str) -> Iterator[Part]:
    """When nobody answered there last, and who calls there next: whoever has the sheet now may be another."""
    attempts = [attempt for attempt in session.not_reached if attempt.to == to]
    plan = next((plan for plan in session.plans if plan.to == to), None)
    told = [f"Geen gehoor {at_clock(attempts[-1].at)}."] if attempts else []
    if plan:
        told.append(f"{plan.who} belt {at_clock(plan.by)}." if plan.who else f"Opnieuw {at_clock(plan.by)}.")
    if told:
        yield 2, Line(" ".join(told))


def _numbered_anew(blocks: Iterable[Block]) -> tuple[Block, ...]:
    """The blocks with their items numbered as they are shown: one may be left out for room."""
    number = count(1)
    return tuple(
        replace(block, text=f"{next(number)}{block.text[1:]}")
        if isinstance(block, Line) and ITEM.match(block.text)
        else block
        for block in blocks
    )


def _reached(content: Content, specialist: Specialist) -> Iterator[Part]:
    """When someone answers there, and what is different at night."""
    hours = (
        "" if not specialist.hours or specialist.hours == GAP else specialist.hours[:1].upper() + specialist.hours[1:]
    )
    unchecked = UNCHECKED.strip() if specialist.has_number and specialist.checked_on is None else ""
    night = at_night(content, specialist)
    said = " ".join(filter(None, (f"{hours}." if hours else "", night, unchecked)))
    yield 0, Line(said or "Wanneer zij bereikbaar zijn, is hier niet ingevuld.")


def _cautions(session: Session, decision: Decision, specialist: Specialist | None) -> Iterator[Part]:
    """What to be careful about: the gravest of this decision, and the first about whom is called."""
    if specialist and (called := spoken_to(session, decision).get(EMERGENCY_NUMBER)):
        yield 1, Line(f"112 is gebeld {at_clock(called.at)}.", strong=True)
    of_specialist = minds(specialist, is_report=decision.meldcode.report_is_norm)[:1] if specialist else ()
    for place, caution in enumerate((*to_mind(session, decision)[:1], *of_specialist)):
        yield 4 * place, Line(f"Let op: {caution}", strong=True)
    yield from ((1, line) for line in before_talking(decision))


def _points(content: Content, session: Session, number: str = "") -> Iterator[Part]:
    """What is known of the danger, gravest first, and in one line how much is not known."""
    points = _signals(content, session)
    counted = f" {len(points)} signalen, de ernstigste eerst (op papier alle)." if len(points) > 1 else ""
    yield 0, Line(f"{number}De onveiligheid nu:{counted}")
    if not points and not session.raised:
        yield 0, Line("Er zijn geen gevaarsignalen vastgelegd.")
    if session.raised:
        yield 0, Line("Iemand aan tafel vindt het niet pluis.")
    for rank, (slot, answer) in zip(RANKS, points, strict=False):
        yield rank, Bullets((f"{question_text(content, slot)} {answer_text(content, slot, answer)}",))
    if unknown := _unknowns(content, session):
        first = question_text(content, unknown[0])
        if len(unknown) == 1:
            yield 0, Line(f"Nog niet bekend: {first}")
        else:
            yield 0, Line(f"Nog niet bekend: {len(unknown)} punten, waaronder: {first}")


def _rest(content: Content, session: Session, decision: Decision) -> Iterator[Part]:
    yield 1, Line(f"2. Wie het kind of het slachtoffer ziet: {session.watch or 'nog niet afgesproken'}.")
    yield 1, Line(f"3. {_norm_in_words(decision)}")
    weighed = [
        f"{question.number} {_ANSWERS[recorded]}"
        for question in content.meldcode.weighings
        if (recorded := session.meldcode.weighing(question.id))
    ]
    yield 1 if weighed else 3, Line(f"4. De wegingsvragen: {', '.join(weighed) or 'nog niet besproken'}.")
    yield 1, Line("5. Vraag wat jullie afspreken, en wie wanneer terugbelt.")


def _signals(content: Content, session: Session) -> list[tuple[str, Answer]]:
    """Every signal, gravest first, with a severity or without; how many people there are is none to tell here."""
    told = [
        (slot, answer)
        for slot, answer in session.answers.items()
        if is_signal(content, slot, answer) and not isinstance(answer.opinions[0], Persons)
    ]
    return sorted(told, key=lambda point: -severity_of(content, *point))


def _unknowns(content: Content, session: Session) -> list[str]:
    """What is unknown, gravest first."""
    unknown = [slot for slot, answer in session.answers.items() if answer.is_unknown]
    return sorted(unknown, key=lambda slot: -content.slot(slot)[0].severity)


def call_sheet(content: Content, session: Session, decision: Decision, *, is_report: bool) -> Page:
    """The whole sheet, to print. The one for advice holds nothing that identifies anyone."""
    blocks: list[Block] = [*_whom(content, session, decision, is_report=is_report)]
    if is_report:
        blocks += _who()
    else:
        blocks.append(Line("Zeg: ik vraag advies. Noem geen namen, adressen of geboortedata."))
    blocks += _unsafety(content, session, with_facts=is_report)
    blocks += _own_means(session if is_report else Session())
    blocks += [Heading("3. Vraagt onze Meldcode om te melden?"), Line(_norm_in_words(decision))]
    blocks += _weighing(content, session, decision)
    blocks += _agreements(session, is_report=is_report)
    title = "BELBLAD: MELDING BIJ VEILIG THUIS" if is_report else "BELBLAD: ADVIES VAN VEILIG THUIS"
    return Page(title, tuple(blocks))


def _whom(content: Content, session: Session, decision: Decision, *, is_report: bool) -> Iterator[Block]:
    """The numbers, what is different at night, and what to be careful about."""
    yield from who_is_left(content, session, decision)
    first = content.specialists[(*decision.call, *content.floor.fallback.call)[0]]
    if not decision.call:
        yield Pairs(((f"{first.name}:", first.phone),))
    if night := at_night(content, first):
        yield Line(night)
    for caution in (*to_mind(session, decision), *minds(first, is_report=is_report)):
        yield Line(f"Let op: {caution}", strong=True)
    yield from before_talking(decision)


def _lines_to_write(many: int) -> str:
    return "\n".join([BLANK] * many)


def _who() -> Iterator[Block]:
    yield Heading("Vul met de hand in: dit bewaart kvv niet")
    lines = {
        "Namen en geboortedata": 4,
        "Adressen, wie woont waar": 3,
        "Wie heeft gezag": 2,
        "School, opvang, huisarts": 2,
        "Waar is de vermoedelijke pleger nu": 1,
        "Hoe is het slachtoffer zonder gevaar te bereiken": 2,
        "Gevaar voor wie op bezoek komt": 2,
        "Taal, is er een tolk nodig": 1,
    }
    yield Pairs(tuple((label, _lines_to_write(many)) for label, many in lines.items()))


def _unsafety(content: Content, session: Session, *, with_facts: bool) -> Iterator[Block]:
    yield Heading("1. Wat weten we over de onveiligheid nu, van alle directbetrokkenen?")
    points = tuple(_told(content, slot, answer, with_facts=with_facts) for slot, answer in _signals(content, session))
    if points:
        yield Bullets(points)
    if session.raised:
        yield Line(f"Niet pluis: {session.raised}" if with_facts else "Iemand aan tafel vindt het niet pluis.")
    if not points and not session.raised:
        yield Line("Er zijn geen gevaarsignalen vastgelegd.")
    if unknown := _unknowns(content, session):
        yield Line(f"Dit weten we nog niet: {len(unknown)} {'punt' if len(unknown) == 1 else 'punten'}.")
        named = unknown[:ON_PAPER]
        yield Bullets(
            tuple(
                f"{question_text(content, slot)} {answer_text(content, slot, session.answers[slot])}" for slot in named
            )
        )


def _told(content: Content, slot: str, answer: Answer, *, with_facts: bool) -> str:
    point = f"{question_text(content, slot)} {answer_text(content, slot, answer)}"
    if not with_facts:
        return point
    source = f" (bron: {answer.source})" if answer.source else ""
    return f"{point}. Gezien of gezegd: {answer.fact or BLANK}{source}"


def _own_means(session: Session) -> Iterator[Block]:
    yield Heading("2. Wat kunnen we zelf doen voor de directe veiligheid?")
    yield Line(f"Wie ziet het kind of het slachtoffer vanavond en dit weekend: {session.watch or BLANK}")


def _norm_in_words(decision: Decision) -> str:
    if decision.meldcode.report_is_norm:
        return "Ja, melden is hier de professionele norm."
    return "De weging is nog niet zo ver, of vraagt nu niet om een melding."


def _weighing(content: Content, session: Session, decision: Decision) -> Iterator[Block]:
    yield Heading("4. Kunnen we de directe én de stabiele veiligheid herstellen? De vijf wegingsvragen")
    pairs = []
    for question in content.meldcode.weighings:
        recorded = session.meldcode.weighing(question.id)
        proposed = decision.meldcode.proposal.get(question.id)
        answer = _ANSWERS[recorded]
        if proposed and proposed != recorded:
            answer += f" (de antwoorden stellen voor: {_ANSWERS[proposed]})"
        pairs.append((f"{question.number}. {question.text}", answer))
    yield Pairs(tuple(pairs))
    yield Line(f"Kunnen we werken met een veiligheidsplan en zelf zicht houden? {BLANK}")


def _agreements(session: Session, *, is_report: bool) -> Iterator[Block]:
    yield Heading("5. Afspraken aan de telefoon")
    lines = {"Met wie gesproken, en hoe laat": 1, "Wat is afgesproken": 4, "Wanneer belt Veilig Thuis terug": 1}
    if is_report:
        lines |= {"Is de melding aan de directbetrokkenen verteld": 2, "Naam en nummer van de melder": 1}
    yield Pairs(tuple((label, _lines_to_write(many)) for label, many in lines.items()))
    if is_report and session.seated:
        yield Line(f"Onze zaak: {session.seated.case}")
    if not is_report:
        yield Line("Na advies blijven jullie zelf verantwoordelijk. Wordt het erger, bel dan opnieuw.")
