"""The HTML page, parsed, and opened in the browser that reads it (Chromium; Debian: chromium).

KVV_PICTURES=folder keeps the pictures of the pages that the tests take, to look at.
"""

from __future__ import annotations

import base64
import hashlib
import os
import re
from collections.abc import Iterator
from pathlib import Path
from typing import NamedTuple, get_args

import pytest
from axe_playwright_python.sync_playwright import Axe
from hypothesis import example, given
from hypothesis import strategies as st
from playwright.sync_api import Browser
from playwright.sync_api import Page as BrowserPage
from pypdf import PdfReader

from kvv_triage.export.html import html
from kvv_triage.language.clean import clean
from kvv_triage.pages.page import Bar, Bars, Block, Bullets, Line, Page, Table
from tests.helpers.pages import ALARM, EMPTY, NASTY, PAGE, PLAIN, Read, page_of, squeezed, texts_in

RULES = ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa", "best-practice"]
"""What axe checks: all of WCAG 2.2 AA, and its own advice."""
A4 = (595, 842)
"""In points."""
LONG = Page(
    "Veel",
    (
        Line("x" * 100_000),
        Line("woord " * 16_667),
        Table("Rijen", ("Wat", "Wie", "Wanneer", "Stand"), (("y" * 100_000, "z" * 500, "u" * 60, "&" * 60),)),
        Table("Breed", tuple("abcdefg"), (("Jeugdverpleegkundige", "afwegingskader", *["onveiligheid"] * 5),)),
        Bars("Balken", (Bar("v" * 300, 1, "w" * 300),)),
        Bullets(("<" * 5_000,)),
    ),
)


class Opened(NamedTuple):
    """A page in the browser, and what the browser complained of: errors, warnings and refused content."""

    page: BrowserPage
    complaints: list[str]


class Open:
    """Opens a document as a file, as a supervisor does."""

    def __init__(self, browser: Browser, folder: Path) -> None:
        self._browser, self._folder = browser, folder

    def __call__(self, document: Page, width: int = 1280) -> Opened:
        path = self._folder / "pagina.html"
        path.write_text(html(document), encoding="utf-8")
        page = self._browser.new_page(viewport={"width": width, "height": 800})
        complaints: list[str] = []
        page.on("console", lambda message: complaints.append(message.text))
        page.on("pageerror", lambda error: complaints.append(str(error)))
        page.on("request", lambda request: complaints.extend([request.url] if request.url != path.as_uri() else []))
        page.goto(path.as_uri())
        return Opened(page, complaints)


@pytest.fixture
def opened(browser: Browser, tmp_path: Path) -> Iterator[Open]:
    """Give a way to open documents, and close the pages after the test."""
    yield Open(browser, tmp_path)
    for context in browser.contexts:
        context.close()


def picture(page: BrowserPage, name: str) -> None:
    """Keep a picture of the whole page where someone asked for it."""
    if folder := os.environ.get("KVV_PICTURES"):
        page.screenshot(path=Path(folder) / f"{name}.png", full_page=True)


def printed(page: BrowserPage, path: Path) -> PdfReader:
    page.pdf(path=path, prefer_css_page_size=True)
    return PdfReader(path)


def nothing_is_markup(text: str) -> None:
    page, plain = Read(html(page_of(text))), Read(html(page_of(PLAIN)))
    assert page.tags == plain.tags
    assert page.texts.count(clean(text)) >= plain.texts.count(PLAIN)


@pytest.mark.parametrize("text", NASTY.values(), ids=NASTY)
def test_no_text_is_markup_and_every_text_is_whole(text: str) -> None:
    nothing_is_markup(text)


@given(st.text(st.characters(exclude_categories=()), min_size=1).filter(lambda text: clean(text).strip()))
@example("<" * 30)
@example("&amp;" * 10)
@example("</style><script>")
def test_no_text_whatsoever_is_markup(text: str) -> None:
    nothing_is_markup(text)


@given(st.text(st.characters(exclude_categories=())))
def test_no_title_is_markup(text: str) -> None:
    page = Read(html(Page(text, ())))
    told = " ".join(clean(text).split()) or "Zonder titel"
    assert page.texts.count(told) == 2
    assert page.tags == Read(html(Page(PLAIN, ()))).tags


