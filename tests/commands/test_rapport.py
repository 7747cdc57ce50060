"""`kvv rapport` on a real encrypted record: its page, its JSON, its CSV, and what it refuses."""

from __future__ import annotations

import csv
import io
import json
import sys
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from datetime import datetime, timedelta
from pathlib import Path
from typing import Any

import jsonschema
import pytest
from axe_playwright_python.sync_playwright import Axe

from kvv_triage.__main__ import main
from kvv_triage.case.answers import Answer, Option, Unknown
from kvv_triage.case.event_text import as_text
from kvv_triage.case.events import (
    Answered,
    Called,
    Closed,
    Decided,
    Event,
    FollowedUp,
    Noted,
    Promised,
    Raised,
    Seated,
    Started,
)
from kvv_triage.content.content import Content
from kvv_triage.language.period import whole_months
from kvv_triage.language.scales import Level, UnknownKind
from kvv_triage.record.keeping import change_of
from kvv_triage.store.interface import Author, Record, Terms
from kvv_triage.store.key.keys import create
from kvv_triage.store.opening import open_record
from tests.conftest import InBrowser
from tests.export.test_html import RULES
from tests.helpers.keyrings import MemoryKeyring

Capture = pytest.CaptureFixture[str]
Json = dict[str, Any]

SCHEMA = json.loads((Path(__file__).parents[2] / "src/kvv_triage/forms/rapport.schema.json").read_text("utf-8"))
NOW = datetime.now().astimezone()
FIRST, LAST = whole_months(None, None, NOW.date())
START = datetime.combine(LAST, datetime.min.time()).astimezone() - timedelta(days=20)
"""A moment in the last month that is over."""
AUTHOR = Author("Bea Bakker", "wijkteam")
PRIVATE = ("Zonnebloem", "hij kneep mijn keel dicht", "Bea Bakker", "Regina")
YES, UNKNOWN = Answer((Option("ja"),), PRIVATE[1]), Answer((Unknown(UnknownKind.GEWEIGERD),))


@dataclass
class Desk:
    """A record that is filled session by session, and kvv that is run on it."""

    store: Record
    content: Content
    capture: Capture
    held: int = 0

    def hold(
        self,
        level: Level,
        *events: Event,
        thresholds: tuple[str, ...] = (),
        case: str = "",
        team: str = "Noord",
        is_closed: bool = True,
    ) -> str:
        """Hold one meeting, an hour after the one before it."""
        at = START + timedelta(hours=self.held)
        self.held += 1
        session = self.store.begin(AUTHOR, at)
        said = [
            Started(at, self.content.fingerprint, AUTHOR.name, AUTHOR.role, team=team),
            Seated(case or f"Zonnebloem-{self.held}", "wijkteam", AUTHOR.name),
            *events,
            Decided(at, level, thresholds),
            *([Closed(at)] if is_closed else []),
        ]
        for event in said:
            self.store.append(session, *as_text(event), AUTHOR, at, change_of(event))
        return session

    def run(self, *words: str) -> tuple[int, str, str]:
        """Run kvv rapport with these words."""
        code = main(["rapport", *words])
        shown = self.capture.readouterr()
        return code, shown.out, shown.err

    def json(self, *words: str) -> Json:
        """The report as JSON, which follows the published schema."""
        code, out, _ = self.run("--formaat", "json", *words)
        assert code == 0
        found: Json = json.loads(out)
        jsonschema.validate(found, SCHEMA, cls=jsonschema.Draft202012Validator)
        return found


@pytest.fixture
def desk(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: Capture, content: Content, ring: MemoryKeyring
) -> Iterator[Desk]:
    folder = tmp_path / "gegevens"
    monkeypatch.setenv("KVV_GEGEVENS", str(folder))
    with open_record(folder, create(folder).key) as store:
        store.keep_content(content.fingerprint, content.canonical, AUTHOR, START)
        assert ring.kept
        yield Desk(store, content, capsys)


def called(minutes: int, level: Level = Level.BEL_NU) -> Callable[[datetime], Called]:
    return lambda at: Called(at + timedelta(minutes=minutes), level)


