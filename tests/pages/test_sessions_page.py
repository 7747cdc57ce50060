"""The list of kept sessions: what each row tells, on a screen of 80 columns and in plain lines."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, date, datetime

import pytest
from rich.console import Console

from kvv_triage.forms.session_list_json import session_list
from kvv_triage.language.scales import Level
from kvv_triage.pages.page import Line, Page, Table
from kvv_triage.pages.sessions_page import ListedSession, sessions_page
from kvv_triage.terminal.plain import plain_lines
from kvv_triage.terminal.screen import rendered

SESSION = ListedSession(
    id="K7M-3FQR",
    case="A-2026-014",
    started=datetime(2026, 3, 4, 9, 30, tzinfo=UTC),
    day=date(2026, 3, 4),
    closed=datetime(2026, 3, 4, 10, 15, tzinfo=UTC),
    level=Level.BEL_NU,
    thresholds=("rode-vlag",),
    owner="Jeugdverpleegkundige",
    look_again=date(2026, 3, 11),
    is_skeleton=False,
)
OPEN = replace(SESSION, closed=None, level=None, thresholds=(), owner=None, look_again=None)


def cells_of(*sessions: ListedSession) -> tuple[tuple[str, ...], ...]:
    (table,) = [block for block in sessions_page(sessions, 10).blocks if isinstance(block, Table)]
    return table.rows


def on_screen(page: Page, width: int) -> list[str]:
    return rendered(Console(width=width, highlight=False, color_system=None), page)


def test_a_row_tells_which_session_of_which_case_and_what_came_of_it() -> None:
    assert cells_of(SESSION) == (
        (
            "K7M-3FQR\ngesloten",
            "A-2026-014",
            "04-03-2026",
            "BEL NU EEN SPECIALIST",
            "Jeugdverpleegkundige",
            "11-03-2026",
        ),
    )


def test_a_session_without_a_decision_has_no_outcome_and_none_is_made_up() -> None:
    assert cells_of(OPEN) == (("K7M-3FQR\nniet af", "A-2026-014", "04-03-2026", "nog geen", "", ""),)
    assert "VOLGEN" not in "".join(on_screen(sessions_page([OPEN], 10), 80))


def test_a_session_that_was_cleaned_up_says_so() -> None:
    ((first, *_),) = cells_of(replace(SESSION, is_skeleton=True))
    assert first == "K7M-3FQR\nopgeschoond"


@pytest.mark.parametrize("level", Level)
def test_on_80_columns_nothing_that_is_looked_up_is_broken(level: Level) -> None:
    session = replace(SESSION, level=level, owner="Gezinsvoogd van de gecertificeerde instelling")
    lines = on_screen(
        sessions_page([session, replace(OPEN, id="X2B-9TQS"), replace(session, is_skeleton=True)], 10), 80
    )
    assert max(map(len, lines)) <= 80
    first = next(line for line in lines if "K7M-3FQR" in line)
    for text in ("K7M-3FQR", "A-2026-014", "04-03-2026", "11-03-2026"):
        assert text in first
    assert any("X2B-9TQS" in line and "nog geen" in line for line in lines)
    assert any("gesloten" in line for line in lines)
    assert any("opgeschoond" in line for line in lines)
    words = " ".join(lines).split()
    assert {"Gezinsvoogd", "instelling"} <= {*words}


def test_read_line_by_line_a_session_tells_the_same() -> None:
    told = " ".join(" ".join(plain_lines(sessions_page([SESSION], 10), 80)).split())
    assert told == (
        "1 weging De nieuwste eerst - K7M-3FQR gesloten. zaak: A-2026-014; datum: 04-03-2026; "
        "uitkomst: BEL NU EEN SPECIALIST; regiehouder: Jeugdverpleegkundige; opnieuw kijken: 11-03-2026"
    )


def test_more_than_anybody_reads_are_not_shown_and_that_is_said() -> None:
    page = sessions_page([SESSION] * 4, 3)
    assert page.title == "3 wegingen"
    assert page.blocks[-1] == Line("Dit zijn de nieuwste 3. Oudere zie je met --van en --tot.", strong=True)
    assert not any(isinstance(block, Line) for block in sessions_page([SESSION] * 3, 3).blocks)


def test_a_call_that_nobody_made_stands_below_the_outcome() -> None:
    (table,) = sessions_page([replace(SESSION, due=("112", "veilig_thuis"))], 3).blocks
    assert isinstance(table, Table)
    assert table.rows[0][3] == "BEL NU EEN SPECIALIST\nnog niet gebeld: 112, Veilig Thuis"


def test_that_the_team_decided_not_to_call_is_no_call_and_says_so() -> None:
    decided = replace(SESSION, is_decided_against=True)
    (table,) = sessions_page([decided], 3).blocks
    assert isinstance(table, Table)
    assert table.rows[0][3] == "BEL NU EEN SPECIALIST\nbesloten niet te bellen"


def test_without_sessions_it_says_so() -> None:
    assert sessions_page([], 3) == Page("Er zijn geen wegingen bewaard die hierbij passen.", ())


def test_programs_get_null_for_what_is_not_there() -> None:
    assert session_list([SESSION, OPEN]) == [
        {
            "sessie": "K7M-3FQR",
            "zaak": "A-2026-014",
            "begonnen": "2026-03-04T09:30:00+00:00",
            "gesloten": "2026-03-04T10:15:00+00:00",
            "besluit": "bel_nu",
            "nog_te_bellen": False,
            "besloten_niet_te_bellen": False,
            "drempels": ["rode-vlag"],
            "regiehouder": "Jeugdverpleegkundige",
            "opnieuw_kijken": "2026-03-11",
        },
        {
            "sessie": "K7M-3FQR",
            "zaak": "A-2026-014",
            "begonnen": "2026-03-04T09:30:00+00:00",
            "gesloten": None,
            "besluit": None,
            "nog_te_bellen": False,
            "besloten_niet_te_bellen": False,
            "drempels": [],
            "regiehouder": None,
            "opnieuw_kijken": None,
        },
    ]


def test_the_list_gives_no_name_away_when_something_goes_wrong() -> None:
    assert "A-2026-014" not in repr(SESSION)
    assert "Jeugdverpleegkundige" not in repr(SESSION)
