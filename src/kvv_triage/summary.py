"""A session as neutral documents: headings, lines, lists and pairs, without any layout."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import date

from kvv_triage.answers import Answer, Number, Option, Options, Persons, Text, Unknown, Value
from kvv_triage.checklist import ChoiceQuestion, MultiChoiceQuestion
from kvv_triage.content import Content
from kvv_triage.dates import in_words
from kvv_triage.decision import Decision, Outcome
from kvv_triage.interview import lacks_fact, severity_of
from kvv_triage.scales import Level, Severity, UnknownKind
from kvv_triage.schema import GAP
from kvv_triage.session import Session
from kvv_triage.thresholds import Specialist


@dataclass(frozen=True, slots=True)
class Heading:
    """A heading inside a document."""

    text: str


@dataclass(frozen=True, slots=True)
class Line:
    """A line of text; a strong one is what the reader must see first."""

    text: str
    strong: bool = False


@dataclass(frozen=True, slots=True)
class Bullets:
    """A list of short points."""

    points: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Pairs:
    """Labels with what belongs to them."""

    pairs: tuple[tuple[str, str], ...]


Block = Heading | Line | Bullets | Pairs


@dataclass(frozen=True, slots=True)
class Document:
    """A title and what follows; `alarm` asks for the whole screen."""

    title: str
    blocks: tuple[Block, ...]
    alarm: bool = False


TITLES = {
    Level.BEL_112: "BEL NU 112",
    Level.BEL_NU: "BEL NU EEN SPECIALIST",
    Level.ADVIES: "VRAAG VANDAAG ADVIES",
    Level.VOLGEN: "VOLGEN",
}
NO_REASON = "Op basis van deze antwoorden is er nu geen reden om te bellen."
ALWAYS_CALL = "Twijfel je? Je mag altijd bellen: Veilig Thuis, 0800-2000. Advies kan zonder namen."
HONEST = (
    "Dit is een gestructureerde inschatting van het team. Het is geen gevalideerd risico-instrument en voorspelt niets."
)
WHY_UNKNOWN = {
    UnknownKind.NIET_GEVRAAGD: "niet gevraagd",
    UnknownKind.NIET_BEKEND: "niet bekend",
    UnknownKind.NIET_ALLEEN_GESPROKEN: "niet alleen gesproken",
    UnknownKind.GEWEIGERD: "geweigerd om te vertellen",
}


def question_text(content: Content, slot: str) -> str:
    """The question of a slot, with the person it is about."""
    item, person = content.slot(slot)
    return f"{item.question.text} ({person.replace('-', ' ')})" if person else item.question.text


def value_text(content: Content, slot: str, value: Value) -> str:
    """One answer in words."""
    question = content.slot(slot)[0].question
    match value:
        case Unknown(kind=kind):
            return f"weet niet ({WHY_UNKNOWN[kind]})"
        case Option(id=chosen):
            options = question.options if isinstance(question, ChoiceQuestion) else ()
            return next((one.text for one in options if one.id == chosen), chosen.capitalize())
        case Options(ids=ids):
            options = question.options if isinstance(question, MultiChoiceQuestion) else ()
            return "; ".join(one.text for one in options if one.id in ids) or "niets hiervan"
        case Number(value=number):
            return str(number)
        case Persons(persons=persons):
            return str(len(persons))
        case Text(text=text):
            return text


def answer_text(content: Content, slot: str, answer: Answer) -> str:
    """The answer in words, with every opinion when the table disagrees."""
    return " / ".join(value_text(content, slot, value) for value in answer.opinions)


def whom(specialist: Specialist) -> str:
    """Name and number on one line; a number that the region has to fill in says so."""
    number = specialist.phone if specialist.has_number else f"nummer: {GAP}"
    return f"{specialist.name}: {number}"


def call_pairs(content: Content, decision: Decision) -> tuple[tuple[str, str], ...]:
    """Whom to call, in order, with number and hours."""
    pairs = []
    for position, name in enumerate(decision.call, start=1):
        specialist = content.specialists[name]
        hours = "" if not specialist.hours or specialist.hours == GAP else f" ({specialist.hours})"
        pairs.append((f"{position}.", f"{whom(specialist)}{hours}"))
    return tuple(pairs)


def no_answer(content: Content, decision: Decision) -> tuple[str, ...]:
    """Whom to call when the first one does not answer; only those with a number we know."""
    first = next((content.specialists[name] for name in decision.call), None)
    names = first.no_answer if first else ()
    return tuple(whom(content.specialists[name]) for name in names if content.specialists[name].has_number)


def reasons(content: Content, session: Session, outcomes: Iterable[Outcome]) -> Iterator[str]:
    """Why the threshold is reached: the threshold's own sentence and the answers behind it."""
    told: set[str] = set()
    for outcome in outcomes:
        threshold = outcome.threshold
        new = [slot for slot in outcome.because if slot not in told]
        if outcome.is_national and outcome.because and not new:
            continue
        told.update(new)
        yield threshold.because or f"Drempel {threshold.id} is bereikt."
        for slot in new:
            answer = session.answers.get(slot)
            if answer is not None:
                yield f"- {question_text(content, slot)} {answer_text(content, slot, answer)}"


