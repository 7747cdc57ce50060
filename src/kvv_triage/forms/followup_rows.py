"""What has to be followed up as rows for a spreadsheet."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from kvv_triage.circle.due import DueItem
from kvv_triage.pages.followup_page import Unreadable


def followup_rows(items: Sequence[DueItem], unreadable: Sequence[Unreadable]) -> Iterator[dict[str, str | bool | None]]:
    """One object for each item in its order, and one for each session that cannot be read."""
    for item in items:
        yield {
            "sessie": item.session,
            "zaak": item.case,
            "sleutel": item.key,
            "soort": item.kind.value,
            "wat": item.what,
            "wie": item.who,
            "uiterlijk": item.due.isoformat(),
            "te_laat": item.is_overdue,
            "besluit": item.level.label if item.level is not None else None,
            "klaar": not item.is_open,
            "uitkomst": item.outcome,
        }
    for row in unreadable:
        nothing = dict.fromkeys(("wie", "uiterlijk", "te_laat", "besluit", "klaar", "uitkomst"))
        yield {
            "sessie": row.session,
            "zaak": row.case,
            "sleutel": None,
            "soort": "onleesbaar",
            "wat": row.why,
            **nothing,
        }