def test_the_policy_allows_our_style_and_nothing_else() -> None:
    page = html(PAGE)
    style = re.search(r"<style>(.*?)</style>", page, re.DOTALL)
    assert style is not None
    digest = base64.b64encode(hashlib.sha256(style[1].encode()).digest()).decode()
    policy = f"default-src 'none'; style-src 'sha256-{digest}'; img-src 'none'; base-uri 'none'; form-action 'none'"
    assert f'<meta http-equiv="Content-Security-Policy" content="{policy}">' in page


def test_the_page_holds_nothing_that_runs_or_is_fetched() -> None:
    page = Read(html(PAGE))
    allowed = {*("html", "head", "meta", "title", "style", "body", "header", "main", "h1", "h2", "p", "strong", "ul")}
    allowed |= {*("li", "dl", "div", "dt", "dd", "table", "caption", "thead", "tbody", "tr", "th", "td", "figure")}
    allowed |= {*("figcaption", "ol", "time", "span", "svg", "circle", "rect", "path", "line", "text")}
    assert {tag.split()[0] for tag in page.tags} == allowed
    attributes = {attribute for tag in page.tags for attribute in tag.split()[1:]}
    assert not attributes & {"style", "href", "src", "id"}
    assert [attribute for attribute in attributes if attribute.startswith("on")] == []


def test_the_page_of_these_tests_has_every_kind_of_block() -> None:
    assert {type(block) for block in PAGE.blocks} == set(get_args(Block))


def test_the_same_page_is_the_same_file() -> None:
    assert html(PAGE) == html(PAGE)


def test_the_tables_name_their_rows_and_columns() -> None:
    page = html(PAGE)
    assert page.count("<caption>") == page.count("<table") == 3
    assert '<th scope="col">levensgevaar</th>' in page
    assert '<th scope="row">Oudste, 9</th>' in page
    assert '<td data-kop="acuut"><span class="count">1</span><svg aria-hidden="true"' in page


def test_a_long_name_of_a_column_is_broken_on_the_page_and_whole_for_the_style() -> None:
    name = "afhankelijkheidsverklaringen<>"
    page = html(Page("Rijen", (Table("Rijen", ("Wat", name), (("a", "b"),)),)))
    assert '<th scope="col">afhankelijkh<wbr>eidsverklari<wbr>ngen&lt;&gt;</th>' in page
    assert '<td data-kop="afhankelijkheidsverklaringen&lt;&gt;">b</td>' in page


def test_headings_go_from_one_to_two(opened: Open) -> None:
    page = opened(PAGE).page
    levels = page.locator("h1, h2, h3").evaluate_all("all => all.map(one => one.tagName)")
    assert levels == ["H1", "H2", "H2"]


@pytest.mark.parametrize("document", [PAGE, ALARM, LONG, EMPTY], ids=["page", "alarm", "long", "empty"])
def test_the_browser_has_nothing_to_complain_of(opened: Open, document: Page) -> None:
    page, complaints = opened(document)
    assert page.locator("h1").count() == 1
    assert complaints == []


def test_the_browser_shows_every_text(opened: Open) -> None:
    page, _ = opened(PAGE)
    everything = page.locator("body").text_content() or ""
    assert [text for text in texts_in(PAGE) if clean(text) not in everything] == []
    assert page.title() == PAGE.title


def test_the_style_is_applied(opened: Open) -> None:
    page, _ = opened(ALARM)
    assert page.locator("header").evaluate("one => getComputedStyle(one).backgroundColor") == "rgb(168, 7, 26)"


@pytest.mark.parametrize("width", [320, 640, 800, 1280])
@pytest.mark.parametrize("document", [PAGE, LONG], ids=["page", "long"])
def test_nothing_falls_off_the_side_of_the_screen(opened: Open, document: Page, width: int) -> None:
    page, _ = opened(document, width)
    picture(page, f"{document.title}-{width}")
    assert page.evaluate("document.documentElement.scrollWidth") <= width
    too_wide = "all => all.filter(one => one.getBoundingClientRect().right > innerWidth + 1).map(one => one.outerHTML)"
    assert page.locator("main p, main td, tbody th, main li, main dd, main svg").evaluate_all(too_wide) == []


