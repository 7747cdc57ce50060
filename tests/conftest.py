"""What tests share: the shipped content, and content written from the YAML in a test."""

from __future__ import annotations

import os
import shutil
import textwrap
from collections.abc import Callable, Iterator, Mapping
from datetime import date
from pathlib import Path
from typing import TYPE_CHECKING

import pytest
from hypothesis import Phase, settings
from keyring.backends import fail

from kvv_triage.case.state import CaseState
from kvv_triage.checking.written_answers import read_document
from kvv_triage.content.content import Content
from kvv_triage.deciding.ruleset import Ruleset
from kvv_triage.reading.case_text import read_case
from kvv_triage.reading.loading import Loaded, load_folder
from tests.helpers.every_kind import EVERY_KIND
from tests.helpers.keyrings import MemoryKeyring, on_this_machine

if TYPE_CHECKING:
    from playwright.sync_api import Browser, Page

ROOT = Path(__file__).parent.parent
"""The repository: its content folder is the shipped one."""

QUICK = [Phase.explicit, Phase.generate, Phase.shrink]
"""Without the phase that explains a failure: it takes minutes over generated content."""
settings.register_profile("kvv", derandomize="CI" in os.environ, deadline=None, max_examples=100, phases=QUICK)
settings.register_profile("long", settings.get_profile("kvv"), derandomize=False, max_examples=3000)
settings.load_profile("kvv")

EVERY = "--every"


def pytest_addoption(parser: pytest.Parser) -> None:
    """Add the option for who has an hour: random slips ten times as many, and every byte all the way."""
    parser.addoption(
        EVERY, action="store_true", help="try all random slips, and every byte, instead of a share of them"
    )


@pytest.fixture(scope="session")
def is_every_one(pytestconfig: pytest.Config) -> bool:
    """Whether all of what is tried very often is tried, or a share of it."""
    return bool(pytestconfig.getoption(EVERY))


SLOW_FIXTURES = {"browser"}
"""What a slow test needs: it starts another program."""


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """Mark the tests that start a browser; a file that is slow as a whole says so itself."""
    for item in items:
        if isinstance(item, pytest.Function) and SLOW_FIXTURES & {*item.fixturenames}:
            item.add_marker(pytest.mark.slow)


Write = Callable[[Mapping[str, str]], Path]
Make = Callable[..., Content]
InBrowser = Callable[[Path, int], "Page"]


@pytest.fixture(scope="session")
def loaded() -> Loaded:
    """Give the shipped content with its casebook."""
    return load_folder(ROOT)


@pytest.fixture(scope="session")
def content(loaded: Loaded) -> Content:
    """Give the shipped content."""
    assert loaded.content is not None, "\n".join(map(str, loaded.errors))
    return loaded.content


@pytest.fixture(scope="session")
def ruleset(content: Content) -> Ruleset:
    """Give what decides in the shipped content."""
    return Ruleset(content)


@pytest.fixture
def write(tmp_path: Path) -> Write:
    """Write a folder: `checklists/a.yaml` and so on, each with its text."""

    def written(texts: Mapping[str, str]) -> Path:
        for name, text in texts.items():
            path = tmp_path / name
            path.parent.mkdir(exist_ok=True)
            path.write_text(textwrap.dedent(text), encoding="utf-8")
        return tmp_path

    return written


SPECIALISTS = """\
versie: "1"
regio: Testregio
specialisten:
  veilig_thuis: {naam: Veilig Thuis, telefoon: 0800-2000}
  politie: {naam: Politie, telefoon: 0900-8844}
  huisarts: {naam: Huisarts, telefoon: 020-1234567}
"""

NEVER = 'drempels:\n  - {id: nooit, als: {eerder: 999, besluit: bel_112, binnen_dagen: 1}, dan: volgen, omdat: "-"}\n'
"""Thresholds for a test that is about something else: one that is never reached."""


@pytest.fixture(scope="session")
def make(tmp_path_factory: pytest.TempPathFactory) -> Make:
    """Make content from the YAML of lists (in order; the first lines may be left out) and of thresholds.

    A list is called a, b or c, or what the test calls it.
    """

    def made(*checklists: str, thresholds: str = NEVER, **named: str) -> Content:
        folder = tmp_path_factory.mktemp("inhoud")
        (folder / "checklists").mkdir()
        (folder / "thresholds.yaml").write_text(SPECIALISTS + textwrap.dedent(thresholds), encoding="utf-8")
        lists = {"abc"[position]: text for position, text in enumerate(checklists)} | named
        for position, (name, text) in enumerate(lists.items()):
            body = textwrap.dedent(text)
            head = f'checklist: {name}\ntitel: Lijst\nversie: "1"\nvolgorde: {position}\n'
            if "onderdelen:" not in body:
                body = f"onderdelen:\n- id: deel\n  titel: Deel\n  vragen:\n{textwrap.indent(body, '  ')}"
            (folder / "checklists" / f"{name}.yaml").write_text(head + body, encoding="utf-8")
        loaded = load_folder(folder)
        assert loaded.content is not None, "\n".join(map(str, loaded.errors))
        return loaded.content

    return made


@pytest.fixture(scope="session")
def every_kind(make: Make) -> Ruleset:
    """Give what decides in a list with a question of every kind."""
    return Ruleset(make(EVERY_KIND))


Read = Callable[..., CaseState]
DAY = date(2026, 3, 4)
"""A Wednesday: the day of every record in a test that does not name another."""


@pytest.fixture(scope="session")
def record() -> Read:
    """Make a record from the YAML of a case, as `kvv beslis` reads it."""

    def read(ruleset: Ruleset, text: str) -> CaseState:
        document, _, problems = read_case(textwrap.dedent(text).encode(), "zaak")
        assert document is not None, problems
        made = read_document(ruleset, document, DAY)
        assert isinstance(made, CaseState), made
        return made

    return read


@pytest.fixture
def ring() -> Iterator[MemoryKeyring]:
    """A machine with a keyring."""
    made = MemoryKeyring()
    with on_this_machine(made):
        yield made


@pytest.fixture
def no_ring() -> Iterator[None]:
    """A machine without one."""
    with on_this_machine(fail.Keyring()):  # type: ignore[no-untyped-call]  # keyring has no types here
        yield


@pytest.fixture(scope="module")
def browser() -> Iterator[Browser]:
    """Give Chromium; without it the test is skipped, and in CI it fails."""
    from playwright.sync_api import sync_playwright

    chromium = shutil.which("chromium") or shutil.which("chromium-browser") or shutil.which("google-chrome")
    if chromium is None:
        (pytest.fail if os.environ.get("CI") else pytest.skip)("Chromium is not installed (apt-get install chromium)")
    with sync_playwright() as playwright:
        # The sandbox of Chromium does not start as root, which is how containers run; it only opens our own page.
        started = playwright.chromium.launch(executable_path=chromium, args=["--no-sandbox"])
        yield started
        started.close()


@pytest.fixture
def in_browser(browser: Browser) -> Iterator[InBrowser]:
    """Open a file in the browser, in a window of this width."""

    def opened(path: Path, width: int) -> Page:
        page = browser.new_page(viewport={"width": width, "height": 800})
        page.goto(path.as_uri())
        return page

    yield opened
    for context in browser.contexts:
        context.close()
