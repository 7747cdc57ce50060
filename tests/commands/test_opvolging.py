"""`kvv opvolging`: the list, marking as done, taking over and the calendar, on a real record."""

from __future__ import annotations

import io
import json
import os
import re
import subprocess
import sys
from collections.abc import Callable
from datetime import UTC, date, datetime, time, timedelta
from pathlib import Path

import pytest
from icalendar import Calendar

from kvv_triage.__main__ import main
from kvv_triage.case.answers import Answer, Option
from kvv_triage.case.event_text import as_text
from kvv_triage.case.events import (
    Answered,
    Called,
    CallPlanned,
    Closed,
    Colleague,
    Decided,
    Deviated,
    Event,
    FollowedUp,
    HandedOver,
    LookAgainSet,
    MeldcodeChanged,
    Owned,
    Promised,
    Seated,
    Started,
    TakenOver,
)
from kvv_triage.case.meldcode_record import MeldcodeRecord
from kvv_triage.content.content import Content
from kvv_triage.language.cannot_wait import CANNOT_WAIT
from kvv_triage.language.scales import Level
from kvv_triage.meeting.session import fold
from kvv_triage.record import following
from kvv_triage.record.following import calls_of, items_in, kept_items
from kvv_triage.record.keeping import MeetingKeeper, add_event, change_of
from kvv_triage.record.kept import events_of, level_of
from kvv_triage.settings import settings_path
from kvv_triage.store.interface import Author, Record, SessionRow, Store
from kvv_triage.store.key import keys
from kvv_triage.store.key.secret import Secret
from kvv_triage.store.opening import open_record
from tests.helpers.keyrings import MemoryKeyring
from tests.helpers.typist import Replies, hold, number_of, question, through_meldcode

SAM = Author("Sam", "wijkteam")
DAY = timedelta(days=1)
NOW = datetime.now(UTC)
TODAY = datetime.now().astimezone().date()
SECRET = ("de school bellen", "A-2026", "Els", "Sam", "Veilig Thuis")
"""What a calendar must not tell."""


def owned(owner: str = "Els", deputy: str = "Jan") -> Owned:
    return Owned(owner, deputy, "via de piketdienst")


def report(day: date) -> MeldcodeChanged:
    contact = {"op": day.isoformat(), "soort": "melding"}
    return MeldcodeChanged(MeldcodeRecord.model_validate({"veilig_thuis": [contact]}))


def deviation(until: date) -> Deviated:
    both = (Colleague("A", "gedragswetenschapper"), Colleague("B", "teamleider"))
    return Deviated("er wordt niet gemeld", "zij is bij oma", both, until)


def put(store: Store, session: str, event: Event, at: datetime) -> None:
    """Keep an event as it lies in a record, whatever the laws say of it today."""
    store.append(session, *as_text(event), SAM, at, change_of(event))


class Office:
    """A data folder on a machine with a keyring, and someone who types."""

    def __init__(self, folder: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]) -> None:
        self.folder, self.monkeypatch, self.capsys = folder, monkeypatch, capsys
        self.key: Secret[bytes] | None = None

    def open(self) -> Record:
        if self.key is None:
            created = keys.create(self.folder)
            keys.confirm_recovery(self.folder, created.recovery_code)
            self.key = created.key
        return open_record(self.folder, self.key)

    def meet(
        self,
        *events: Event,
        case: str = "A-2026",
        days_ago: int = 3,
        level: Level = Level.BEL_NU,
        called: bool = True,
        closed: bool = True,
    ) -> str:
        """Keep a meeting with these events, and give its id; by itself it made the call that it asked for."""
        at = NOW - days_ago * DAY
        with self.open() as store:
            session = store.begin(SAM, at)
            end: list[Event] = [Closed(at)] if closed else []
            call: list[Event] = [Called(at, level)] if called else []
            for event in (Started(at, "sha256:0"), Seated(case, "", ""), Decided(at, level), *call, *events, *end):
                put(store, session, event, at)
        return session

    def row(self, session: str) -> SessionRow:
        with self.open() as store:
            row = store.find(session)
            assert row
            return row

    def events(self, session: str) -> list[Event]:
        with self.open() as store:
            return list(events_of(store, session))

    def kvv(self, *words: str, typed: list[str] | None = None) -> tuple[int, str, str]:
        self.monkeypatch.setattr(sys, "stdin", io.StringIO("".join(f"{line}\n" for line in typed or [])))
        code = main(["opvolging", *words])
        shown = self.capsys.readouterr()
        return code, shown.out, shown.err

    def told(self, *words: str) -> list[dict[str, object]]:
        code, out, _ = self.kvv(*words, "--json")
        assert code == 0
        found: list[dict[str, object]] = json.loads(out)
        return found

    def keys_of(self, *words: str) -> list[object]:
        return [one["sleutel"] for one in self.told(*words)]


@pytest.fixture
def office(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str], ring: MemoryKeyring
) -> Office:
    assert not ring.kept
    monkeypatch.setenv("KVV_GEGEVENS", str(tmp_path / "gegevens"))
    monkeypatch.setenv("XDG_CONFIG_HOME", str(tmp_path / "config"))
    monkeypatch.delenv("KVV_WACHTZIN_BESTAND", raising=False)
    return Office(tmp_path / "gegevens", monkeypatch, capsys)


# The list ----------------------------------------------------------------------------------------------------------


def test_before_anything_is_kept_there_is_nothing_to_follow_up_and_nothing_is_made(office: Office) -> None:
    assert office.kvv() == (0, "Er staan geen punten open.\n", "")
    assert office.told() == []
    assert not office.folder.exists()


@pytest.mark.parametrize("words", [["klaar", "K7M-3FQR", "afspraak-1"], ["overnemen", "Els"]])
def test_before_anything_is_kept_nothing_can_be_marked_or_taken_over(office: Office, words: list[str]) -> None:
    code, _, err = office.kvv(*words)
    assert code == 1
    assert "Er is nog niets bewaard." in err
    assert not office.folder.exists()


