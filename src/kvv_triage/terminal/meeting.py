"""A whole meeting on a terminal: opening, questions, decision and closing, in that order."""

from __future__ import annotations

from dataclasses import replace

from kvv_triage.errors import CannotDo
from kvv_triage.interview import Lane
from kvv_triage.summary import unfinished_page
from kvv_triage.terminal import opening
from kvv_triage.terminal.asker import Choice, Screen
from kvv_triage.terminal.asking import Asking, all_lists, check_not_asked, shortened
from kvv_triage.terminal.closing import Closing, show_decision
from kvv_triage.terminal.desk import Desk, Stopped

MOST_ON_SCREEN = 9


class Meeting:
    """One meeting about one case."""

    def __init__(self, desk: Desk, recorder: opening.Recorder, case: str | None, *, is_practice: bool) -> None:
        self.desk, self.recorder, self.case, self.is_practice = desk, recorder, case, is_practice

    def run(self) -> None:
        """Hold the meeting. Raises KeyboardInterrupt when the worker left with Ctrl-C, CannotDo when input ended."""
        try:
            self._hold()
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

    def _hold(self) -> None:
        is_danger = opening.who_looks_on(self.desk)
        opening.start(self.desk, self.recorder, is_practice=self.is_practice)
        lane = Lane(danger_first=is_danger)
        if is_danger:
            Asking(self.desk, Lane(danger_first=True, only_acute=True)).run()
        opening.seat(self.desk, self.case, self.recorder)
        if not self.desk.wants_to_finish:
            lane = opening.lane(self.desk, danger_first=is_danger)
        self._ask(Asking(self.desk, lane))

    def _ask(self, asking: Asking) -> None:
        asking.has_checked_acute = asking.interview().is_done("acuut") and asking.lane.danger_first
        asking.run()
        if not self.desk.wants_to_finish:
            check_not_asked(self.desk, all_lists(self.desk))
            self.desk.sound_alarm()
        while True:
            rest = Asking(self.desk, replace(asking.lane, fast=False))
            rest.has_checked_acute = True
            picked = show_decision(self.desk, has_more=rest.interview().next() is not None)
            if picked == "verder":
                Closing(self.desk).run()
                return
            if picked == "meer":
                self.desk.wants_to_finish = False
                rest.run()
            elif (slot := self._which()) is not None:
                rest.ask(slot)
                self.desk.sound_alarm()

    def _which(self) -> str | None:
        """The answer to change, chosen from pages of nine."""
        slots = tuple(self.desk.session.answers)
        for start in range(0, len(slots), MOST_ON_SCREEN):
            page = slots[start : start + MOST_ON_SCREEN]
            choices = [Choice(slot, "", shortened(self.desk, slot)) for slot in page]
            if start + MOST_ON_SCREEN < len(slots):
                choices.append(Choice("volgende", "v", "Volgende bladzijde"))
            choices.append(Choice("geen", "g", "Toch niets wijzigen"))
            picked = self.desk.choose(Screen("Welk antwoord wil je wijzigen?"), choices)
            if picked != "volgende":
                return picked if picked in page else None
        return None

    def _show_so_far(self) -> None:
        """What is known when the meeting ends early: the danger does not wait for the last question."""
        if not self.desk.session.answers:
            return
        decision = self.desk.decision()
        look_again = self.desk.look_again(decision)
        self.desk.asker.leave(unfinished_page(self.desk.content, self.desk.session, decision, look_again))
