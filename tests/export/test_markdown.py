"""Markdown as a CommonMark reader with tables, strikethrough and raw HTML sees it: our markup, and their text."""

from __future__ import annotations

import pytest
from hypothesis import assume, example, given
from hypothesis import strategies as st
from markdown_it import MarkdownIt

from kvv_triage.export.markdown import markdown
from kvv_triage.language.clean import clean
from kvv_triage.pages.page import Bullets, Line, Page, Pairs
from tests.helpers.pages import ALARM, EMPTY, NASTY, PAGE, PLAIN, Read, page_of, texts_in

READER = MarkdownIt("commonmark", {"html": True}).enable(["table", "strikethrough"])


def read(document: Page) -> Read:
    return Read(READER.render(markdown(document)))


def on_one_line(text: str) -> str:
    return " ".join(text.split())


def shown(document: Page) -> list[str]:
    return [on_one_line(text) for text in read(document).texts]


def nothing_is_markup(text: str) -> None:
    page = read(page_of(text))
    assert page.tags == read(page_of(PLAIN)).tags
    count = shown(page_of(PLAIN)).count(PLAIN)
    assert [on_one_line(one) for one in page.texts].count(on_one_line(clean(text))) >= count


@pytest.mark.parametrize("text", NASTY.values(), ids=NASTY)
def test_no_text_is_markup_and_every_text_is_whole(text: str) -> None:
    nothing_is_markup(text)


@given(st.text(st.characters(exclude_categories=()), min_size=1))
@example("*")
@example("\\")
@example("a\\\n===")
@example("| --- |")
@example("1)")
@example("+")
def test_no_text_whatsoever_is_markup(text: str) -> None:
    assume(clean(text).strip())
    nothing_is_markup(text)


@given(st.lists(st.sampled_from([*"-+*_#>=|`~:.1)([]<!&\\\n\t ab", "www.", "://", "&lt;"]), min_size=1).map("".join))
def test_no_heap_of_signs_is_markup(text: str) -> None:
    assume(clean(text).strip())
    nothing_is_markup(text)


def test_a_page_has_headings_lists_tables_and_what_must_be_seen_first_in_bold() -> None:
    page = read(PAGE)
    assert [tag for tag in page.tags if tag in {"h1", "h2", "table"}] == ["h1", "h2", "h2", "table", "table"]
    assert markdown(PAGE).startswith("# BEL NU EEN SPECIALIST\n\n**Bel eerst Veilig Thuis. Doe dat vandaag.**\n\n")
    assert {"ul", "li", "strong", "ol", "th", "td"} <= set(page.tags)


def test_every_text_of_a_page_is_there() -> None:
    everything = on_one_line(" ".join(shown(PAGE)))
    assert [text for text in texts_in(PAGE) if on_one_line(clean(text)) not in everything] == []


def test_details_stand_under_their_point_and_two_lists_stay_two() -> None:
    page = Page("Titel", (Bullets(("een", "- detail", "twee")), Pairs((("a:", "b"),)), Bullets(("drie",))))
    assert markdown(page) == "# Titel\n\n- een\n  - detail\n- twee\n\n* a: **b**\n\n- drie\n"
    assert read(page).tags.count("ul") == 4


def test_a_line_end_stays_a_line_end() -> None:
    assert markdown(Page("Titel", (Line("een\r\n  twee\n\ndrie"),))) == "# Titel\n\neen\\\ntwee\\\ndrie\n"


def test_an_ordinary_sentence_stays_readable() -> None:
    told = "Op 4-3-2026 zei zij (moeder): “hij heeft 2.5 uur gewacht!” 100% zeker; €10 - of niet? Ja/nee."
    assert markdown(Page("Titel", (Line(told),))) == f"# Titel\n\n{told}\n"


def test_an_address_becomes_no_link_by_itself() -> None:
    told = markdown(Page("Titel", (Line("https://example.org www.example.org jan@example.org"),)))
    assert "https\\://" in told
    assert "www\\." in told
    assert "jan\\@" in told


def test_an_alarm_reads_like_any_page() -> None:
    assert markdown(ALARM) == markdown(PAGE)


def test_what_is_empty_says_so_or_is_left_out() -> None:
    assert markdown(EMPTY) == "# Zonder titel\n\nRijen: geen\n\nBalken: geen\n\nSignalen: geen\n\nLijn: geen\n"