def test_the_list_says_first_how_many_are_late_and_shows_who_does_what_by_when(office: Office) -> None:
    late, later = TODAY - DAY, TODAY + DAY
    session = office.meet(owned(), Promised("Sam", "de school bellen", late), Promised("Els", "huisbezoek", later))
    code, out, _ = office.kvv()
    assert code == 0
    lines = out.splitlines()
    assert lines[0] == "1 punt is te laat. Er staan 2 punten open."
    assert "Te laat: 1" in lines
    assert "Nog niet te laat: 1" in lines
    told = " ".join(out.split())
    assert f"{late:%d-%m-%Y}. besluit: bel nu; wie: Sam; wat: de school bellen; waar: {session} afspraak-1" in told


def test_everything_that_a_meeting_leaves_behind_is_listed(office: Office) -> None:
    session = office.meet(
        *(owned(), Promised("Sam", "iets", TODAY), Promised("Sam", "uitzoeken", TODAY, "partnergeweld.keel")),
        *(HandedOver("GGZ", "de behandeling", TODAY), deviation(TODAY), LookAgainSet(TODAY), report(TODAY)),
    )
    found = {str(one["sleutel"]): one for one in office.told()}
    assert {key: one["soort"] for key, one in found.items()} == {
        "afspraak-1": "afspraak",
        "afspraak-2": "onbekend",
        "overdracht-1": "overdracht",
        "afwijking-1": "afwijking",
        "opnieuw-kijken": "opnieuw_kijken",
        "vt-1-veiligheid": "vt_veiligheid",
        "vt-1-onderzoek": "vt_onderzoek",
    }
    assert found["afspraak-1"] == {
        "sessie": session,
        "zaak": "A-2026",
        "sleutel": "afspraak-1",
        "soort": "afspraak",
        "wat": "iets",
        "wie": "Sam",
        "uiterlijk": TODAY.isoformat(),
        "te_laat": False,
        "besluit": "bel_nu",
        "klaar": False,
        "uitkomst": None,
    }


def test_overdue_comes_before_urgent_and_urgent_before_soon(office: Office) -> None:
    office.meet(Promised("Sam", "b", TODAY), case="B", level=Level.BEL_112)
    office.meet(Promised("Sam", "c", TODAY - DAY), case="C", level=Level.VOLGEN)
    office.meet(Promised("Sam", "a", TODAY), case="A", level=Level.ADVIES)
    office.meet(Promised("Sam", "d", TODAY - DAY), case="D", level=Level.BEL_NU)
    assert [one["wat"] for one in office.told()] == ["d", "c", "b", "a"]


def test_a_call_that_nobody_made_stands_first_until_somebody_spoke(
    office: Office, capsys: pytest.CaptureFixture[str]
) -> None:
    by = datetime.combine(TODAY, time(23, 59)).astimezone()
    plan = CallPlanned("Sam", by, "veilig_thuis")
    planned = office.meet(owned(), plan, Promised("Sam", "iets", TODAY - DAY), called=False)
    unfinished = office.meet(case="B-2", level=Level.BEL_112, called=False, closed=False)
    first, second, third = office.told()
    assert [(first["sessie"], first["soort"]), (second["sessie"], second["soort"])] == [
        *((unfinished, "bellen"), (planned, "bellen")),
    ]
    assert first["wat"] == "Bel 112, en daarna Veilig Thuis (0800-2000): nog niet gebeld. De weging is niet af"
    assert first["te_laat"]
    assert (second["wie"], second["te_laat"]) == ("Sam", False)
    assert second["wat"] == "Bel Veilig Thuis (0800-2000): nog niet gebeld. Afgesproken is 23:59"
    assert third["wat"] == "iets"
    code, _, err = office.kvv("klaar", planned, "bellen", "--uitkomst", "gebeld")
    assert code == 1
    assert f"kvv belblad {planned}" in err
    assert main(["sessies"]) == 0
    told = " ".join(capsys.readouterr().out.split())
    assert told.count("nog niet gebeld") == 2
    with office.open() as store:
        put(store, planned, Called(NOW, Level.BEL_NU, "veilig_thuis", "melding", "de frontoffice"), NOW)
    assert [one["sessie"] for one in office.told() if one["soort"] == "bellen"] == [unfinished]
    assert {"vt-1-veiligheid", "vt-1-onderzoek"} <= {one["sleutel"] for one in office.told()}
    assert main(["sessies", "--json"]) == 0
    listed = json.loads(capsys.readouterr().out)
    assert {one["sessie"]: one["nog_te_bellen"] for one in listed} == {planned: False, unfinished: True}


def test_a_case_is_found_however_it_is_typed_and_a_colleague_as_doer_or_owner(office: Office) -> None:
    office.meet(owned("Els"), Promised("Sam", "een", TODAY), case="A-1")
    office.meet(owned("Jan"), Promised("Els", "twee", TODAY), Promised("Jan", "drie", TODAY), case="B-2")
    assert [one["wat"] for one in office.told(" a-1")] == ["een"]
    assert {one["wat"] for one in office.told("--wie", "els")} == {"een", "twee"}
    assert [one["wat"] for one in office.told("lijst", "B-2", "--wie", "Jan ")] == ["twee", "drie"]


def test_a_name_that_nobody_has_is_no_good_news(office: Office) -> None:
    office.meet(owned("Els"), Promised("Sam", "een", TODAY))
    code, out, err = office.kvv("--wie", "Elsje")
    assert (code, out) == (1, "")
    assert "Die naam komt hier niet voor." in err
    assert "Sam" not in err


@pytest.mark.parametrize("kept", [[], ["A-1"]])
def test_a_case_that_nobody_weighed_is_no_good_news(office: Office, kept: list[str]) -> None:
    for case in kept:
        office.meet(owned(), case=case)
    code, out, err = office.kvv("A-2026-999")
    assert (code, out) == (1, "")
    assert err == "Fout: Deze zaak bestaat niet.\nTip: Welke zaken er zijn, zie je met: kvv sessies\n"


@pytest.mark.parametrize(
    ("typed", "meant"), [("Klaar", "klaar"), ("klar", "klaar"), ("overneem", "overnemen"), ("LIJST", "lijst")]
)
def test_a_command_that_is_typed_a_little_differently_is_guessed(office: Office, typed: str, meant: str) -> None:
    office.meet(owned(), case="A-1")
    code, _, err = office.kvv(typed)
    assert code == 1
    assert f"Bedoelde je: kvv opvolging {meant}?" in err
    office.meet(Promised("Sam", "bellen", TODAY), case=typed)
    assert office.keys_of(typed) == ["afspraak-1"], "a case may have such a name"


