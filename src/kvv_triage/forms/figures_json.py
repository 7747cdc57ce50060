"""A report as data: the JSON object of `rapport.schema.json` beside this file, and rows for a spreadsheet."""

from __future__ import annotations

from collections.abc import Iterator

from kvv_triage.figures.report import FigureRow, Report
from kvv_triage.figures.suppression import FEW, FEW_OVERLAPPING, Span
from kvv_triage.forms.json_text import Json

FORMAT = 1
HEADER = (
    *("regio", "inhoud", "van", "tot", "gemaakt_op", "team"),
    *("tabel", "groep", "aantal", "minstens", "hoogstens", "totaal"),
)


def report_json(report: Report) -> dict[str, Json]:
    """The report as plain JSON values under Dutch keys; `tot` is the first day after the period."""
    return {
        "formaat": FORMAT,
        "van": report.scope.since.isoformat(),
        "tot": report.scope.until.isoformat(),
        "gemaakt_op": report.scope.made_on.isoformat(),
        "team": report.scope.team,
        "inhoud": [
            {"regio": region.name, "versie": region.version, "vingerafdruk": region.fingerprint}
            for region in report.regions
        ],
        "ondergrenzen": {"optellend": FEW, "overlappend": FEW_OVERLAPPING},
        "wegingen": {
            "afgerond": {**_span(report.closed)},
            "niet_af": {**_span(report.unfinished)},
            "antwoorden_opgeschoond": {**_span(report.cleaned)},
        },
        "tabellen": {name: [_row(row) for row in rows] for name, rows in report.tables.items()},
        "mediaan_minuten_tot_bellen": report.median_minutes,
    }


def _span(span: Span) -> dict[str, int | None]:
    return {"aantal": span.exact, "minstens": span.least, "hoogstens": span.most}


def _row(row: FigureRow) -> Json:
    return {"groep": [*row.names], **_span(row.span), "totaal": row.whole}


def report_rows(report: Report) -> Iterator[tuple[str | int | None, ...]]:
    """The same as rows under HEADER, each with what the report is about, so that files can be put below each other."""
    about = (
        ", ".join(dict.fromkeys(region.name for region in report.regions if region.name)),
        ", ".join(" ".join(filter(None, (region.version, region.fingerprint))) for region in report.regions),
        report.scope.since.isoformat(),
        report.scope.until.isoformat(),
        report.scope.made_on.isoformat(),
        report.scope.team,
    )
    sums = (("afgerond", report.closed), ("niet_af", report.unfinished), ("antwoorden_opgeschoond", report.cleaned))
    for name, span in sums:
        yield (*about, "wegingen", name, *_span(span).values(), None)
    for table, rows in report.tables.items():
        for row in rows:
            yield (*about, table, " + ".join(row.names), *_span(row.span).values(), row.whole)
    yield (*about, "mediaan_minuten_tot_bellen", None, *([report.median_minutes] * 3), None)
