"""Going on with a session that was not closed, and what earlier sessions of the case said."""

from __future__ import annotations

from collections.abc import Sequence

from kvv_triage.case.events import Called, CallPlanned, ContentMoved, EarlierCounted, NotReached, Raised, TakenOver
from kvv_triage.content.content import Content
from kvv_triage.conversation.arriving import Recorder, at_first, start
from kvv_triage.conversation.asker import Choice, Screen
from kvv_triage.conversation.desk import Desk
from kvv_triage.conversation.deviating import second_name
from kvv_triage.language.days import in_words
from kvv_triage.meeting.keeper import Before, Keeper, Unfinished
from kvv_triage.meeting.laws import has_red_flag, refused
from kvv_triage.meeting.newer_content import left_behind
from kvv_triage.pages.earlier_page import earlier_page
from kvv_triage.pages.page import Bullets, Line, Page
from kvv_triage.pages.wording import question_text

SHARED = "Overnemen kan alleen op deze computer, in dezelfde gegevensmap. Delen tussen computers komt later."


GOES_ON = (
    "kvv weet niet meer met welke vragenlijsten deze weging begon, en gaat verder met die van nu.",
    "Kijk of alle antwoorden er staan, en vul aan wat ontbreekt.",
)
CANNOT_GO_ON = (
    "kvv weet niet meer met welke vragenlijsten deze weging begon, en de antwoorden passen niet bij die van nu.",
    "Daarom begint kvv een nieuwe weging. De oude blijft bewaard.",
    "Vraag wie erbij was wat er is gezegd, en of er al is gebeld.",
)


def wants_to_resume(desk: Desk, unfinished: Unfinished) -> bool:
    """Ask whether to go on with it; a new session leaves the old one as it is."""
    who = f" door {unfinished.worker}" if unfinished.worker else ""
    screen = Screen(
        "Deze zaak heeft een weging die niet af is. Ga je daarmee verder?",
        hint=f"Die is begonnen op {in_words(unfinished.began.astimezone().date())}{who}. {SHARED}",
    )
    choices = (Choice("verder", "v", "Ja, verder waar het ophield"), Choice("nieuw", "", "Nee, een nieuwe weging"))
    return at_first(desk, lambda: desk.choose(screen, choices, "verder")) == "verder"


def is_of_this_case(desk: Desk, unfinished: Unfinished) -> bool:
    """Ask whether a session that stopped before anyone said of which case it is, is of this one."""
    screen = Screen(
        "Er staat een weging klaar zonder zaak. Hoort die bij deze zaak?",
        hint=f"Die is begonnen op {in_words(unfinished.began.astimezone().date())} om "
        f"{unfinished.began.astimezone():%H:%M}. kvv stopte voordat de zaak bekend was.",
    )
    choices = (Choice("ja", "j", "Ja, verder waar het ophield"), Choice("nee", "n", "Nee, een andere zaak"))
    return at_first(desk, lambda: desk.choose(screen, choices)) == "ja"


def wants_to_wait(desk: Desk, unfinished: Unfinished) -> bool:
    """Say that another window has the session that is not finished: look again, or begin a new one beside it."""
    screen = Screen(
        "Deze zaak heeft een weging die nu in een ander venster open is. Wat doe je?",
        hint=f"{unfinished.elsewhere} Sluit die weging daar, of wacht tot zij klaar is. Dan kun je hier verder.",
    )
    choices = (Choice("kijk", "", "Kijk opnieuw of die weging vrij is"), Choice("nieuw", "", "Begin een nieuwe weging"))
    return at_first(desk, lambda: desk.choose(screen, choices)) == "kijk"


