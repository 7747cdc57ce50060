"""A report as a page, in words and bars."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from datetime import timedelta

from kvv_triage.figures.report import FigureRow, FigureTable, Report
from kvv_triage.figures.suppression import FEW, FEW_OVERLAPPING, Span
from kvv_triage.pages.page import Bar, Bars, Block, Bullets, Heading, Line, Page, Pairs

NO_TARGET = "Let op: een cijfer dat een doel wordt, vertelt niet meer de waarheid."
HONEST = (
    "Dit zijn tellingen van inschattingen door teams. kvv is geen gevalideerd risico-instrument en voorspelt niets. "
    "Een laag cijfer bewijst niet dat het goed gaat, een hoog cijfer niet dat het slecht gaat."
)
TOO_FEW = "Hiervan zijn er te weinig, of een klein aantal zou ermee terug te rekenen zijn:"


NOT_CALLED = {"bewust_niet_gebeld": "bewust niet gebeld (afwijking)", "niet_vastgelegd": "bellen niet vastgelegd"}


@dataclass(frozen=True, slots=True)
class TableWords:
    """How a table is told: its caption, what is counted, and what its rows are called."""

    caption: str
    unit: str = "wegingen"
    labels: Mapping[str, str] = field(default_factory=dict)
    is_long: bool = False
    """Whether its rows come from the content: then what is zero or left out stands in a line below."""


TABLES = {
    "uitkomst": TableWords(
        "Uitkomst",
        labels={"bel_112": "112 bellen", "bel_nu": "specialist bellen", "advies": "advies vragen", "volgen": "volgen"},
    ),
    "drempels": TableWords("Bereikte drempels (soms meer dan één in een weging)", is_long=True),
    "vragenlijsten": TableWords("Gebruikte vragenlijsten (meestal meer dan één in een weging)", is_long=True),
    "antwoorden": TableWords("Wat teams niet weten", "antwoorden", {"weet_niet": "weet niet", "bekend": "bekend"}),
    "opgeschaald": TableWords("Opgeschaald omdat iemand het niet vertrouwde", labels={"opgeschaald": "opgeschaald"}),
    "bellen": TableWords(
        "Bellen toen dat moest: tijd vanaf het begin van de weging",
        labels={
            **NOT_CALLED,
            "24_uur_of_meer": "na een dag of meer",
            "1_tot_24_uur": "na 1 tot 24 uur",
            "30_tot_60_minuten": "na 30 tot 60 minuten",
            "15_tot_30_minuten": "na 15 tot 30 minuten",
            "binnen_15_minuten": "binnen 15 minuten",
        },
    ),
    "maanden_tot_bellen": TableWords(
        "Bellen toen dat moest: tijd vanaf de eerste weging van de zaak die daarom vroeg",
        labels={
            **NOT_CALLED,
            "12_maanden_of_meer": "na 12 maanden of meer",
            "6_tot_12_maanden": "na 6 tot 12 maanden",
            "3_tot_6_maanden": "na 3 tot 6 maanden",
            "1_tot_3_maanden": "na 1 tot 3 maanden",
            "binnen_1_maand": "binnen een maand",
            "al_eerder_gebeld": "in deze periode al eerder gebeld",
        },
    ),
    "opnieuw": TableWords(
        "Zaken die terugkomen",
        labels={
            "eerder_gewogen": "in de 12 maanden ervoor al gewogen",
            "niet_eerder_gewogen": "niet in de 12 maanden ervoor",
        },
    ),
    "meldcode": TableWords(
        "Tot welke stap van de Meldcode zaken komen",
        labels={
            "later_opnieuw_gewogen": "later in de periode opnieuw gewogen",
            "stap_1": "signalen (stap 1), nog niets daarna",
            "stap_2": "overleg (stap 2)",
            "stap_3": "gesprek (stap 3)",
            "stap_4": "weging (stap 4)",
            "stap_5": "besluit (stap 5)",
        },
    ),
    "afspraken": TableWords(
        "Afspraken",
        "afspraken",
        {
            "te_laat_open": "te laat, nog open",
            "te_laat_gedaan": "te laat gedaan",
            "op_tijd": "op tijd gedaan",
            "loopt_nog": "loopt nog",
        },
    ),
}


def report_page(report: Report) -> Page:
    """The whole page."""
    return Page("CIJFERS OVER WEGINGEN", tuple(_blocks(report)))


def _blocks(report: Report) -> Iterator[Block]:
    yield Line(NO_TARGET, strong=True)
    yield Line(HONEST)
    yield Pairs(tuple(_about(report)))
    of_content = {"drempels": report.titles, "vragenlijsten": report.lists}
    for name, words in TABLES.items():
        yield from _told(report.tables[name], words, of_content.get(name, words.labels))
        if name == "bellen" and report.median_minutes is not None:
            yield Line(f"De helft belde binnen {report.median_minutes} minuten.")
    if missing := tuple(words.caption for name, words in TABLES.items() if not report.tables[name]):
        yield Heading("Niet getoond")
        yield Line(TOO_FEW)
        yield Bullets(missing)
    yield Heading("Hoe je dit leest")
    yield Bullets(
        (
            f"Aantallen van 1 tot en met {FEW - 1} staan er niet: die kunnen naar een mens wijzen.",
            "Wat te klein is, staat samen met iets anders. Nul staat er wel.",
            f"Bij drempels, vragenlijsten en opschalen is de grens {FEW_OVERLAPPING}, omdat die elkaar overlappen.",
            f"Wegingen zijn geteld, geen gezinnen. Een tabel toont alleen aantallen van ten minste {FEW} zaken.",
            "Percentages zijn afgerond op hele procenten. De aantallen zijn niet afgerond.",
        )
    )


def _about(report: Report) -> Iterator[tuple[str, str]]:
    scope, last = report.scope, report.scope.until - timedelta(days=1)
    yield "Periode", f"{scope.since:%d-%m-%Y} tot en met {last:%d-%m-%Y}, gemaakt op {scope.made_on:%d-%m-%Y}"
    if scope.team is not None:
        yield "Team", f"{scope.team}. Van een opgeschoonde weging is het team niet bekend: die tellen niet mee."
    for region in report.regions:
        yield "Inhoud", ", ".join(filter(None, (region.name, region.version, region.fingerprint)))
    yield "Afgeronde wegingen", _count(report.closed)
    yield "Niet af", f"{_count(report.unfinished)} (tellen verder nergens mee)"
    if report.cleaned.most:
        counted = "die tellen alleen mee bij uitkomst, drempels en zaken die terugkomen"
        yield "Antwoorden al opgeschoond", f"van {_count(report.cleaned)} wegingen; {counted}"


def _told(rows: FigureTable, words: TableWords, labels: Mapping[str, str]) -> Iterator[Block]:
    aside = [row for row in rows if words.is_long and row.span.least <= 1]
    shown = [row for row in rows if row not in aside]
    if shown:
        yield Bars(f"{words.caption}, van {rows[0].whole} {words.unit}", tuple(_bar(row, labels) for row in shown))
    elif aside:
        yield Heading(words.caption)
    for text in dict.fromkeys(_count(row.span) for row in aside):
        names = [_label(row, labels) for row in aside if _count(row.span) == text]
        yield Line(f"{text.capitalize()}: {', '.join(names)}.")


def _bar(row: FigureRow, labels: Mapping[str, str]) -> Bar:
    label, exact = _label(row, labels), row.span.exact
    if exact is None:
        return Bar(label, None, _count(row.span))
    together = ", samen" if len(row.names) > 1 else ""
    return Bar(label, exact / row.whole, f"{exact} ({exact / row.whole:.0%}){together}")


def _label(row: FigureRow, labels: Mapping[str, str]) -> str:
    return " + ".join(labels.get(name, name) for name in row.names)


def _count(span: Span) -> str:
    """A count in words; one that is left out by how far it is known."""
    if span.exact is not None:
        return str(span.exact) if span.exact else "nul"
    if span.least == 0:
        return "niet getoond"
    return f"minder dan {span.most + 1}" if span.least == 1 else f"meer dan {span.least - 1}"
