"""What a meeting needs of the place where sessions are kept; without such a place it is an exercise."""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import dataclass
from datetime import datetime
from typing import Protocol

from kvv_triage.case.events import Event
from kvv_triage.case.state import EarlierSession
from kvv_triage.content.content import Content
from kvv_triage.meeting.session import Session


@dataclass(frozen=True, slots=True)
class Unfinished:
    """A session of this case that was never closed: its id, when it began and who wrote in it last.

    `elsewhere` is a sentence that says who has it open in another window; empty when nobody has. `has_case` tells
    whether it was said of which case it is: who comes in with danger is asked for that after the danger.
    """

    id: str
    began: datetime
    worker: str
    elsewhere: str = ""
    has_case: bool = True


@dataclass(frozen=True, slots=True)
class Before:
    """What was kept of a case before this meeting: what every session decided, and the last one that can be read."""

    decided: tuple[EarlierSession, ...] = ()
    last: Session | None = None
    last_content: Content | None = None
    due: tuple[str, ...] = ()
    """Whom these sessions still ask to call, most urgent first: `EMERGENCY_NUMBER`, Veilig Thuis, or both."""


class Keeper(Protocol):
    """Where the events of a meeting go, each before the next question shows. Every method may raise StoreTrouble."""

    def open(self, *, may_ask: bool) -> bool:
        """Make ready; False when that needs a passphrase or code and nothing may be asked now."""

    def set_aside(self, event: Event, content: Content) -> bool:
        """Keep an event before a session was begun, although the record may be closed; never asks or raises.

        Whether all that was said so far is on disk, where the next one to open the record finds it.
        """

    def drop_set_aside(self) -> None:
        """What was set aside is kept in the session that goes on, too."""

    def unfinished(self, case: str, but: Collection[str] = ()) -> Unfinished | None:
        """The newest session of this case that was not closed, if any; one that still asks for a call comes first.

        After those come sessions of which nobody said of which case they are, `but` those that are not of this one.

        Who asks has it until it goes on, or another session begins; unless another window has it `elsewhere`.
        """

    def before(self, case: str) -> Before:
        """The earlier sessions of this case."""

    def begin(self, content: Content) -> int:
        """Begin a session, with what was set aside; gives how many events are in it already.

        Again after it failed, it goes on with the same one.
        """

    def finish_opening(self) -> None:
        """Ask what was left to ask when it was opened, now that what was said is kept."""

    def resume(self, session: str, newest: Content) -> tuple[tuple[Event, ...], Content | None] | None:
        """The events of a session that goes on, and the content that decided in it last; None when that is lost.

        Nothing at all when it is lost and not every answer fits the newest: then it cannot go on.
        """

    def use(self, content: Content) -> None:
        """Keep the content that decides from now on."""

    def add(self, event: Event) -> None:
        """Keep one event; on return it is on disk."""

    @property
    def session(self) -> str:
        """The id of this session."""

    def seal(self) -> str:
        """What is shown of the head of the whole record, which tells whether anything was removed or rolled back."""