@pytest.fixture
def full(desk: Desk) -> Desk:
    """A record of 40 sessions: 22 with a call, 8 that ask for advice, 8 to follow, and 2 that are not finished."""
    for number in range(22):
        at = START + timedelta(hours=desk.held)
        desk.hold(
            Level.BEL_NU,
            Answered("start.zorgen", YES),
            Answered("kind.bang@kind-1", UNKNOWN),
            Noted("start.zorgen", PRIVATE[1]),
            called(12 if number < 16 else 45)(at),
            Promised("Regina", "belt met school", at.date()),
            FollowedUp(at, "afspraak-1", PRIVATE[1]),
            *([Raised(PRIVATE[1])] if number < 10 else []),
            thresholds=("rode-vlag",) if number < 11 else ("opstapeling",),
            case=f"Zonnebloem-een-{number % 6}" if number < 12 else "",
        )
    for _ in range(8):
        desk.hold(Level.ADVIES, Answered("start.zorgen", UNKNOWN), team="Zuid")
    for number in range(8):
        desk.hold(Level.VOLGEN, Answered("poort.x" if number < 3 else "start.zorgen", YES), team=" zuid ")
    for _ in range(2):
        desk.hold(Level.BEL_112, is_closed=False)
    return desk


def rows(found: Json, table: str) -> dict[str, tuple[int, int]]:
    """Each row by name: how far it is known."""
    return {"+".join(row["groep"]): (row["minstens"], row["hoogstens"]) for row in found["tabellen"][table]}


def test_the_json_follows_its_schema_and_holds_what_was_counted(full: Desk) -> None:
    found = full.json()
    assert (found["van"], found["tot"]) == (FIRST.isoformat(), LAST.isoformat())
    assert found["wegingen"]["afgerond"]["aantal"] == 38
    assert found["wegingen"]["niet_af"] == {"aantal": None, "minstens": 1, "hoogstens": 4}
    assert rows(found, "uitkomst") == {"bel_112": (0, 0), "bel_nu": (22, 22), "advies": (8, 8), "volgen": (8, 8)}
    thresholds = rows(found, "drempels")
    assert thresholds["rode-vlag"] == thresholds["opstapeling"] == (11, 11)
    assert thresholds["levensgevaar"] == (0, 0)
    lists = rows(found, "vragenlijsten")
    assert (lists["start"], lists["kind"], lists["poort"]) == ((29, 37), (22, 22), (1, 9))
    assert rows(found, "antwoorden") == {"weet_niet": (30, 30), "bekend": (30, 30)}
    assert rows(found, "opgeschaald") == {"opgeschaald": (10, 10)}
    calls = rows(found, "bellen")
    assert (calls["binnen_15_minuten"], calls["30_tot_60_minuten"], calls["niet_vastgelegd"]) == (
        (16, 16),
        (6, 6),
        (8, 8),
    )
    assert found["mediaan_minuten_tot_bellen"] == 12
    assert rows(found, "maanden_tot_bellen")["al_eerder_gebeld"] == (6, 6)
    assert rows(found, "opnieuw") == {"eerder_gewogen": (6, 6), "niet_eerder_gewogen": (32, 32)}
    assert rows(found, "meldcode")["later_opnieuw_gewogen"] == (6, 6)
    assert rows(found, "afspraken")["op_tijd"] == (22, 22)


def test_the_json_names_region_version_and_fingerprint(full: Desk, content: Content) -> None:
    told = {"regio": content.regional.region, "versie": content.regional.version, "vingerafdruk": content.fingerprint}
    assert full.json()["inhoud"] == [told]
    ids = [row["groep"][0] for row in full.json()["tabellen"]["drempels"]]
    assert ids[: len(content.regional.thresholds)] == [one.id for one in content.regional.thresholds]


def test_the_schema_has_no_address_of_a_network_and_takes_nothing_else(full: Desk) -> None:
    assert SCHEMA["$id"] == "urn:kvv:rapport:1"
    jsonschema.Draft202012Validator.check_schema(SCHEMA)
    found = full.json()
    with pytest.raises(jsonschema.ValidationError):
        jsonschema.validate({**found, "zaak": "A-1"}, SCHEMA)
    found["wegingen"]["niet_af"]["aantal"] = 2
    with pytest.raises(jsonschema.ValidationError):
        jsonschema.validate(found, SCHEMA)


