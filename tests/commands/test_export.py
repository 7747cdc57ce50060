"""`kvv export` on a real record: every form opened by what reads it, and every export seen in the log."""

from __future__ import annotations

import csv
import errno
import io
import json
import os
import re
import signal
import stat
import sys
from collections.abc import Callable
from datetime import UTC, datetime, timedelta
from functools import partial
from pathlib import Path

import jsonschema
import pyrage
import pytest
from axe_playwright_python.sync_playwright import Axe
from icalendar import Calendar
from pypdf import PdfReader

from kvv_triage.__main__ import main
from kvv_triage.case.answers import Answer, Option
from kvv_triage.case.event_text import as_text
from kvv_triage.case.events import (
    Answered,
    Called,
    Closed,
    ContentMoved,
    EarlierCounted,
    Event,
    Exported,
    FollowedUp,
    Noted,
    Seated,
    Started,
)
from kvv_triage.case.state import EarlierSession
from kvv_triage.commands.target import stopped_cleanly
from kvv_triage.content.content import Content
from kvv_triage.errors import ExitCode
from kvv_triage.language.clean import clean
from kvv_triage.language.scales import Level
from kvv_triage.meeting.session import fold
from kvv_triage.record.kept import events_of
from kvv_triage.saving import saving_new
from kvv_triage.store.interface import Author
from kvv_triage.store.key import keys
from kvv_triage.store.sqlcipher.store import FileStore, open_store
from tests.conftest import InBrowser
from tests.export.test_html import RULES
from tests.helpers.full_session import AT, CASE, DAY, NAMES, SECOND_CHILD, WORDS, keep, rich_events
from tests.helpers.keyrings import MemoryKeyring
from tests.helpers.pages import squeezed
from tests.pages.test_session_page import SCHEMA

Out = tuple[int, bytes, str]
Kvv = Callable[..., Out]

NASTY = (
    "=cmd()|' /C calc'!A0 <script>alert(1)</script> \x1b[31mrood\x1b[0m \u202eomgekeerd\u202c [red]x[/red] "
    "👩‍👧 | # kop\n- punt\r\nregel `code` **vet** " + "lang " * 20_000
)
"""Everything that some form could take for something else than text; 100,000 letters long."""


class Record:
    """A record in a folder, with rich sessions in it."""

    def __init__(self, folder: Path, content: Content) -> None:
        self.folder, self.content = folder, content
        created = keys.create(folder)
        keys.confirm_recovery(folder, created.recovery_code)
        self.key = created.key
        open_store(folder, self.key, create=True).close()

    def open(self) -> FileStore:
        return open_store(self.folder, self.key)

    def add(self, *, fact: str = "", days: int = 0) -> str:
        """Keep a rich session; the case is the same each time."""
        with self.open() as store:
            return keep(store, self.content, rich_events(self.content, fact=fact), AT + timedelta(days=days))

    def exports(self, session: str) -> tuple[Exported, ...]:
        with self.open() as store:
            return fold(events_of(store, session)).exports


@pytest.fixture
def record(tmp_path: Path, content: Content, ring: MemoryKeyring) -> Record:
    assert not ring.kept
    return Record(tmp_path / "gegevens", content)


@pytest.fixture
def kvv(record: Record, monkeypatch: pytest.MonkeyPatch, capfdbinary: pytest.CaptureFixture[bytes]) -> Kvv:
    monkeypatch.setenv("KVV_GEGEVENS", str(record.folder))
    monkeypatch.delenv("KVV_WACHTZIN_BESTAND", raising=False)

    def run(*words: str, typed: str = "") -> Out:
        monkeypatch.setattr(sys, "stdin", io.StringIO(typed))
        code = main(("export", *words))
        out, err = capfdbinary.readouterr()
        return code, out, err.decode()

    return run


def test_without_a_wish_or_with_an_unknown_one_the_command_says_what_to_do(kvv: Kvv, record: Record) -> None:
    record.add()
    code, out, err = kvv()
    assert (code, out) == (1, b"")
    assert "Zeg wat je wilt uitvoeren." in err
    code, _, err = kvv("Z-99")
    assert code == 1
    assert "Deze sessie of zaak bestaat niet." in err


