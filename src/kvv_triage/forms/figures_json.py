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

Cell = str | int | None


def report_json(found: Report) -> dict[str, Json]:
    """The report as plain JSON values under Dutch keys; `tot` is the first day after the period."""
    return {
        "formaat": FORMAT,
        "van": found.scope.since.isoformat(),
        "tot": found.scope.until.isoformat(),
        "gemaakt_op": found.scope.made_on.isoformat(),
        "team": found.scope.team,
        "inhoud": [
            {"regio": one.name, "versie": one.version, "vingerafdruk": one.fingerprint} for one in found.regions
        ],
        "ondergrenzen": {"optellend": FEW, "overlappend": FEW_OVERLAPPING},
        "wegingen": {
            "afgerond": {**_span(found.closed)},
            "niet_af": {**_span(found.unfinished)},
            "antwoorden_opgeschoond": {**_span(found.cleaned)},
        },
        "tabellen": {name: [_row(row) for row in rows] for name, rows in found.tables.items()},
        "mediaan_minuten_tot_bellen": found.median_minutes,
    }


def _span(span: Span) -> dict[str, int | None]:
    return {"aantal": span.exact, "minstens": span.least, "hoogstens": span.most}


def _row(row: FigureRow) -> Json:
    return {"groep": [*row.names], **_span(row.span), "totaal": row.whole}


def report_rows(found: Report) -> Iterator[tuple[Cell, ...]]:
    """The same as rows under HEADER, each with what the report is about, so that files can be put below each other."""
    about = (
        ", ".join(dict.fromkeys(one.name for one in found.regions if one.name)),
        ", ".join(" ".join(filter(None, (one.version, one.fingerprint))) for one in found.regions),
        found.scope.since.isoformat(),
        found.scope.until.isoformat(),
        found.scope.made_on.isoformat(),
        found.scope.team,
    )
    sums = (("afgerond", found.closed), ("niet_af", found.unfinished), ("antwoorden_opgeschoond", found.cleaned))
    for name, span in sums:
        yield (*about, "wegingen", name, *_span(span).values(), None)
    for table, rows in found.tables.items():
        for row in rows:
            yield (*about, table, " + ".join(row.names), *_span(row.span).values(), row.whole)
    yield (*about, "mediaan_minuten_tot_bellen", None, *([found.median_minutes] * 3), None)