def test_the_page_tells_the_figures_and_what_they_are_not(full: Desk) -> None:
    code, out, err = full.run()
    told = " ".join(out.split())
    assert (code, "Let op" in err) == (0, True), "the recovery code was not typed back yet"
    assert "een cijfer dat een doel wordt, vertelt niet meer de waarheid." in told
    assert "voorspelt niets" in told
    assert "Afgeronde wegingen 38" in told
    assert "Niet af minder dan 5" in told
    assert "- specialist bellen: 22 (58%)" in out
    assert "- opgeschaald: 10 (26%)" in out
    assert "De helft belde binnen 12 minuten." in out
    assert "Minder dan 10: " in out
    assert "meer dan 28" in out
    assert f"{FIRST:%d-%m-%Y} tot en met {LAST - timedelta(days=1):%d-%m-%Y}" in told


def test_a_threshold_is_told_by_its_title_and_in_data_by_its_id(desk: Desk) -> None:
    rules = [
        rule.model_copy(update={"title": "Een rode vlag"}) if rule.id == "rode-vlag" else rule
        for rule in desk.content.regional.thresholds
    ]
    regional = desk.content.regional.model_copy(update={"thresholds": tuple(rules)})
    desk.content = Content(desk.content.checklists, regional, desk.content.floor, desk.content.meldcode)
    desk.store.keep_content(desk.content.fingerprint, desk.content.canonical, AUTHOR, START)
    for _ in range(20):
        desk.hold(Level.BEL_NU, thresholds=("rode-vlag", "opstapeling"))
    _, out, _ = desk.run()
    assert "- Een rode vlag: 20 (100%)" in out
    assert "- Zorgen die zich opstapelen: 20 (100%)" in out
    assert rows(desk.json(), "drempels")["rode-vlag"] == (20, 20)


def test_on_a_terminal_there_are_bars(full: Desk, monkeypatch: pytest.MonkeyPatch) -> None:
    class Terminal(io.StringIO):
        def isatty(self) -> bool:
            return True

    screen = Terminal()
    monkeypatch.setattr(sys, "stdout", screen)
    assert full.run()[0] == 0
    assert "█████" in screen.getvalue()
    assert "specialist bellen" in screen.getvalue()


def test_the_csv_holds_the_same_as_the_json(full: Desk) -> None:
    code, out, _ = full.run("--formaat", "csv")
    assert code == 0
    header, *lines = csv.reader(io.StringIO(out.removeprefix("\ufeff"), newline=""), delimiter=";")
    found, seen = full.json(), [dict(zip(header, line, strict=True)) for line in lines]
    assert {(line["van"], line["tot"], line["regio"]) for line in seen} == {
        (FIRST.isoformat(), LAST.isoformat(), "Voorbeeldregio")
    }
    assert {
        (line["groep"], line["aantal"], line["minstens"], line["totaal"])
        for line in seen
        if line["tabel"] in found["tabellen"]
    } == {
        (" + ".join(row["groep"]), *(str(row[key]).replace("None", "") for key in ("aantal", "minstens", "totaal")))
        for table in found["tabellen"].values()
        for row in table
    }
    assert [line["aantal"] for line in seen if line["groep"] == "afgerond"] == ["38"]


@pytest.mark.parametrize("form", ["tekst", "csv", "json"])
def test_nothing_of_a_case_or_a_person_comes_out(full: Desk, form: str) -> None:
    _, out, _ = full.run("--formaat", form)
    assert [text for text in PRIVATE if text in out] == []


def test_a_team_is_counted_apart_however_it_is_typed(full: Desk) -> None:
    found = full.json("--team", "ZUID")
    assert found["team"] == "ZUID"
    assert found["wegingen"]["afgerond"]["aantal"] == 16
    assert rows(found, "uitkomst")["advies"] == (8, 8)
    assert full.json("--team", "Oost")["wegingen"]["afgerond"]["aantal"] == 0
    assert "Team Zuid. Van een opgeschoonde weging is het team niet bekend" in " ".join(
        full.run("--team", "Zuid")[1].split()
    )


def test_a_case_that_another_team_weighed_before_comes_back(desk: Desk) -> None:
    for number in range(6):
        desk.hold(Level.VOLGEN, case=f"Zonnebloem {number}", team="Noord")
    desk.hold(Level.VOLGEN, case=" zonnebloem 0 ", team="Zuid")
    for _ in range(7):
        desk.hold(Level.VOLGEN, team="Zuid")
    for number in range(7):
        desk.hold(Level.VOLGEN, case=f"zonnebloem {number % 6}", team="Zuid")
    assert rows(desk.json("--team", "Zuid"), "opnieuw") == {"eerder_gewogen": (8, 8), "niet_eerder_gewogen": (7, 7)}