def test_a_session_goes_to_the_screen_without_names_or_typed_text(kvv: Kvv, record: Record) -> None:
    session = record.add()
    code, out, err = kvv(session)
    assert (code, err) == (0, "")
    text = out.decode()
    assert "BEL NU EEN SPECIALIST" in text
    assert "0800-2000" in text
    assert [word for word in (*WORDS.values(), *NAMES.values()) if word in text] == []


@pytest.mark.parametrize(
    ("name", "begins"),
    [("a.html", b"<!DOCTYPE html>"), ("a.JSON", b"{"), ("a.csv", b""), ("a.md", b"# "), ("a", b"# ")],
)
def test_the_name_of_the_file_tells_which_form_is_meant(
    kvv: Kvv, record: Record, tmp_path: Path, name: str, begins: bytes
) -> None:
    session, target = record.add(), tmp_path / name
    assert kvv(session, "--naar", str(target))[0] == 0
    assert target.read_bytes().startswith(begins)
    assert record.exports(session)[0].form == {"a.html": "html", "a.JSON": "json", "a.csv": "csv"}.get(name, "markdown")


@pytest.mark.parametrize(
    ("name", "named", "told"),
    [
        ("a.pdf", ("--formaat", "html"), "--naar eindigt op .pdf, maar --formaat zegt html."),
        ("a.json.age", ("--formaat", "csv"), "--naar eindigt op .json, maar --formaat zegt csv."),
        ("a.xlsx", (), "kvv maakt geen bestand dat eindigt op .xlsx."),
        ("a.docx", ("--formaat", "html"), "kvv maakt geen bestand dat eindigt op .docx."),
    ],
)
def test_a_name_that_says_another_form_is_refused_before_anything_is_opened(
    kvv: Kvv, record: Record, tmp_path: Path, name: str, named: tuple[str, ...], told: str
) -> None:
    session, target = record.add(), tmp_path / name
    code, _, err = kvv(session, "--naar", str(target), *named)
    assert (code, told in err, target.exists()) == (2, True, False)
    assert record.exports(session) == ()


def test_a_folder_is_a_folder_whatever_it_is_called(kvv: Kvv, record: Record, tmp_path: Path) -> None:
    session, folder = record.add(), tmp_path / "oud.pdf"
    folder.mkdir()
    assert kvv(session, "--naar", str(folder), "--formaat", "html")[0] == 0
    assert [path.name for path in folder.iterdir()] == [f"{session}.html"]


@pytest.mark.parametrize("form", ["markdown", "json", "csv"])
def test_a_full_export_asks_once_and_without_a_yes_writes_nothing(
    kvv: Kvv, record: Record, form: str, tmp_path: Path
) -> None:
    session, target = record.add(), tmp_path / "uit"
    words = (session, "--formaat", form, "--niveau", "volledig", "--naar", str(target))
    for typed in ("", "n\n", "\n"):
        code, _, err = kvv(*words, typed=typed)
        assert code == 1
        assert "Er is niets uitgevoerd." in err
    assert not target.exists()
    assert record.exports(session) == ()
    code, _, err = kvv(*words, typed="j\n")
    assert code == 0
    assert err.count("onversleuteld uit") == 1
    assert WORDS["feit"] in target.read_text(encoding="utf-8")


def test_every_export_stands_in_the_log_of_its_session(kvv: Kvv, record: Record) -> None:
    session = record.add()
    kvv(session, "--formaat", "csv")
    kvv(session, "--niveau", "team", "--niet-tonen-aan", SECOND_CHILD)
    assert [(one.form, one.detail, one.is_encrypted) for one in record.exports(session)] == [
        ("csv", "kort", False),
        ("markdown", "team, niet voor kind-2", False),
    ]


def test_an_unfinished_session_keeps_the_day_on_which_it_stopped_however_often_it_is_taken_out(
    kvv: Kvv, record: Record
) -> None:
    with record.open() as store:
        events = [event for event in rich_events(record.content) if not isinstance(event, (Closed, FollowedUp))]
        session = keep(store, record.content, events)
    days = [json.loads(kvv(session, "--formaat", "json")[1])["datum"] for _ in range(2)]
    assert days == [DAY.isoformat()] * 2