def alarm(content: Content, session: Session, decision: Decision) -> Document:
    """The screen of the moment a call is needed: whom, number, hours, night, why, cautions, and whom else."""
    blocks: list[Block] = []
    if decision.level is Level.BEL_112:
        blocks.append(Line("Bel 112. Blijf aan de lijn en doe wat zij zeggen. Bel daarna:", strong=True))
    blocks.append(Pairs(call_pairs(content, decision)))
    first = content.specialists[decision.call[0]] if decision.call else None
    if first and first.night:
        blocks.append(Line(f"'s Nachts: {first.night}"))
    why = next((outcome.threshold.because for outcome in decision.reached if outcome.threshold.because), None)
    if why:
        blocks.append(Line(f"Waarom: {why}"))
    elif session.raised:
        blocks.append(Line("Waarom: iemand aan tafel vindt het niet pluis."))
    if decision.cautions:
        blocks += [Heading("Let op"), Bullets(decision.cautions[:MOST_CAUTIONS])]
    if others := no_answer(content, decision):
        blocks.append(Line(f"Geen gehoor binnen een kwartier? Bel {', of '.join(others)}."))
    if decision.level is not Level.BEL_112:
        blocks.append(Line("Wordt het gevaar groter terwijl je wacht? Bel 112."))
    return Document(TITLES[decision.level], tuple(blocks), alarm=True)


MOST_CAUTIONS = 4
"""The alarm screen fits on 24 lines; the decision screen shows every caution."""


def decision_page(content: Content, session: Session, decision: Decision, look_again: date) -> Document:
    """The outcome with everything behind it (law 7)."""
    blocks = [*_outcome(content, session, decision, look_again), *_behind(content, session, decision)]
    return Document(TITLES[decision.level], tuple(blocks))


def unfinished_page(content: Content, session: Session, decision: Decision, look_again: date) -> Document:
    """What is known when a meeting stops before its end; without a reason to call there is no outcome yet."""
    if decision.level > Level.VOLGEN:
        page = decision_page(content, session, decision, look_again)
        return Document(f"{page.title} (WEGING NIET AF)", page.blocks)
    blocks = (Line("Er is nog geen uitkomst.", strong=True), *_not_settled(session, decision), Line(ALWAYS_CALL))
    return Document("WEGING NIET AF", blocks)


def _not_settled(session: Session, decision: Decision) -> Iterator[Block]:
    still = [slot for slot in decision.undecided if slot not in session.answers]
    if still:
        count = "1 vraag is nog niet gesteld en kan"
        if len(still) > 1:
            count = f"{len(still)} vragen zijn nog niet gesteld en kunnen"
        yield Line(f"{count} de uitkomst nog zwaarder maken, tot: {TITLES[decision.could_become]}.")