def test_sessions_without_answers_count_in_what_their_row_holds(full: Desk) -> None:
    full.store.purge(AUTHOR, NOW, Terms(entries=1))
    found = full.json()
    assert found["wegingen"]["antwoorden_opgeschoond"]["aantal"] == 38
    assert rows(found, "uitkomst")["bel_nu"] == (22, 22)
    assert rows(found, "drempels")["rode-vlag"] == (11, 11), "the usual content tells its level"
    assert rows(found, "opnieuw")["eerder_gewogen"] == (6, 6)
    assert found["inhoud"] == found["tabellen"]["bellen"] == found["tabellen"]["antwoorden"] == []
    assert "van 38 wegingen" in " ".join(full.run()[1].split())
    assert full.json("--team", "Noord")["wegingen"]["afgerond"]["aantal"] == 0


def test_a_period_of_whole_months_is_asked_for_and_told(full: Desk) -> None:
    month = LAST - timedelta(days=1)
    found = full.json("--van", month.isoformat())
    assert (found["van"], found["tot"]) == (month.replace(day=1).isoformat(), LAST.isoformat())
    _, _, err = full.run("--van", month.isoformat())
    assert f"Let op: een rapport gaat over hele maanden. Dit gaat van {month.replace(day=1):%d-%m-%Y}" in err
    assert "hele maanden" not in full.run("--van", month.replace(day=1).isoformat())[2]
    earlier = full.json("--tot", month.replace(day=1).isoformat())
    assert earlier["wegingen"]["afgerond"]["aantal"] == 0


@pytest.mark.parametrize(
    ("words", "why"),
    [
        (["--van", "2026-02-01", "--tot", "2026-01-01"], "ligt niet na de dag achter --van"),
        (["--van", "2999-01-01"], "in de toekomst"),
        (["--van", NOW.date().replace(day=1).isoformat()], "geen hele maand die voorbij is"),
    ],
)
def test_a_period_that_cannot_be_is_refused_in_dutch(desk: Desk, words: list[str], why: str) -> None:
    code, out, err = desk.run(*words)
    assert (code, out) == (1, "")
    assert why in err
    assert "Tip: " in err


def test_a_report_goes_to_a_new_file_and_never_over_another(full: Desk, tmp_path: Path) -> None:
    target = tmp_path / "rapport.json"
    code, out, err = full.run("--formaat", "json", "--naar", str(target))
    assert (code, out) == (0, "")
    assert f"Het rapport staat in {target}." in err
    assert json.loads(target.read_text("utf-8")) == full.json()
    code, _, err = full.run("--naar", str(target))
    assert code == 1
    assert "bestaat al" in err
    code, _, err = full.run("--naar", str(tmp_path / "nergens" / "rapport.txt"))
    assert code == 1
    assert "is niet te schrijven" in err
    table = tmp_path / "rapport.csv"
    full.run("--formaat", "csv", "--naar", str(table))
    assert table.read_bytes().startswith("\ufeffregio;".encode())
    assert b"\r\r" not in table.read_bytes()


@pytest.mark.parametrize("name", ["a" * 300, "a" * 250])
def test_a_name_that_the_disk_does_not_take_is_told_and_leaves_nothing(desk: Desk, tmp_path: Path, name: str) -> None:
    before = {*tmp_path.iterdir()}
    code, out, err = desk.run("--naar", str(tmp_path / name))
    assert (code, out) == (1, "")
    assert "is niet te schrijven" in err
    assert {*tmp_path.iterdir()} == before


