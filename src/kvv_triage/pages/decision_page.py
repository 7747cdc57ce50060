"""A session as neutral documents: headings, lines, lists and pairs, without any layout."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date

from kvv_triage.content.content import Content
from kvv_triage.deciding.decision import Decision
from kvv_triage.deciding.judging import Judged
from kvv_triage.language.days import in_words
from kvv_triage.language.scales import Level
from kvv_triage.meeting.laws import lacks_fact
from kvv_triage.meeting.session import Session
from kvv_triage.pages.page import Block, Bullets, Heading, Line, Page, Pairs
from kvv_triage.pages.paragraphs import (
    ALWAYS_CALL,
    HONEST,
    listed,
    meldcode_blocks,
    not_asked,
    not_settled,
    reasons,
    softened_points,
    unknown_points,
    whom_to_call,
)
from kvv_triage.pages.whom_to_call import FIRST_112, call_pairs, still_to_call
from kvv_triage.pages.wording import TITLES, question_text


def decision_page(
    content: Content, session: Session, decision: Decision, look_again: date, never_asked: tuple[str, ...] = ()
) -> Page:
    """The outcome with everything behind it (law 7); the decision counts the slots that were never asked as unknown."""
    outcome = _outcome(content, session, decision, look_again, never_asked)
    blocks = [*outcome, *_behind(content, session, decision)]
    return Page(TITLES[decision.level], tuple(blocks))


def unfinished_page(content: Content, session: Session, decision: Decision, look_again: date) -> Page:
    """What is known when a meeting stops before its end; without a reason to call there is no outcome yet."""
    if decision.level > Level.VOLGEN:
        page = decision_page(content, session, decision, look_again)
        return Page(f"{page.title} (WEGING NIET AF)", page.blocks)
    blocks = (
        Line("Er is nog geen uitkomst.", strong=True),
        *not_settled(session, decision),
        Line(ALWAYS_CALL),
    )
    return Page("WEGING NIET AF", blocks)


def farewell_page(content: Content, session: Session, decision: Decision, kept_as: str) -> Page:
    """What stays on the screen when the meeting is over: whom to call, who does what, and where it is kept."""
    blocks: list[Block] = []
    if decision.level is Level.BEL_112:
        blocks.append(FIRST_112)
    if decision.call:
        blocks.append(Pairs(call_pairs(content, decision)))
    if reminder := still_to_call(content, session, decision):
        blocks.append(Line(reminder, strong=True))
    blocks += _agreed(session)
    if session.look_again:
        blocks.append(Line(f"Kijk opnieuw op {in_words(session.look_again)}, en eerder als er iets verandert."))
    blocks += [Line(ALWAYS_CALL), Line(kept_as)]
    return Page(TITLES[decision.level], tuple(blocks))


def _outcome(
    content: Content, session: Session, decision: Decision, look_again: date, never_asked: tuple[str, ...]
) -> Iterator[Block]:
    yield from whom_to_call(content, decision)
    if not never_asked:
        yield from not_settled(session, decision)
    yield from listed("Waarom", reasons(content, session, decision.reached))
    if session.raised is not None:
        yield from listed("Opgeschaald", (f"Iemand aan tafel vindt het niet pluis: {session.raised}",))
    yield from _deviations(session)
    yield from meldcode_blocks(content, decision)
    yield from not_asked(content, session, decision, never_asked)
    yield Heading("Daarna")
    yield from _agreed(session)
    yield Line(f"Kijk opnieuw op {in_words(look_again)}, en eerder als er iets verandert.")
    yield Line(ALWAYS_CALL)


def _agreed(session: Session) -> Iterator[Block]:
    """Who owns the case and what was promised, as far as it was recorded (law 8)."""
    owner = session.owner
    pairs = [
        ("Regiehouder:", owner.owner if owner else ""),
        ("Vervanger:", owner.deputy if owner else ""),
        ("Na vijven:", owner.after_five if owner else ""),
        ("Wie ziet wie:", session.watch),
    ]
    if filled := tuple((label, text) for label, text in pairs if text):
        yield Pairs(filled)
    if session.promises:
        yield Bullets(
            tuple(f"{promise.who}, uiterlijk {in_words(promise.by)}: {promise.what}" for promise in session.promises)
        )
    if session.handed_over:
        asked = "Nog van ons tot zij dit bevestigen, uiterlijk"
        yield Bullets(
            tuple(
                f"Naar {handover.to}: {handover.what}. {asked} {in_words(handover.by)}."
                for handover in session.handed_over
            )
        )


def _behind(content: Content, session: Session, decision: Decision) -> Iterator[Block]:
    yield from listed("Let op", decision.cautions)
    yield from _unknowns(content, session)
    yield from listed("Milder gemaakt", softened_points(content, session))
    yield from listed("Kijk dit na", decision.warnings)
    yield from _origin(content, decision)


def _unknowns(content: Content, session: Session) -> Iterator[Block]:
    yield from listed("Wat we niet weten", unknown_points(content, session))
    missing = (
        question_text(content, slot) for slot, answer in session.answers.items() if lacks_fact(content, slot, answer)
    )
    yield from listed("Hier ontbreekt nog wat er is gezien of gezegd", missing)
    notes = (f"{note.text} (bij: {question_text(content, note.slot)})" for note in session.notes)
    yield from listed("Opmerkingen", notes)


def _deviations(session: Session) -> Iterator[Block]:
    for deviation in session.deviations:
        yield Heading(f"De drempel is bereikt, en {deviation.what}")
        first, second = deviation.by
        yield Bullets(
            (
                f"Reden: {deviation.reason}",
                f"Door: {first.name} ({first.role}) en {second.name} ({second.role})",
                f"Dit vervalt aan het eind van {in_words(deviation.until)}. Dan moet het team opnieuw beslissen.",
            )
        )


def _origin(content: Content, decision: Decision) -> Iterator[Block]:
    sources = dict.fromkeys(
        source
        for outcome in decision.reached
        for source in (*_answer_sources(content, outcome), *content.sources_of_threshold(outcome.threshold))
    )
    if sources:
        yield Heading("Bronnen")
        yield Bullets(tuple(sources))
    regional = content.regional
    yield Line(
        f"Drempels: {regional.region}, versie {regional.version}, {content.fingerprint[:19]}. "
        + ("Landelijke ondergrens is meegewogen." if any(outcome.is_national for outcome in decision.outcomes) else "")
    )
    yield Line(HONEST)


def _answer_sources(content: Content, outcome: Judged) -> Iterator[str]:
    for slot in outcome.because:
        yield from content.sources_of(content.slot(slot)[0])
