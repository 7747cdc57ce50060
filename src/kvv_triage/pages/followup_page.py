"""What has to be followed up, as a page to read and as rows for another program."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field

from kvv_triage.circle.due import CALL, DueItem
from kvv_triage.pages.page import Block, Bullets, Heading, Line, Page, Table

COLUMNS = ("uiterlijk", "besluit", "wie", "wat", "waar")
UNREADABLE = "Deze versie van kvv kan deze weging niet lezen. Werk kvv bij."
UNDECIDED = "Een deel van deze weging is niet te lezen. Kijk zelf of er gebeld moet worden."


@dataclass(frozen=True, slots=True)
class Unreadable:
    """A session of which this version cannot tell what has to be followed up."""

    session: str
    case: str = field(repr=False)
    why: str = UNREADABLE


def followup_page(items: Sequence[DueItem], unreadable: Sequence[Unreadable], most: int) -> Page:
    """The items in their order, at most so many of each part; a first line says how many are overdue."""
    open_items = [item for item in items if item.is_open]
    calls = [item for item in open_items if item.key == CALL]
    late = [item for item in open_items if item.is_overdue and item.key != CALL]
    in_time = [item for item in open_items if not item.is_overdue and item.key != CALL]
    done = [item for item in items if not item.is_open]
    blocks: list[Block] = []
    for caption, part in (("Nog te bellen", calls), ("Te laat", late), ("Nog niet te laat", in_time), ("Klaar", done)):
        blocks += _table(caption, part, most)
    if unreadable:
        lines = (f"Sessie {row.session}{f', zaak {row.case}' if row.case else ''}. {row.why}" for row in unreadable)
        blocks += [Heading("Hier kan nog iets open staan"), Bullets(tuple(lines))]
    late = [item for item in open_items if item.is_overdue]
    return Page(" ".join(_first_line(len(calls), len(late), len(open_items), len(unreadable))), tuple(blocks))


def _first_line(calls: int, late: int, total: int, unreadable: int) -> Iterator[str]:
    if calls:
        yield "In 1 weging moet nog gebeld worden." if calls == 1 else f"In {calls} wegingen moet nog gebeld worden."
    if late:
        yield f"{'1 punt is' if late == 1 else f'{late} punten zijn'} te laat."
    elif total and not calls:
        yield "Niets is te laat."
    yield "Er staat 1 punt open." if total == 1 else f"Er staan {total or 'geen'} punten open."
    if unreadable:
        yield f"{'1 weging is' if unreadable == 1 else f'{unreadable} wegingen zijn'} niet te lezen."


def _table(caption: str, items: Sequence[DueItem], most: int) -> Iterator[Block]:
    if not items:
        return
    yield Table(f"{caption}: {len(items)}", COLUMNS, tuple(_cells(item) for item in items[:most]))
    if len(items) > most:
        more = f"En nog {len(items) - most}. Noem een zaak of een naam met --wie, of neem --json voor alles."
        yield Line(more, strong=True)


def _cells(item: DueItem) -> tuple[str, ...]:
    what = item.what if item.outcome is None else f"{item.what}\nKlaar: {item.outcome}"
    level = item.level.label.replace("_", " ") if item.level is not None else ""
    return f"{item.due:%d-%m-%Y}", level, item.who, what, f"{item.session}\n{item.key}\n{item.case}"
