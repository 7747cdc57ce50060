"""A session as neutral documents: headings, lines, lists and pairs, without any layout."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from datetime import date

from kvv_triage.case.answers import Answer
from kvv_triage.deciding.decision import Decision
from kvv_triage.deciding.judging import Outcome
from kvv_triage.deciding.ready import Content
from kvv_triage.language.days import in_words
from kvv_triage.language.scales import Level, Severity
from kvv_triage.meeting.interview import NOT_ASKED, lacks_fact, severity_of
from kvv_triage.meeting.session import Session
from kvv_triage.pages.page import Block, Bullets, Document, Heading, Line, Pairs
from kvv_triage.pages.whom_to_call import FIRST_112, TITLES, call_pairs, no_answer, still_to_call
from kvv_triage.pages.wording import answer_text, question_text

NO_REASON = "Op basis van deze antwoorden is er nu geen reden om te bellen."
ALWAYS_CALL = "Twijfel je? Je mag altijd bellen: Veilig Thuis, 0800-2000. Advies kan zonder namen."
HONEST = (
    "Dit is een gestructureerde inschatting van het team. Het is geen gevalideerd risico-instrument en voorspelt niets."
)
MOST_BEHIND_ONE = 6
"""Answers named behind one threshold; a long list hides what matters."""


def reasons(content: Content, session: Session, outcomes: Iterable[Outcome]) -> Iterator[str]:
    """Why the threshold is reached: the threshold's own sentence and the answers behind it."""
    told: set[str] = set()
    for outcome in outcomes:
        threshold = outcome.threshold
        new = [slot for slot in outcome.because if slot not in told]
        adds_nothing = outcome.is_national or (bool(told) and threshold.level is Level.VOLGEN)
        if adds_nothing and outcome.because and not new:
            continue
        told.update(new)
        yield threshold.because or f"Drempel {threshold.id} is bereikt."
        answers = [(slot, answer) for slot in new if (answer := session.answers.get(slot))]
        for slot, answer in answers[:MOST_BEHIND_ONE]:
            fact = f" ({answer.fact})" if answer.fact else ""
            yield f"- {question_text(content, slot)} {answer_text(content, slot, answer)}{fact}"
        if len(answers) > MOST_BEHIND_ONE:
            yield f"- En nog {len(answers) - MOST_BEHIND_ONE} antwoorden."


def decision_page(content: Content, session: Session, decision: Decision, look_again: date) -> Document:
    """The outcome with everything behind it (law 7)."""
    blocks = [*_outcome(content, session, decision, look_again), *_behind(content, session, decision)]
    return Document(TITLES[decision.level], tuple(blocks))


def unfinished_page(content: Content, session: Session, decision: Decision, look_again: date) -> Document:
    """What is known when a meeting stops before its end; without a reason to call there is no outcome yet."""
    if decision.level > Level.VOLGEN:
        page = decision_page(content, session, decision, look_again)
        return Document(f"{page.title} (WEGING NIET AF)", page.blocks)
    blocks = (Line("Er is nog geen uitkomst.", strong=True), *not_settled(session, decision), Line(ALWAYS_CALL))
    return Document("WEGING NIET AF", blocks)


def farewell_page(content: Content, session: Session, decision: Decision, kept_as: str) -> Document:
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
    return Document(TITLES[decision.level], tuple(blocks))


def not_settled(session: Session, decision: Decision) -> Iterator[Block]:
    """How many questions that nobody asked could still make the outcome graver."""
    still = [slot for slot in decision.undecided if slot not in session.answers]
    if still:
        count = "1 vraag is nog niet gesteld en kan"
        if len(still) > 1:
            count = f"{len(still)} vragen zijn nog niet gesteld en kunnen"
        yield Line(f"{count} de uitkomst nog zwaarder maken, tot: {TITLES[decision.could_become]}.")


def whom_to_call(content: Content, decision: Decision) -> Iterator[Block]:
    """Whom to call, in order, and what to know of each; or that there is no reason to call now."""
    if decision.level is Level.VOLGEN:
        yield Line(NO_REASON, strong=True)
    elif decision.level is Level.BEL_112:
        yield FIRST_112
    if decision.call:
        yield Pairs(call_pairs(content, decision))
    if others := no_answer(content, decision):
        yield Line(f"Geen gehoor binnen een kwartier? Bel {', of '.join(others)}.")
    if about := tuple(_about_specialists(content, decision)):
        yield Bullets(about)


def _outcome(content: Content, session: Session, decision: Decision, look_again: date) -> Iterator[Block]:
    yield from whom_to_call(content, decision)
    yield from not_settled(session, decision)
    yield from listed("Waarom", reasons(content, session, decision.reached))
    if session.raised is not None:
        yield from listed("Opgeschaald", (f"Iemand aan tafel vindt het niet pluis: {session.raised}",))
    yield from _deviations(session)
    yield from meldcode_blocks(content, decision)
    yield Heading("Daarna")
    yield from _agreed(session)
    yield Line(f"Kijk opnieuw op {in_words(look_again)}, en eerder als er iets verandert.")
    yield Line(ALWAYS_CALL)


def _about_specialists(content: Content, decision: Decision) -> Iterator[str]:
    """What each of whom to call is called for, and what to mind; what was said of one is not said again of another."""
    told: set[str] = set()
    for name in decision.call:
        specialist = content.specialists[name]
        new = [caution for caution in specialist.cautions if caution not in told]
        told.update(new)
        if specialist.purpose or new:
            yield f"{specialist.name}: {specialist.purpose}" if specialist.purpose else f"{specialist.name}:"
        yield from (f"- {caution}" for caution in new)


