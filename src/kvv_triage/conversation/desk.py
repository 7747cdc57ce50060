"""The desk of a meeting: it keeps the events, and asks with the keys that always work (law 1)."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from contextlib import suppress
from dataclasses import replace
from datetime import date, datetime
from typing import TypeVar

from kvv_triage.case.events import ContentMoved, Discussed, Event, LookAgainSet, Raised, Started, Subject
from kvv_triage.content.content import Content
from kvv_triage.conversation.asker import (
    EVERYWHERE,
    Asker,
    Choice,
    Command,
    FormLine,
    PersonRow,
    Screen,
    Several,
    Told,
    untold,
)
from kvv_triage.deciding.ruleset import Ruleset
from kvv_triage.errors import KvvError, StoreTrouble
from kvv_triage.language.cannot_wait import CANNOT_WAIT
from kvv_triage.language.clean import clean
from kvv_triage.language.personal_data import pointers
from kvv_triage.language.reason import says_something
from kvv_triage.language.scales import Level
from kvv_triage.meeting.announcing import Announced, News, announced_by, news_since, told_at_last_call
from kvv_triage.meeting.calls import asks_for_more, call_is_due, decided_now
from kvv_triage.meeting.keeper import Before
from kvv_triage.meeting.laws import WHY_RAISED, LawBroken, broken_by, refused
from kvv_triage.meeting.moment import Moment
from kvv_triage.meeting.session import Session, fold
from kvv_triage.pages.last_words import last_words, words_before
from kvv_triage.pages.page import Page
from kvv_triage.pages.whom_to_call import alarm, emergency, still_to_call

T = TypeVar("T")

YES_NO = (Choice("ja", "j", "Ja"), Choice("nee", "n", "Nee"))
URGENT = (Command.EMERGENCY, Command.BLANK, Command.STOP)
"""The commands while the record is being opened."""
CALM = (Command.BACK, *URGENT)
"""The commands while someone writes why the case is raised, and while it is asked whether to stop."""
TRY_AGAIN, WITHOUT, CLOSED, STOP = (
    Choice("opnieuw", "", "Opnieuw proberen"),
    Choice("zonder", "", "Verder zonder bewaren"),
    Choice("zonder", "", "Verder terwijl de opslag dicht blijft"),
    Choice("stoppen", "", "Stoppen"),
)
LIES_READY = "Wat jullie zeiden, staat versleuteld klaar. Het komt in de opslag zodra iemand die opent."
NOT_KEPT = "Deze weging wordt NIET bewaard."
MOST_LETTERS = 2000
TOO_LONG = f"Dat is te lang. Houd het bij {MOST_LETTERS} letters."
REWRITE = (Choice("herschrijf", "j", "Ja, herschrijven"), Choice("houd", "n", "Nee, zo laten staan"))


NOT_NEEDED = "kvv heeft geen persoonsgegevens nodig. Namen en nummers vul je met de hand in op het belblad."


def looks_like(likenesses: Sequence[str], *, first: str = "Dit") -> str:
    """Say what a text seems to hold that points to a person."""
    return f"{first} lijkt op {' en '.join(likenesses)}."


def doubt_about(likenesses: Sequence[str]) -> Screen:
    """Ask whether a text may stay that seems to hold these pointers to a person."""
    return Screen(f"{looks_like(likenesses)} Wil je het herschrijven?", hint=NOT_NEEDED)


def _of_record(trouble: Exception) -> StoreTrouble:
    """What is wrong with the record, in a sentence and a way out."""
    if isinstance(trouble, KvvError):
        return StoreTrouble(trouble.message, tip=trouble.tip)
    return StoreTrouble(f"Bewaren lukt niet ({type(trouble).__name__}).")


class Stopped(Exception):
    """The worker ended the meeting before its end; `by_interrupt` when Ctrl-C began it, `trouble` when that did.

    `at_once` for who pressed Ctrl-C again: no screen comes any more.
    """

    def __init__(self, *, by_interrupt: bool, at_once: bool = False, trouble: StoreTrouble | None = None) -> None:
        super().__init__()
        self.by_interrupt, self.at_once, self.trouble = by_interrupt, at_once, trouble


class WentBack(Exception):
    """The worker wants the screen before this one."""


class Overtaken(Exception):
    """Someone raised the case by hand, and what stands on the screen may no longer be what the meeting needs."""


class Finished(Exception):
    """The worker wants the outcome now, with the answers that are there."""


def needed(text: str) -> str:
    """Refuse a text that cannot stay empty."""
    return "" if text else "Dit kan niet leeg blijven."


def _no_reason(reason: str) -> str:
    return "" if not reason or says_something(reason) else WHY_RAISED


def _refused(
    lines: Sequence[FormLine], texts: tuple[str, ...], refuse: Callable[[tuple[str, ...]], str]
) -> tuple[int, str]:
    """The first line of a form that cannot be taken, and why; '' when all can."""
    for place, (line, text) in enumerate(zip(lines, texts, strict=True)):
        if wrong := TOO_LONG if len(text) > MOST_LETTERS else line.refuse(text):
            return place, wrong
    return next((place for place, text in enumerate(texts) if not text), len(texts) - 1), refuse(texts)


def in_turn(*screens: Callable[[], object]) -> None:
    """Show one screen after another; going back shows the one before. Raises WentBack from the first."""
    at = 0
    while at < len(screens):
        try:
            screens[at]()
        except WentBack:
            if at == 0:
                raise
            at -= 1
        else:
            at += 1


class Desk:
    """One meeting: its content, its events so far, and the way of asking."""

    def __init__(
        self,
        asker: Asker,
        load: Callable[[], Content],
        now: Callable[[], datetime],
        say_at_the_end: Callable[[Sequence[str]], None] = lambda _: None,
    ) -> None:
        """`say_at_the_end` is told after every event what the last words are; what stands on the screen now stays."""
        self._asker, self._load, self.now, self._say_at_the_end = asker, load, now, say_at_the_end
        self.asks_about_danger = False
        """Whether the acute questions come first: what is wrong with the record is told after them (law 1)."""
        self.came_with_danger = False
        """Whether somebody said so before anything was asked: until that was answered, nobody knows whom to call."""
        self._always = asker.standing
        self._keep: Callable[[Event], None] | None = None
        self._kept = 0
        self._set_aside: Callable[[Event], bool] | None = None
        self._start: Callable[[], None] | None = None
        self._knows_due = True
        """Whether nobody has to look any more whom the earlier sessions of this case ask to call."""
        self.lies_ready = False
        """Whether all that was said lies ready, encrypted, for the next one to open the record."""
        self._trouble: StoreTrouble | None = None
        self.goes_unkept = False
        """Whether the team went on without keeping what is said, because that could not be done."""
        self.before = Before()
        self._due_before: tuple[str, ...] = ()
        self._moment: Moment | None = None
        self.events: list[Event] = []
        self._announced, self._comes_back = Announced(), False
        self.has_offered_end = False
        """Whether the worker was told that more answers change nothing any more."""
        self.takes_steps = False
        """Whether the agenda leads the meeting, so that it can lead it elsewhere."""
        self.may_finish = False
        """Whether questions are being asked, so that the worker can go to the outcome at once."""
        self._notice, self._told = "", ""
        """What is said on the next screen, and what was said on the one that was answered last."""
        self._is_calling = False
        """Whether the call sheet is on the screen already."""

    @property
    def moment(self) -> Moment:
        """What the meeting knows now; the content is read while the worker answers the first screen."""
        if self._moment is None:
            self._moment = Moment(Ruleset(self._load()), Session(), self.now())
        else:
            self._moment = self._moment.later(self.now())
        return self._moment

    def wait_for_content(self) -> None:
        """Be sure that the content can be read, before anything is asked that would then be in vain."""
        self._moment = self.moment

    @property
    def content(self) -> Content:
        """What is asked."""
        return self.moment.ruleset.content

    @property
    def session(self) -> Session:
        """All that was said so far."""
        return self._moment.session if self._moment else Session()

    @property
    def today(self) -> date:
        """The day of this meeting."""
        return self.now().date()

    def add(self, event: Event) -> None:
        """Record an event; when the meeting is kept, it is on disk before the next question. Raises LawBroken.

        What cannot be kept counts all the same, and waits: an alarm never waits for a disk (law 1).
        """
        start, self._start = self._start, None
        if start and not isinstance(event, Started):
            start()
        if broken := broken_by(self.moment, event):
            raise LawBroken(event, broken)
        self.events.append(event)
        self._go_on(self.moment.then(event))
        if self._set_aside and not self._keep:
            self.lies_ready = self._set_aside(event)
        if not self._trouble:
            self._store()

    def _go_on(self, moment: Moment) -> None:
        """From here on this is what the meeting knows."""
        self._moment = moment
        self._say_at_the_end(self._last_words())

    def remind(self, due: tuple[str, ...]) -> None:
        """From here on nobody loses sight of whom earlier sessions still ask to call, until somebody does (law 12)."""
        self._due_before, self._knows_due = due, True
        self._say_at_the_end(self._last_words())

    @property
    def due_before(self) -> tuple[str, ...]:
        """Whom earlier sessions ask to call and nobody spoke to in this meeting either."""
        spoken = {call.to for call in self.session.calls}
        return tuple(to for to in self._due_before if to not in spoken)

    def _last_words(self) -> tuple[str, ...]:
        """What is said last: what this meeting asks for comes behind what earlier ones do."""
        here = last_words(self._moment) if self._moment else ()
        told = (*words_before(self.due_before), *here)
        is_unknown = not self._knows_due or (self.came_with_danger and not self.session.answers)
        return told or ((CANNOT_WAIT,) if is_unknown else ())

    def _store(self) -> None:
        """Keep what was said and is not kept yet, in order, as far as that can be done."""
        self._trouble = None
        try:
            while self._keep and self._kept < len(self.events):
                self._keep(self.events[self._kept])
                self._kept += 1
        except Exception as trouble:  # noqa: BLE001 -- whatever ails the record, the meeting goes on
            self._trouble = _of_record(trouble)

    def _settle(self) -> None:
        """Have the worker choose what happens to what could not be kept."""
        while self._trouble:
            if self._wants_again(self._trouble):
                self._store()

    def on_record(self, do: Callable[[], T]) -> T | None:
        """Do something with the record; None when the team goes on without it, which it may whatever goes wrong."""
        while not self.goes_unkept:
            try:
                return do()
            except (KvvError, OSError) as trouble:
                self._wants_again(_of_record(trouble))
        return None

    def after_opening(self, do: Callable[[], None]) -> None:
        """Do what was left when the record was opened. It is kept in already: what goes wrong is told, and no more."""
        try:
            do()
        except (KvvError, OSError) as trouble:
            wrong = _of_record(trouble)
            self.tell(f"{wrong.message} {wrong.tip}".strip())

    def _wants_again(self, trouble: StoreTrouble) -> bool:
        """Tell what is wrong and ask what now; raises Stopped."""
        go_on, what_then = WITHOUT, "Verder zonder bewaren kan ook: de vragen en de uitkomst blijven gewoon werken."
        if self.lies_ready:
            go_on, what_then = CLOSED, f"{LIES_READY} Verder kan dus ook."
        screen = Screen(f"{trouble.message} Wat doe je?", hint=f"{trouble.tip} {what_then}".strip())
        picked = self._served(
            lambda: self._asker.choose(self._framed(screen), (TRY_AGAIN, go_on, STOP), URGENT), at_once=True
        )
        if picked == STOP.id:
            raise Stopped(by_interrupt=False, trouble=trouble)
        if picked == WITHOUT.id:
            self._keep, self._trouble, self.goes_unkept = None, None, True
        return picked == TRY_AGAIN.id

    def discuss(self, subject: Subject, *about: str) -> None:
        """Record that the table is through with a subject, or with these parts of it."""
        self.add(Discussed(subject, self.today, about))

    def try_to_add(self, event: Event) -> bool:
        """Record an event, or say which law it would break; whether it is recorded."""
        if sentence := refused(self.moment, event):
            self.tell(sentence)
            return False
        self.add(event)
        return True

    def keep_with(self, keep: Callable[[Event], None], kept: int | None = None) -> None:
        """Every event goes there too, also what was said before; `kept` says how many of those are there already."""
        self._keep, self._set_aside, self.lies_ready = keep, None, False
        self._kept = self._kept if kept is None else kept
        self._store()

    def set_aside_with(self, set_aside: Callable[[Event], bool]) -> None:
        """As long as the record is closed, every event goes there; it tells whether all of them are on disk."""
        self._set_aside, self._knows_due = set_aside, False

    def starts_with(self, start: Callable[[], None]) -> None:
        """Whatever is said first, this is recorded before it: without it nobody can read the rest."""
        self._start = start

    @property
    def is_kept(self) -> bool:
        """Whether what is said survives this meeting."""
        return self._keep is not None and not self._trouble

    @property
    def _what_stays(self) -> str:
        if self.is_kept:
            return "is bewaard"
        return "staat versleuteld klaar voor de opslag" if self.lies_ready else "wordt niet bewaard"

    def resume(self, events: Sequence[Event], content: Content) -> None:
        """Go on after these events, with this content."""
        self.events = [*events]
        self._go_on(Moment(Ruleset(content), fold(events), self.now()))
        # Who comes back to a call that nobody made sees the alarm again.
        self._comes_back = call_is_due(self.moment)
        self._announced = Announced() if self._comes_back else announced_by(self.content, self.moment.shown.decision)

    def move_to(self, content: Content, event: ContentMoved) -> None:
        """Go on with other content."""
        self.add(event)
        self._go_on(Moment(Ruleset(content), self.session, self.now()))

    def note_decision(self) -> None:
        """Record what the decision is, when that changed."""
        decided = decided_now(self.moment)
        known = self.session.decided
        if known is None or replace(known, at=decided.at) != decided:
            self.add(decided)

    def _note_call(self) -> None:
        """Record that a call is asked before a screen says so: who is killed there leaves it in everyone's list."""
        moment = self._moment
        if moment is None or not self.events or moment.session.closed:
            return
        if asks_for_more(moment):
            self.note_decision()

    def tell(self, text: str) -> None:
        """Say something on the next screen; it takes no key."""
        self._notice = text

    def explain(self, page: Page) -> None:
        """Show a page about the screen that was there; that comes again, with what it said."""
        told = self._told
        self.show(page)
        self.tell(told)

    def choose(
        self,
        screen: Screen,
        choices: Sequence[Choice],
        default: str | None = None,
        extra: tuple[Command, ...] = (),
    ) -> str:
        """The id of a choice, or one of the `extra` commands; the commands that always work are carried out here."""
        commands = self._commands(extra)
        return self._served(lambda: self._asker.choose(self._framed(screen), choices, commands, default), extra)

    def choose_many(
        self, screen: Screen, several: Several, extra: tuple[Command, ...] = ()
    ) -> frozenset[str] | Command:
        """The ids of one or more choices, or one of the `extra` commands."""
        commands = self._commands(extra)
        return self._served(lambda: self._asker.choose_many(self._framed(screen), several, commands), extra)

    def choose_each(
        self,
        screen: Screen,
        rows: Sequence[PersonRow],
        choices: Sequence[Choice],
        extra: tuple[Command, ...] = (),
        told: Told = untold,
    ) -> Mapping[str, str] | Command:
        """The id of a choice for every row, or one of the `extra` commands; `told` as for the asker."""
        commands = self._commands(extra)
        return self._served(lambda: self._asker.choose_each(self._framed(screen), rows, choices, commands, told), extra)

    def number(self, screen: Screen, extra: tuple[Command, ...] = (), refused: str = "") -> str | Command:
        """What was typed where a whole number is asked, or one of the `extra` commands."""
        commands = self._commands(extra)
        return self._served(lambda: self._asker.number(self._framed(screen), commands, refused), extra)

    def line(self, screen: Screen, default: str = "", extra: tuple[Command, ...] = (), *, is_calm: bool = False) -> str:
        """One line that is no free text, such as a date; `default` stands there already, to be changed."""
        commands = CALM if is_calm else self._commands(extra)
        typed = self._served(lambda: self._asker.write(self._framed(screen), commands, default), extra)
        return typed if isinstance(typed, Command) else clean(typed)

    def fill(
        self, screen: Screen, lines: Sequence[FormLine], refuse: Callable[[tuple[str, ...]], str] = lambda _: ""
    ) -> tuple[str, ...]:
        """A form of free texts; what was typed stands there again as long as a line is refused.

        `refuse` has a sentence about all of them together: about the first that is empty, or else the last.
        Raises WentBack.
        """
        here, may_stay = screen, {line.default for line in lines}
        while True:
            texts = tuple(map(clean, self._filled(here, lines)))
            place, refused = _refused(lines, texts, refuse)
            if not refused:
                doubts = (place for place, text in enumerate(texts) if not (text in may_stay or self.may_stay(text)))
                place = next(doubts, -1)
                if place < 0:
                    return texts
            lines = [
                replace(
                    line,
                    default=text,
                    is_refused=number == place,
                    is_proposal=line.is_proposal and text == line.default,
                )
                for number, (line, text) in enumerate(zip(lines, texts, strict=True))
            ]
            here = replace(screen, notes=tuple(filter(None, (*screen.notes, refused))))

    def _filled(self, screen: Screen, lines: Sequence[FormLine]) -> tuple[str, ...]:
        filled = self._served(lambda: self._asker.fill(self._framed(screen), lines, self._commands()))
        if isinstance(filled, Command):  # it was carried out
            raise TypeError
        return filled

    def _commands(self, extra: tuple[Command, ...] = ()) -> tuple[Command, ...]:
        """The keys that work on a screen: its own, and those that always do."""
        sheet = (Command.SHEET,) if not self._is_calling and self._asks_to_call() else ()
        return tuple(dict.fromkeys((*extra, *EVERYWHERE, *sheet)))

    def _asks_to_call(self) -> bool:
        """Whether there is anyone to call: not before the first answer, so that nothing waits for the content."""
        is_asked = bool(self.events) and self.moment.shown.decision.level > Level.VOLGEN
        return is_asked or bool(self.due_before)

    def served(self, ask: Callable[[Asker], T], extra: Sequence[Command]) -> T:
        """Ask while the record is being opened; gives one of the `extra` commands, and carries out those of URGENT."""
        return self._served(lambda: ask(self._asker), tuple(extra), at_once=True)

    def _served(self, ask: Callable[[], T], extra: tuple[Command, ...] = (), *, at_once: bool = False) -> T:
        """Ask until there is an answer, or one of the `extra` commands; what works everywhere is carried out here.

        Raises WentBack for the key that goes back, unless it is in `extra`. `at_once`: also when something could not
        be kept; otherwise the worker is told that first.
        """
        while True:
            self._note_call()
            if not (at_once or self.asks_about_danger):
                self._settle()
            self._asker.standing = self._standing()
            picked = self._guarded(ask)
            self._told, self._notice = self._notice, ""
            if not isinstance(picked, Command) or picked in extra:
                return picked
            told = self._told
            self.carry_out(picked)
            self._notice = " ".join(dict.fromkeys(filter(None, (self._notice, told))))  # the same screen comes again

    def carry_out(self, command: Command) -> None:
        """Do what a key does that works everywhere. Raises WentBack."""
        match command:
            case Command.BACK:
                raise WentBack
            case Command.SHEET:
                self._call_from_here()
            case Command.EMERGENCY:
                self.show(self._emergency())
            case Command.BLANK:
                self._guarded(self._asker.blank)
            case Command.RAISE:
                self._raise()
            case _:
                self._confirm_stop(by_interrupt=False)

    def _call_from_here(self) -> None:
        """Open the call sheet from any screen; one that says whether somebody called is made anew."""
        before = len(self.events)
        self.call()
        if len(self.events) > before and self.takes_steps and not self.may_finish:
            raise Overtaken

    def _emergency(self) -> Page:
        """The emergency page, also when the content cannot be read: whom to call does not wait for that."""
        try:
            return emergency(self.content)
        except KvvError:
            return emergency(None)

    def _standing(self) -> tuple[str, ...]:
        """What the worker must not lose sight of: that nothing is kept, and that nobody called yet."""
        lines = (*self._always, NOT_KEPT) if self.goes_unkept and not self.lies_ready else self._always
        here = still_to_call(self._moment) if self._moment else ""
        return (*lines, here) if here else (*lines, *words_before(self.due_before[:1]))

    def _framed(self, screen: Screen) -> Screen:
        """The screen with what just changed."""
        return replace(screen, notes=tuple(filter(None, (self._notice, *screen.notes))))

    def _guarded(self, ask: Callable[[], T]) -> T:
        """Ask; Ctrl-C is never an answer: it asks whether to stop."""
        while True:
            try:
                return ask()
            except KeyboardInterrupt:
                self._confirm_stop(by_interrupt=True)

    def _confirm_stop(self, *, by_interrupt: bool) -> None:
        """Ask once more, and say whom to call; a second Ctrl-C leaves at once.

        The keys that work everywhere do so here; the one that goes back goes on with the meeting.
        """
        is_closed = self.session.closed is not None
        screen = Screen(
            "Wil je stoppen?",
            hint=("De weging is gesloten. " if is_closed else "Deze weging is dan niet af. ")
            + f"Wat je hebt ingevuld, {self._what_stays}."
            + (" Ctrl-C stopt meteen." if by_interrupt else ""),
            notes=self._last_words(),
        )
        yes = Choice("ja", "j", "Ja, stop" if is_closed else "Ja, stop zonder af te ronden")
        choices = [Choice("nee", "n", "Nee, ga verder"), yes]
        if self.may_finish:
            choices.append(Choice("uitkomst", "u", "Naar de uitkomst, met de antwoorden die er nu zijn"))
        picked: str = Command.STOP
        while picked in (Command.STOP, Command.EMERGENCY, Command.BLANK):
            try:
                picked = self._asker.choose(screen, choices, CALM, "nee")
                if picked is Command.EMERGENCY:
                    self._asker.show(self._emergency())
                elif picked is Command.BLANK:
                    self._asker.blank()
            except KeyboardInterrupt as again:
                raise Stopped(by_interrupt=True, at_once=True) from again
        if picked == "ja":
            raise Stopped(by_interrupt=by_interrupt)
        if picked == "uitkomst":
            raise Finished

    def show(self, page: Page, choices: Sequence[Choice] = (), *, at_once: bool = False) -> str:
        """Show a page; gives the choice made under it. An alarm and a call sheet do not wait for a disk.

        Raises WentBack where there is something to choose; a page that only waits is left by that key too.
        """
        keys = {choice.key for choice in choices}
        commands = tuple(command for command in self._commands() if command.value not in keys)
        is_urgent = at_once or page.alarm or self._is_calling
        try:
            return self._served(lambda: self._shown(page, choices, commands), at_once=is_urgent)
        except WentBack:
            if choices:
                raise
            return ""

    def _shown(self, page: Page, choices: Sequence[Choice], commands: tuple[Command, ...]) -> str:
        """Show a page with what just changed above it."""
        self._asker.standing = tuple(filter(None, (*self._asker.standing, self._notice)))
        return self._asker.show(page, choices, commands)

    def leave(self, *lines: str) -> None:
        """Take everything of the case off the screen; only these lines stay."""
        self._asker.leave(lines)

    def write(
        self,
        screen: Screen,
        default: str = "",
        refuse: Callable[[str], str] = lambda _: "",
        extra: tuple[Command, ...] = (),
        *,
        is_calm: bool = False,
    ) -> str:
        """A free text, with a warning when it seems to point to a person, or one of the `extra` commands.

        What was typed stands there again as long as `refuse` has a sentence about it.
        """
        here, kept = screen, default
        while True:
            text = self.line(here, default, extra, is_calm=is_calm)
            if isinstance(text, Command):
                return text
            refused = TOO_LONG if len(text) > MOST_LETTERS else refuse(text)
            if not refused and ((text and text == kept) or self.may_stay(text)):
                return text
            default = text[:MOST_LETTERS]
            here = replace(screen, notes=tuple(filter(None, (*screen.notes, refused))))

    def may_stay(self, text: str) -> bool:
        """Whether the text holds nothing that points to a person, or the worker keeps it all the same."""
        likenesses = pointers(text)
        if not likenesses:
            return True
        with suppress(WentBack):
            return self.choose(doubt_about(likenesses), REWRITE, "herschrijf") == "houd"
        return False

    def _raise(self) -> None:
        reason = ""
        with suppress(WentBack):
            reason = self.write(
                Screen(
                    "Waarom vertrouwen jullie het niet? Eén zin.",
                    hint="Opschalen mag altijd, en niemand kan het verlagen. Enter zonder tekst breekt af.",
                ),
                refuse=_no_reason,
                is_calm=True,
            )
        if not reason:
            self.tell("Niet opgeschaald: er staat geen reden.")
            return
        self.add(Raised(reason))
        self.note_decision()
        known, sooner = self.session.look_again, self.moment.look_again
        if known and sooner < known:
            self.add(LookAgainSet(sooner))
        self.tell("Opgeschaald. De reden is vastgelegd.")
        self.sound_alarm()
        if self.takes_steps and not self.may_finish:
            raise Overtaken

    def has_told(self) -> None:
        """What is asked now needs no alarm any more: another screen tells it."""
        self._announced, self._comes_back = announced_by(self.content, self.moment.shown.decision), False

    @property
    def news(self) -> News | None:
        """What the alarm has to say now, and did not yet."""
        decision, is_called = self.moment.shown.decision, bool(self.session.calls)
        news = news_since(self._announced, self.content, decision, is_called=is_called)
        if news and is_called and self._comes_back:
            # All that is due is shown again, and only what came up after the call is new for whom they spoke with.
            told = told_at_last_call(self.moment.ruleset, self.events, self.moment.at)
            since = news_since(told, self.content, decision, is_called=True)
            news = news._replace(is_unsaid=since is not None)
        return news

    def sound_alarm(self) -> bool:
        """Show whom to call the moment a call is needed, and again when there is news for the call; whether it did."""
        decision, news = self.moment.shown.decision, self.news
        self.has_told()
        if not news:
            return False
        self.note_decision()
        page = alarm(self.content, self.session, decision, news)
        choices = (
            Choice("belblad", Command.SHEET.value, "Belblad: bellen, en vastleggen wat ervan kwam"),
            Choice("verder", "v", "Verder met de vragen"),
        )
        picked = ""
        while not picked:
            try:
                picked = self.show(page, choices)
            except WentBack:  # the answer is kept already, and the alarm is not passed by going back
                self.tell("Verder terug kan hier niet. Kies het belblad, of ga verder.")
        if picked == "belblad":
            self.call()
        return True

    def call(self, to: str | None = None) -> None:
        """Show the call sheet, and record what came of the call; nothing when the worker goes back from it.

        It is the sheet of `to`, or else of who is due first.
        """
        from kvv_triage.conversation.calling import call

        self._is_calling = True
        try:
            call(self, to)
        finally:
            self._is_calling = False
