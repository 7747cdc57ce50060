"""Whom to call: the list with numbers, the alarm, and the emergency page that is one key away (law 1)."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Iterator, Sequence

from kvv_triage.case.events import EMERGENCY_NUMBER, Called, NotDone
from kvv_triage.content.content import Content
from kvv_triage.content.thresholds import Specialist
from kvv_triage.deciding.decision import Decision
from kvv_triage.language.fields import GAP
from kvv_triage.language.scales import Level
from kvv_triage.meeting.announcing import News
from kvv_triage.meeting.calls import who_is_due
from kvv_triage.meeting.moment import Moment
from kvv_triage.meeting.session import Session
from kvv_triage.pages.fitting import ON_ONE_SCREEN, Part, fitted
from kvv_triage.pages.page import Block, Line, Page, Pairs
from kvv_triage.pages.talking import before_talking
from kvv_triage.pages.wording import TITLES, at_clock, in_a_row, with_answer

NOT_CALLED = "NOG NIET GEBELD."
UNCHECKED = " (nummer nog niet nagekeken)"
"""Behind a number of which nobody wrote down when it was looked after."""
FIRST = "Bel eerst 112."
"""So begins what holds until somebody spoke to 112, also in a content file."""
FIRST_112 = Line(f"{FIRST} Bel daarna:", strong=True)
MOST_CALLS, MOST_CAUTIONS = 3, 4
"""The alarm screen fits on 24 lines; the decision screen shows every number and every caution."""


def whom(specialist: Specialist) -> str:
    """Name and number on one line; a number that the region has to fill in says so."""
    return f"{in_a_row(specialist)}: {specialist.phone}"


def spoken_to(session: Session, decision: Decision) -> dict[str, Called]:
    """Whom the team spoke to for this decision, with the last of those calls; '' is everyone that was asked for."""
    return {call.to: call for call in session.calls if call.level >= decision.level}


def to_mind(session: Session, decision: Decision) -> tuple[str, ...]:
    """What to be careful about, without that 112 comes first once somebody spoke to 112."""
    is_called = EMERGENCY_NUMBER in spoken_to(session, decision)
    return tuple(caution for caution in decision.cautions if not (is_called and caution.startswith(FIRST)))


def who_is_left(content: Content, session: Session, decision: Decision) -> Iterator[Block]:
    """Whom to call, in order, with the numbers: who was not spoken to first, and then who was, marked as such."""
    spoken = spoken_to(session, decision)
    left = [name for name in decision.call if name not in spoken]
    if called := spoken.get(EMERGENCY_NUMBER):
        yield Line(f"112 is gebeld {at_clock(called.at)}.{' Nu nog bellen:' if left else ''}", strong=True)
    elif decision.level is Level.BEL_112 and "" not in spoken:
        yield FIRST_112
    if left:
        yield Pairs(call_pairs(content, left))
    for to, call in spoken.items():
        if to in content.specialists:
            yield Line(f"Al gesproken {at_clock(call.at)}: {whom(content.specialists[to])}.")
        elif not to:
            yield Line(f"Er is al gebeld {at_clock(call.at)}.")


def at_night(content: Content, specialist: Specialist) -> str:
    """What is different there at night, in a sentence; empty when that is not said."""
    told = specialist.night or ""
    is_name = any(known.name.split()[0] == told.partition(" ")[0] for known in content.specialists.values())
    return told and f"'s Nachts: {told if is_name else told[0].lower() + told[1:]}"


def minds(specialist: Specialist, *, is_report: bool) -> tuple[str, ...]:
    """What to mind with whom is called; to report cannot be done without names, so of that nothing is said then."""
    return tuple(
        caution for caution in specialist.cautions if not (is_report and caution.startswith("Advies vragen kan zonder"))
    )


def call_pairs(content: Content, names: Iterable[str]) -> tuple[tuple[str, str], ...]:
    """These to call, in order, with number and hours; without a number, whom to call meanwhile."""
    pairs = []
    for position, name in enumerate(names, start=1):
        specialist = content.specialists[name]
        hours = "" if not specialist.hours or specialist.hours == GAP else f" ({specialist.hours})"
        instead = _meanwhile(content, specialist) if specialist.is_gap else ""
        pairs.append((f"{position}.", f"{whom(specialist)}{hours}{_unchecked(specialist)}{instead}"))
    return tuple(pairs)


def _unchecked(specialist: Specialist) -> str:
    return UNCHECKED if specialist.has_number and specialist.checked_on is None else ""


def stand_in(content: Content, specialist: Specialist) -> Specialist | None:
    """The first with a number who can be called instead of this one."""
    names = (*specialist.no_answer, *content.floor.fallback.call)
    return next((content.specialists[name] for name in names if content.specialists[name].has_number), None)


def _meanwhile(content: Content, specialist: Specialist) -> str:
    instead = stand_in(content, specialist)
    return f". Geen nummer bij de hand? Bel {whom(instead)}" if instead else ""


def takes_reports(content: Content, to: str) -> bool:
    """Whether advice is asked and reports are made there: at Veilig Thuis, or another who answers on its number."""
    its = {content.specialists[name].phone for name in content.floor.fallback.call}
    return to in content.specialists and content.specialists[to].phone in its


def reachable(content: Content, decision: Decision, due: Sequence[str]) -> tuple[str, ...]:
    """Whom one can call now, who is due first; without a number nobody can be called, so there is always someone."""
    urgent = (EMERGENCY_NUMBER,) if decision.level is Level.BEL_112 else ()
    first = [to for to in due if to not in content.specialists or not content.specialists[to].is_gap]
    named = (name for name in (*decision.call, *content.floor.fallback.call) if not content.specialists[name].is_gap)
    return tuple(dict.fromkeys((*first, *(() if first else content.floor.fallback.call), *urgent, *named)))


def next_number(content: Content, to: str, tried: Collection[str]) -> str | None:
    """Whom to call when this one does not answer: the first with a number we know who was not tried yet."""
    names = content.specialists[to].no_answer if to in content.specialists else ()
    return next((name for name in names if name not in tried and content.specialists[name].has_number), None)


def no_answer(content: Content, decision: Decision) -> tuple[str, ...]:
    """Whom to call when the first one does not answer; only those with a number we know."""
    names = content.specialists[decision.call[0]].no_answer if decision.call else ()
    return tuple(whom(content.specialists[name]) for name in names if content.specialists[name].has_number)


def alarm(content: Content, session: Session, decision: Decision, news: News) -> Page:
    """The screen of the moment a call is needed: the number first, then what to mind, which answer and which rule."""
    parts: list[Part] = []
    if news.is_unsaid:
        new = "Dit is nieuw sinds jullie belden: daar weten zij het nog niet. Bel opnieuw."
        parts.append((0, Line(new, strong=True)))
    if called := spoken_to(session, decision).get(EMERGENCY_NUMBER):
        parts.append((0, Line(f"112 is gebeld {at_clock(called.at)}. Nu nog bellen:", strong=True)))
    elif decision.level is Level.BEL_112:
        parts.append((0, Line("Bel 112. Blijf aan de lijn en doe wat zij zeggen. Bel daarna:", strong=True)))
    now = _at_once(content, decision)
    parts.append((0, Pairs(call_pairs(content, now))))
    cautions = [
        (2 * place, Line(f"Let op: {caution}", strong=True))
        for place, caution in enumerate(to_mind(session, decision)[:MOST_CAUTIONS])
    ]
    parts += [*cautions[:1], *((0, line) for line in before_talking(decision)), *cautions[1:]]
    first = content.specialists[decision.call[0]]
    if night := at_night(content, first):
        parts.append((1, Line(night)))
    parts += [(0, Line(why)) for why in _why(content, session, decision, news)]
    if later := [in_a_row(content.specialists[name]) for name in decision.call if name not in now]:
        parts.append((5, Line(f"Daarna ook: {', '.join(later)}.")))
    if others := no_answer(content, decision):
        parts.append((1, Line(f"Neemt {in_a_row(first)} niet op? Bel na 15 minuten {', of '.join(others)}.")))
    if decision.level is not Level.BEL_112:
        parts.append((4, Line("Wordt het gevaar groter terwijl je wacht? Bel 112.")))
    return Page(TITLES[decision.level], fitted(parts, ON_ONE_SCREEN + 1), alarm=True)


def _why(content: Content, session: Session, decision: Decision, news: News) -> Iterator[str]:
    """The gravest rule that is news, and the last answer by which it was reached: that is the one just given."""
    rules = (outcome for outcome in decision.reasons if outcome.threshold.id in news.thresholds)
    rule = next((outcome for outcome in rules if outcome.threshold.because), None)
    if rule:
        yield f"Waarom: {rule.threshold.because}"
        slot = next((slot for slot in reversed([*session.answers]) if slot in rule.because), None)
        if slot:
            yield f"Het antwoord: {with_answer(content, session, slot)}"
    elif session.raised:
        yield "Waarom: iemand aan tafel vindt het niet pluis."
    else:
        yield "Waarom: door de weging van de Meldcode is melden de professionele norm."


def _at_once(content: Content, decision: Decision) -> tuple[str, ...]:
    """Whom the alarm names with a number: the first, and of the others whom a threshold that calls now names."""
    urgent = {
        name
        for outcome in decision.reasons
        if outcome.threshold.level >= Level.BEL_NU
        for name in outcome.threshold.call
        if not content.specialists[name].is_gap
    }
    return tuple(name for name in decision.call if name == decision.call[0] or name in urgent)[:MOST_CALLS]


def still_to_call(moment: Moment) -> str:
    """What the worker must not lose sight of: that the threshold is reached, and whether the call was made (law 5)."""
    due = who_is_due(moment)
    if not due:
        return ""
    number = number_of(moment.ruleset.content, due[0])
    if moment.stands(NotDone.CALLING):
        return f"De drempel is bereikt en er is niet gebeld. Alsnog bellen mag altijd: {number}."
    if moment.shown.decision.level < Level.BEL_NU:
        return f"{NOT_CALLED} Vraag vandaag advies: {number}."
    return f"{NOT_CALLED} Bel nu {number}."


def number_of(content: Content, to: str) -> str:
    """Whom to call and on which number, in a sentence: `112`, or `Veilig Thuis, 0800-2000`."""
    if to == EMERGENCY_NUMBER:
        return EMERGENCY_NUMBER
    return f"{in_a_row(content.specialists[to])}, {content.specialists[to].phone}"


def emergency(content: Content | None) -> Page:
    """What is one key away from every question (law 1); without content it still says whom to call."""
    first = content.specialists[content.floor.fallback.call[0]] if content else None
    police = content.specialists.get("politie") if content else None
    blocks: list[Block] = [
        Line("Gevaar voor iemands leven, of geweld nu: BEL 112.", strong=True),
        Line("Zeg op welk adres het is, wat er gebeurt, of er kinderen zijn en of er een wapen is."),
        Pairs(
            (
                ("Veilig Thuis", "0800-2000 (dag en nacht, gratis)")
                if first is None
                else (first.name, f"{first.phone} ({first.hours or 'zie de site van jouw regio'})"),
            )
        ),
    ]
    if content and first and (night := at_night(content, first)):
        blocks.append(Line(night))
    if police and police.has_number:
        blocks.append(Pairs(((police.name, f"{police.phone}{_unchecked(police)}"),)))
    blocks.append(Line("Ga niet naar binnen. Breng jezelf niet in gevaar."))
    return Page("NOOD", tuple(blocks), alarm=True)
