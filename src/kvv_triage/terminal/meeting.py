"""A whole meeting on a terminal: opening, questions, decision and closing, in that order."""

from __future__ import annotations

from dataclasses import replace

from kvv_triage.errors import CannotDo
from kvv_triage.interview import Lane
from kvv_triage.phrasing import shortened
from kvv_triage.summary import unfinished_page
from kvv_triage.terminal import opening
from kvv_triage.terminal.asker import Choice, Screen
from kvv_triage.terminal.asking import Asking
from kvv_triage.terminal.checking import check_not_asked
from kvv_triage.terminal.closing import Closing, show_decision
from kvv_triage.terminal.desk import Desk, Stopped

MOST_ON_SCREEN = 9
NEXT = Choice("volgende", "v", "Volgende bladzijde")
NONE = Choice("geen", "g", "Toch niets wijzigen")


class Meeting:
    """One meeting about one case."""

    def __init__(self, desk: Desk, recorder: opening.Recorder, case: str | None, *, is_practice: bool) -> None:
        self._desk, self._recorder, self._case, self._is_practice = desk, recorder, case, is_practice

    def run(self, first: str) -> None:
        """Hold the meeting, from what was chosen on the first screen.

        Raises KeyboardInterrupt when the worker left with Ctrl-C, CannotDo when the input ended.
        """
        try:
            self._hold(first)
        except Stopped as stopped:
            self._show_so_far()
            if stopped.by_interrupt:
                raise KeyboardInterrupt from stopped
        except EOFError as error:
            self._show_so_far()
            raise CannotDo(
                "De invoer hield op voordat de weging klaar was.",
                tip="Met `kvv beslis` beslis je op antwoorden uit een bestand.",
            ) from error

    def _hold(self, first: str) -> None:
        is_danger = opening.who_looks_on(self._desk, first)
        opening.start(self._desk, self._recorder, is_practice=self._is_practice)
        goes_on = not is_danger or Asking(self._desk, Lane(danger_first=True, only_acute=True)).run()
        opening.seat(self._desk, self._case, self._recorder)
        lane = Lane(danger_first=is_danger)
        if goes_on:
            lane = opening.lane(self._desk, danger_first=is_danger)
            self._ask(Asking(self._desk, lane))
        self._conclude(replace(lane, fast=False))

    def _ask(self, asking: Asking) -> None:
        """Ask what is open, and then which "nee" was never asked; a doubtful one can open new questions."""
        while asking.run() and check_not_asked(self._desk):
            self._desk.sound_alarm()

    def _conclude(self, lane: Lane) -> None:
        """The outcome, until the worker has nothing to change or to add."""
        rest = Asking(self._desk, lane)
        while True:
            picked = show_decision(self._desk, has_more=rest.interview().next() is not None)
            if picked == "verder":
                break
            if picked == "meer":
                self._ask(rest)
            elif (slot := self._which()) is not None:
                rest.ask(slot)
        Closing(self._desk).run()

    def _which(self) -> str | None:
        """The answer to change, chosen from pages of nine."""
        slots = tuple(self._desk.session.answers)
        for start in range(0, len(slots), MOST_ON_SCREEN):
            page = slots[start : start + MOST_ON_SCREEN]
            choices = [Choice(slot, "", shortened(self._desk.content, self._desk.session, slot)) for slot in page]
            if start + MOST_ON_SCREEN < len(slots):
                choices.append(NEXT)
            picked = self._desk.choose(Screen("Welk antwoord wil je wijzigen?"), (*choices, NONE))
            if picked != NEXT.id:
                return picked if picked in page else None
        return None

    def _show_so_far(self) -> None:
        """What is known when the meeting ends early: the danger does not wait for the last question."""
        if not (self._desk.session.answers or self._desk.session.raised):
            return
        decision = self._desk.decision()
        look_again = self._desk.look_again(decision)
        self._desk.leave(unfinished_page(self._desk.content, self._desk.session, decision, look_again))