def test_a_person_that_is_not_in_the_session_cannot_be_left_out_silently(kvv: Kvv, record: Record) -> None:
    session = record.add()
    code, out, err = kvv(session, "--niet-tonen-aan", "kind-9")
    assert (code, out) == (1, b"")
    assert "Deze persoon komt niet voor. Wel: kind-1, kind-2, kind-3." in err
    assert record.exports(session) == ()


def test_json_of_one_session_is_an_object_and_of_a_case_a_row_both_by_the_schema(kvv: Kvv, record: Record) -> None:
    first, second = record.add(), record.add(days=30)
    check = jsonschema.Draft202012Validator(json.loads(SCHEMA.read_text(encoding="utf-8")))
    one = json.loads(kvv(first, "--formaat", "json", "--niveau", "team")[1])
    both = json.loads(kvv(CASE, "--formaat", "json")[1])
    assert check.is_valid(one)
    assert check.is_valid(both)
    assert one["sessie"] == first
    assert [found["sessie"] for found in both] == [first, second]
    assert [day["besluit"] for day in one["zaak_in_de_tijd"]] == ["bel_nu", "bel_nu"]


def test_a_period_and_a_team_choose_the_sessions(kvv: Kvv, record: Record) -> None:
    first, second = record.add(), record.add(days=30)
    assert [one["sessie"] for one in json.loads(kvv("--van", "2026-01-01", "--formaat", "json")[1])] == [first, second]
    assert json.loads(kvv("--van", "2026-03-20", "--formaat", "json")[1])["sessie"] == second
    assert json.loads(kvv("--tot", "2026-03-20", "--formaat", "json")[1])["sessie"] == first
    assert len(json.loads(kvv(CASE, "--team", "team noord", "--formaat", "json")[1])) == 2
    code, _, err = kvv(CASE, "--team", "Team Zuid", "--naar", str(record.folder.parent / "x"))
    assert code == 1
    assert "Er is niets om uit te voeren." in err
    assert not (record.folder.parent / "x").exists()


def test_a_spreadsheet_gets_the_whole_text_and_no_formula(kvv: Kvv, record: Record) -> None:
    session = record.add(fact=NASTY)
    out = kvv(session, "--formaat", "csv", "--niveau", "volledig", typed="j\n")[1].decode("utf-8-sig")
    rows = list(csv.DictReader(io.StringIO(out, newline=""), delimiter=";"))
    facts = [row["feit"] for row in rows if (row["soort"], row["vraag"]) == ("antwoord", "partnergeweld.keel")]
    assert facts == [f"'{clean(NASTY)}"]
    for row in rows:
        for cell in row.values():
            assert not re.match(r"\s*[=+\-@\t\r]", cell), cell[:40]


def test_json_gives_a_nasty_text_back_letter_by_letter(kvv: Kvv, record: Record) -> None:
    session = record.add(fact=NASTY)
    out = kvv(session, "--formaat", "json", "--niveau", "volledig", typed="j\n")[1].decode()
    assert not re.search("[\x1b\u202e\u202c]", out)
    told = json.loads(out)
    facts = [one["feit"] for one in told["antwoorden"] if one["vraag"] == "partnergeweld.keel"]
    assert facts == [NASTY]


def test_pages_of_a_case_need_a_folder_and_get_a_file_each(kvv: Kvv, record: Record, tmp_path: Path) -> None:
    sessions = [record.add(), record.add(days=30)]
    code, out, err = kvv(CASE, "--formaat", "html")
    assert (code, out) == (1, b"")
    assert "Noem een map met: --naar MAP" in err
    assert [record.exports(session) for session in sessions] == [(), ()]
    code, _, err = kvv(CASE, "--formaat", "html", "--naar", str(tmp_path / "map"))
    assert code == 0, err
    assert sorted(path.name for path in (tmp_path / "map").iterdir()) == sorted(f"{one}.html" for one in sessions)
    assert "2 wegingen geschreven naar" in err


def test_a_folder_with_one_of_the_files_is_left_as_it_is_and_nothing_is_recorded(
    kvv: Kvv, record: Record, tmp_path: Path
) -> None:
    first, second = record.add(), record.add(days=30)
    (tmp_path / f"{second}.html").write_text("van vorige week", encoding="utf-8")
    code, _, err = kvv(CASE, "--formaat", "html", "--naar", str(tmp_path))
    assert code == 1
    assert f"Het bestand {second}.html bestaat al." in err
    assert not (tmp_path / f"{first}.html").exists()
    assert [record.exports(session) for session in (first, second)] == [(), ()]


