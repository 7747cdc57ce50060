"""`kvv belblad`: the sheet of a kept meeting again, on paper, and what came of a call that was made later."""

from __future__ import annotations

import io
import re
import sys
from collections.abc import Callable, Sequence
from datetime import timedelta
from pathlib import Path

import pytest

from kvv_triage.__main__ import main
from kvv_triage.case.answers import Answer, Option
from kvv_triage.case.event_text import as_text
from kvv_triage.case.events import Answered, Called, Closed, Decided, Event, Exported, NotReached, Seated, Started
from kvv_triage.commands.belblad import row_meant
from kvv_triage.content.content import Content
from kvv_triage.errors import CannotDo, ExitCode, StoreTrouble
from kvv_triage.language.scales import Level
from kvv_triage.record.call_sheets import Telephone
from kvv_triage.record.following import items_in
from kvv_triage.record.kept import events_of
from kvv_triage.store.interface import Author
from kvv_triage.store.key import keys
from kvv_triage.store.sqlcipher.store import FileStore, open_store
from kvv_triage.terminal.plain import PlainAsker
from tests.helpers.full_session import AT, keep
from tests.helpers.keyrings import MemoryKeyring
from tests.helpers.typist import CTRL_C, HANG_UP, Replies, Typist, Worker

CASE, SAID = "A-2026-014", "blauwe plekken in haar hals"
LATER = AT + timedelta(hours=2)
SAM = Author("Sam", "wijkteam")
Run = Callable[..., tuple[int, str, str]]


class Shelf:
    """A record with a meeting in which nobody called."""

    def __init__(self, folder: Path, content: Content) -> None:
        self.folder, self.content = folder, content
        created = keys.create(folder)
        keys.confirm_recovery(folder, created.recovery_code)
        self.key = created.key
        with open_store(folder, self.key, create=True) as store:
            self.session = keep(store, content, self.meeting())

    def meeting(self) -> list[Event]:
        return [
            Started(AT, self.content.fingerprint, "Sam", "wijkteam"),
            Seated(CASE, "wijkteam", "Sam"),
            Answered("partnergeweld.keel", Answer((Option("recent"),), SAID)),
            Decided(AT, Level.BEL_NU, ("rode-vlag",)),
            Closed(AT),
        ]

    def open(self) -> FileStore:
        return open_store(self.folder, self.key)

    def events(self) -> list[Event]:
        with self.open() as store:
            return list(events_of(store, self.session))

    def take(self, replies: Replies, said_last: list[Sequence[str]] | None = None) -> bool:
        """Let somebody at a terminal record what came of the call; `said_last` gets what the last words become."""
        last = [] if said_last is None else said_last
        paper = io.StringIO()
        asker = PlainAsker(Typist(paper, Worker(replies)).type_line, paper)
        with self.open() as store:
            telephone = Telephone(asker, store, SAM, lambda: LATER, last.append)
            return telephone.call(row_meant(store, CASE, LATER.date()))


@pytest.fixture
def shelf(tmp_path: Path, content: Content, ring: MemoryKeyring) -> Shelf:
    assert not ring.kept
    return Shelf(tmp_path / "gegevens", content)


@pytest.fixture
def kvv(shelf: Shelf, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]) -> Run:
    monkeypatch.setenv("KVV_GEGEVENS", str(shelf.folder))
    monkeypatch.delenv("KVV_WACHTZIN_BESTAND", raising=False)

    def run(*words: str, typed: str = "") -> tuple[int, str, str]:
        monkeypatch.setattr(sys, "stdin", io.StringIO(typed))
        code = main(("belblad", *words))
        out, err = capsys.readouterr()
        return code, out, err

    return run


def test_in_a_pipe_the_sheet_is_printed_without_asking_anything_and_identifies_nobody(kvv: Run, shelf: Shelf) -> None:
    for what in (CASE, shelf.session):
        code, out, err = kvv(what)
        assert code == 0
        assert out.startswith("BELBLAD: ADVIES VAN VEILIG THUIS\nNOG NIET GEBELD. Bel nu Veilig Thuis, 0800-2000.\n")
        assert re.search(r"\nAfgedrukt op \w+dag \d+ \w+ \d{4} om \d\d:\d\d\.\n1\. Veilig Thuis: 0800-2000", out)
        assert err.splitlines()[-1] == "NOG NIET GEBELD. Bel nu Veilig Thuis: 0800-2000."
        assert SAID not in out
    assert shelf.events() == shelf.meeting()


def test_without_a_case_or_with_an_unknown_one_it_says_what_to_do(kvv: Run) -> None:
    code, _, err = kvv()
    assert code == ExitCode.CANNOT
    assert "Zeg van welke zaak" in err
    code, _, err = kvv("Z-99")
    assert code == ExitCode.CANNOT
    assert "Deze sessie of zaak bestaat niet." in err


@pytest.mark.parametrize("ending", ["md", "html"])
def test_on_paper_it_is_written_in_the_form_that_its_name_says_and_that_is_kept(
    kvv: Run, shelf: Shelf, tmp_path: Path, ending: str
) -> None:
    target = tmp_path / f"belblad.{ending}"
    code, _, err = kvv(CASE, "--naar", str(target))
    assert code == 0, err
    text = target.read_text(encoding="utf-8")
    assert "BELBLAD: ADVIES VAN VEILIG THUIS" in text
    assert ("<html" in text) == (ending == "html")
    assert "NOG NIET GEBELD. Bel nu Veilig Thuis, 0800-2000." in text
    assert "Afgedrukt op " in text
    assert SAID not in text
    exported = shelf.events()[-1]
    assert isinstance(exported, Exported)
    assert (exported.form, exported.detail) == ("markdown" if ending == "md" else "html", "belblad advies")