@pytest.mark.parametrize("width", [320, 1280])
@pytest.mark.parametrize("media", ["screen", "print"])
@pytest.mark.parametrize("document", [PAGE, ALARM, EMPTY], ids=["page", "alarm", "empty"])
def test_axe_finds_nothing(opened: Open, document: Page, media: str, width: int) -> None:
    page, _ = opened(document, width)
    page.emulate_media(media="print" if media == "print" else "screen")
    found = Axe().run(page, options={"runOnly": RULES})
    assert len(found.response["passes"]) > 15
    assert found.violations_count == 0, found.generate_report()


def test_axe_can_judge_every_contrast(opened: Open) -> None:
    page, _ = opened(PAGE)
    found = Axe().run(page, options={"runOnly": ["color-contrast"]})
    cannot = [node["html"] for rule in found.response["incomplete"] for node in rule["nodes"]]
    # It cannot judge letters in a drawing; test_export_drawing does.
    assert [source for source in cannot if not source.startswith("<text")] == []


def test_on_a_narrow_screen_a_cell_says_what_it_is(opened: Open) -> None:
    page, _ = opened(PAGE, 320)
    said = page.locator("td[data-kop=Wie]").first.evaluate("one => getComputedStyle(one, '::before').content")
    assert said == '"Wie: "'


def test_the_marks_differ_in_shape_and_in_number(opened: Open) -> None:
    page, _ = opened(PAGE)
    row = page.locator("table.signals tbody tr").last
    drawn = row.locator("td").evaluate_all("all => all.map(one => one.querySelectorAll('svg').length)")
    assert drawn == [5, 0, 0, 0, 1]
    shapes = page.locator("table.signals svg > *").evaluate_all("all => new Set(all.map(one => one.outerHTML)).size")
    assert shapes == 5


def test_the_heavier_moment_stands_higher_and_the_later_one_more_to_the_right(opened: Open) -> None:
    page, _ = opened(PAGE, 320)
    place = "all => all.map(one => one.getBoundingClientRect()).map(box => [box.x, -box.y])"
    places = page.locator("figure > svg > svg > *").evaluate_all(place)
    assert places == sorted(places)
    assert [y for _, y in places] == sorted({y for _, y in places})


def test_a_bar_is_as_long_as_its_share_and_a_hidden_figure_has_none(opened: Open) -> None:
    page, _ = opened(PAGE)
    widths = page.locator("table.bars svg").evaluate_all(
        "all => all.map(one => one.children[1].getBoundingClientRect().width / one.getBoundingClientRect().width)"
    )
    assert widths == pytest.approx([0.62, 0.12, 0], abs=0.01)


@pytest.mark.parametrize("document", [PAGE, LONG], ids=["page", "long"])
def test_it_prints_on_a4_with_every_text(opened: Open, tmp_path: Path, document: Page) -> None:
    pages = printed(opened(document).page, tmp_path / "print.pdf").pages
    assert {tuple(round(float(side)) for side in page.mediabox[2:]) for page in pages} == {A4}
    everything = squeezed("".join(re.sub(r"Bladzijde \d+ van \d+", "", page.extract_text()) for page in pages))
    if document is LONG:
        assert [everything.count(letter) for letter in "xyz&"] == [100_000, 100_000, 500, 60]
    else:
        missing = [text for text in texts_in(document) if squeezed(clean(text)) not in everything]
        # Letters that the machine has no font for are boxes on paper too.
        assert [text for text in missing if text.isascii()] == []


def test_a_row_is_not_cut_by_the_end_of_a_page(opened: Open, tmp_path: Path) -> None:
    rows = tuple((f"begin {number:03} " + "tekst " * 40 + f"eind {number:03}", "b") for number in range(60))
    pages = printed(opened(Page("Rijen", (Table("Rijen", ("a", "b"), rows),))).page, tmp_path / "rijen.pdf").pages
    assert len(pages) > 3
    for page in pages:
        text = page.extract_text()
        assert re.findall(r"begin\s(\d+)", text) == re.findall(r"eind\s(\d+)", text) != []


def test_on_paper_it_is_black_on_white(opened: Open) -> None:
    page, _ = opened(ALARM)
    page.emulate_media(media="print")
    colours = page.locator("header").evaluate("one => [getComputedStyle(one).color, getComputedStyle(one).background]")
    assert colours[0] == "rgb(0, 0, 0)"
    assert colours[1].startswith("rgb(255, 255, 255)")