def _agreed(session: Session) -> Iterator[Block]:
    """Who owns the case and what was promised, as far as it was recorded (law 8)."""
    owner = session.owner
    pairs = [
        ("Regiehouder:", owner.owner if owner else ""),
        ("Vervanger:", owner.deputy if owner else ""),
        ("Na vijven:", owner.after_five if owner else ""),
        ("Wie ziet wie:", session.watch),
    ]
    if known := tuple((label, text) for label, text in pairs if text):
        yield Pairs(known)
    if session.promises:
        yield Bullets(tuple(f"{one.who}, uiterlijk {in_words(one.by)}: {one.what}" for one in session.promises))
    if session.handed_over:
        asked = "Nog van ons tot zij dit bevestigen, uiterlijk"
        yield Bullets(tuple(f"Naar {one.to}: {one.what}. {asked} {in_words(one.by)}." for one in session.handed_over))


def _behind(content: Content, session: Session, decision: Decision) -> Iterator[Block]:
    yield from listed("Let op", decision.cautions)
    yield from _unknowns(content, session)
    yield from listed("Milder gemaakt", softened_points(content, session))
    yield from listed("Kijk dit na", decision.warnings)
    yield from _origin(content, decision)


def listed(heading: str, points: Iterable[str]) -> Iterator[Block]:
    """A heading with points, or nothing when there are none."""
    found = tuple(points)
    if found:
        yield Heading(heading)
        yield Bullets(found)


def meldcode_blocks(content: Content, decision: Decision) -> Iterator[Block]:
    """Which step of the Meldcode is reached, what is open, and what comes now."""
    standing = decision.meldcode
    steps = {step.number: step.title for step in content.meldcode.steps}
    yield Heading("Meldcode")
    if standing.step == 0:
        reached = "Nog geen stap: er zijn geen signalen vastgelegd."
    else:
        reached = f"Stap {standing.step} bereikt: {steps[standing.step].lower()}."
    yield Line(reached)
    earlier = [number for number in standing.open if number < standing.step]
    if earlier:
        yield Line("Nog open: " + ", ".join(f"stap {number} ({steps[number].lower()})" for number in earlier) + ".")
    if standing.next:
        yield Line(f"Nu: stap {standing.next}, {steps[standing.next].lower()}.")
    if standing.consult_first:
        yield Line("Overleg eerst met Veilig Thuis. Praat nog niet met de familie.", strong=True)
    if standing.report_is_norm:
        yield Line("Melden bij Veilig Thuis is hier de professionele norm.", strong=True)
    elif standing.is_doubtful:
        yield Line("Er is twijfel bij de weging. Vraag advies aan Veilig Thuis.")


def _unknowns(content: Content, session: Session) -> Iterator[Block]:
    yield from listed("Wat we niet weten", unknown_points(content, session))
    missing = (
        question_text(content, slot) for slot, answer in session.answers.items() if lacks_fact(content, slot, answer)
    )
    yield from listed("Hier ontbreekt nog wat er is gezien of gezegd", missing)
    notes = (f"{note.text} (bij: {question_text(content, note.slot)})" for note in session.notes)
    yield from listed("Opmerkingen", notes)


def unknown_points(content: Content, session: Session) -> Iterator[str]:
    """What is unknown, one question a point, gravest first; of what nobody asked the lighter questions are counted."""
    unknown = [slot for slot, answer in session.answers.items() if answer.is_unknown]
    lighter = 0
    for slot in sorted(unknown, key=lambda one: -content.slot(one)[0].severity):
        answer = session.answers[slot]
        if answer == NOT_ASKED and content.slot(slot)[0].severity < Severity.RODE_VLAG:
            lighter += 1
        else:
            yield f"{question_text(content, slot)} {answer_text(content, slot, answer)}"
    if lighter:
        yield (
            "En nog 1 andere vraag die niet is gesteld."
            if lighter == 1
            else (f"En nog {lighter} andere vragen die niet zijn gesteld.")
        )


def _deviations(session: Session) -> Iterator[Block]:
    for one in session.deviations:
        yield Heading(f"De drempel is bereikt, en {one.what}")
        first, second = one.by
        yield Bullets(
            (
                f"Reden: {one.reason}",
                f"Door: {first.name} ({first.role}) en {second.name} ({second.role})",
                f"Dit vervalt aan het eind van {in_words(one.until)}. Dan moet het team opnieuw beslissen.",
            )
        )


def softened_points(content: Content, session: Session) -> Iterator[str]:
    """Which grave answers were made milder, with the reason and the second name (law 5)."""
    for one in session.softened:
        event = one.event
        before, after = (answer_text(content, event.slot, answer) for answer in (one.before, event.answer))
        yield f"{question_text(content, event.slot)} Eerst: {before}. Nu: {after}. {event.reason} ({event.second})"


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
        + ("Landelijke ondergrens is meegewogen." if any(one.is_national for one in decision.outcomes) else "")
    )
    yield Line(HONEST)


def _answer_sources(content: Content, outcome: Outcome) -> Iterator[str]:
    for slot in outcome.because:
        yield from content.sources_of(content.slot(slot)[0])


def signals(content: Content, session: Session) -> Iterator[tuple[Severity, str, Answer]]:
    """The answers that carry a severity, gravest first: severity, slot, answer."""
    found = [
        (severity_of(content, slot, answer), slot, answer)
        for slot, answer in session.answers.items()
        if severity_of(content, slot, answer)
    ]
    yield from sorted(found, key=lambda one: -one[0])