def _outcome(content: Content, session: Session, decision: Decision, look_again: date) -> Iterator[Block]:
    if decision.level is Level.VOLGEN:
        yield Line(NO_REASON, strong=True)
        yield from _not_settled(session, decision)
    elif decision.level is Level.BEL_112:
        yield Line("Bel eerst 112. Bel daarna:", strong=True)
    if decision.call:
        yield Pairs(call_pairs(content, decision))
    if others := no_answer(content, decision):
        yield Line(f"Geen gehoor binnen een kwartier? Bel {', of '.join(others)}.")
    yield from _listed("Waarom", reasons(content, session, decision.reached))
    if session.raised is not None:
        yield from _listed("Opgeschaald", (f"Iemand aan tafel vindt het niet pluis: {session.raised}",))
    yield from _deviation(session)
    yield from _meldcode(content, decision)
    yield Heading("Daarna")
    yield Line(f"Kijk opnieuw op {in_words(look_again)}, en eerder als er iets verandert.")
    yield Line(ALWAYS_CALL)


def _behind(content: Content, session: Session, decision: Decision) -> Iterator[Block]:
    yield from _listed("Let op", decision.cautions)
    yield from _unknowns(content, session)
    yield from _listed("Milder gemaakt", _softened(content, session))
    yield from _listed("Kijk dit na", decision.warnings)
    yield from _origin(content, decision)


def _listed(heading: str, points: Iterable[str]) -> Iterator[Block]:
    """A heading with points, or nothing when there are none."""
    found = tuple(points)
    if found:
        yield Heading(heading)
        yield Bullets(found)


def _meldcode(content: Content, decision: Decision) -> Iterator[Block]:
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
    unknown = tuple(
        f"{question_text(content, slot)} {answer_text(content, slot, answer)}"
        for slot, answer in session.answers.items()
        if answer.is_unknown
    )
    if unknown:
        yield Heading("Wat we niet weten")
        yield Bullets(unknown)
    missing = tuple(
        question_text(content, slot) for slot, answer in session.answers.items() if lacks_fact(content, slot, answer)
    )
    if missing:
        yield Heading("Hier ontbreekt nog wat er is gezien of gezegd")
        yield Bullets(missing)


def _deviation(session: Session) -> Iterator[Block]:
    deviation = session.deviation
    if deviation is None:
        return
    yield Heading("De drempel is bereikt en er wordt niet gebeld")
    first, second = deviation.by
    yield Bullets(
        (
            f"Reden: {deviation.reason}",
            f"Door: {first.name} ({first.role}) en {second.name} ({second.role})",
            f"Dit vervalt aan het eind van {in_words(deviation.until)}. Dan moet het team opnieuw beslissen.",
        )
    )


def _softened(content: Content, session: Session) -> Iterator[str]:
    for event in session.softened:
        versions = session.earlier_versions.get(event.slot, ())
        before = answer_text(content, event.slot, versions[-1].answer) if versions else ""
        after = answer_text(content, event.slot, event.answer)
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


def emergency(content: Content) -> Document:
    """What is one key away from every question (law 1)."""
    first = content.specialists[content.floor.fallback.call[0]]
    police = content.specialists.get("politie")
    blocks: list[Block] = [
        Line("Gevaar voor iemands leven, of geweld nu: BEL 112.", strong=True),
        Line("Zeg waar je bent, wat er gebeurt, of er kinderen zijn en of er een wapen is."),
        Pairs(((first.name, f"{first.phone} ({first.hours or 'zie de site van jouw regio'})"),)),
    ]
    if first.night:
        blocks.append(Line(f"'s Nachts: {first.night}"))
    if police and police.has_number:
        blocks.append(Pairs(((police.name, police.phone),)))
    blocks.append(Line("Ga niet alleen naar binnen. Breng jezelf niet in gevaar."))
    return Document("NOOD", tuple(blocks), alarm=True)


def signals(content: Content, session: Session) -> Iterator[tuple[Severity, str, Answer]]:
    """The answers that carry a severity, gravest first: severity, slot, answer."""
    found = [
        (severity_of(content, slot, answer), slot, answer)
        for slot, answer in session.answers.items()
        if severity_of(content, slot, answer)
    ]
    yield from sorted(found, key=lambda one: -one[0])
