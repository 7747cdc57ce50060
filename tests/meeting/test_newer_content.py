"""When a team goes on with newer content, what that content does not know is left behind and stays visible."""

from __future__ import annotations

from datetime import UTC, datetime

import pytest

from kvv_triage.case.answers import Answer, Answers, Number, Option, Unknown
from kvv_triage.case.events import Answered, ContentMoved
from kvv_triage.content.content import Content
from kvv_triage.language.scales import UnknownKind
from kvv_triage.meeting.newer_content import left_behind
from kvv_triage.meeting.session import fold
from tests.conftest import Make

NOW = datetime(2026, 3, 4, 14, 5, tzinfo=UTC)
YES, UNKNOWN = Answer((Option("ja"),)), Answer((Unknown(UnknownKind.NIET_BEKEND),))


@pytest.fixture(scope="module")
def newer(make: Make) -> Content:
    return make(
        """
        onderdelen:
        - id: gezin
          titel: Gezin
          vragen:
          - {id: kinderen, vraag: Hoeveel?, soort: personen, rol: kind}
          - {id: ouders, vraag: Hoeveel?, soort: personen, rol: ouder}
          - {id: samen, vraag: Samen?, ernst: ernstig}
        - {id: kind, titel: Kind, per: kind, vragen: [{id: bang, vraag: Bang?, ernst: acuut}]}
        """
    )


@pytest.mark.parametrize(
    ("slot", "answer", "is_known"),
    [
        ("a.samen", YES, True),
        ("a.samen", UNKNOWN, True),
        ("a.bang@kind-2", YES, True),
        ("a.weg", YES, False),
        ("a.samen", Answer((Option("soms"),)), False),
        ("a.samen", Answer((Option("ja"), Number(3))), False),
        ("a.samen@kind-1", YES, False),
        ("a.bang", YES, False),
        ("a.bang@ouder-1", YES, False),
    ],
)
def test_an_answer_is_left_behind_when_its_question_its_person_or_its_option_is_gone(
    newer: Content, slot: str, answer: Answer, *, is_known: bool
) -> None:
    assert left_behind(newer, Answers({slot: answer})) == (() if is_known else (slot,))


def test_what_was_left_behind_is_a_version_and_no_answer_any_more() -> None:
    session = fold([Answered("a.weg", YES), Answered("a.samen", YES), ContentMoved(NOW, "sha256:1", ("a.weg",))])
    assert dict(session.answers) == {"a.samen": YES}
    assert session.earlier_versions == {"a.weg": (YES,)}


def test_leaving_behind_what_was_never_answered_changes_no_answer() -> None:
    session = fold([Answered("a.samen", YES), ContentMoved(NOW, "sha256:1", ("a.weg",))])
    assert dict(session.answers) == {"a.samen": YES}
    assert session.earlier_versions == {}
