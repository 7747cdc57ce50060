"""What the content rests on, as a page for people: each danger sign with its severity, reason and source."""

from __future__ import annotations

from collections.abc import Iterable, Iterator

from kvv_triage.content.checklist import AnswerOption, Band, Checklist, Question, Section, Source, Weight, YesNoQuestion
from kvv_triage.content.content import Content
from kvv_triage.content.kinds import weights
from kvv_triage.content.thresholds import Specialist, Threshold
from kvv_triage.language.scales import Level, Severity
from kvv_triage.trainer.trying import Tried

Row = Iterable[str]

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

INTRODUCTION = """\
# De inhoud: waar elk signaal op rust

Deze bladzijde wordt gemaakt uit de vragenlijsten en de drempels zelf. Pas haar niet met de hand aan.

## Hoe de set is gemaakt

- Elke vraag is in eigen woorden geschreven en gaat over iets wat je kunt zien of horen. Geen enkele zin komt uit een
  bestaand instrument.
- Bij elk signaal staat de bron: onderzoek, of een professionele norm. De vraag en de ernst zijn onze vertaling daarvan.
- De ernst van een signaal is een keuze. De reden staat erbij, met het cijfer als de bron er een geeft.
- Een verhouding uit onderzoek (odds ratio) zegt hoe sterk een signaal samenhangt met zeer ernstige zaken. Zij is niet
  hetzelfde als zoveel keer vaker. De kans zelf blijft klein. Het is een reden om te bellen, geen oordeel over een mens.
- De drempel is met opzet laag. In onderzoek miste een lage drempel met een specialist erachter zelden een zeer ernstige
  zaak, en gaf hij vaak vals alarm
  ([Lethality Screen](https://nij.ojp.gov/library/publications/lethality-screen-predictive-validity-intimate-partner-violence-risk-assessment):
  92 tot 93 procent herkend, 21 procent terecht gerustgesteld).
- De hoofdregels hebben een voorbeeld in een bron. De andere drempels zijn onze afspraak. De combinatie is niet
  onderzocht.

## Wat deze set niet is

- Het is geen gevalideerd instrument. Het voorspelt niets en geeft geen percentage.
- Ook bekende vragenlijsten voorspellen matig. De gemiddelde AUC was 0,54 tot 0,67 bij
  [partnergeweld](https://preview.concepedia.online/publication/W2162933417) en 0,68 bij
  [kindermishandeling](https://doi.org/10.1016/j.chiabu.2017.09.016). Bij 0,5 is het toeval.
- Het vervangt de veiligheidsbeoordeling van Veilig Thuis niet, en ook niet het oordeel van een deskundige.
- Veel onderzoek komt uit andere landen en gaat over vrouwen als slachtoffer. Voor mannen, voor stellen van gelijk
  geslacht en voor ouderen is minder bekend. De vragen zijn voor iedereen dezelfde.
- Een "nee" op alle vragen is geen bewijs dat het goed gaat. Wie twijfelt, mag altijd bellen.
"""


def evidence_page(content: Content, tried: tuple[Tried, ...]) -> str:
    """The whole page, in Markdown."""
    parts = [
        INTRODUCTION,
        _counts(content, tried),
        *(_list(checklist) for checklist in content.checklists),
        _thresholds(content),
        _to_fill_in(content),
    ]
    return "\n".join(parts)


def _counts(content: Content, tried: tuple[Tried, ...]) -> str:
    questions = sum(1 for checklist in content.checklists for _ in checklist.questions())
    outcomes = (f"{_number(tried, level)} keer {ASKS[level]}" for level in reversed(Level))
    return (
        "## Hoeveel het is\n\n"
        f"{len(content.checklists)} vragenlijsten, {questions} vragen en {len(content.regional.thresholds)} drempels. "
        f"{len(tried)} verzonnen oefenzaken: {', '.join(outcomes)}.\n"
    )


def _number(tried: tuple[Tried, ...], level: Level) -> int:
    return sum(one.decision.level is level for one in tried)


def _list(checklist: Checklist) -> str:
    rows = [row for section, question in checklist.questions() for row in _signs(checklist, section, question)]
    heading = f"## {checklist.title}\n\n"
    if not rows:
        return f"{heading}Deze lijst wijst de weg en weegt zelf niets.\n"
    return heading + _table(("signaal", "ernst", "reden", "bron"), rows)


def _signs(checklist: Checklist, section: Section, question: Question) -> Iterator[Row]:
    found = [weight for weight in weights(question) if weight.severity]
    if not found:
        return
    about = f" (per {section.per})" if section.per else ""
    sources = "; ".join(_cited(checklist.sources[name]) for name in question.sources)
    yield f"{question.text}{about}", "; ".join(map(_graded, found)), question.reason or "", sources


def _graded(weight: Weight) -> str:
    norm = f" (meldnorm `{weight.norm}`)" if weight.norm else ""
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
    address = f"https://doi.org/{source.doi}" if source.doi else source.url
    who = ", ".join(part for part in (source.authors, str(source.year) if source.year else None) if part)
    title = f"[{source.title}]({address})" if address else source.title
    return f"{title} ({who})" if who else title


def _thresholds(content: Content) -> str:
    rows = [_threshold(content, threshold) for threshold in content.regional.thresholds]
    return (
        "## De drempels van de regio\n\n"
        "Naast deze drempels geldt altijd de landelijke ondergrens: de meldnormen van het afwegingskader.\n\n"
        + _table(("drempel", "dan", "omdat", "wie", "opnieuw kijken"), rows)
    )


def _threshold(content: Content, threshold: Threshold) -> Row:
    called = ", ".join(content.specialists[name].name for name in threshold.call)
    days = threshold.look_again_days or content.regional.look_again_days
    again = "1 dag" if days == 1 else f"{days} dagen"
    return f"`{threshold.id}`", ASKS[threshold.level], threshold.because or "", called, again


def _to_fill_in(content: Content) -> str:
    rows = [_specialist(specialist) for specialist in content.specialists.values()]
    return (
        "## Wie je belt, en wat jouw regio invult\n\n"
        "Ook de naam van de regio en de afspraak zelf vult de regio in: wie instemde, en op welke dag.\n\n"
        + _table(("wie", "waarvoor", "nummer", "gecontroleerd"), rows)
    )


def _specialist(specialist: Specialist) -> Row:
    checked = specialist.checked_on.isoformat() if specialist.checked_on else "nog niet"
    return specialist.name, specialist.purpose or "", specialist.phone, checked if specialist.has_number else ""


def _table(head: tuple[str, ...], rows: Iterable[Row]) -> str:
    return "\n".join([_row(head), _row("---" for _ in head), *map(_row, rows), ""])


def _row(cells: Row) -> str:
    return f"| {' | '.join(cell.replace('|', '/') for cell in cells)} |"
