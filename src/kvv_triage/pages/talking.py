"""Whom nobody speaks to before Veilig Thuis was consulted, in one sentence that every page tells alike."""

from __future__ import annotations

from collections.abc import Iterator

from kvv_triage.deciding.decision import Decision
from kvv_triage.pages.page import Line
from kvv_triage.pages.wording import in_a_list

THE_FAMILY = "de familie"
"""Whom nobody speaks to first when a threshold does not say whom: that can be any of them."""
CONSULTING, TALKING = 2, 3
"""The steps of the Meldcode that a caution can put off, or change."""


def before_talking(decision: Decision) -> Iterator[Line]:
    """That Veilig Thuis comes before whom the thresholds name, or how those are spoken to since."""
    standing = decision.meldcode
    if not standing.consult_first:
        return
    names = [*dict.fromkeys(name or THE_FAMILY for name in standing.not_first or ("",))]
    if CONSULTING in standing.open:
        yield Line(f"Overleg eerst met Veilig Thuis. Praat nog niet met {in_a_list(names, 'of')}.", strong=True)
    else:
        yield Line(f"Praat alleen met {in_a_list(names, 'en')} zoals het met Veilig Thuis is afgesproken.", strong=True)
