# ruff: noqa: INP001 -- a script, not a package
"""Make the pictures of the pages for supervisors: `python docs/beelden.py [FOLDER]`. Needs the test extra and Chromium.

Fictitious sessions from the casebook are kept in a real record; the pictures show what the commands make of it.
"""

from __future__ import annotations

import io
import os
import random
import shutil
import sys
import tempfile
from collections.abc import Iterator
from datetime import datetime, timedelta
from pathlib import Path

from playwright.sync_api import sync_playwright
from rich.console import Console
from rich.text import Text

from kvv_triage.__main__ import main
from kvv_triage.case.event_text import as_text
from kvv_triage.case.events import (
    Answered,
    Called,
    Closed,
    Decided,
    Event,
    LookAgainSet,
    MeldcodeChanged,
    Owned,
    Promised,
    Seated,
    Started,
)
from kvv_triage.case.meldcode_record import MeldcodeRecord
from kvv_triage.content.content import Content
from kvv_triage.deciding.decision import decide
from kvv_triage.deciding.ruleset import Ruleset
from kvv_triage.language.days import look_again_on
from kvv_triage.language.scales import Level
from kvv_triage.pages.followup_page import followup_page
from kvv_triage.reading.loading import load_folder
from kvv_triage.record.following import kept_items
from kvv_triage.record.keeping import change_of
from kvv_triage.settings import shipped_content
from kvv_triage.store.interface import Author, Store
from kvv_triage.store.key import keys
from kvv_triage.store.key.secret import Secret
from kvv_triage.store.opening import open_record
from kvv_triage.terminal.screen import rendered
from kvv_triage.trainer.trying import Tried, try_cases

FIRST = datetime(2026, 1, 5, 13, 30).astimezone()
TODAY = datetime(2026, 7, 1).astimezone().date()
SHOWN = "drie-kinderen-jongste-uit-beeld"
"""The case of the picture of a summary."""
PHRASE = "vier losse woorden hier"
AUTHOR = Author("", "wijkteam")
OWNERS = ("jeugdverpleegkundige", "gezinsbegeleider", "wijkcoach")
WIDE, HIGH = 1000, 1400
COLUMNS, MOST = 100, 6


def make(folder: Path) -> None:
    """Write the pictures into a folder."""
    loaded = load_folder(shipped_content())
    if loaded.content is None:
        raise SystemExit("\n".join(map(str, loaded.errors)))
    with tempfile.TemporaryDirectory() as name:
        work = Path(name)
        shown = record(work, loaded.content, try_cases(Ruleset(loaded.content), loaded.cases))
        main(["export", shown, "--formaat", "html", "--niveau", "team", "--naar", str(work / "weging.html")])
        period = ["--van", "2026-01-01", "--tot", "2026-07-01"]
        main(["rapport", *period, "--formaat", "html", "--naar", str(work / "rapport.html")])
        with open_record(work / "gegevens", keys.unlock_with_passphrase(work / "gegevens", Secret(PHRASE))) as store:
            (work / "opvolging.html").write_text(terminal(store), encoding="utf-8")
        take(work, folder)


def record(work: Path, content: Content, cases: tuple[Tried, ...]) -> str:
    """Keep every case of the casebook as a session, over half a year; gives the id of the one to show."""
    (work / "wachtzin").write_text(PHRASE, encoding="utf-8")
    os.environ |= {"KVV_GEGEVENS": str(work / "gegevens"), "KVV_WACHTZIN_BESTAND": str(work / "wachtzin")}
    created = keys.create(work / "gegevens", Secret(PHRASE))
    keys.confirm_recovery(work / "gegevens", created.recovery_code)
    chance = random.Random(1)  # noqa: S311 -- fictitious days, nothing secret
    shown = ""
    with open_record(work / "gegevens", created.key) as store:
        for number, tried in enumerate(cases):
            at = FIRST + timedelta(days=number * 170 // len(cases), minutes=number)
            session = store.begin(AUTHOR, at)
            store.keep_content(content.fingerprint, content.canonical, AUTHOR, at)
            for event in events(content, tried, at, f"A-2026-{number:03}", chance):
                store.append(session, *as_text(event), AUTHOR, at, change_of(event))
            if Path(tried.path).stem == SHOWN:
                shown = session
    return shown


def events(content: Content, tried: Tried, at: datetime, case: str, chance: random.Random) -> Iterator[Event]:
    """A meeting about a case of the casebook."""
    decision = decide(Ruleset(content), tried.record)
    owner = chance.choice(OWNERS)
    yield Started(at, content.fingerprint, "", "wijkteam", is_practice=False, team="Wijkteam Noord")
    yield Seated(case, "wijkteam, school, jeugdarts", "wijkteam")
    for slot, answer in tried.record.answers.items():
        yield Answered(slot, answer)
    yield Decided(at, decision.level, tuple(outcome.threshold.id for outcome in decision.reached))
    meldcode: dict[str, object] = {"overleg": [{"met": "aandachtsfunctionaris", "op": at.date().isoformat()}]}
    if decision.level >= Level.BEL_NU and chance.random() < 0.9:  # noqa: PLR2004 -- now and then nobody called
        yield Called(at + timedelta(minutes=chance.choice((4, 9, 22, 55))), decision.level)
        contact = {"op": at.date().isoformat(), "soort": "advies", "met": "Veilig Thuis"}
        meldcode |= {"vermoeden": "ja", "onveiligheid": "ja", "veilig_thuis": [contact]}
    yield MeldcodeChanged(MeldcodeRecord.model_validate(meldcode))
    yield Owned(owner, "teamleider", "via de piketdienst")
    yield Promised(owner, "belt de school", (at + timedelta(days=2)).date())
    yield LookAgainSet(look_again_on(at.date(), decision.look_again_days, decision.level))
    yield Closed(at + timedelta(minutes=50))


def terminal(store: Store) -> str:
    """The list of what has to be followed up, as it stands on a terminal of 100 columns."""
    items, unreadable = kept_items(store, TODAY)
    page = followup_page([item for item in items if item.is_open], unreadable, MOST)
    lines = rendered(Console(width=COLUMNS, force_terminal=True, color_system="truecolor", file=io.StringIO()), page)
    shown = Console(width=COLUMNS, record=True, file=io.StringIO())
    for line in lines:
        shown.print(Text.from_ansi(line))
    return f"<!doctype html><body style='margin:0'>{shown.export_svg(title='kvv opvolging')}"


def take(work: Path, folder: Path) -> None:
    """Take the pictures with a browser."""
    folder.mkdir(exist_ok=True)
    chromium = shutil.which("chromium") or shutil.which("google-chrome")
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=chromium, args=["--no-sandbox"])
        for name in ("weging", "rapport", "opvolging"):
            page = browser.new_page(viewport={"width": WIDE, "height": HIGH})
            page.goto((work / f"{name}.html").as_uri())
            shown = page.locator("svg") if name == "opvolging" else page
            shown.screenshot(path=folder / f"{name}.png")
        browser.close()


if __name__ == "__main__":
    make(Path(sys.argv[1]) if len(sys.argv) > 1 else Path(__file__).with_name("beelden"))
