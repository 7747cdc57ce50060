"""Whom nobody speaks to before Veilig Thuis was consulted."""

from __future__ import annotations

import pytest

from kvv_triage.case.events import Event
from kvv_triage.content.content import Content
from kvv_triage.deciding.decision import Decision
from kvv_triage.pages.talking import before_talking
from tests.pages.test_paragraphs import HONOUR, SPOKEN, decided


def talking(decision: Decision) -> str:
    """What is said of whom to speak to, and when."""
    (line,) = before_talking(decision)
    return line.text


@pytest.mark.parametrize(
    ("not_first", "before", "since"),
    [
        (("",), "de familie", "de familie"),
        (("de vermoedelijke pleger",), "de vermoedelijke pleger", "de vermoedelijke pleger"),
        (("de oom", "de ouders"), "de oom of de ouders", "de oom en de ouders"),
        (("de oom", "de ouders", ""), "de oom, de ouders of de familie", "de oom, de ouders en de familie"),
        (("de familie", ""), "de familie", "de familie"),
    ],
)
def test_who_must_not_be_spoken_to_first_is_who_the_thresholds_name(
    content: Content, not_first: tuple[str, ...], before: str, since: str
) -> None:
    def named(*events: Event) -> Decision:
        decision = decided(content, HONOUR, *events)
        return decision._replace(meldcode=decision.meldcode._replace(not_first=not_first))

    asked = f"Overleg eerst met Veilig Thuis. Praat nog niet met {before}."
    assert talking(named()) == asked
    assert talking(named(SPOKEN)) == f"Praat alleen met {since} zoals het met Veilig Thuis is afgesproken."