def test_without_the_extra_for_a_pdf_nothing_is_recorded(
    kvv: Kvv, record: Record, monkeypatch: pytest.MonkeyPatch
) -> None:
    session = record.add()
    monkeypatch.setitem(sys.modules, "typst", None)
    code, out, err = kvv(session, "--formaat", "pdf")
    assert (code, out) == (1, b"")
    assert "pip install 'kvv-triage[pdf]'" in err
    assert record.exports(session) == ()


@pytest.mark.skipif(sys.platform == "win32", reason="Windows keeps rights with the folder")
def test_a_file_is_for_its_owner_only_and_never_overwrites_another(kvv: Kvv, record: Record, tmp_path: Path) -> None:
    session, target = record.add(), tmp_path / "weging.md"
    assert kvv(session, "--naar", str(target))[0] == 0
    assert stat.S_IMODE(target.stat().st_mode) == 0o600
    written = target.read_bytes()
    code, _, err = kvv(session, "--naar", str(target))
    assert code == 1
    assert "Het bestand weging.md bestaat al." in err
    assert target.read_bytes() == written
    assert len(record.exports(session)) == 1


def test_an_encrypted_export_is_read_by_its_recipient_alone_and_asks_nothing(
    kvv: Kvv, record: Record, tmp_path: Path
) -> None:
    session, secret, stranger = record.add(), pyrage.x25519.Identity.generate(), pyrage.x25519.Identity.generate()
    key = tmp_path / "sleutel.pub"
    key.write_text(f"# voor het archief\n{secret.to_public()}\n", encoding="utf-8")
    target = tmp_path / "weging.json.age"
    words = ("--formaat", "json", "--niveau", "volledig", "--voor", str(key), "--naar", str(target))
    code, _, err = kvv(session, *words)
    assert code == 0, err
    sealed = target.read_bytes()
    assert sealed.startswith(b"age-encryption.org/v1")
    assert WORDS["feit"].encode() not in sealed
    told = json.loads(pyrage.decrypt(sealed, [secret]))
    assert told["antwoorden"]
    with pytest.raises(pyrage.DecryptError):
        pyrage.decrypt(sealed, [stranger])
    assert [one.is_encrypted for one in record.exports(session)] == [True]


@pytest.mark.parametrize(
    ("text", "told"),
    [
        ("", "In dit bestand staat geen openbare sleutel."),
        ("age1fout\n", "In dit bestand staat geen openbare sleutel."),
        ("AGE-SECRET-KEY-1QQQQ\n", "Dit is een geheime sleutel: bewaar die zelf."),
        ("\0\xff", "Het bestand achter --voor is niet te lezen."),
    ],
)
def test_a_file_without_a_public_key_is_refused_before_anything_is_read(
    kvv: Kvv, record: Record, tmp_path: Path, text: str, told: str
) -> None:
    session, key = record.add(), tmp_path / "sleutel.pub"
    key.write_text(text, encoding="latin-1")
    code, out, err = kvv(session, "--voor", str(key))
    assert (code, out) == (1, b"")
    assert told in err
    assert record.exports(session) == ()


def test_a_session_that_cannot_be_read_is_named_and_the_others_are_written(
    kvv: Kvv, record: Record, tmp_path: Path
) -> None:
    good, strange = record.add(), record.add(days=1)
    with record.open() as store:
        (row,) = [one for one in store.sessions() if one.id == strange]
        store.append(strange, "uit-de-toekomst", "{}", row.author, AT + timedelta(days=2))
    code, _, err = kvv(CASE, "--formaat", "json", "--naar", str(tmp_path / "uit.json"))
    assert code == 4
    assert f"Niet te lezen: {strange}." in err
    assert [one["sessie"] for one in json.loads((tmp_path / "uit.json").read_bytes())] == [good]