@pytest.mark.parametrize(
    ("words", "meant"), [(["KLAAR", "K7M-3FQR", "afspraak-1"], "klaar"), (["overneem", "Els"], "overnemen")]
)
def test_a_command_that_is_nearly_right_is_not_taken_for_a_case(office: Office, words: list[str], meant: str) -> None:
    code, _, err = office.kvv(*words)
    assert code == 2
    assert f"De opdracht {words[0]} bestaat niet." in err
    assert f"Bedoelde je {meant}?" in err


def test_a_folder_that_was_named_and_holds_nothing_is_no_good_news(office: Office, tmp_path: Path) -> None:
    empty = tmp_path / "verkeerd"
    code, out, err = office.kvv("--gegevens", str(empty))
    assert (code, out) == (1, "")
    assert "In deze map is nog niets bewaard." in err
    assert not empty.exists()


def test_json_steers_no_screen_and_loses_no_letter(office: Office, monkeypatch: pytest.MonkeyPatch) -> None:
    evil = "voor\u202e\u009bna ≥ ë"
    office.meet(owned(evil), Promised("Sam", evil, TODAY), case="A-1")
    for command in (["opvolging"], ["sessies"]):
        for encoding in ("utf-8", "cp1252"):
            screen = io.TextIOWrapper(io.BytesIO(), encoding=encoding, errors="replace")
            with monkeypatch.context() as patch:
                patch.setattr(sys, "stdout", screen)
                assert main([*command, "--json"]) == 0
            screen.seek(0)
            text = screen.read()
            assert not {"\u202e", "\u009b"} & {*text}
            assert evil in json.loads(text)[0].values()


def test_the_table_of_sessions_steers_no_screen(office: Office) -> None:
    office.meet(owned("Els\x1b[31m\u202e\u2028Bo"), case="A-1")
    assert main(["sessies"]) == 0
    out = office.capsys.readouterr().out
    assert not {"\x1b", "\u202e", "\u2028"} & {*out}
    assert "Els [31m Bo" in " ".join(out.split())


def test_a_session_in_which_nobody_decided_has_no_outcome_and_is_no_earlier_decision(office: Office) -> None:
    with office.open() as store:
        session = store.begin(SAM, NOW)
        for event in (Started(NOW, "sha256:0"), Seated("A-1", "", "")):
            put(store, session, event, NOW)
    assert level_of(office.row(session)) is None
    with MeetingKeeper(SAM, lambda _: office.open(), lambda: NOW) as kept:
        assert kept.open(may_ask=False)
        assert kept.before("A-1").decided == ()
    assert main(["sessies"]) == 0
    assert "uitkomst: nog geen" in " ".join(office.capsys.readouterr().out.split())
    assert main(["sessies", "--json"]) == 0
    assert json.loads(office.capsys.readouterr().out)[0]["besluit"] is None


def test_sessions_may_be_asked_from_any_day(office: Office) -> None:
    session = office.meet(case="A-1")
    for words in (["--van", "0001-01-01"], ["--van", "0001-01-01", "--tot", "9999-12-31"]):
        assert main(["sessies", *words]) == 0
        assert session in office.capsys.readouterr().out
    assert main(["sessies", "--tot", "0001-01-01"]) == 0
    assert session not in office.capsys.readouterr().out


def test_what_is_done_shows_only_when_asked_with_what_came_of_it(office: Office) -> None:
    session = office.meet(owned(), Promised("Sam", "bellen", TODAY))
    office.kvv("klaar", session, "afspraak-1", "--uitkomst", "school weet ervan")
    assert office.kvv()[1] == "Er staan geen punten open.\n"
    assert office.told() == []
    (done,) = office.told("--alles")
    assert (done["klaar"], done["uitkomst"]) == (True, "school weet ervan")
    assert "Klaar: school weet ervan" in " ".join(office.kvv("--alles")[1].split())


def test_a_deviation_and_a_day_to_look_again_stay_until_a_later_session_was_closed(office: Office) -> None:
    office.meet(deviation(TODAY - DAY), LookAgainSet(TODAY), Promised("Sam", "bellen", TODAY), case="A-1", days_ago=9)
    office.meet(case="B-2", days_ago=8)
    office.meet(case="A-1", days_ago=7, closed=False)
    assert office.keys_of() == ["afwijking-1", "afspraak-1", "opnieuw-kijken"]
    again = office.meet(case=" a-1 ", days_ago=6)
    assert office.keys_of() == ["afspraak-1"]
    done = [one["uitkomst"] for one in office.told("--alles") if one["klaar"]]
    assert len(done) == 2
    assert all(str(told).endswith(f"in sessie {again}.") for told in done)
    assert office.keys_of("a-1") == ["afspraak-1"], "the same when one case is asked"


def test_promises_of_a_meeting_that_never_ended_are_promises_all_the_same(office: Office) -> None:
    office.meet(Promised("Sam", "bellen", TODAY), closed=False)
    assert office.keys_of() == ["afspraak-1"]


@pytest.mark.parametrize(("kind", "body"), [("van-later", "{}"), ("promised", '{"who": 7}'), ("promised", "{")])
def test_a_session_that_this_version_cannot_read_is_listed_as_such(office: Office, kind: str, body: str) -> None:
    lost, other = (
        office.meet(Promised("Sam", "bellen", TODAY), case="L-1"),
        office.meet(LookAgainSet(TODAY), case="B-2"),
    )
    with office.open() as store:
        store.append(lost, kind, body, SAM, NOW)
    code, out, _ = office.kvv()
    assert code == 0
    assert "Hier kan nog iets open staan" in out
    assert f"Sessie {lost}, zaak L-1. Deze versie van kvv kan deze weging niet lezen." in " ".join(out.split())
    assert [(one["sessie"], one["soort"]) for one in office.told()] == [(other, "opnieuw_kijken"), (lost, "onleesbaar")]
    assert [one["soort"] for one in office.told("L-1")] == ["onleesbaar"]
    assert office.kvv("klaar", lost, "afspraak-1", "--uitkomst", "x")[0] == 4


def test_text_that_would_steer_a_terminal_comes_out_harmless(office: Office) -> None:
    evil = "[red]rood[/red] \x1b[31m=cmd() \u202egespiegeld 🙂"
    office.meet(Promised(evil, evil, TODAY))
    _, out, _ = office.kvv()
    assert "\x1b" not in out
    assert "\u202e" not in out
    assert "[red]rood[/red]" in out
    assert office.told()[0]["wat"] == evil


