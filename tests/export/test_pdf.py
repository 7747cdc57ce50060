"""The PDF as a reader of PDFs finds it: its text, its tags, what it says it is, and what it needs from the machine."""

from __future__ import annotations

import io
import json
import re
import sys
import unicodedata
from collections import Counter
from collections.abc import Iterator
from datetime import UTC, datetime
from pathlib import Path
from types import ModuleType
from typing import Never
from xml.etree import ElementTree as ET

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from pypdf import PdfReader
from pypdf.generic import ArrayObject, DictionaryObject, PdfObject

from kvv_triage.errors import CannotDo
from kvv_triage.export.glyphs import SHOWN, shown
from kvv_triage.export.pdf import ALT, pdf
from kvv_triage.language.clean import clean
from kvv_triage.pages.page import Block, Bullets, Heading, Line, Page, Pairs, Table
from tests.helpers.pages import ALARM, EMPTY, NASTY, PAGE, page_of, squeezed, texts_in

pytestmark = pytest.mark.slow

NOON = datetime(2026, 3, 4, 12, 5, tzinfo=UTC)
NAMES = {
    "dc": "http://purl.org/dc/elements/1.1/",
    "pdfaid": "http://www.aiim.org/pdfa/ns/id/",
    "pdfuaid": "http://www.aiim.org/pdfua/ns/id/",
    "rdf": "http://www.w3.org/1999/02/22-rdf-syntax-ns#",
}


@pytest.fixture(scope="module")
def page() -> PdfReader:
    return read(PAGE)


def read(document: Page) -> PdfReader:
    return PdfReader(io.BytesIO(pdf(document, NOON)))


def text_of(reader: PdfReader) -> str:
    """Give all text without its layout, and without the numbers of the pages."""
    return squeezed("".join(re.sub(r"Bladzijde \d+ van \d+", "", one.extract_text()) for one in reader.pages))


def root(reader: PdfReader) -> DictionaryObject:
    return opened(reader.trailer["/Root"])


def said(found: DictionaryObject, *keys: str) -> str:
    """Give what stands under these keys, each inside the one before it, as text."""
    *path, last = keys
    for key in path:
        found = opened(found[key])
    return str(found.get(last, ""))


def opened(found: PdfObject) -> DictionaryObject:
    inside = found.get_object()
    assert isinstance(inside, DictionaryObject)
    return inside


def tags(found: PdfObject) -> Iterator[DictionaryObject]:
    """Give the structure a screen reader walks through, in reading order."""
    inside = found.get_object()
    if isinstance(inside, ArrayObject):
        for one in inside:
            yield from tags(one)
    elif isinstance(inside, DictionaryObject):
        if "/S" in inside:
            yield inside
        if "/K" in inside:
            yield from tags(inside["/K"])


def names(reader: PdfReader) -> list[str]:
    return [said(tag, "/S") for tag in tags(root(reader)["/StructTreeRoot"])]


def parts(reader: PdfReader) -> Counter[str]:
    """Give what the page is made of; how lines and pages are broken also makes tags, which are not counted."""
    return Counter(name for name in names(reader) if name not in {"/Div", "/P", "/Span", "/Strong"})


def metadata(reader: PdfReader) -> ET.Element:
    found = reader.xmp_metadata
    assert found is not None
    return ET.fromstring(found.stream.get_data())  # noqa: S314 -- written by typst a moment ago


def test_it_is_pdf_ua_1_and_pdf_a_2a_together(page: PdfReader) -> None:
    told = metadata(page)
    assert told.findtext(".//pdfuaid:part", namespaces=NAMES) == "1"
    assert told.findtext(".//pdfaid:part", namespaces=NAMES) == "2"
    assert told.findtext(".//pdfaid:conformance", namespaces=NAMES) == "A"
    assert page.pdf_header == "%PDF-1.7"
    assert "/OutputIntents" in root(page)


def test_it_is_tagged_in_dutch_and_shows_its_title(page: PdfReader) -> None:
    assert said(root(page), "/MarkInfo", "/Marked") == "True"
    assert said(root(page), "/Lang") == "nl-NL"
    assert said(root(page), "/ViewerPreferences", "/DisplayDocTitle") == "True"
    assert metadata(page).findtext(".//dc:title//rdf:li", namespaces=NAMES) == PAGE.title


