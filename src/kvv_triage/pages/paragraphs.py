"""Paragraphs that more than one page tells, each in one wording."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from typing import NamedTuple

from kvv_triage.case.events import Subject
from kvv_triage.case.slots import split_slot
from kvv_triage.content.content import Content
from kvv_triage.content.gravity import severity_of
from kvv_triage.deciding.decision import Decision
from kvv_triage.deciding.filling import NOT_ASKED
from kvv_triage.deciding.judging import Judged
from kvv_triage.language.scales import Level, Severity
from kvv_triage.meeting.agenda import FAST
from kvv_triage.meeting.session import Session
from kvv_triage.pages.page import Block, Bullets, Heading, Line
from kvv_triage.pages.talking import TALKING, before_talking
from kvv_triage.pages.whom_to_call import no_answer, spoken_to, to_mind, who_is_left
from kvv_triage.pages.wording import SEVERITIES, TITLES, answer_text, in_a_list, in_a_row, question_text, who

NO_REASON = "Op basis van deze antwoorden is er nu geen reden om te bellen."


ALWAYS_CALL = "Twijfel je? Je mag altijd bellen: Veilig Thuis, 0800-2000. Advies kan zonder namen."


HONEST = (
    "Dit is een gestructureerde inschatting van het team. Het is geen gevalideerd risico-instrument en voorspelt niets."
)


NOT_TALKING = ("Praat niet", "Praat nog niet", "Geen gezamenlijk gesprek")
"""So begins a caution that says whom not to speak to."""
MOST_NAMES = 3
"""Names in one sentence: of lists that nobody asked, and of who else might be called."""


MOST_BEHIND_ONE = 6
"""Answers named behind one threshold; a long list hides what matters."""


class ToldReason(NamedTuple):
    """Why a threshold is reached: its own sentence, and each answer behind it that no reason before it tells."""

    because: str
    answers: tuple[str, ...]


def reasons(content: Content, session: Session, outcomes: Iterable[Judged]) -> Iterator[str]:
    """The reasons as points, each with its first answers under it."""
    for reason in every_reason(content, session, outcomes):
        yield reason.because
        yield from (f"- {answer}" for answer in reason.answers[:MOST_BEHIND_ONE])
        if len(reason.answers) > MOST_BEHIND_ONE:
            yield f"- En nog {len(reason.answers) - MOST_BEHIND_ONE} antwoorden."


def every_reason(content: Content, session: Session, outcomes: Iterable[Judged]) -> Iterator[ToldReason]:
    """Why each of these thresholds is reached, as far as it adds something to those before it."""
    told: set[str] = set()
    for outcome in outcomes:
        threshold = outcome.threshold
        new = [slot for slot in outcome.because if slot not in told]
        adds_nothing = outcome.is_national or (bool(told) and threshold.level is Level.VOLGEN)
        if adds_nothing and outcome.because and not new:
            continue
        told.update(new)
        answers = ((slot, answer) for slot in new if (answer := session.answers.get(slot)))
        yield ToldReason(
            threshold.because or f"Drempel '{threshold.name}' is bereikt.",
            tuple(
                f"{question_text(content, slot)} {answer_text(content, slot, answer)}"
                f"{f' ({answer.fact})' if answer.fact else ''}"
                for slot, answer in answers
            ),
        )


def not_settled(session: Session, decision: Decision) -> Iterator[Block]:
    """How many questions that nobody asked could still make the outcome graver, also when closing filled them in."""
    if still := [slot for slot in decision.undecided if slot not in session.given]:
        count = "1 vraag is nog niet gesteld en kan"
        if len(still) > 1:
            count = f"{len(still)} vragen zijn nog niet gesteld en kunnen"
        yield Line(f"{count} de uitkomst nog zwaarder maken, tot: {TITLES[decision.could_become]}.")


def call_for_sure(content: Content, session: Session, decision: Decision) -> str:
    """Whom to call in any case, when questions are left that only say who else; empty when that is not so."""
    if not decision.call or all(slot in session.answers for slot in decision.settling):
        return ""
    sure = in_a_list([in_a_row(content.specialists[name]) for name in decision.call[:MOST_NAMES]], "en")
    others = [in_a_row(content.specialists[name]) for name in decision.could_call]
    if not others:
        return f"Je belt in elk geval {sure}; nog te vragen is waar je verder op let."
    named = others if len(others) <= MOST_NAMES else [*others[: MOST_NAMES - 1], "iemand anders"]
    return f"Je belt in elk geval {sure}; nog te vragen is of ook {in_a_list(named, 'of')} erbij moet."


def not_asked(content: Content, session: Session, decision: Decision, slots: tuple[str, ...]) -> Iterator[Block]:
    """What nobody asked, in one line; the decision counts these slots as unknown already."""
    titles = [*dict.fromkeys(content.slot(slot)[0].checklist.title for slot in slots)]
    lane = "In de snelle weging niet gevraagd" if session.is_discussed(Subject.TIME, FAST) else "Niet gevraagd"
    number = f"{len(slots)} vragen" if len(slots) > 1 else "1 vraag"
    about = in_a_list(titles if len(titles) <= MOST_NAMES else [*titles[: MOST_NAMES - 1], "meer"], "en")
    could = call_for_sure(content, session, decision)
    if decision.could_become > decision.level:
        could = f"De uitkomst kan nog zwaarder worden, tot: {TITLES[decision.could_become]}."
    yield Line(f"{lane}: {number} over {about}. {could}".strip())


def whom_to_call(content: Content, session: Session, decision: Decision) -> Iterator[Block]:
    """Whom to call, in order, what to mind, and what to know of each; or that there is no reason to call now."""
    yield from numbers(content, session, decision)
    yield from cautions(session, decision)
    yield from when_no_answer(content, session, decision)
    yield from about_specialists(content, decision)


def numbers(content: Content, session: Session, decision: Decision) -> Iterator[Block]:
    """Whom to call, in order, with the numbers; or that there is no reason to call now."""
    if decision.level is Level.VOLGEN:
        yield Line(NO_REASON, strong=True)
    yield from who_is_left(content, session, decision)


def cautions(session: Session, decision: Decision) -> Iterator[Block]:
    """What to mind, the one that matters most first. It stands directly under the numbers."""
    yield from listed("Let op", to_mind(session, decision))


def when_no_answer(content: Content, session: Session, decision: Decision) -> Iterator[Block]:
    """Whom to call when the first one does not answer; nothing once somebody spoke there."""
    is_reached = bool({"", *decision.call[:1]} & spoken_to(session, decision).keys())
    if not is_reached and (others := no_answer(content, decision)):
        first = in_a_row(content.specialists[decision.call[0]])
        yield Line(f"Neemt {first} niet op? Bel na 15 minuten {', of '.join(others)}.")


def about_specialists(content: Content, decision: Decision) -> Iterator[Block]:
    """What each of whom to call is called for, and what to mind with each."""
    yield from listed("Waarvoor je belt", _about_specialists(content, decision))


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


def listed(heading: str, points: Iterable[str]) -> Iterator[Block]:
    """A heading with points, or nothing when there are none."""
    shown = tuple(points)
    if shown:
        yield Heading(heading)
        yield Bullets(shown)


AS_AGREED = "Het gesprek volgt zoals het met Veilig Thuis is afgesproken."
"""When nothing but the conversation is open, and Veilig Thuis comes before it."""


def step_reached(content: Content, decision: Decision) -> str:
    """How far the case is in the Meldcode and what comes now, in words that cannot contradict each other."""
    standing, steps = decision.meldcode, _steps(content)
    step, now = standing.step, standing.next
    if not step:
        nothing = "Nog geen stap: er zijn geen signalen vastgelegd."
        return f"Nog geen stap. {_next(content, decision)}" if now and decision.level > Level.VOLGEN else nothing
    if now is None or now > step:
        coming = _next(content, decision) if now else AS_AGREED if standing.open else ""
        return f"Stap {step} bereikt ({steps[step]}). {coming}".strip()
    if now == step:
        return f"Stap {step} bereikt ({steps[step]}), en nog niet af."
    return f"Stap {now} is nog niet af; stap {step} is al wel vastgelegd ({steps[step]}). {_next(content, decision)}"


def _steps(content: Content) -> dict[int, str]:
    return {step.number: step.title.lower() for step in content.meldcode.steps}


def _next(content: Content, decision: Decision) -> str:
    """The step to take; who follows takes it in their own time, and a caution wins over the text of the step."""
    number = decision.meldcode.next or 0
    step = f"stap {number}, {_steps(content)[number]}"
    if number == TALKING and any(caution.startswith(NOT_TALKING) for caution in decision.cautions):
        return f"Nu {step}, maar nog niet met iedereen: zie 'Let op'."
    return f"De volgende is {step}." if decision.level is Level.VOLGEN else f"Nu {step}."


def meldcode_blocks(content: Content, decision: Decision) -> Iterator[Block]:
    """Which step of the Meldcode is reached, what is open, and what comes now."""
    standing, steps = decision.meldcode, _steps(content)
    yield Heading("Meldcode")
    yield Line(step_reached(content, decision))
    earlier = [number for number in standing.open if number < standing.step and number != standing.next]
    if earlier:
        yield Line("Ook nog open: " + ", ".join(f"stap {number} ({steps[number]})" for number in earlier) + ".")
    yield from before_talking(decision)
    if standing.report_is_norm:
        yield Line("Melden bij Veilig Thuis is hier de professionele norm.", strong=True)
    elif standing.is_doubtful:
        yield Line("Er is twijfel bij de weging. Vraag advies aan Veilig Thuis.")


def meldcode_now(content: Content, decision: Decision) -> Iterator[Block]:
    """What the Meldcode asks now, on as few lines as can be."""
    standing = decision.meldcode
    if standing.next and (standing.step or decision.level > Level.VOLGEN):
        coming = _next(content, decision)
        said = [f"Meldcode: {coming[0].lower()}{coming[1:]}"]
    else:
        every = (
            f"Meldcode: {AS_AGREED[0].lower()}{AS_AGREED[1:]}"
            if standing.open
            else "Meldcode: alle stappen zijn gezet."
        )
        said = [every if standing.step else "Meldcode: nog geen stap."]
    if standing.report_is_norm:
        said.append("Melden is hier de professionele norm.")
    elif standing.is_doubtful:
        said.append("Er is twijfel bij de weging: vraag advies aan Veilig Thuis.")
    yield Line(" ".join(said))


def to_check(content: Content, decision: Decision) -> Iterator[str]:
    """What the reader has to know besides the decision: the warnings of the decision, in words instead of ids."""
    if missing := len(content.missing_core):
        counted = "een kernsignaal" if missing == 1 else f"{missing} kernsignalen"
        yield f"Deze vragenlijsten missen {counted}. Welke dat zijn, zegt: kvv controleer"
    for slot in decision.dormant:
        asked = question_text(content, slot)
        yield f"Dit antwoord telt nog mee, maar de vraag hoort niet meer bij deze zaak: {asked} Klopt het nog?"
    for question in content.meldcode.weighings:
        if question.id in decision.meldcode.deviations:
            milder = "is iets milders vastgelegd dan de antwoorden zeggen. De antwoorden tellen."
            yield f"Bij weging {question.number} {milder}"


def unknown_points(content: Content, session: Session) -> Iterator[str]:
    """What is unknown, one question a point, gravest first; of what nobody asked the lighter questions are counted."""
    unknown = [slot for slot, answer in session.answers.items() if answer.is_unknown]
    lighter = 0
    for slot in sorted(unknown, key=lambda slot: -content.slot(slot)[0].severity):
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


def softened_points(content: Content, session: Session) -> Iterator[str]:
    """Which grave answers were made milder, with the reason and the second name (law 5)."""
    for softening in session.softened:
        event = softening.event
        before, after = (answer_text(content, event.slot, answer) for answer in (softening.before, event.answer))
        yield f"{question_text(content, event.slot)} Eerst: {before}. Nu: {after}. {event.reason} ({event.second})"


def counted_signals(content: Content, session: Session) -> Iterator[tuple[str, tuple[int, ...]]]:
    """Per person how many answers of each severity there are, lightest first; what is about all comes first."""
    counts: dict[str | None, dict[Severity, int]] = {}
    for slot, answer in session.answers.items():
        if severity := severity_of(content, slot, answer):
            person = split_slot(slot)[1]
            about = counts.setdefault(person, dict.fromkeys(SEVERITIES, 0))
            about[severity] += 1
    for person in sorted(counts, key=lambda person: (person is not None, person or "")):
        label = who(content, session, person) if person else "het gezin of niemand apart"
        yield label, tuple(counts[person].values())