def test_a_session_that_was_cleaned_up_is_left_out(office: Office) -> None:
    session = office.meet(Promised("Sam", "bellen", TODAY - 200 * DAY), days_ago=200)
    with office.open() as store:
        store.purge(SAM, datetime.now(UTC))
    assert office.told() == []
    code, _, err = office.kvv("klaar", session, "afspraak-1", "--uitkomst", "x")
    assert code == 1
    assert "opgeschoond" in err


# Done --------------------------------------------------------------------------------------------------------------


def test_marking_as_done_asks_what_came_of_it_and_records_by_whom(office: Office, tmp_path: Path) -> None:
    settings = settings_path()
    if not settings.is_relative_to(tmp_path):
        pytest.skip("the folder for settings follows the environment on Linux only")
    settings.parent.mkdir(parents=True)
    settings.write_text('naam = "Els"\nrol = "teamleider"\n', encoding="utf-8")
    session = office.meet(owned(), Promised("Sam", "de school bellen", TODAY))
    code, out, asked = office.kvv("klaar", session.lower(), " Afspraak-1", typed=["mentor houdt oogje in het zeil"])
    assert (code, out) == (0, f"Vastgelegd: afspraak-1 van sessie {session} is klaar.\n")
    assert "Sam, uiterlijk" in asked
    assert "de school bellen" in asked
    event = office.events(session)[-1]
    assert isinstance(event, FollowedUp)
    assert (event.item, event.outcome) == ("afspraak-1", "mentor houdt oogje in het zeil")
    assert (event.worker, event.role) == ("Els", "teamleider")
    with office.open() as store:
        assert store.entries(session)[-1].author == Author("Els", "teamleider")
        assert store.verify() is None


def test_following_up_a_closed_session_keeps_its_day_of_closing_and_so_its_term(office: Office) -> None:
    session = office.meet(owned(), Promised("Sam", "bellen", TODAY), days_ago=100)
    before = office.row(session)
    office.kvv("klaar", session, "afspraak-1", "--uitkomst", "gebeld")
    after = office.row(session)
    assert (after.closed, after.level, after.owner) == (before.closed, before.level, before.owner)
    with office.open() as store:
        assert [row.id for row in store.plan(datetime.now(UTC)).to_skeleton] == [session]


@pytest.mark.parametrize("typed", [[""], []])
def test_without_an_outcome_nothing_is_recorded(office: Office, typed: list[str]) -> None:
    session = office.meet(owned(), Promised("Sam", "bellen", TODAY))
    code, _, err = office.kvv("klaar", session, "afspraak-1", typed=typed)
    assert code == 1
    assert "Er is niets vastgelegd." in err
    assert office.keys_of() == ["afspraak-1"]


def test_a_text_that_points_to_a_person_may_be_rewritten(office: Office) -> None:
    session = office.meet(owned(), Promised("Sam", "bellen", TODAY))
    typed = ["bel 06-12345678", "j", "bel de mentor"]
    assert office.kvv("klaar", session, "afspraak-1", typed=typed)[0] == 0
    assert office.told("--alles")[0]["uitkomst"] == "bel de mentor"


def test_a_hand_over_is_done_only_when_somebody_there_has_confirmed(office: Office) -> None:
    session = office.meet(owned(), HandedOver("de GGZ", "de behandeling", TODAY))
    for typed in ([""], []):
        assert office.kvv("klaar", session, "overdracht-1", "--uitkomst", "gemaild", typed=typed)[0] == 1
    assert office.keys_of() == ["overdracht-1"]
    _, _, asked = office.kvv("klaar", session, "overdracht-1", typed=["de behandelaar", "start maandag"])
    assert "Wie van de andere organisatie heeft bevestigd" in asked
    assert office.told("--alles")[0]["uitkomst"] == "Bevestigd door de behandelaar. start maandag"


def test_who_confirmed_a_hand_over_may_be_an_option(office: Office) -> None:
    session = office.meet(owned(), HandedOver("de GGZ", "x", TODAY), Promised("Sam", "bellen", TODAY))
    assert office.kvv("klaar", session, "overdracht-1", "--bevestigd-door", "de behandelaar")[0] == 0
    assert office.told("--alles")[-1]["uitkomst"] == "Bevestigd door de behandelaar."
    code, _, err = office.kvv("klaar", session, "afspraak-1", "--bevestigd-door", "Bo", "--uitkomst", "x")
    assert code == 1
    assert "Alleen een overdracht wordt bevestigd." in err


def test_blanks_in_an_option_are_no_confirmation_and_no_outcome(office: Office) -> None:
    session = office.meet(owned(), HandedOver("de GGZ", "x", TODAY), Promised("Sam", "bellen", TODAY))
    assert office.kvv("klaar", session, "overdracht-1", "--bevestigd-door", "  ", typed=[""])[0] == 1
    assert office.kvv("klaar", session, "afspraak-1", "--uitkomst", " \t ")[0] == 1
    assert {*office.keys_of()} == {"overdracht-1", "afspraak-1"}
    assert office.kvv("klaar", session, "afspraak-1", "--uitkomst", " a \n b ")[0] == 0
    assert office.told("--alles")[-1]["uitkomst"] == "a b"


def test_an_option_that_points_to_a_person_is_kept_with_a_warning(office: Office) -> None:
    session = office.meet(owned(), Promised("Sam", "bellen", TODAY), Promised("Sam", "mailen", TODAY))
    code, _, err = office.kvv("klaar", session, "afspraak-1", "--uitkomst", "bel 06-12345678")
    assert code == 0
    assert err.startswith("Let op: dit lijkt op een telefoonnummer. kvv heeft geen persoonsgegevens nodig.")
    assert "06-12345678" not in err
    assert office.kvv("klaar", session, "afspraak-2", "--uitkomst", "gemaild")[2] == ""


