"""Pages to export: one as a supervisor gets it, and one that says the same text in every place a page has."""

from __future__ import annotations

import re
from dataclasses import fields, is_dataclass
from datetime import date
from html.parser import HTMLParser

from kvv_triage.pages.page import (
    Bar,
    Bars,
    Bullets,
    Heading,
    Line,
    Milestone,
    Page,
    Pairs,
    Signals,
    Table,
    Timeline,
)

NASTY = {
    "a formula": "=cmd()",
    "a script": "<script>document.title = 'gekaapt'</script><img src=x onerror=alert(1)>",
    "an attribute": "\"' onclick='alert(1)' \" --> ]]> &lt;b&gt; &amp; &#60;",
    "escape codes": "\x1b[31mrood\x1b[0m \x9b2J \x07",
    "right to left": "voor \u202egnol\u202c na \u2067isolaat\u2069 \u200f",
    "rich markup": "[red]rood[/red] [link=https://example.org]klik[/link]",
    "markdown": "# kop\n- punt\n1. een\n> citaat\n***\n| a | b |\n| --- | --- |\n```\n~~weg~~ **vet** _schuin_ `code`",
    "more markdown": "===\n---\n![x](y) [z]: w <https://example.org> https://example.org www.example.org a@b.org \\",
    "typst": '#panic("x") #read("/etc/passwd") $x$ @bron <label> \\u{41} */ // /* "',
    "emoji": "boos 😡, gezin 👨\u200d👩\u200d👧, duim 👍🏽, vlag 🇳🇱",
    "other scripts": "العربية עברית 中文 ሰላም Ελλάδα Київ",
    "accents": "café, cafe\u0301, Şükrü, Nguyễn, één € “ja” \u2013 nee…",
    "line ends": "een\r\ntwee\rdrie\u2028vier\x0bvijf\n\n  zes",
    "half a character": "voor \ud800 na",
    "no letters": "\ufffe \ue000 \U000e0041 \ufeff",
}
"""What a client, or a worker, may have typed."""

PAGE = Page(
    "BEL NU EEN SPECIALIST",
    (
        Line("Bel eerst Veilig Thuis. Doe dat vandaag.", strong=True),
        Pairs((("Veilig Thuis:", "0800-2000 (dag en nacht, gratis)"), ("Regiehouder:", "Jeugdverpleegkundige"))),
        Line("Geen gehoor binnen een kwartier? Bel de politie."),
        Heading("Waarom"),
        Bullets(
            (
                "Wurging voorspelt dodelijk geweld, ook als het lang geleden is.",
                "- Heeft de (ex-)partner iemand bij de keel gegrepen? Ja, langer dan een maand geleden",
                "- Is de (ex-)partner extreem jaloers of controlerend? Ja",
                "Losse zorgen versterken elkaar.",
            )
        ),
        Heading("Wat er is gezegd"),
        *(Line(text) for text in NASTY.values()),
        Signals(
            "Signalen per persoon",
            ("bijdragend", "ernstig", "rode vlag", "acuut", "levensgevaar"),
            (
                ("Het gezin", (4, 2, 0, 0, 0)),
                ("Partner", (1, 3, 1, 0, 0)),
                ("Oudste, 9", (0, 1, 0, 1, 0)),
                ("Jongste, 3", (7, 0, 0, 0, 1)),
            ),
        ),
        Timeline(
            "Het verloop van de zaak",
            (
                Milestone(date(2025, 11, 3), "VOLGEN", "Eerste bespreking.", 0),
                Milestone(date(2026, 1, 12), "VRAAG VANDAAG ADVIES", "Advies gevraagd aan Veilig Thuis.", 1),
                Milestone(date(2026, 3, 4), "BEL NU EEN SPECIALIST", "Wurging gemeld. Veilig Thuis gebeld.", 2),
                Milestone(date(2026, 3, 20), "BEL NU 112", "", 3),
            ),
        ),
        Table(
            "Wie doet wat",
            ("Wat", "Wie", "Uiterlijk", "Stand"),
            (
                ("Veilig Thuis bellen voor een melding", "Regiehouder", "woensdag 4 maart 2026", "gedaan"),
                ("Spreken met de oudste alleen", "Jeugdverpleegkundige", "vrijdag 6 maart 2026", ""),
            ),
        ),
        Bars(
            "Uitkomsten van de besprekingen",
            (
                Bar("Volgen", 0.62, "62 (62%)"),
                Bar("Bel nu een specialist", 0.12, "12 (12%)"),
                Bar("Bel nu 112", None, "minder dan 5"),
                Bar("Niet gebeld", 0.0, "0"),
            ),
        ),
        Line("Dit is een gestructureerde inschatting van het team. Het voorspelt niets."),
    ),
)
ALARM = Page(PAGE.title, PAGE.blocks, alarm=True)
EMPTY = Page(
    " \x00",
    (
        *(Heading(" "), Line("\x00"), Bullets(()), Pairs(())),
        *(Table("Rijen", ("a",), ()), Bars("Balken", ()), Signals("Signalen", ("ernstig",), ()), Timeline("Lijn", ())),
    ),
)
PLAIN = "woord"


def page_of(text: str) -> Page:
    """Give a page with this text in every place, but for the title, and for line ends where a page has one line."""
    return Page(
        "Titel",
        (
            Heading(text),
            Line(text),
            Line(text, strong=True),
            Bullets((f"- {text}", f"- {text}")),
            Bullets(("punt",)),
            Pairs(((text, text),)),
            Table(text, (text, text), ((text, text), ("rij", text))),
            Bars(text, (Bar(text, 0.5, text),)),
            Signals(text, (text, "acuut"), ((text, (1, 2)),)),
            Timeline(text, (Milestone(date(2026, 3, 4), text, text, 2),)),
        ),
    )


def texts_in(part: object) -> list[str]:
    """Give every text of a page, in its own order."""
    if isinstance(part, str):
        return [part.removeprefix("- ")]
    if isinstance(part, tuple):
        return [text for one in part for text in texts_in(one)]
    if is_dataclass(part):
        return [text for field in fields(part) for text in texts_in(getattr(part, field.name))]
    return []


BREAKS = ("br", "wbr")


class Read(HTMLParser):
    """What stands in a piece of HTML: the tags that open, and the texts between tags; a broken line is one text."""

    def __init__(self, source: str) -> None:
        super().__init__()
        self.tags: list[str] = []
        self.texts = [""]
        self.feed(source)
        self.close()

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        if tag not in BREAKS:
            self.tags.append(" ".join((tag, *(name for name, _ in attrs))))
            self.texts.append("")

    def handle_endtag(self, tag: str) -> None:
        if tag not in BREAKS:
            self.texts.append("")

    def handle_data(self, data: str) -> None:
        self.texts[-1] += data

    def handle_comment(self, data: str) -> None:
        self.tags.append(f"comment {data}")


def squeezed(text: str) -> str:
    """Give a text without anything that only lays it out: spaces, line ends, and where a word was broken."""
    return re.sub(r"[\s\u200b\u00ad]", "", text)
