"""Which sessions are kept, as a page."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import date, datetime

from kvv_triage.language.scales import Level
from kvv_triage.pages.last_words import name_before
from kvv_triage.pages.page import Block, Line, Page, Table
from kvv_triage.pages.wording import TITLES

COLUMNS = ("sessie, stand", "zaak", "datum", "uitkomst", "regiehouder", "opnieuw kijken")
"""The state stands below the session, so that a row fits on 80 columns with every day and pseudonym on one line."""


@dataclass(frozen=True, slots=True)
class ListedSession:
    """A session as a list shows it; `day` is that of `started` where the reader is."""

    id: str
    case: str | None = field(repr=False)
    started: datetime
    day: date
    closed: datetime | None
    level: Level | None
    """What was decided; None before the first decision."""
    thresholds: tuple[str, ...]
    owner: str | None = field(repr=False)
    look_again: date | None
    is_skeleton: bool
    due: tuple[str, ...] = ()
    """Whom it asks to call and nobody did, or decided against: `EMERGENCY_NUMBER`, Veilig Thuis, or both."""
    is_decided_against: bool = False
    """Whether the team decided not to make that call (law 5), and nobody made it since."""

    @property
    def is_call_due(self) -> bool:
        """Whether somebody still has to call."""
        return bool(self.due)

    @property
    def standing(self) -> str:
        """Where it stands: open, closed, or cleaned up."""
        if self.is_skeleton:
            return "opgeschoond"
        return "gesloten" if self.closed else "niet af"


def sessions_page(sessions: Sequence[ListedSession], most: int) -> Page:
    """The sessions in their order, newest first and at most so many; also when there are none."""
    if not sessions:
        return Page("Er zijn geen wegingen bewaard die hierbij passen.", ())
    shown = sessions[:most]
    blocks: list[Block] = [Table("De nieuwste eerst", COLUMNS, tuple(map(_cells, shown)))]
    if len(sessions) > most:
        blocks.append(Line(f"Dit zijn de nieuwste {most}. Oudere zie je met --van en --tot.", strong=True))
    return Page("1 weging" if len(shown) == 1 else f"{len(shown)} wegingen", tuple(blocks))


def _outcome(session: ListedSession) -> str:
    title = "nog geen" if session.level is None else TITLES[session.level]
    if session.is_call_due:
        return f"{title}\nnog niet gebeld: {', '.join(map(name_before, session.due))}"
    return f"{title}\nbesloten niet te bellen" if session.is_decided_against else title


def _cells(session: ListedSession) -> tuple[str, ...]:
    return (
        f"{session.id}\n{session.standing}",
        session.case or "",
        f"{session.day:%d-%m-%Y}",
        _outcome(session),
        session.owner or "",
        f"{session.look_again:%d-%m-%Y}" if session.look_again else "",
    )