def test_what_does_not_exist_or_is_done_already_is_told_with_what_is_open(office: Office) -> None:
    session = office.meet(owned(), Promised("Sam", "bellen", TODAY), Promised("Sam", "mailen", TODAY))
    _, _, err = office.kvv("klaar", session, "afspraak-9", "--uitkomst", "x")
    assert "Dit punt bestaat niet in deze sessie." in err
    assert "Open in deze sessie: afspraak-1, afspraak-2." in err
    office.kvv("klaar", session, "afspraak-1", "--uitkomst", "gebeld")
    code, _, err = office.kvv("klaar", session, "afspraak-1", "--uitkomst", "nog eens")
    assert code == 1
    assert "Dit punt is al klaar." in err
    assert "gebeld" not in err
    assert "Deze sessie bestaat niet." in office.kvv("klaar", "K7M-3FQR", "afspraak-1", "--uitkomst", "x")[2]


def test_a_session_that_is_open_elsewhere_takes_nothing(office: Office) -> None:
    session = office.meet(owned(), Promised("Sam", "bellen", TODAY))
    with office.open() as store, store.hold(session, Author("Bea", ""), NOW):
        code, _, err = office.kvv("klaar", session, "afspraak-1", "--uitkomst", "gebeld")
        assert code == 4
        assert "is open bij Bea" in err
    assert office.keys_of() == ["afspraak-1"]