@pytest.mark.parametrize("width", [320, 1280])
def test_the_browser_shows_the_whole_session_and_axe_finds_nothing(
    kvv: Kvv, record: Record, in_browser: InBrowser, tmp_path: Path, width: int
) -> None:
    session, target = record.add(fact=NASTY), tmp_path / "weging.html"
    assert kvv(session, "--formaat", "html", "--niveau", "volledig", "--naar", str(target), typed="j\n")[0] == 0
    page = in_browser(target, width)
    shown = squeezed(page.locator("body").inner_text())
    for word in (*WORDS.values(), NASTY, *NAMES.values()):
        assert squeezed(clean(word)) in shown or word in (WORDS["feit"], NAMES["worker"]), word[:40]
    assert page.evaluate("document.documentElement.scrollWidth") <= width
    assert Axe().run(page, options={"runOnly": RULES}).violations_count == 0
    if folder := os.environ.get("KVV_PICTURES"):
        page.screenshot(path=Path(folder) / f"weging-{width}.png", full_page=True)


@pytest.mark.slow
def test_a_reader_of_pdfs_finds_the_whole_session_with_its_tags(kvv: Kvv, record: Record, tmp_path: Path) -> None:
    session, target = record.add(fact=NASTY), tmp_path / "weging.pdf"
    assert kvv(session, "--formaat", "pdf", "--niveau", "volledig", "--naar", str(target), typed="j\n")[0] == 0
    reader = PdfReader(target)
    text = squeezed("".join(page.extract_text() for page in reader.pages))
    for word in (WORDS["opmerking"], NAMES["afspraak"], "<script>alert(1)</script>", "[red]x[/red]", "=cmd()"):
        assert squeezed(word) in text, word
    assert text.count("lang") >= 20_000
    assert reader.metadata is not None
    assert reader.metadata.title == "BEL NU EEN SPECIALIST"
    assert reader.xmp_metadata is not None
    assert b"pdfuaid:part" in reader.xmp_metadata.stream.get_data()
    assert b"pdfaid:part" in reader.xmp_metadata.stream.get_data()
    if folder := os.environ.get("KVV_PICTURES"):
        (Path(folder) / "weging.pdf").write_bytes(target.read_bytes())


def test_the_calendar_has_what_is_open_and_nothing_of_the_case(kvv: Kvv, record: Record) -> None:
    session = record.add()
    calendar = Calendar.from_ical(kvv(session, "--formaat", "ics", "--niveau", "team")[1])
    events = list(calendar.walk("VEVENT"))
    assert len(events) == 7  # a call, a promise, what someone finds out, a hand-over, a deviation and two clocks
    for event in events:
        assert re.fullmatch(rf"kvv: [a-z ]+ {session}", str(event["SUMMARY"]))
    text = calendar.to_ical().decode()
    assert [word for word in (*WORDS.values(), *NAMES.values(), CASE) if word in text] == []


class Full(io.RawIOBase):
    """A screen that takes nothing."""

    def writable(self) -> bool:
        return True

    def write(self, data: object) -> int:
        del data
        raise OSError(errno.ENOSPC, "vol")


@pytest.mark.usefixtures("kvv")
@pytest.mark.parametrize("sealed", ["", "--voor"])
def test_what_goes_to_the_output_stands_in_the_log_before_anybody_can_read_it(
    record: Record, monkeypatch: pytest.MonkeyPatch, tmp_path: Path, sealed: str
) -> None:
    session, key = record.add(), tmp_path / "sleutel.pub"
    key.write_text(f"\ufeff{pyrage.x25519.Identity.generate().to_public()}\n", encoding="utf-8")
    monkeypatch.setattr(sys, "stdout", io.TextIOWrapper(io.BufferedWriter(Full(), 1)))
    assert main(("export", session, *([sealed, str(key)] if sealed else []))) != ExitCode.BUG
    monkeypatch.undo()
    assert len(record.exports(session)) == 1


