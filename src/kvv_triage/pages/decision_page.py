"""A session as neutral documents: headings, lines, lists and pairs, without any layout."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date

from kvv_triage.content.content import Content
from kvv_triage.deciding.decision import Decision
from kvv_triage.deciding.judging import Judged
from kvv_triage.language.days import in_words
from kvv_triage.language.scales import Level
from kvv_triage.meeting.calls import still_due
from kvv_triage.meeting.laws import lacks_fact
from kvv_triage.meeting.session import Session
from kvv_triage.pages.fitting import ON_ONE_SCREEN, lines_of
from kvv_triage.pages.page import Block, Bullets, Heading, Line, Page, Pairs
from kvv_triage.pages.paragraphs import (
    ALWAYS_CALL,
    HONEST,
    about_specialists,
    cautions,
    every_reason,
    listed,
    meldcode_blocks,
    meldcode_now,
    not_asked,
    not_settled,
    numbers,
    reasons,
    softened_points,
    to_check,
    unknown_points,
    when_no_answer,
    whom_to_call,
)
from kvv_triage.pages.talking import before_talking
from kvv_triage.pages.whom_to_call import to_mind, who_is_left
from kvv_triage.pages.wording import TITLES, called_text, callee, question_text, role_text


def decision_page(
    content: Content, session: Session, decision: Decision, look_again: date, never_asked: tuple[str, ...] = ()
) -> Page:
    """Page one of the outcome: whom to call, what to mind, why, and what comes now. It fits on 24 lines.

    The decision counts the slots that were never asked as unknown. Where there is no room for the first answer behind
    the reason, it stands behind the key for details, as the others do.
    """
    blocks: tuple[Block, ...] = ()
    for answers in (1, 0):
        blocks = tuple(_outcome(content, session, decision, look_again, never_asked, answers))
        if 1 + sum(map(lines_of, blocks)) <= ON_ONE_SCREEN + 1:
            break
    return Page(TITLES[decision.level], blocks)


def details_page(content: Content, session: Session, decision: Decision) -> Page:
    """Everything behind the outcome: what is called for, every reason, what is not known, and the sources (law 7)."""
    blocks = (
        *cautions(session, decision),
        *about_specialists(content, decision),
        *_behind(content, session, decision),
        Line(ALWAYS_CALL),
        Line(HONEST),
    )
    return Page("WAT ERACHTER ZIT", blocks)


def whole_page(content: Content, session: Session, decision: Decision, look_again: date) -> Page:
    """The outcome and everything behind it on one page, for who reads a session back."""
    is_open = not session.closed
    if is_open and decision.level is Level.VOLGEN:
        outcome: tuple[Block, ...] = (Line("Er is nog geen uitkomst.", strong=True), *not_settled(session, decision))
    else:
        outcome = (*whom_to_call(content, session, decision), *not_settled(session, decision))
    blocks = (
        *outcome,
        Line(_look_again(look_again)),
        Line(ALWAYS_CALL),
        *_behind(content, session, decision),
        Line(HONEST),
    )
    return Page(_title(decision, is_open=is_open), blocks)


def unfinished_page(content: Content, session: Session, decision: Decision, look_again: date) -> Page:
    """What is known when a meeting stops before its end; without a reason to call there is no outcome yet."""
    if decision.level > Level.VOLGEN:
        page = decision_page(content, session, decision, look_again)
        return Page(_title(decision, is_open=True), (*page.blocks, Line(ALWAYS_CALL), Line(HONEST)))
    blocks = (Line("Er is nog geen uitkomst.", strong=True), *not_settled(session, decision), Line(ALWAYS_CALL))
    return Page(_title(decision, is_open=True), blocks)


MOST_PROMISES = 8
"""Promises on the last page, those that come first on top; all of them are in the summary and in `kvv opvolging`."""


def farewell_page(content: Content, session: Session, decision: Decision, kept_as: str) -> Page:
    """What stays on the screen when the meeting is over: whom to call, who does what, and where it is kept."""
    # That nobody called yet stands on every screen already.
    blocks: list[Block] = [Line(f"{_sentence(called_text(content, call))}.", strong=True) for call in session.calls]
    if still_due(content, decision, session.calls):
        blocks += [*_planned(content, session), *who_is_left(content, session, decision)]
    blocks += [*not_settled(session, decision), *_in_short(session)]
    if session.look_again:
        blocks.append(Line(_look_again(session.look_again)))
    blocks += [Line(ALWAYS_CALL), Line(kept_as)]
    return Page(TITLES[decision.level], tuple(blocks))


def _sentence(text: str) -> str:
    return f"{text[0].upper()}{text[1:]}"


def _planned(content: Content, session: Session) -> Iterator[Block]:
    """Who said to call, and at what time."""
    for plan in session.plans:
        to = f" {callee(content, plan.to)}" if plan.to else ""
        who = f"{_sentence(plan.who)} belt" if plan.who else "Opnieuw bellen met"
        yield Line(f"{who}{to} op {in_words(plan.by.date())} om {plan.by:%H:%M}.", strong=True)


def _in_short(session: Session) -> Iterator[Block]:
    """Who owns the case and who does what, on as few lines as can be; what is due first comes first."""
    if owner := session.owner:
        deputy = f" Vervanger: {owner.deputy}." if owner.deputy else ""
        after_five = f" Na vijven: {owner.after_five}." if owner.after_five else ""
        yield Line(f"Regiehouder: {owner.owner}.{deputy}{after_five}")
    if session.watch:
        yield Line(f"Wie ziet wie: {session.watch}")
    promised = _promised(session)
    points = promised[:MOST_PROMISES]
    if (others := len(promised) - MOST_PROMISES) > 0:
        points.append("En nog 1 afspraak." if others == 1 else f"En nog {others} afspraken.")
    yield from listed("Wie doet wat", points)


def _promised(session: Session) -> list[str]:
    """What was promised and handed over, what is due first on top."""
    dated = [
        (promise.by, f"{promise.who}, uiterlijk {in_words(promise.by)}: {promise.what}") for promise in session.promises
    ]
    asked = "Nog van ons tot zij dit bevestigen, uiterlijk"
    dated += [
        (handover.by, f"Naar {handover.to}: {handover.what}. {asked} {in_words(handover.by)}.")
        for handover in session.handed_over
    ]
    return [sentence for _, sentence in sorted(dated, key=lambda promise: promise[0])]


def _title(decision: Decision, *, is_open: bool) -> str:
    if not is_open:
        return TITLES[decision.level]
    return "WEGING NIET AF" if decision.level is Level.VOLGEN else f"{TITLES[decision.level]} (WEGING NIET AF)"


def _outcome(
    content: Content,
    session: Session,
    decision: Decision,
    look_again: date,
    never_asked: tuple[str, ...],
    answers: int,
) -> Iterator[Block]:
    yield from numbers(content, session, decision)
    for caution in to_mind(session, decision)[:1]:
        yield Line(f"Let op: {caution}", strong=True)
    yield from before_talking(decision)
    yield from when_no_answer(content, session, decision)
    if never_asked:
        yield from not_asked(content, session, decision, never_asked)
    else:
        yield from not_settled(session, decision)
    yield from listed("Waarom", _main_reason(content, session, decision, answers))
    yield from (
        Line(f"De drempel is bereikt, en {deviation.what} (tot en met {in_words(deviation.until)}).", strong=True)
        for deviation in session.deviations
    )
    yield from meldcode_now(content, decision)
    yield Line(_look_again(look_again))
    if not decision.call:
        yield Line(ALWAYS_CALL)


def _look_again(day: date) -> str:
    return f"Kijk opnieuw op {in_words(day)}, en eerder als er iets verandert."


def _main_reason(content: Content, session: Session, decision: Decision, most_answers: int) -> Iterator[str]:
    """The most urgent reason with the first answers behind it, and how much more there is behind `d`."""
    if session.raised is not None:
        yield _raised(session.raised)
    told = list(every_reason(content, session, decision.reasons))
    answers = 0
    if told:
        yield told[0].because
        yield from (f"- {answer}" for answer in told[0].answers[:most_answers])
        answers = len(told[0].answers) - most_answers
    more = (
        (answers, "antwoord", "antwoorden"),
        (len(told) - 1, "reden", "redenen"),
        (len(to_mind(session, decision)) - 1, "punt om op te letten", "punten om op te letten"),
        (len(tuple(to_check(content, decision))), "punt om na te kijken", "punten om na te kijken"),
    )
    named = [f"{number} {one if number == 1 else many}" for number, one, many in more if number > 0]
    if named:
        *first, last = named
        yield f"En nog {' en '.join(filter(None, (', '.join(first), last)))}."


def _raised(reason: str) -> str:
    return f"Iemand aan tafel vindt het niet pluis: {reason}"


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
    if promised := _promised(session):
        yield Bullets(tuple(promised))


def _behind(content: Content, session: Session, decision: Decision) -> Iterator[Block]:
    yield from listed("Waarom", reasons(content, session, decision.reasons))
    if session.raised is not None:
        yield from listed("Opgeschaald", (_raised(session.raised),))
    yield from _deviations(session)
    yield from meldcode_blocks(content, decision)
    if agreed := tuple(_agreed(session)):
        yield Heading("Afspraken")
        yield from agreed
    yield from _unknowns(content, session)
    yield from listed("Milder gemaakt", softened_points(content, session))
    yield from listed("Kijk dit na", to_check(content, decision))
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
                f"Door: {first.name} ({role_text(first.role)}) en {second.name} ({role_text(second.role)})",
                f"Dit vervalt aan het eind van {in_words(deviation.until)}. Dan moet het team opnieuw beslissen.",
            )
        )


def _origin(content: Content, decision: Decision) -> Iterator[Block]:
    sources = dict.fromkeys(
        source
        for outcome in decision.reasons
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


def _answer_sources(content: Content, outcome: Judged) -> Iterator[str]:
    for slot in outcome.because:
        yield from content.sources_of(content.slot(slot)[0])