def test_when_a_colleague_was_first_nothing_is_recorded_twice(
    office: Office, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    session = office.meet(owned(), Promised("Sam", "bellen", TODAY))

    class Meanwhile:
        """A keyboard at which someone is slower than a colleague elsewhere."""

        def isatty(self) -> bool:
            return False

        def readline(self, _: int) -> str:
            with office.open() as store:
                add_event(store, session, FollowedUp(NOW, "afspraak-1", "door mij"), SAM, datetime.now(UTC))
            return "door jou\n"

    monkeypatch.setattr(sys, "stdin", Meanwhile())
    assert main(["opvolging", "klaar", session, "afspraak-1"]) == 1
    assert "Dit punt is al klaar." in capsys.readouterr().err
    assert [one["uitkomst"] for one in office.told("--alles")] == ["door mij"]


# Taking over -------------------------------------------------------------------------------------------------------


def test_at_illness_every_case_of_a_colleague_gets_another_owner_after_asking_once(office: Office) -> None:
    first, second = office.meet(owned("Els", "Bo"), case="A-1"), office.meet(owned("els ", "Jan"), case="a-1")
    third = office.meet(owned("Els", "Jan"), LookAgainSet(TODAY), case="B-2", closed=False)
    other = office.meet(owned("Piet", "Els"), case="C-3")
    code, out, asked = office.kvv("overnemen", "ELS", typed=["Noor", "", "j"])
    assert code == 0
    assert "2 zaken (3 wegingen) van ELS op naam van Noor zetten. Doorgaan?" in " ".join(asked.split())
    assert "Overgenomen door Noor: 2 zaken (3 wegingen)." in out
    assert [office.row(one).owner for one in (first, second, third, other)] == ["Noor", "Noor", "Noor", "Piet"]
    took, owns = office.events(first)[-2:]
    assert isinstance(took, TakenOver)
    assert took.worker == "Noor"
    assert owns == Owned("Noor", "Bo", "via de piketdienst")
    assert fold(office.events(second)).owner == Owned("Noor", "Jan", "via de piketdienst")
    assert [one["wie"] for one in office.told()] == ["Noor"]
    with office.open() as store:
        assert store.verify() is None


def test_taking_over_may_change_how_to_reach_the_owner_and_asks_another_deputy_where_that_is_needed(
    office: Office,
) -> None:
    first, second = office.meet(owned("Els", "Bo"), case="A-1"), office.meet(owned("Els", "Noor"), case="B-2")
    code, _, asked = office.kvv("overnemen", "Els", typed=["Noor", "", "noor", "Jan", "06 staat op het bord", "j"])
    assert code == 0
    assert "Bij een deel van de zaken is Noor nu de vervanger." in asked
    assert fold(office.events(first)).owner == Owned("Noor", "Bo", "06 staat op het bord")
    assert fold(office.events(second)).owner == Owned("Noor", "Jan", "06 staat op het bord")


@pytest.mark.parametrize("typed", [["Noor", "", "n"], ["Noor", ""], [""], ["els"], []])
def test_without_a_yes_nobody_takes_over_anything(office: Office, typed: list[str]) -> None:
    session = office.meet(owned("Els"))
    before = office.events(session)
    code, _, err = office.kvv("overnemen", "Els", typed=typed)
    assert code == 1
    assert "Er is niets overgenomen." in err
    assert office.events(session) == before


def test_a_colleague_without_cases_is_told(office: Office) -> None:
    office.meet(owned("Els"))
    code, _, err = office.kvv("overnemen", "Elsje")
    assert code == 1
    assert "Op naam van deze collega staat geen zaak." in err


def test_a_case_that_is_open_elsewhere_is_named_and_the_others_are_taken_over(office: Office) -> None:
    held, free = office.meet(owned("Els"), case="A-1"), office.meet(owned("Els"), case="B-2")
    with office.open() as store, store.hold(held, Author("Bea", ""), NOW):
        code, _, err = office.kvv("overnemen", "Els", typed=["Noor", "", "j"])
    assert code == 4
    assert f"Niet overgenomen: {held}. De andere 1 wel." in err
    assert "is open bij Bea" in err
    assert [office.row(one).owner for one in (held, free)] == ["Els", "Noor"]
    assert office.kvv("overnemen", "Els", typed=["Noor", "", "j"])[0] == 0
    assert office.row(held).owner == "Noor"


class Slow:
    """A keyboard at which the last line is typed while something happens elsewhere."""

    def __init__(self, lines: list[str], meanwhile: Callable[[], None]) -> None:
        self.lines, self.meanwhile = lines, meanwhile

    def isatty(self) -> bool:
        return False

    def readline(self, _: int) -> str:
        if len(self.lines) == 1:
            self.meanwhile()
        return f"{self.lines.pop(0)}\n"


def take_over_slowly(office: Office, meanwhile: Callable[[], None]) -> tuple[int, str]:
    office.monkeypatch.setattr(sys, "stdin", Slow(["Noor", "", "j"], meanwhile))
    code = main(["opvolging", "overnemen", "Els"])
    return code, office.capsys.readouterr().err


def test_a_case_that_a_colleague_took_meanwhile_stays_with_that_colleague(office: Office) -> None:
    taken, free = office.meet(owned("Els"), case="A-1"), office.meet(owned("Els"), case="B-2")

    def meanwhile() -> None:
        with office.open() as store:
            add_event(store, taken, owned("Piet"), SAM, datetime.now(UTC))

    code, err = take_over_slowly(office, meanwhile)
    assert code == 4
    assert f"Niet overgenomen: {taken}. De andere 1 wel." in err
    assert [office.row(one).owner for one in (taken, free)] == ["Piet", "Noor"]
    assert not any(isinstance(event, TakenOver) for event in office.events(taken))


def test_a_case_whose_deputy_changed_meanwhile_is_left_for_the_next_time(office: Office) -> None:
    session = office.meet(owned("Els"))

    def meanwhile() -> None:
        with office.open() as store:
            add_event(store, session, owned("Els", "Noor"), SAM, datetime.now(UTC))

    code, err = take_over_slowly(office, meanwhile)
    assert code == 4
    assert "De vervanger is intussen veranderd." in err
    assert fold(office.events(session)).owner == owned("Els", "Noor")


def test_a_session_that_was_cleaned_up_meanwhile_does_not_stop_the_others(office: Office) -> None:
    old = office.meet(owned("Els"), case="OUD", days_ago=200)
    new = office.meet(owned("Els"), case="A-1")

    def meanwhile() -> None:
        with office.open() as store:
            store.purge(SAM, datetime.now(UTC))

    code, err = take_over_slowly(office, meanwhile)
    assert code == 4
    assert f"Niet overgenomen: {old}. De andere 1 wel." in err
    assert office.row(new).owner == "Noor"


def test_a_deputy_who_is_ill_is_replaced_by_somebody_else(office: Office) -> None:
    session = office.meet(owned("Els", "els"))
    code, _, asked = office.kvv("overnemen", "Els", typed=["Noor", " ELS", "noor", "Jan", "", "j"])
    assert code == 0
    assert "Bij een deel van de zaken is Els nu de vervanger." in asked
    assert asked.count("Noem iemand anders dan de regiehouder of Els.") == 2
    assert fold(office.events(session)).owner == Owned("Noor", "Jan", "via de piketdienst")


@pytest.mark.parametrize("name", ["", "  \t"])
def test_nobody_is_no_colleague_to_take_over_from(office: Office, name: str) -> None:
    office.meet()
    code, _, err = office.kvv("overnemen", name, typed=["Noor", "", "j"])
    assert code == 1
    assert "Er staat geen naam." in err


def test_taking_over_leaves_the_day_of_closing_and_cleaned_up_sessions_alone(office: Office) -> None:
    old = office.meet(owned("Els"), case="OUD", days_ago=200)
    session = office.meet(owned("Els"), case="A-1")
    with office.open() as store:
        store.purge(SAM, NOW)
        before = store.find(old)
    assert before
    assert before.is_skeleton
    closed = office.row(session).closed
    assert "1 zaak (1 weging)" in office.kvv("overnemen", "Els", typed=["Noor", "", "j"])[1]
    assert office.row(session).closed == closed
    assert office.row(old) == before


# The calendar ------------------------------------------------------------------------------------------------------


def test_the_calendar_has_a_whole_day_with_an_alarm_for_each_item_and_nothing_of_the_case(
    office: Office, tmp_path: Path
) -> None:
    session = office.meet(
        owned(), Promised("Sam", "de school bellen", TODAY), LookAgainSet(TODAY + DAY), report(TODAY), deviation(TODAY)
    )
    path = tmp_path / "agenda.ics"
    code, out, err = office.kvv("--ics", str(path))
    assert code == 0
    assert err == f"De agenda staat in {path}.\n"
    assert "Er staan 5 punten open." in out
    calendar = Calendar.from_ical(path.read_bytes())
    events = calendar.walk("VEVENT")
    assert len(events) == 5
    assert {str(event["SUMMARY"]) for event in events} == {
        *(f"kvv: {title} {session}" for title in ("afspraak", "opnieuw kijken", "navragen")),
    }
    promise = next(event for event in events if "afspraak" in str(event["SUMMARY"]))
    assert (promise.decoded("DTSTART"), promise.decoded("DTEND")) == (TODAY, TODAY + DAY)
    assert b"DTSTAMP:" in promise.to_ical()
    assert promise.decoded("DTSTAMP").utcoffset() == timedelta(0)
    (alarm,) = promise.walk("VALARM")
    assert alarm.decoded("TRIGGER") == timedelta(hours=9)
    text = path.read_text(encoding="utf-8")
    for told in (*SECRET, "vt-1", "afspraak-1", "melding", "afwijk"):
        assert told not in text


def test_the_list_begins_with_where_to_call_and_ends_with_the_number(office: Office) -> None:
    office.meet(Promised("Sam", "iets", TODAY - DAY))
    assert office.kvv()[1].startswith("1 punt is te laat. Er staat 1 punt open.")
    assert "0800-2000" not in office.kvv()[2]
    office.meet(Promised("Sam", "iets anders", TODAY + DAY), called=False, days_ago=0)
    _, out, err = office.kvv()
    assert out.startswith("In 1 weging moet nog gebeld worden. 1 punt is te laat. Er staan 3 punten open.")
    assert out.index("Nog te bellen: 1") < out.index("Te laat: 1") < out.index("Nog niet te laat: 1")
    assert err.splitlines()[-1].endswith("Veilig Thuis: 0800-2000. Direct gevaar: 112.")


def test_a_call_that_is_due_now_rings_in_the_calendar_now(office: Office, tmp_path: Path) -> None:
    office.meet(called=False)
    assert office.kvv("--ics", str(tmp_path / "agenda.ics"))[0] == 0
    (call,) = Calendar.from_ical((tmp_path / "agenda.ics").read_bytes()).walk("VEVENT")
    (alarm,) = call.walk("VALARM")
    assert timedelta() < alarm.decoded("TRIGGER") - NOW < timedelta(hours=1)


def test_a_planned_call_stands_in_the_calendar_at_its_time(office: Office, tmp_path: Path) -> None:
    by = NOW.replace(microsecond=0) + timedelta(hours=1)
    office.meet(CallPlanned("Sam", by, "veilig_thuis"), called=False)
    assert office.kvv("--ics", str(tmp_path / "agenda.ics"))[0] == 0
    (call,) = Calendar.from_ical((tmp_path / "agenda.ics").read_bytes()).walk("VEVENT")
    assert call.decoded("DTSTART") == by
    (alarm,) = call.walk("VALARM")
    assert alarm.decoded("TRIGGER") == timedelta()


def test_no_title_in_a_calendar_tells_of_a_report(office: Office, tmp_path: Path) -> None:
    path = tmp_path / "agenda.ics"

    def titles() -> set[str]:
        assert office.kvv("--ics", str(path))[0] == 0
        return {str(event["SUMMARY"]).split()[1] for event in Calendar.from_ical(path.read_bytes()).walk("VEVENT")}

    office.meet(HandedOver("GGZ", "de behandeling", TODAY), Promised("Sam", "uitzoeken", TODAY, "partnergeweld.keel"))
    before = titles()
    office.meet(report(TODAY))
    assert titles() == before == {"navragen"}


def test_a_calendar_replaces_only_a_calendar_and_is_for_its_owner_only(office: Office, tmp_path: Path) -> None:
    office.meet(Promised("Sam", "a", TODAY))
    path, other = tmp_path / "agenda.ics", tmp_path / "verslag.docx"
    for _ in range(2):
        assert office.kvv("--ics", str(path))[0] == 0
        assert path.read_bytes().startswith(b"BEGIN:VCALENDAR")
    if sys.platform != "win32":
        assert path.stat().st_mode & 0o777 == 0o600
    other.write_bytes(b"werk van een week")
    for place in (other, tmp_path):
        code, _, err = office.kvv("--ics", str(place))
        assert code == 1
        assert "bestaat al, en is geen agenda." in err
    assert other.read_bytes() == b"werk van een week"
    assert office.kvv("--ics", str(tmp_path / ("a" * 300)))[0] == 1


def test_an_item_has_the_same_id_every_time_and_no_two_share_one(office: Office, tmp_path: Path) -> None:
    first = office.meet(Promised("Sam", "a", TODAY), Promised("Sam", "b", TODAY))
    office.meet(Promised("Sam", "a", TODAY))
    path = tmp_path / "agenda.ics"

    def ids() -> list[str]:
        assert office.kvv("--alles", "--ics", str(path))[0] == 0
        return [str(event["UID"]) for event in Calendar.from_ical(path.read_bytes()).walk("VEVENT")]

    before = ids()
    assert len(set(before)) == 3
    office.kvv("klaar", first, "afspraak-1", "--uitkomst", "x")
    assert set(ids()) == set(before)


def test_a_done_item_is_cancelled_in_a_calendar_with_everything_and_absent_otherwise(
    office: Office, tmp_path: Path
) -> None:
    session = office.meet(Promised("Sam", "a", TODAY))
    office.kvv("klaar", session, "afspraak-1", "--uitkomst", "x")
    path = tmp_path / "agenda.ics"
    office.kvv("--ics", str(path))
    assert Calendar.from_ical(path.read_bytes()).walk("VEVENT") == []
    office.kvv("--alles", "--ics", str(path))
    (event,) = Calendar.from_ical(path.read_bytes()).walk("VEVENT")
    assert event["STATUS"] == "CANCELLED"
    assert event.walk("VALARM") == []


def test_a_calendar_that_cannot_be_written_is_told(office: Office, tmp_path: Path) -> None:
    office.meet(Promised("Sam", "a", TODAY))
    code, _, err = office.kvv("--ics", str(tmp_path / "bestaat" / "niet.ics"))
    assert code == 1
    assert "is niet te schrijven." in err


# A meeting of which the decision is not in the record ---------------------------------------------------------------


def in_danger(office: Office, content: Content, *more: Event, is_kept: bool = True) -> str:
    """A meeting as it lies there when it was killed between the answer and the decision, or that entry was lost."""
    at = NOW - DAY
    with office.open() as store:
        session = store.begin(SAM, at)
        if is_kept:
            store.keep_content(content.fingerprint, content.canonical, SAM, at)
        danger = Answered("acuut.geweld-nu", Answer((Option("ja"),)))
        for event in (Started(at, content.fingerprint), Seated("D-4", "", ""), danger, *more):
            put(store, session, event, at)
    return session


@pytest.mark.parametrize("before", [(), (Decided(NOW, Level.ADVIES),)], ids=["none", "milder"])
def test_a_meeting_killed_before_its_decision_was_kept_asks_for_its_call_wherever_calls_are_listed(
    content: Content, office: Office, before: tuple[Event, ...], monkeypatch: pytest.MonkeyPatch
) -> None:
    session = in_danger(office, content, *before)
    code, out, err = office.kvv()
    assert code == 0
    assert out.startswith("In 1 weging moet nog gebeld worden.")
    assert "Bel 112, en daarna Veilig Thuis (0800-2000): nog niet gebeld. De weging is niet af" in " ".join(out.split())
    assert "0800-2000" in err
    (item,) = office.told()
    assert (item["sessie"], item["sleutel"], item["besluit"]) == (session, "bellen", "bel_112")
    with office.open() as store:
        for few in (following.FEW, 0):
            monkeypatch.setattr(following, "FEW", few)
            assert calls_of(store, store.sessions(), TODAY).due == {session: ("112", "veilig_thuis")}
        with MeetingKeeper(SAM, lambda _: store, lambda: NOW) as keeper:
            keeper.open(may_ask=False)
            assert keeper.before("D-4").due == ("112", "veilig_thuis")


def test_the_call_of_a_closed_meeting_of_which_the_decision_was_lost_is_due_until_it_is_made(
    content: Content, office: Office
) -> None:
    session = in_danger(office, content, Closed(NOW - DAY))
    assert office.keys_of() == ["bellen"]
    with office.open() as store:
        put(store, session, Called(NOW, Level.BEL_112, to="112"), NOW)
        put(store, session, Called(NOW, Level.BEL_112, to="veilig_thuis"), NOW)
    assert office.keys_of() == []


def test_a_meeting_of_which_nobody_can_tell_what_the_answers_ask_for_is_named_with_the_number(
    content: Content, office: Office
) -> None:
    session = in_danger(office, content, Promised("Sam", "iets", TODAY), is_kept=False)
    code, out, err = office.kvv()
    assert code == 0
    told = " ".join(out.split())
    assert f"Sessie {session}, zaak D-4. Een deel van deze weging is niet te lezen." in told
    assert CANNOT_WAIT in " ".join(err.split())
    assert [(one["sleutel"], one["soort"]) for one in office.told()] == [
        *(("afspraak-1", "afspraak"), (None, "onleesbaar")),
    ]


# From a meeting to the list -----------------------------------------------------------------------------------------


def test_what_a_meeting_agrees_on_is_what_has_to_be_followed_up(content: Content, office: Office) -> None:
    asked = "acuut.zelfdoding"
    replies: Replies = {
        question(content, asked): "w",
        question(content, "start.zorgen"): "1",
        question(content, "partnergeweld.keel"): "3",
        "Waarom weten jullie dit niet?": "4",
        "Klopt dit zo?": lambda screen: (
            "v" if "Verder (v)" in screen else number_of("Overdracht: niets")(screen).replace("n", "k")
        ),
        "Aan welke organisatie": "de GGZ",
        "Wat neemt zij over?": "de behandeling",
        "Waarvoor belde je": "2",
        "Wat leggen jullie nu vast": through_meldcode(),
        "van 5": "v",
        "Besluit 1: ": "v",
        "Besluit 2: ": "v",
    }
    at = datetime.combine(TODAY, time(12)).astimezone()
    office.open().close()
    with MeetingKeeper(SAM, lambda _: office.open(), lambda: at) as kept:
        held = hold(content, replies, now=at, keeper=kept)
    assert held.error is None
    found = {str(one["sleutel"]): one for one in office.told()}
    assert found["afspraak-1"]["soort"] == "afspraak", "an acute answer asks for safety, not for finding out"
    assert found["afspraak-2"]["soort"] == "onbekend"
    assert found["overdracht-1"]["wat"] == "Bevestiging vragen aan de GGZ: de behandeling"
    assert {"opnieuw-kijken", "vt-1-veiligheid", "vt-1-onderzoek"} <= found.keys()


def test_one_session_alone_tells_the_same_as_the_list(office: Office) -> None:
    session = office.meet(owned(), Promised("Sam", "bellen", TODAY), LookAgainSet(TODAY), days_ago=9)
    office.meet(days_ago=2)
    with office.open() as store:
        every, _ = kept_items(store, TODAY)
        assert {*items_in(store, office.row(session), TODAY)} == {item for item in every if item.session == session}


@pytest.fixture
def alone(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> str:
    """A record that a passphrase in a file opens, for processes of their own; gives the session in it."""
    phrase, folder = tmp_path / "zin", tmp_path / "gegevens"
    phrase.write_text("paarse fiets op zolder\n", encoding="utf-8")
    monkeypatch.setenv("KVV_GEGEVENS", str(folder))
    monkeypatch.setenv("KVV_WACHTZIN_BESTAND", str(phrase))
    created = keys.create(folder, keys.passphrase_from_file(phrase))
    with open_record(folder, created.key) as store:
        session = store.begin(SAM, NOW)
        for number in range(8):
            put(store, session, Promised("Sam", f"bellen {number}", TODAY - DAY), NOW)
    return session


@pytest.mark.slow
def test_it_works_as_a_process_of_its_own(alone: str) -> None:
    def kvv(*words: str) -> str:
        command = [sys.executable, "-m", "kvv_triage", "opvolging", *words]
        return subprocess.run(command, capture_output=True, encoding="utf-8", check=True).stdout

    assert kvv().startswith("8 punten zijn te laat. Er staan 8 punten open.\n")
    assert kvv("klaar", alone, "afspraak-1", "--uitkomst", "gebeld").startswith("Vastgelegd: afspraak-1")
    assert json.loads(kvv("--alles", "--json"))[-1]["uitkomst"] == "gebeld"


def test_on_a_terminal_it_is_a_table_of_80_columns_that_ends_with_its_first_line(alone: str) -> None:
    pexpect = pytest.importorskip("pexpect", reason="a real terminal is tested where there is one: not on Windows")
    environment = {**os.environ, "TERM": "xterm-256color"}
    environment.pop("ACCESSIBLE", None)
    child = pexpect.spawn(
        sys.executable,
        ["-m", "kvv_triage", "opvolging"],
        dimensions=(24, 80),
        encoding="utf-8",
        env=environment,
        timeout=30,
    )
    child.expect(pexpect.EOF)
    lines = [re.sub(r"\x1b\[[0-9;]*m", "", line).rstrip() for line in child.before.splitlines()]
    shown = [line for line in lines if not line.startswith("Let op")]
    assert max(map(len, shown)) <= 80
    assert shown[0].strip() == shown[-1] == "8 punten zijn te laat. Er staan 8 punten open."
    header = next(line for line in shown if "uiterlijk" in line)
    assert header.split() == ["uiterlijk", "besluit", "wie", "wat", "waar"]
    assert any(f"{TODAY - DAY:%d-%m-%Y}" in line and "bellen 0" in line and alone in line for line in shown)


def test_before_cleaning_up_it_is_told_what_still_has_to_be_followed_up(office: Office) -> None:
    waiting = office.meet(Promised("Els", "belt de school", TODAY), owned(), case="A-1", days_ago=120)
    quiet = office.meet(owned(), case="A-2", days_ago=120)
    assert main(["beheer", "opschonen"]) == 0
    told = office.capsys.readouterr().out
    assert re.search(rf"{waiting}  \d\d-\d\d-\d{{4}}  nog 1 punt open\n", told)
    assert re.search(rf"{quiet}  \d\d-\d\d-\d{{4}}\n", told)
    assert "Bekijk het met: kvv opvolging" in told


def test_what_is_open_is_told_too_of_a_session_that_goes_altogether_or_cannot_be_read(office: Office) -> None:
    waiting = office.meet(Promised("Els", "belt de school", TODAY), case="A-1", days_ago=500)
    lost = office.meet(case="B-2", days_ago=120)
    with office.open() as store:
        store.append(lost, "van-later", "{}", SAM, NOW - 110 * DAY)
    assert main(["beheer", "opschonen"]) == 0
    told = office.capsys.readouterr().out
    assert told.startswith("Dit gaat weg: van 1 sessie de antwoorden, en 1 sessie helemaal.\n")
    assert re.search(rf"{waiting}  \d\d-\d\d-\d{{4}}  nog 1 punt open\n", told)
    assert re.search(rf"{lost}  \d\d-\d\d-\d{{4}}  niet te lezen\n", told)
    assert "Bekijk het met: kvv opvolging" in told