@pytest.mark.parametrize("form", ["markdown", "json", "csv"])
def test_a_meeting_that_stopped_early_has_no_outcome_yet(kvv: Kvv, record: Record, form: str) -> None:
    events: list[Event] = [event for event in rich_events(record.content) if isinstance(event, (Started, Seated))]
    with record.open() as store:
        session = keep(store, record.content, events)
    out = kvv(session, "--formaat", form)[1].decode("utf-8-sig")
    assert "geen reden om te bellen" not in out
    assert "VOLGEN" not in out
    assert "WEGING NIET AF" in out
    if form == "json":
        assert json.loads(out)["uitkomst"]["besluit"] is None
        assert json.loads(out)["zaak_in_de_tijd"] == []
    if form == "markdown":
        assert "Er is nog geen uitkomst." in out
        assert "kunnen de uitkomst nog zwaarder maken, tot: BEL NU 112." in out


def test_a_call_for_advice_is_no_call_for_what_was_asked_later(kvv: Kvv, record: Record) -> None:
    events = [Called(AT, Level.ADVIES) if isinstance(one, Called) else one for one in rich_events(record.content)]
    with record.open() as store:
        session = keep(store, record.content, events)
    out = kvv(session)[1].decode()
    assert "Er is gebeld op woensdag 4 maart 2026, toen de uitkomst nog was: vraag vandaag advies." in out
    assert "Nog niet gebeld: Veilig Thuis, 0800-2000." in out


def test_what_earlier_sessions_counted_for_is_kept_with_the_meeting(kvv: Kvv, record: Record) -> None:
    """Whatever happens to the other sessions of the case afterwards, the decision stays what it was (law 7)."""
    earlier = EarlierCounted((EarlierSession(DAY, Level.BEL_NU),))
    serious = Answered("partnergeweld.jaloers", Answer((Option("ja"),)))
    opening = [event for event in rich_events(record.content) if isinstance(event, (Started, Seated))]
    with record.open() as store:
        alone = keep(store, record.content, [*opening, serious, Closed(AT)])
        again = keep(store, record.content, [*opening, earlier, serious, Closed(AT)])
    levels = [json.loads(kvv(one, "--formaat", "json")[1])["uitkomst"]["besluit"] for one in (alone, again)]
    assert levels == ["volgen", "bel_nu"]


def test_what_newer_content_left_behind_and_what_was_followed_up_is_told(kvv: Kvv, record: Record) -> None:
    gone = "start.oude-vraag"
    extra: list[Event] = [
        Answered(gone, Answer((Option("ja"),), WORDS["feit"])),
        Noted(gone, WORDS["opmerking"]),
        ContentMoved(AT, record.content.fingerprint, (gone,), WORDS["milder"], NAMES["tweede"]),
        FollowedUp(AT, "vt-1-veiligheid", WORDS["klaar"], NAMES["collega"]),
    ]
    start, *rest = rich_events(record.content)
    with record.open() as store:
        session = keep(store, record.content, [start, *extra, *rest])
    for form in ("markdown", "json", "csv", "html"):
        out = kvv(session, "--formaat", form, "--niveau", "volledig", typed="j\n")[1].decode("utf-8-sig")
        question = gone if form in ("json", "csv") else "Een vraag die deze lijsten niet hebben."
        for word in (WORDS["milder"], NAMES["tweede"], WORDS["klaar"], "vt-1-veiligheid", question):
            assert word in out, (form, word)


def test_sources_of_a_question_stay_out_where_its_answer_does(kvv: Kvv, record: Record) -> None:
    session = record.add()
    source = "Non-fatal strangulation"
    assert source in kvv(session, "--niveau", "team")[1].decode()
    for words in ((), ("--niveau", "team", "--niet-tonen-aan", SECOND_CHILD)):
        assert source not in kvv(session, *words)[1].decode()


def test_when_nothing_can_be_read_no_file_is_made(kvv: Kvv, record: Record, tmp_path: Path) -> None:
    session = record.add()
    with record.open() as store:
        (row,) = store.sessions()
        store.append(session, "uit-de-toekomst", "{}", row.author, AT)
    code, _, err = kvv(session, "--formaat", "json", "--naar", str(tmp_path / "uit.json"))
    assert code == 4
    assert "geschreven naar" not in err
    assert not (tmp_path / "uit.json").exists()


@pytest.mark.parametrize("target", ["x" * 300, "bestand/uit.md", "nergens/uit.md"])
def test_where_nothing_can_be_written_it_says_so(kvv: Kvv, record: Record, tmp_path: Path, target: str) -> None:
    session = record.add()
    (tmp_path / "bestand").write_text("", encoding="utf-8")
    code, _, err = kvv(CASE, "--naar", str(tmp_path / target))
    assert code == 1
    assert record.exports(session) == (), "what was not written is not recorded as exported"
    assert "lukt niet." in err
    assert "of er plaats is" in err


