"""A whole meeting on a terminal: opening, questions, decision and closing, in that order."""

from __future__ import annotations

from collections.abc import Callable
from contextlib import suppress
from functools import partial

from kvv_triage.case.events import Seated, Subject
from kvv_triage.conversation import arriving, resuming
from kvv_triage.conversation.asker import Choice, Screen
from kvv_triage.conversation.closing import close, fill_in, show_decision, show_if_graver, take_leave
from kvv_triage.conversation.desk import LIES_READY, Desk, Overtaken, Stopped, WentBack
from kvv_triage.conversation.doubtful_no import check_not_asked
from kvv_triage.conversation.question_round import Asking
from kvv_triage.errors import CannotDo, KvvError
from kvv_triage.language.personal_data import pointers
from kvv_triage.meeting.agenda import Step, lane_of, next_step
from kvv_triage.meeting.interview import Lane
from kvv_triage.meeting.keeper import Keeper, Unfinished
from kvv_triage.pages.decision_page import farewell_page, unfinished_page
from kvv_triage.pages.wording import with_answer

MOST_ON_SCREEN = 9
NEXT = Choice("volgende", "l", "Volgende bladzijde")


class Meeting:
    """One meeting about one case."""

    def __init__(self, desk: Desk, recorder: arriving.Recorder, case: str | None, keeper: Keeper | None) -> None:
        """Without `keeper` it is an exercise that leaves nothing behind."""
        self._desk, self._recorder, self._case, self._keeper = desk, recorder, case, keeper

    def run(self, first: str) -> None:
        """Hold the meeting, from what was chosen on the first screen.

        Raises KeyboardInterrupt when the worker left with Ctrl-C, CannotDo when the input ended, StoreTrouble when
        the worker stopped because nothing could be kept.
        """
        try:
            self._hold(first)
        except Stopped as stopped:
            if stopped.at_once:
                self._desk.leave()
            else:
                self._show_so_far()
            if stopped.trouble:
                raise stopped.trouble from stopped
            if stopped.by_interrupt:
                raise KeyboardInterrupt from stopped
        except EOFError as error:
            self._show_so_far()
            raise CannotDo(
                "De invoer hield op voordat de weging klaar was.",
                tip="Met `kvv beslis` beslis je op antwoorden uit een bestand.",
            ) from error

    def _hold(self, first: str) -> None:
        desk, keeper = self._desk, self._keeper
        desk.starts_with(lambda: self._start(self._certain_case))
        if keeper:
            desk.set_aside_with(lambda event: keeper.set_aside(event, desk.content))
        is_danger = arriving.who_looks_on(desk, first)
        desk.wait_for_content()
        if is_danger:
            desk.came_with_danger = desk.asks_about_danger = True
            self._ask_about_danger()
            desk.asks_about_danger = False
        case = self._case
        if not case or not (desk.session.seated or desk.may_stay(case)):
            case = arriving.pseudonym(desk)
        if desk.session.started:
            self._start(case)  # before a passphrase is asked: what is set aside is of this case
        is_begun = desk.is_kept
        if keeper and (is_begun or desk.on_record(lambda: self._open(keeper, case))):
            self._remind(keeper, case)
            if not is_begun and not (is_danger and desk.session.started):
                self._resume(keeper, case)
        self._begin(case)
        if keeper:
            desk.after_opening(keeper.finish_opening)
        if arriving.is_nobody_seated(desk.session):
            arriving.seat(desk, case, self._recorder)
        if keeper and (before := desk.on_record(lambda: keeper.before(case))):
            resuming.show_before(desk, before)
        desk.sound_alarm()  # a call that was due when the meeting was killed, or is by what newer content asks
        self._take_steps(danger_first=is_danger)
        take_leave(desk, self._kept_as)

    def _take_steps(self, *, danger_first: bool) -> None:
        """Every step of the agenda; who comes back after the outcome sees it again first."""
        desk = self._desk
        steps: dict[Step, Callable[[], object]] = {
            Step.TIME: lambda: arriving.ask_time(desk),
            Step.QUESTIONS: lambda: self._questions(lane_of(desk.session, danger_first=danger_first)),
            Step.DOUBTFUL_NO: self._check,
            Step.OUTCOME: lambda: self._outcome(danger_first=danger_first),
            Step.FILL_IN: lambda: fill_in(desk),
            Step.CLOSING: lambda: close(desk),
        }
        desk.takes_steps = True
        step = Step.OUTCOME if desk.session.is_discussed(Subject.OUTCOME) else None
        while step := step or next_step(desk.moment, lane_of(desk.session, danger_first=danger_first)):
            try:
                steps[step]()
            except Overtaken:
                step = None
            except WentBack:
                left, step = step, None
                with suppress(Overtaken):
                    step = self._before(left, danger_first=danger_first)
            else:
                step = None

    def _before(self, step: Step, *, danger_first: bool) -> Step | None:
        """Go one screen back from the first screen of a step: to the last question, or to the outcome."""
        if step is Step.TIME:
            self._desk.tell(arriving.NO_FURTHER)
        elif step is Step.DOUBTFUL_NO:
            Asking(self._desk, lane_of(self._desk.session, danger_first=danger_first)).ask_last()
        else:
            return Step.OUTCOME
        return None

    def _ask_about_danger(self) -> None:
        """The acute questions at once: neither the pseudonym nor a passphrase comes first (law 1)."""
        with suppress(Exception):  # the danger comes first; whatever is wrong with the record is told after it
            if self._keeper and self._keeper.open(may_ask=False):
                self._keep_with(self._keeper)
                if self._certain_case:
                    self._desk.remind(self._keeper.before(self._certain_case).due)
        self._start(self._certain_case)
        self._questions(Lane(danger_first=True, only_acute=True))

    @property
    def _certain_case(self) -> str | None:
        """The case as it was typed with the command, unless that seems to point to a person: then it is asked first."""
        return None if pointers(self._case or "") else self._case

    def _open(self, keeper: Keeper, case: str) -> bool:
        """Open the record; when that cannot be done, all that is said from here on is set aside."""
        try:
            return keeper.open(may_ask=True)
        except (KvvError, OSError):
            self._start(case)
            raise

    def _resume(self, keeper: Keeper, case: str) -> None:
        """Go on with a session of this case that was not closed, when there is one and the team wants to."""
        others: set[str] = set()
        while unfinished := self._desk.on_record(partial(keeper.unfinished, case, others)):
            if not unfinished.has_case:
                if not unfinished.elsewhere and resuming.is_of_this_case(self._desk, unfinished):
                    return self._go_on_with(keeper, unfinished, case)
                others.add(unfinished.id)
            elif not unfinished.elsewhere:
                if resuming.wants_to_resume(self._desk, unfinished):
                    self._go_on_with(keeper, unfinished, case)
                return None
            elif not resuming.wants_to_wait(self._desk, unfinished):
                return None
        return None

    def _go_on_with(self, keeper: Keeper, unfinished: Unfinished, case: str) -> None:
        # Its own content may be lost with a damaged line of a letter; mostly it is the one that we have here.
        self._desk.on_record(lambda: keeper.use(self._desk.content))
        resuming.resume(self._desk, keeper, unfinished, self._recorder)
        self._remind(keeper, case)

    def _remind(self, keeper: Keeper, case: str) -> None:
        """From the first screen on which it can be known: whom the other sessions of the case still ask to call."""
        if before := self._desk.on_record(lambda: keeper.before(case)):
            self._desk.remind(before.due)

    def _begin(self, case: str) -> None:
        """Begin a session, unless one was begun or resumed already; it is of this case from then on."""
        keeper = self._keeper
        if keeper and not self._desk.is_kept:
            self._desk.on_record(lambda: self._keep_with(keeper))
        self._start(case)

    def _keep_with(self, keeper: Keeper) -> None:
        kept = keeper.begin(self._desk.content)
        self._desk.keep_with(keeper.add, kept)

    def _start(self, case: str | None) -> None:
        """Record with which content the meeting began and, as soon as that is known, of which case it is."""
        desk = self._desk
        if desk.session.started is None:
            arriving.start(desk, self._recorder, is_practice=self._keeper is None)
        if case and desk.session.seated is None:
            desk.add(Seated(case, "", ""))

    def _questions(self, lane: Lane) -> bool:
        return Asking(self._desk, lane).run()

    def _check(self) -> bool:
        """Which "nee" was never asked: a doubtful one can open new questions, and make the outcome graver."""
        before = self._desk.moment.decision.level
        has_doubt = check_not_asked(self._desk)
        if has_doubt and not self._desk.sound_alarm() and self._desk.session.is_discussed(Subject.OUTCOME):
            show_if_graver(self._desk, before, "Een 'nee' is 'weet niet' geworden. Daardoor is de uitkomst zwaarder.")
        return has_doubt

    def _outcome(self, *, danger_first: bool) -> None:
        """The outcome, until the worker has nothing to change or to add."""
        rest = Asking(self._desk, Lane(danger_first=danger_first, whole=True))
        self._desk.has_offered_end = True  # whoever is here has left the questions
        while True:
            try:
                picked = show_decision(self._desk, has_more=rest.interview().next() is not None)
            except WentBack:
                rest.ask_last()
                continue
            if picked == "verder":
                break
            with suppress(WentBack):
                if picked == "meer":
                    while rest.run() and self._check():
                        pass
                elif (slot := self._which()) is not None:
                    rest.change(slot)
        if not self._desk.session.is_discussed(Subject.OUTCOME):
            self._desk.discuss(Subject.OUTCOME)

    def _kept_as(self) -> str:
        """What the last page says about where this meeting is kept."""
        if self._keeper is None:
            return "Deze weging is klaar. Dit was een oefening: kvv heeft niets bewaard."
        seal = self._desk.on_record(self._keeper.seal)
        if self._desk.lies_ready:
            return LIES_READY
        if self._desk.goes_unkept:
            return "Deze weging is NIET bewaard, of niet helemaal. Leg in het dossier vast wat jullie nodig hebben."
        return f"Deze weging is bewaard als {self._keeper.session}. Zegel van de opslag: {seal}."

    def _which(self) -> str | None:
        """The answer to change, chosen from pages of nine."""
        slots = tuple(self._desk.session.answers)
        for start in range(0, len(slots), MOST_ON_SCREEN):
            page = slots[start : start + MOST_ON_SCREEN]
            choices = [Choice(slot, "", with_answer(self._desk.content, self._desk.session, slot)) for slot in page]
            if start + MOST_ON_SCREEN < len(slots):
                choices.append(NEXT)
            picked = self._desk.choose(Screen("Welk antwoord wil je wijzigen?"), choices)
            if picked != NEXT.id:
                return picked
        return None

    def _show_so_far(self) -> None:
        """What is known when the meeting ends early: the danger does not wait for the last question."""
        if not (self._desk.session.answers or self._desk.session.raised):
            self._desk.leave()
            return
        is_shown = False
        while not is_shown:
            with suppress(Overtaken):  # raised on this page: it shows what follows from that
                self._show_page_so_far()
                is_shown = True
        self._desk.leave()

    def _show_page_so_far(self) -> None:
        moment = self._desk.moment
        if moment.session.closed:
            where = "De weging is niet bewaard."
            if self._desk.is_kept:
                where = "De weging is bewaard."
            elif self._desk.lies_ready:
                where = LIES_READY
            page = farewell_page(self._desk.content, moment.session, moment.decision, where)
        else:
            shown = moment.shown
            page = unfinished_page(self._desk.content, moment.session, shown.decision, shown.look_again)
        with suppress(EOFError, KeyboardInterrupt, Stopped, WentBack):
            self._desk.show(page, at_once=True)