def test_a_folder_where_nothing_may_be_seen_is_told(
    desk: Desk, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    target, exists = tmp_path / "dicht" / "rapport.txt", Path.exists

    def guarded(path: Path, **options: bool) -> bool:
        if path == target:
            raise PermissionError
        return exists(path, **options)

    monkeypatch.setattr(Path, "exists", guarded)
    code, _, err = desk.run("--naar", str(target))
    assert code == 1
    assert "is niet te schrijven" in err


def test_a_report_is_for_its_owner_only_and_leaves_nothing_beside_it(desk: Desk, tmp_path: Path) -> None:
    target = tmp_path / "uit" / "rapport.txt"
    target.parent.mkdir()
    assert desk.run("--naar", str(target))[0] == 0
    assert [*target.parent.iterdir()] == [target]
    if sys.platform != "win32":
        assert target.stat().st_mode & 0o777 == 0o600


def test_a_folder_that_was_named_and_holds_nothing_gives_no_report_of_zeroes(desk: Desk, tmp_path: Path) -> None:
    code, out, err = desk.run("--gegevens", str(tmp_path / "verkeerd"))
    assert (code, out) == (1, "")
    assert "In deze map is nog niets bewaard." in err


@pytest.mark.parametrize("width", [320, 1280])
def test_the_browser_shows_every_figure_and_axe_finds_nothing(
    full: Desk, in_browser: InBrowser, tmp_path: Path, width: int
) -> None:
    target = tmp_path / "rapport.html"
    assert full.run("--formaat", "html", "--naar", str(target))[0] == 0
    page = in_browser(target, width)
    shown = page.locator("body").inner_text()
    assert "een cijfer dat een doel wordt, vertelt niet meer de waarheid" in shown
    assert page.locator("svg").count() > 0
    assert page.evaluate("document.documentElement.scrollWidth") <= width
    assert Axe().run(page, options={"runOnly": RULES}).violations_count == 0


def test_an_empty_folder_gives_an_empty_report_and_stays_empty(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: Capture, ring: MemoryKeyring
) -> None:
    assert not ring.kept
    monkeypatch.setenv("KVV_GEGEVENS", str(tmp_path / "leeg"))
    assert main(["rapport", "--formaat", "json"]) == 0
    jsonschema.validate(json.loads(capsys.readouterr().out), SCHEMA)
    assert main(["rapport"]) == 0
    assert "Afgeronde wegingen nul" in " ".join(capsys.readouterr().out.split())
    assert not (tmp_path / "leeg").exists()


def test_an_entry_that_cannot_be_read_stops_the_report(full: Desk) -> None:
    session = full.hold(Level.VOLGEN)
    full.store.append(session, "answered", '{"slot":"x"}', AUTHOR, NOW)
    code, out, err = full.run()
    assert (code, out) == (4, "")
    assert "iets wat deze versie van kvv niet kent" in err


def test_a_kind_of_entry_of_a_newer_kvv_stops_the_report_of_its_period_only(full: Desk) -> None:
    session = full.hold(Level.VOLGEN)
    full.store.append(session, "uit-de-toekomst", "{}", AUTHOR, NOW)
    code, out, err = full.run()
    assert (code, out) == (4, "")
    assert "Werk kvv bij" in " ".join(err.split())
    assert full.run("--tot", START.date().replace(day=1).isoformat())[0] == 0


@pytest.mark.parametrize("kept", [None, "{}"])
def test_content_that_cannot_be_read_any_more_is_named_by_its_fingerprint(desk: Desk, kept: str | None) -> None:
    strange = Started(START, f"sha256:{'0' * 64}")
    if kept:
        desk.store.keep_content(strange.fingerprint, kept, AUTHOR, START)
    for _ in range(20):
        desk.hold(Level.BEL_NU, strange, thresholds=("rode-vlag", "van-toen"))
    found = desk.json()
    assert {"regio": None, "versie": None, "vingerafdruk": strange.fingerprint} in found["inhoud"]
    assert rows(found, "drempels")["rode-vlag"] == (20, 20)
    assert rows(found, "drempels")["van-toen"] == (0, 20), "its level is not known, so it may not be shown"


def test_few_sessions_show_next_to_nothing(desk: Desk) -> None:
    for _ in range(3):
        desk.hold(Level.BEL_112, Answered("start.zorgen", YES))
    found = desk.json()
    assert [table for table, shown in found["tabellen"].items() if shown] == []
    assert found["wegingen"]["afgerond"] == {"aantal": None, "minstens": 1, "hoogstens": 4}
    assert "Niet getoond" in desk.run()[1]


def test_small_outcomes_stand_together(desk: Desk) -> None:
    for level, count in ((Level.BEL_112, 2), (Level.BEL_NU, 9), (Level.VOLGEN, 9)):
        for _ in range(count):
            desk.hold(level, thresholds=("rode-vlag",) if level else ())
    assert rows(desk.json(), "uitkomst") == {"bel_112+bel_nu": (11, 11), "advies": (0, 0), "volgen": (9, 9)}
    assert rows(desk.json(), "drempels")["levensgevaar"] == (0, 20)
    assert "- 112 bellen + specialist bellen: 11 (55%), samen" in desk.run()[1]