@pytest.mark.parametrize("target", ["uit.md", "map"])
def test_a_file_of_which_it_cannot_be_recorded_that_it_left_the_record_does_not_stay(
    kvv: Kvv, record: Record, tmp_path: Path, target: str
) -> None:
    session = record.add()
    (tmp_path / "map").mkdir()
    with record.open() as store:  # from a clock that runs ahead: nothing can be added after it
        note = as_text(Noted("partnergeweld.keel", "later"))
        store.append(session, *note, Author("", ""), datetime.now(UTC) + timedelta(days=400))
    code, _, err = kvv(session, "--naar", str(tmp_path / target))
    assert code == ExitCode.STORE
    assert "De klok van deze computer loopt achter" in err
    assert "geschreven naar" not in err
    assert [path for path in (tmp_path / "uit.md", *(tmp_path / "map").iterdir()) if path.exists()] == []


def test_of_several_files_those_are_recorded_that_were_written(
    kvv: Kvv, record: Record, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    first, second = record.add(), record.add(days=1)
    folder = tmp_path / "map"
    folder.mkdir()
    link, rename = os.link, os.rename

    def full(source: Path, target: Path, *, name: Callable[[Path, Path], None]) -> None:
        """There is room for one file."""
        if Path(target).parent == folder and any(path.suffix == ".html" for path in folder.iterdir()):
            raise OSError(errno.ENOSPC, "vol")
        name(source, target)

    monkeypatch.setattr("os.link", partial(full, name=link))
    monkeypatch.setattr("os.rename", partial(full, name=rename))
    assert kvv(CASE, "--formaat", "html", "--naar", str(folder))[0] == ExitCode.CANNOT
    assert [len(record.exports(session)) for session in (first, second)] == [1, 0]
    assert [path.stem for path in folder.iterdir()] == [first]


@pytest.mark.skipif(sys.platform == "win32", reason="Windows has no such signals")
@pytest.mark.parametrize("name", ["SIGTERM", "SIGHUP"])
def test_a_window_that_is_closed_leaves_no_half_file_behind(tmp_path: Path, name: str) -> None:
    before = signal.getsignal(getattr(signal, name))

    def write() -> None:
        with stopped_cleanly(), saving_new(tmp_path / "uit.md") as file:
            file.write(b"half")
            os.kill(os.getpid(), getattr(signal, name))

    with pytest.raises(KeyboardInterrupt):
        write()
    assert list(tmp_path.iterdir()) == []
    assert signal.getsignal(getattr(signal, name)) is before


def test_a_file_that_another_made_meanwhile_is_never_replaced(tmp_path: Path) -> None:
    target = tmp_path / "uit.md"

    def write() -> None:
        with saving_new(target) as file:
            file.write(b"van mij")
            target.write_bytes(b"van een collega")

    with pytest.raises(FileExistsError):
        write()
    assert [path.read_bytes() for path in tmp_path.iterdir()] == [b"van een collega"]


@pytest.mark.parametrize("taken", [False, True])
def test_a_disk_without_hard_links_takes_a_new_file_too(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, *, taken: bool
) -> None:
    """A stick, and many a share: there the system refuses a second name for a file."""

    def refused(*_: object) -> None:
        raise PermissionError(errno.EPERM, "not here")

    monkeypatch.setattr("os.link", refused)
    target = tmp_path / "uit.md"

    def write() -> None:
        with saving_new(target) as file:
            file.write(b"van mij")
            if taken:
                target.write_bytes(b"van een collega")

    if taken:
        with pytest.raises(FileExistsError):
            write()
    else:
        write()
    assert [path.read_bytes() for path in tmp_path.iterdir()] == [b"van een collega" if taken else b"van mij"]


def test_a_letter_that_cannot_be_read_is_refused_kindly(kvv: Kvv) -> None:
    code, out, err = kvv("\udcff")
    assert (code, out) == (2, b"")
    assert "een teken dat kvv niet kan lezen" in err
