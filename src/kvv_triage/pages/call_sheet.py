"""The call sheet: for advice, or to report.

Its order is that in which Veilig Thuis says it questions a professional who calls: the unsafety now, what they can do
themselves, whether their meldcode has them report, and the five weighing questions.
"""

from __future__ import annotations

from collections.abc import Iterator

from kvv_triage.case.answers import Answer
from kvv_triage.content.content import Content
from kvv_triage.deciding.decision import Decision
from kvv_triage.meeting.session import Session
from kvv_triage.pages.page import Block, Bullets, Heading, Line, Page, Pairs
from kvv_triage.pages.paragraphs import signals, unknown_points
from kvv_triage.pages.wording import answer_text, question_text

BLANK = "……………………………"

_ANSWERS = {"ja": "ja", "nee": "nee", "twijfel": "twijfel", "nog_niet": "nog niet", None: "nog niet besproken"}


def call_sheet(content: Content, session: Session, decision: Decision, *, is_report: bool) -> Page:
    """What to have at hand when calling. The sheet for advice holds nothing that identifies anyone."""
    blocks: list[Block] = []
    if is_report:
        blocks += _who()
    else:
        blocks.append(Line("Zeg: ik vraag advies. Noem geen namen, adressen of geboortedata."))
    blocks += _unsafety(content, session, with_facts=is_report)
    blocks += _own_means(session if is_report else Session())
    blocks += _norm(decision)
    blocks += _weighing(content, session, decision)
    blocks += _agreements(session, is_report=is_report)
    title = "BELBLAD: MELDING BIJ VEILIG THUIS" if is_report else "BELBLAD: ADVIES VAN VEILIG THUIS"
    return Page(title, tuple(blocks))


def _who() -> Iterator[Block]:
    yield Heading("Vul met de hand in: dit bewaart kvv niet")
    yield Pairs(
        tuple(
            (label, BLANK)
            for label in (
                "Namen en geboortedata",
                "Adressen, wie woont waar",
                "Wie heeft gezag",
                "School, opvang, huisarts",
                "Waar is de vermoedelijke pleger nu",
                "Hoe is het slachtoffer zonder gevaar te bereiken",
                "Gevaar voor wie op bezoek komt",
                "Taal, is er een tolk nodig",
            )
        )
    )


def _unsafety(content: Content, session: Session, *, with_facts: bool) -> Iterator[Block]:
    yield Heading("1. Wat weten we over de onveiligheid nu, van alle directbetrokkenen?")
    points = tuple(_told(content, slot, answer, with_facts=with_facts) for _, slot, answer in signals(content, session))
    yield Bullets(points or ("Er zijn geen gevaarsignalen vastgelegd.",))
    if with_facts and session.raised:
        yield Line(f"Niet pluis: {session.raised}")
    if unknown := tuple(unknown_points(content, session)):
        yield Line("Dit weten we niet:")
        yield Bullets(unknown)


def _told(content: Content, slot: str, answer: Answer, *, with_facts: bool) -> str:
    point = f"{question_text(content, slot)} {answer_text(content, slot, answer)}"
    if not with_facts:
        return point
    source = f" (bron: {answer.source})" if answer.source else ""
    return f"{point}. Gezien of gezegd: {answer.fact or BLANK}{source}"


def _own_means(session: Session) -> Iterator[Block]:
    yield Heading("2. Wat kunnen we zelf doen voor de directe veiligheid?")
    yield Line(f"Wie ziet het kind of het slachtoffer vanavond en dit weekend: {session.watch or BLANK}")


def _norm(decision: Decision) -> Iterator[Block]:
    yield Heading("3. Vraagt onze Meldcode om te melden?")
    if decision.meldcode.report_is_norm:
        yield Line("Ja, melden is hier de professionele norm.")
    else:
        yield Line("De weging is nog niet zo ver, of vraagt nu niet om een melding.")


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
    labels = ["Met wie gesproken, en hoe laat", "Wat is afgesproken", "Wanneer belt Veilig Thuis terug"]
    if is_report:
        labels += ["Is de melding aan de directbetrokkenen verteld", "Naam en nummer van de melder"]
    yield Pairs(tuple((label, BLANK) for label in labels))
    if is_report and session.seated:
        yield Line(f"Onze zaak: {session.seated.case}")
    if not is_report:
        yield Line("Na advies blijven jullie zelf verantwoordelijk. Wordt het erger, bel dan opnieuw.")
