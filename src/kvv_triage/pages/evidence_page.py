"""What the content rests on, as a page for people: each danger sign with its severity, reason and source."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping

from kvv_triage.content.checklist import AnswerOption, Band, Checklist, Question, Section, Source, Weight, YesNoQuestion
from kvv_triage.content.content import Content
from kvv_triage.content.kinds import weights
from kvv_triage.content.thresholds import Specialist, Threshold
from kvv_triage.language.scales import Level, Severity
from kvv_triage.pages.page import Block, Bullets, Heading, Line, Page, Table
from kvv_triage.pages.wording import in_a_row
from kvv_triage.trainer.trying import Tried

WORDS = {
    Severity.BIJDRAGEND: "bijdragend",
    Severity.ERNSTIG: "ernstig",
    Severity.RODE_VLAG: "rode vlag",
    Severity.ACUUT: "acuut",
    Severity.LEVENSGEVAAR: "levensgevaar",
}
ASKS = {
    Level.VOLGEN: "volgen",
    Level.ADVIES: "vandaag advies vragen",
    Level.BEL_NU: "nu een specialist bellen",
    Level.BEL_112: "nu 112 bellen",
}

LETHALITY_SCREEN = (
    "https://nij.ojp.gov/library/publications/"
    "lethality-screen-predictive-validity-intimate-partner-violence-risk-assessment"
)
PARTNERS = "https://preview.concepedia.online/publication/W2162933417"
CHILDREN = "https://doi.org/10.1016/j.chiabu.2017.09.016"
HOW_IT_WAS_MADE = f"""
Elke vraag is in eigen woorden geschreven en gaat over iets wat je kunt zien of horen. Geen enkele zin komt uit een
bestaand instrument.

Bij elk signaal staat de bron: onderzoek, of een professionele norm. De vraag en de ernst zijn onze vertaling daarvan.

De ernst van een signaal is een keuze. De reden staat erbij, met het cijfer als de bron er een geeft.

Een verhouding uit onderzoek (odds ratio) zegt hoe sterk een signaal samenhangt met zeer ernstige zaken. Zij is niet
hetzelfde als zoveel keer vaker. De kans zelf blijft klein. Het is een reden om te bellen, geen oordeel over een mens.

De drempel is met opzet laag. In onderzoek miste een lage drempel met een specialist erachter zelden een zeer ernstige
zaak, en gaf hij vaak vals alarm. Een lijst uit Amerika herkende 92 tot 93 procent, en stelde 21 procent terecht gerust:
{LETHALITY_SCREEN}

De hoofdregels hebben een voorbeeld in een bron. De andere drempels zijn onze afspraak. De combinatie is niet
onderzocht.
"""
WHAT_IT_IS_NOT = f"""
Het is geen gevalideerd instrument. Het voorspelt niets en geeft geen percentage.

Ook bekende vragenlijsten voorspellen matig. De gemiddelde AUC was 0,54 tot 0,67 bij partnergeweld
({PARTNERS}) en 0,68 bij kindermishandeling ({CHILDREN}). Bij 0,5 is het toeval.

Het vervangt de veiligheidsbeoordeling van Veilig Thuis niet, en ook niet het oordeel van een deskundige.

Veel onderzoek komt uit andere landen en gaat over vrouwen als slachtoffer. Voor mannen, voor stellen van gelijk
geslacht en voor ouderen is minder bekend. De vragen zijn voor iedereen dezelfde.