def resume(desk: Desk, keeper: Keeper, unfinished: Unfinished, recorder: Recorder) -> None:
    """Take the session up where it stopped; another worker, and newer content, are recorded."""
    newest = desk.content
    resumed = desk.on_record(lambda: keeper.resume(unfinished.id, newest))
    if resumed is None:
        if not desk.goes_unkept:
            at_first(desk, lambda: desk.show(_page_of_loss(CANNOT_GO_ON)))
        return
    events, content = resumed
    said = [event for event in desk.events if isinstance(event, Raised | Called | NotReached | CallPlanned)]
    desk.resume(events, content or newest)
    desk.keep_with(keeper.add, kept=len(events))
    if content is None:
        _go_on_with_newest(desk, newest, recorder)
    for event in said:  # on the screens before this one
        desk.add(event)
    if desk.is_kept:
        keeper.drop_set_aside()
    started = desk.session.started
    last = desk.session.taken_over[-1] if desk.session.taken_over else started
    if last and (last.worker, last.role) != (recorder.name, recorder.role):
        desk.add(TakenOver(desk.now(), recorder.name, recorder.role))
    if content is None:
        at_first(desk, lambda: desk.show(_page_of_loss(GOES_ON)))
    elif newest.fingerprint != content.fingerprint:
        at_first(desk, lambda: _offer_newest(desk, keeper, newest))


def _go_on_with_newest(desk: Desk, newest: Content, recorder: Recorder) -> None:
    """Record with which content a session goes on of which that was lost; every answer fits it."""
    if desk.session.started:
        desk.add(ContentMoved(desk.now(), newest.fingerprint))
    else:
        start(desk, recorder, is_practice=False)


def _page_of_loss(told: Sequence[str]) -> Page:
    return Page("EEN DEEL IS NIET TE LEZEN", tuple(map(Line, told)))


def _offer_newest(desk: Desk, keeper: Keeper, newest: Content) -> None:
    """Moving to newer content is a choice, and it shows what changes."""
    lost = left_behind(newest, desk.session.answers)
    screen = Screen(
        "De vragenlijsten of drempels zijn veranderd sinds deze weging begon. Waarmee ga je verder?",
        hint=f"Van {desk.content.regional.version} naar {newest.regional.version}. {_what_is_lost(lost)}",
    )
    choices = (Choice("oud", "", "Met die van het begin"), Choice("nieuw", "", "Met de nieuwe"))
    if desk.choose(screen, choices, "oud") == "oud":
        return
    reason, second = _allowed(desk, newest, lost) if lost else ("", "")
    moved = ContentMoved(desk.now(), newest.fingerprint, lost, reason, second)
    if sentence := refused(desk.moment, moved):
        desk.tell(sentence)
        return
    desk.on_record(lambda: keeper.use(newest))
    desk.move_to(newest, moved)


def _allowed(desk: Desk, newest: Content, lost: tuple[str, ...]) -> tuple[str, str]:
    """Show what is left behind; a red flag may only be left behind with a reason and a second name (law 5)."""
    texts = tuple(question_text(desk.content, slot) for slot in lost)
    why = "Deze antwoorden passen niet bij de nieuwe lijsten. Ze blijven bewaard, maar tellen niet meer mee:"
    desk.show(Page("ANDERE VRAGENLIJSTEN", (Line(why), Bullets(texts))))
    if not has_red_flag(desk.moment, lost):
        return "", ""
    asked = Screen("Een ernstig antwoord telt dan niet meer mee. Waarom mag dat?", about=newest.fingerprint)
    return second_name(
        desk, asked, lambda *two: refused(desk.moment, ContentMoved(desk.now(), newest.fingerprint, lost, *two))
    )


def _what_is_lost(lost: tuple[str, ...]) -> str:
    if not lost:
        return "Alle antwoorden tellen ook daar mee."
    return "1 antwoord past daar niet." if len(lost) == 1 else f"{len(lost)} antwoorden passen daar niet."


def show_before(desk: Desk, before: Before) -> None:
    """Count the earlier sessions, and show what they decided."""
    desk.before = before
    if before.decided != desk.session.earlier:
        desk.add(EarlierCounted(before.decided))
    if before.decided:
        desk.show(earlier_page(before.decided))