def test_it_says_who_made_it_and_when(page: PdfReader) -> None:
    assert page.metadata is not None
    assert (page.metadata.title, page.metadata.author) == (PAGE.title, "kvv-triage")
    assert page.metadata.creation_date == NOON


def test_its_parts_have_their_tags_in_reading_order(page: PdfReader) -> None:
    found = names(page)
    assert found[:2] == ["/Document", "/Title"]
    assert [name for name in found if name in {"/H1", "/L", "/Figure", "/Table"}] == [
        *("/L", "/H1", "/L", "/L", "/H1"),
        *("/Table", "/Figure", "/L", "/Table", "/Table"),
    ]
    assert found.count("/Caption") == 4


def test_the_tables_have_headers_for_their_columns(page: PdfReader) -> None:
    headers = [tag for tag in tags(root(page)["/StructTreeRoot"]) if said(tag, "/S") == "/TH"]
    assert len(headers) == 6 + 4 + 2
    assert all("'/Scope': '/Column'" in said(header, "/A") for header in headers)


def test_the_drawing_is_told_in_words(page: PdfReader) -> None:
    figures = [tag for tag in tags(root(page)["/StructTreeRoot"]) if said(tag, "/S") == "/Figure"]
    assert [said(figure, "/Alt") for figure in figures] == [ALT]


def test_it_is_a4(page: PdfReader) -> None:
    assert {tuple(round(float(side)) for side in one.mediabox[2:]) for one in page.pages} == {(595, 842)}


def test_every_text_of_a_page_is_there(page: PdfReader) -> None:
    everything = text_of(page)
    assert [text for text in texts_in(PAGE) if squeezed(shown(clean(text))) not in everything] == []


@pytest.mark.parametrize("text", NASTY.values(), ids=NASTY)
def test_no_text_is_markup_and_every_text_is_whole(text: str) -> None:
    reader = read(page_of(text))
    assert parts(reader) == parts(read(page_of("woord")))
    assert text_of(reader).count(squeezed(shown(clean(text)))) >= 21


@given(st.text(st.characters(exclude_categories=())))
@settings(max_examples=50)
def test_no_text_whatsoever_stops_it(text: str) -> None:
    assert squeezed(shown(clean(text))) in text_of(read(Page(text, (Line(text), *page_of(text).blocks))))


@pytest.mark.parametrize(
    "block",
    [
        Line("x" * 100_000),
        Table("b", ("c", "d"), (("e", "x" * 100_000),)),
        Bullets(("x woord " * 12_500,)),
        Table("b", ("c", "d"), (("x\n" * 5_000, "f"),)),
        Pairs((("a", "x\n" * 5_000),)),
    ],
    ids=["word", "word in a row", "words", "lines in a row", "lines"],
)
def test_a_very_long_text_is_whole_wherever_it_stands(block: Block) -> None:
    said = max(texts_in(block), key=len)
    assert text_of(read(Page("Lang", (block,)))).count("x") == said.count("x")


def test_a_word_without_an_end_goes_on_on_the_next_line() -> None:
    cells = tuple(letter * 1_000 for letter in "uvw")
    pages = read(Page("Lang", (Line("x" * 1_000), Table("b", ("c", "d", "e"), (cells,))))).pages
    lines = [line for one in pages for line in one.extract_text().splitlines()]
    widest = {letter: max(line.count(letter) for line in lines) for letter in "xuvw"}
    assert 80 < widest["x"] < 100
    assert all(10 < widest[letter] < 35 for letter in "uvw")


def test_a_row_is_not_cut_by_the_end_of_a_page() -> None:
    rows = tuple((f"begin {number:03} " + "tekst " * 40 + f"eind {number:03}", "b") for number in range(60))
    pages = read(Page("Rijen", (Table("Rijen", ("a", "b"), rows),))).pages
    assert len(pages) > 2
    for one in pages:
        text = one.extract_text()
        assert re.findall(r"begin\s(\d+)", text) == re.findall(r"eind\s(\d+)", text) != []