Een "nee" op alle vragen is geen bewijs dat het goed gaat. Wie twijfelt, mag altijd bellen.
"""


def evidence_page(content: Content, tried: tuple[Tried, ...]) -> Page:
    """The whole page: how the set was made, what each list weighs, the thresholds, and what a region fills in."""
    return Page(
        "De inhoud: waar elk signaal op rust",
        (
            Line(
                "Deze bladzijde wordt gemaakt uit de vragenlijsten en de drempels zelf. Pas haar niet met de hand aan."
            ),
            Heading("Hoe de set is gemaakt"),
            _points(HOW_IT_WAS_MADE),
            Heading("Wat deze set niet is"),
            _points(WHAT_IT_IS_NOT),
            *_counts(content, tried),
            *(block for checklist in content.checklists for block in _list(checklist)),
            *_thresholds(content),
            *_to_fill_in(content),
        ),
    )


def _points(text: str) -> Bullets:
    """A point for each paragraph."""
    return Bullets(tuple(" ".join(paragraph.split()) for paragraph in text.split("\n\n")))


def _counts(content: Content, tried: tuple[Tried, ...]) -> Iterator[Block]:
    questions = sum(1 for checklist in content.checklists for _ in checklist.questions())
    outcomes = (f"{_number(tried, level)} keer {ASKS[level]}" for level in reversed(Level))
    yield Heading("Hoeveel het is")
    yield Line(
        f"{len(content.checklists)} vragenlijsten, {questions} vragen en {len(content.regional.thresholds)} drempels. "
        f"{len(tried)} verzonnen oefenzaken: {', '.join(outcomes)}."
    )


def _number(tried: tuple[Tried, ...], level: Level) -> int:
    return sum(case.decision.level is level for case in tried)


def _list(checklist: Checklist) -> Iterator[Block]:
    yield Heading(checklist.title)
    weighing = [(section, question) for section, question in checklist.questions() if _severe(question)]
    if not weighing:
        yield Line("Deze lijst wijst de weg en weegt zelf niets.")
        return
    numbers = _numbered(question for _, question in weighing)
    rows = tuple(_sign(section, question, numbers) for section, question in weighing)
    yield Table("Wat elk signaal weegt, en waarom", ("signaal", "ernst", "reden", "bron"), rows)
    if numbers:
        yield Line("Bronnen bij deze lijst", strong=True)
        yield Bullets(tuple(f"({number}) {_cited(checklist.sources[name])}" for name, number in numbers.items()))


def _numbered(questions: Iterable[Question]) -> dict[str, int]:
    """The sources by their name in the list, numbered from 1 in the order in which they are cited."""
    names = dict.fromkeys(name for question in questions for name in question.sources)
    return {name: number for number, name in enumerate(names, start=1)}


def _severe(question: Question) -> list[Weight]:
    return [weight for weight in weights(question) if weight.severity]


def _sign(section: Section, question: Question, numbers: Mapping[str, int]) -> tuple[str, ...]:
    about = f" (per {section.per})" if section.per else ""
    sources = ", ".join(f"({numbers[name]})" for name in question.sources)
    return f"{question.text}{about}", "; ".join(map(_graded, _severe(question))), question.reason or "", sources


def _graded(weight: Weight) -> str:
    norm = f" (meldnorm {weight.norm.replace('_', ' ')})" if weight.norm else ""
    return f"{_when(weight)}{WORDS[weight.severity]}{norm}"


def _when(weight: Weight) -> str:
    match weight:
        case AnswerOption(text=text):
            return f"{text}: "
        case Band(low=low, high=high):
            return f"{low} of meer: " if high is None else f"{low} tot en met {high}: "
        case YesNoQuestion(risky="nee"):
            return "bij nee: "
        case _:
            return ""


def _cited(source: Source) -> str:
    """Title, who wrote it and when, and after a colon where it is found."""
    who = ", ".join(part for part in (source.authors, str(source.year) if source.year else None) if part)
    title = f"{source.title} ({who})" if who else source.title
    address = f"https://doi.org/{source.doi}" if source.doi else source.url
    return f"{title}: {address}" if address else title


def _thresholds(content: Content) -> Iterator[Block]:
    yield Heading("De drempels van de regio")
    yield Line("Naast deze drempels geldt altijd de landelijke ondergrens: de meldnormen van het afwegingskader.")
    rows = tuple(_threshold(content, threshold) for threshold in content.regional.thresholds)
    yield Table("Wat er gebeurt als een drempel is bereikt", ("drempel", "dan", "omdat", "wie", "opnieuw kijken"), rows)


def _threshold(content: Content, threshold: Threshold) -> tuple[str, ...]:
    called = ", ".join(in_a_row(content.specialists[name]) for name in threshold.call)
    days = threshold.look_again_days or content.regional.look_again_days
    again = "1 dag" if days == 1 else f"{days} dagen"
    return threshold.name, ASKS[threshold.level], threshold.because or "", called, again


def _to_fill_in(content: Content) -> Iterator[Block]:
    yield Heading("Wie je belt, en wat jouw regio invult")
    yield Line("Ook de naam van de regio en de afspraak zelf vult de regio in: wie instemde, en op welke dag.")
    rows = tuple(map(_specialist, content.specialists.values()))
    yield Table("De nummers", ("wie", "waarvoor", "nummer", "gecontroleerd"), rows)


def _specialist(specialist: Specialist) -> tuple[str, ...]:
    checked = specialist.checked_on.isoformat() if specialist.checked_on else "nog niet"
    return specialist.name, specialist.purpose or "", specialist.phone, checked if specialist.has_number else ""