@pytest.mark.parametrize("words", [("--naar", "b.docx"), ("--naar", "b.csv"), ("--formaat", "html", "--naar", "b.pdf")])
def test_a_form_that_a_sheet_has_not_is_refused_and_nothing_is_written(
    kvv: Run, shelf: Shelf, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, words: tuple[str, ...]
) -> None:
    monkeypatch.chdir(tmp_path)
    assert kvv(CASE, *words)[0] == ExitCode.USAGE
    assert list(tmp_path.glob("b.*")) == []
    assert shelf.events() == shelf.meeting()


def test_of_a_case_it_is_the_sheet_of_the_meeting_with_the_call_that_is_due(shelf: Shelf) -> None:
    with shelf.open() as store:
        empty: list[Event] = [Started(LATER, shelf.content.fingerprint), Seated(CASE, "", "")]
        newer = keep(store, shelf.content, empty, LATER)
        assert [row.id for row in store.sessions(CASE)] == [newer, shelf.session]
        assert row_meant(store, CASE, LATER.date()).id == shelf.session
        assert row_meant(store, newer, LATER.date()).id == newer


def test_the_sheet_to_report_is_written_only_after_a_yes(kvv: Run, shelf: Shelf, tmp_path: Path) -> None:
    target = tmp_path / "melding.md"
    words = (CASE, "--soort", "melding", "--naar", str(target))
    code, _, err = kvv(*words, typed="n\n")
    assert code == ExitCode.CANNOT
    assert "Er is niets uitgevoerd." in err
    assert "--voor" not in err, "an option that this command has not"
    assert "--soort advies" in err
    assert not target.exists()
    assert shelf.events() == shelf.meeting()
    code, _, _ = kvv(*words, typed="j\n")
    assert code == 0
    text = target.read_text(encoding="utf-8")
    assert SAID in text
    assert "NOG NIET GEBELD. Bel nu Veilig Thuis, 0800-2000." in text
    assert "Afgedrukt op " in text
    assert kvv(*words, typed="j\n")[0] == ExitCode.CANNOT, "nothing is written over"


def test_a_report_that_was_made_later_is_kept_there_and_starts_the_clocks_of_veilig_thuis(shelf: Shelf) -> None:
    replies = {"Waarvoor belde je": "2", "Met wie is gesproken?": "de frontoffice", "Wat is afgesproken": "zij bellen"}
    assert shelf.take(replies)
    (call,) = shelf.events()[len(shelf.meeting()) :]
    assert call == Called(LATER, Level.BEL_NU, "veilig_thuis", "melding", "de frontoffice", "zij bellen")
    with shelf.open() as store:
        keys_due = {
            item.key for item in items_in(store, row_meant(store, CASE, LATER.date()), LATER.date()) if item.is_open
        }
    assert {"vt-1-veiligheid", "vt-1-onderzoek"} <= keys_due
    assert "bellen" not in keys_due


def test_when_nobody_answers_it_stays_due(shelf: Shelf) -> None:
    assert shelf.take({"BEL VEILIG THUIS": "2", "Wanneer probeer je": "", "BEL POLITIE": "t"})
    (attempt,) = shelf.events()[len(shelf.meeting()) :]
    assert attempt == NotReached(LATER, "veilig_thuis", LATER + timedelta(minutes=15))
    with shelf.open() as store:
        assert "bellen" in {
            item.key for item in items_in(store, row_meant(store, CASE, LATER.date()), LATER.date()) if item.is_open
        }


@pytest.mark.parametrize("typed", ["t", "s"])
def test_who_looks_and_goes_away_records_nothing(shelf: Shelf, typed: str) -> None:
    assert not shelf.take({"Wil je stoppen?": "j", "BEL VEILIG THUIS": typed})
    assert shelf.events() == shelf.meeting()


def test_the_last_words_are_the_number_until_the_call_was_made(shelf: Shelf) -> None:
    left: list[Sequence[str]] = []
    assert not shelf.take({"BEL VEILIG THUIS": "t"}, left)
    assert left[-1] == ("NOG NIET GEBELD. Bel nu Veilig Thuis: 0800-2000.",)
    called: list[Sequence[str]] = []
    assert shelf.take({"BEL VEILIG THUIS": "1", "Met wie is gesproken?": "de frontoffice"}, called)
    assert called[-1] == ()


def test_who_presses_ctrl_c_twice_is_gone_and_nothing_is_recorded(shelf: Shelf) -> None:
    before = shelf.events()
    with pytest.raises(KeyboardInterrupt):
        shelf.take({"BEL VEILIG THUIS": CTRL_C, "Wil je stoppen?": CTRL_C})
    assert shelf.events() == before


def test_input_that_ends_records_nothing(shelf: Shelf) -> None:
    with pytest.raises(CannotDo, match="De invoer hield op"):
        shelf.take({"Met wie is gesproken?": HANG_UP})
    assert shelf.events() == shelf.meeting()


def test_an_outcome_that_cannot_be_kept_is_never_called_recorded(shelf: Shelf) -> None:
    """A clock that runs behind: the session can be held, and nothing can be added to it."""
    with shelf.open() as store:
        store.append(shelf.session, *as_text(NotReached(LATER, "politie")), SAM, LATER + timedelta(days=400))
    before = shelf.events()
    with pytest.raises(CannotDo, match="is niet bewaard"):
        shelf.take({"Met wie is gesproken?": "de frontoffice", "Opnieuw proberen": "2"})
    with pytest.raises(StoreTrouble, match="klok"):
        shelf.take({"Met wie is gesproken?": "de frontoffice", "Opnieuw proberen": ["1", "3"]})
    assert shelf.events() == before