@pytest.mark.parametrize(("first", "last"), SHOWN)
def test_the_letters_that_come_with_it_are_enough(first: int, last: int) -> None:
    every = "".join(map(chr, range(first, last + 1)))
    assert pdf(page_of(every), NOON)
    assert pdf(page_of(" ".join(every)), NOON)


@pytest.mark.parametrize(
    ("text", "named"),
    [
        ("boos 😡!", "boos [U+1F621 pouting face]!"),
        ("👨\u200d👩 ♥\ufe0f", "[U+1F468 man][U+1F469 woman] [U+2665 black heart suit]"),
        ("中\ue000", "[U+4E2D][U+E000]"),
        ("cafe\u0301 x\u0301", "café x[U+0301]"),
        ("één\ntwee [x] €", "één\ntwee [x] €"),
    ],
)
def test_what_has_no_letter_is_named(text: str, named: str) -> None:
    assert shown(text) == named


@given(st.text(st.characters(exclude_categories=())))
def test_no_letter_goes_without_a_trace(text: str) -> None:
    seen = [
        one for one in unicodedata.normalize("NFC", clean(text)) if not re.match("[\u200c\u200d\ufe00-\ufe0f]", one)
    ]
    told = re.sub(r"\[U\+([0-9A-F]{4,6})[^\]]*\]", lambda found: chr(int(found[1], 16)), shown(clean(text)))
    assert unicodedata.normalize("NFC", told) == unicodedata.normalize("NFC", "".join(seen))


def test_it_brings_its_own_letters(page: PdfReader) -> None:
    fonts = {said(found, "/BaseFont") for one in page.pages for found in fonts_of(one)}
    assert fonts
    assert all(re.fullmatch(r"/[A-Z]{6}\+(LibertinusSerif|DejaVuSansMono|NewCM)[\w-]*", font) for font in fonts)


def fonts_of(one: DictionaryObject) -> Iterator[DictionaryObject]:
    for font in opened(opened(one["/Resources"])["/Font"]).values():
        yield opened(font)


def test_the_same_page_is_the_same_file() -> None:
    assert pdf(PAGE, NOON) == pdf(PAGE, NOON)
    assert pdf(PAGE, NOON) != pdf(PAGE, NOON.replace(day=5))


def test_an_alarm_says_the_same(page: PdfReader) -> None:
    assert text_of(read(ALARM)) == text_of(page)


def test_what_is_empty_says_so_or_is_left_out() -> None:
    found = read(EMPTY)
    assert text_of(found) == "ZondertitelRijen:geenBalken:geenSignalen:geenLijn:geen"
    assert found.metadata is not None
    assert found.metadata.title == "Zonder titel"


def test_nothing_is_left_on_the_disk(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    for name in ("TMPDIR", "TEMP", "TMP", "HOME", "XDG_CACHE_HOME"):
        monkeypatch.setenv(name, str(tmp_path))
    monkeypatch.chdir(tmp_path)
    assert pdf(PAGE, NOON)
    assert list(tmp_path.rglob("*")) == []


def test_without_typst_it_says_what_to_install(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setitem(sys.modules, "typst", None)
    with pytest.raises(CannotDo) as raised:
        pdf(PAGE, NOON)
    assert raised.value.message == "Voor een PDF is een extra onderdeel nodig."
    assert raised.value.tip.endswith("pip install 'kvv-triage[pdf]'")


class StubbornTypst(ModuleType):
    """Typst that refuses every page, and quotes it."""

    class TypstError(RuntimeError):
        """As typst names it."""

    @staticmethod
    def Fonts(**_: object) -> None:  # noqa: N802 -- as typst names it
        """Give no letters."""

    def compile(self, _: bytes, *, sys_inputs: dict[str, str], **__: object) -> Never:
        raise self.TypstError(json.loads(sys_inputs["page"])["blocks"])


def test_when_typst_refuses_no_text_goes_along_with_the_error(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setitem(sys.modules, "typst", StubbornTypst("typst"))
    with pytest.raises(CannotDo) as raised:
        pdf(Page("Titel", (Heading("geheim"),)), NOON)
    assert raised.value.message == "De PDF is niet gelukt."
    assert (raised.value.__cause__, raised.value.__context__) == (None, None)
