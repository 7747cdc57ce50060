"""A whole meeting on a terminal: opening, questions, decision and closing, in that order."""

from __future__ import annotations

from dataclasses import replace

from kvv_triage.conversation import arriving as opening
from kvv_triage.conversation import resuming
from kvv_triage.conversation.asker import Choice, Screen
from kvv_triage.conversation.closing import Closing, show_decision
from kvv_triage.conversation.desk import Desk, Stopped
from kvv_triage.conversation.doubtful_no import check_not_asked
from kvv_triage.conversation.question_round import Asking
from kvv_triage.errors import CannotDo
from kvv_triage.meeting.interview import Lane
from kvv_triage.meeting.keeper import Keeper
from kvv_triage.pages.decision_page import unfinished_page
from kvv_triage.pages.wording import shortened

MOST_ON_SCREEN = 9
SEAL = 16
"""Letters of the head that are shown: enough to compare by eye."""
NEXT = Choice("volgende", "v", "Volgende bladzijde")
NONE = Choice("geen", "g", "Toch niets wijzigen")


class Meeting:
    """One meeting about one case."""

    def __init__(self, desk: Desk, recorder: opening.Recorder, case: str | None, records: Keeper | None) -> None:
        """Without `records` it is an exercise that leaves nothing behind."""
        self._desk, self._recorder, self._case, self._records = desk, recorder, case, records

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
        self._desk.wait_for_content()
        goes_on = not is_danger or self._ask_about_danger()
        case = self._case or opening.pseudonym(self._desk)
        if self._records and not self._desk.is_kept:
            self._records.open(may_ask=True)
            if not (is_danger and self._desk.session.started):
                self._resume(self._records, case)
        self._begin()
        if self._desk.session.seated is None:
            opening.seat(self._desk, case, self._recorder)
        if self._records:
            resuming.show_before(self._desk, self._records.before(case))
        lane = Lane(danger_first=is_danger)
        if goes_on:
            lane = opening.lane(self._desk, danger_first=is_danger)
            self._ask(Asking(self._desk, lane))
        self._conclude(replace(lane, fast=False))

    def _ask_about_danger(self) -> bool:
        """The acute questions at once: neither the pseudonym nor a passphrase comes first (law 1)."""
        opening.start(self._desk, self._recorder, is_practice=self._records is None)
        if self._records and self._records.open(may_ask=False):
            self._begin()
        return Asking(self._desk, Lane(danger_first=True, only_acute=True)).run()

    def _resume(self, records: Keeper, case: str) -> None:
        """Go on with a session of this case that was not closed, when there is one and the team wants to."""
        found = records.unfinished(case)
        if found and resuming.wants_to_resume(self._desk, found):
            resuming.resume(self._desk, records, found, self._recorder)

    def _begin(self) -> None:
        """Begin a session, unless one was begun or resumed already."""
        if self._desk.session.started is None:
            opening.start(self._desk, self._recorder, is_practice=self._records is None)
        if self._records and not self._desk.is_kept:
            self._records.begin(self._desk.events, self._desk.content)
            self._desk.keep_with(self._records.add)

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
        Closing(self._desk, self._kept_as).run()

    def _kept_as(self) -> str:
        """What the last page says about where this meeting is kept."""
        if self._records is None:
            return "Deze weging is klaar. Dit was een oefening: kvv heeft niets bewaard."
        head = self._records.seal()
        return f"Deze weging is bewaard als {self._records.session}. Zegel van de opslag: {head[:SEAL]}."

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
