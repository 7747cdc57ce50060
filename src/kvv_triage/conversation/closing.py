"""The end of a meeting: the decision, and one screen from which all that closes it is seen and changed (laws 5, 8)."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from contextlib import suppress
from dataclasses import replace
from datetime import date

from kvv_triage.case.events import (
    Answered,
    Closed,
    HandedOver,
    LookAgainSet,
    Owned,
    Promised,
    ProposalKind,
    Subject,
    Watched,
)
from kvv_triage.conversation.asker import Choice, FormLine, Screen, Several
from kvv_triage.conversation.desk import Desk, Overtaken, WentBack
from kvv_triage.conversation.meldcode import record_meldcode, take_proposals
from kvv_triage.deciding.filling import NOT_ASKED
from kvv_triage.language.days import day_meant, in_words, next_working_day
from kvv_triage.language.scales import Level
from kvv_triage.meeting.agenda import (
    ClosingPart,
    Proposal,
    due_by,
    is_needed,
    next_part,
    parts,
    proposals,
    proposed_owner,
)
from kvv_triage.meeting.laws import TOO_LATE, is_too_late, refused
from kvv_triage.pages.closing_lines import MOST_NAMED, closing_line, open_proposals, proposal_text
from kvv_triage.pages.decision_page import decision_page, details_page, farewell_page
from kvv_triage.pages.earlier_page import changes_since
from kvv_triage.pages.page import Bullets, Heading, Line, Page
from kvv_triage.pages.wording import called_text

DETAILS = Choice("details", "d", "Details: wat erachter zit")
ON, CHANGE, MORE = (
    Choice("verder", "v", "Verder met afronden"),
    Choice("wijzig", "", "Een antwoord wijzigen"),
    Choice("meer", "m", "Meer vragen beantwoorden"),
)
DONE = Choice("klaar", "k", "Klaar")
GO_ON, CLOSE = Choice("verder", "v", "Verder"), Choice("klaar", "k", "Sluit de weging")
AGREE = replace(CLOSE, text="Akkoord: leg alles zo vast en sluit de weging")
ADD = Choice("zelf", "", "Zelf een afspraak toevoegen")
CHANGE_PROMISE = Choice("aanpassen", "", "Bij de afspraken iets aanpassen: wie, wat of wanneer")
NO_PROMISE = Choice("geen", "", "Geen van deze afspraken")
A_DAY = "Bijvoorbeeld: vrijdag, over 3 dagen, 4/12."


def show_decision(desk: Desk, *, has_more: bool) -> str:
    """The decision with what can be done now: `verder`, `wijzig` an answer, or `meer` questions."""
    choices = (ON, CHANGE, *((MORE,) if has_more else ()), DETAILS)
    while (picked := desk.show(_page(desk), choices)) == DETAILS.id:
        desk.show(_details(desk))
    return picked


def _page(desk: Desk) -> Page:
    closed = desk.moment.at_close
    page = decision_page(desk.content, desk.session, closed.decision, closed.look_again, desk.moment.not_asked)
    if not (graver := _differences(desk, graver_only=True)):
        return page
    points = graver[:1] if len(graver) == 1 else (graver[0], f"En nog {len(graver) - 1}: zie de details.")
    return Page(page.title, (*page.blocks, Heading("Zwaarder dan de vorige keer"), Bullets(points)))


def _details(desk: Desk) -> Page:
    """What stands behind the outcome, and everything that is answered differently since the last meeting."""
    page = details_page(desk.content, desk.session, desk.moment.at_close.decision)
    if not (changed := _differences(desk)):
        return page
    return Page(page.title, (*page.blocks, Heading("Anders dan de vorige keer"), Bullets(changed)))


def _differences(desk: Desk, *, graver_only: bool = False) -> tuple[str, ...]:
    before = desk.before
    if before.last is None or before.last_content is None:
        return ()
    return tuple(changes_since(before.last_content, before.last, desk.content, desk.session, graver_only=graver_only))


def take_leave(desk: Desk, kept_as: Callable[[], str]) -> None:
    """Show who does what now, and for who asks the outcome and what is behind it; then only where it is kept stays."""
    while True:
        decision = desk.moment.decision
        try:
            page = farewell_page(desk.content, desk.session, decision, kept_as())
            if desk.show(page, (DETAILS, DONE)) == DONE.id:
                break
            desk.show(_page(desk))
            desk.show(_details(desk))
        except Overtaken:  # raised, or called, after the closing: the page says so
            continue
        except WentBack:
            desk.tell("Verder terug kan hier niet: deze weging is gesloten.")
    desk.leave(kept_as())


def fill_in(desk: Desk) -> None:
    """Questions that were never asked count as unknown from now on; the outcome that was shown did so already."""
    for slot in desk.moment.never_asked:
        desk.add(Answered(slot, NOT_ASKED))
    desk.sound_alarm()


def show_if_graver(desk: Desk, before: Level, why: str) -> None:
    """Show the outcome again when it got graver since it was shown: with the alarm, or with the reason."""
    if desk.moment.decision.level > before and not desk.sound_alarm():
        page = _page(desk)
        desk.show(Page(page.title, (Line(why, strong=True), *page.blocks)))


def close(desk: Desk) -> None:
    """The closing: one screen with all that is recorded and proposed, until the meeting is closed. Raises WentBack."""
    while not desk.session.closed:
        picked = _overview(desk)
        with suppress(WentBack):
            if picked == CLOSE.id:
                _agree(desk) if next_part(desk.moment) else _close(desk)
            elif picked == GO_ON.id:
                _walk(desk)
            else:
                _PARTS[ClosingPart(picked)](desk)


def _overview(desk: Desk) -> str:
    moment = desk.moment
    needed = next_part(moment)
    lines = [Choice(part, "", closing_line(moment, part)) for part in parts(moment)]
    ends = (GO_ON, AGREE) if needed else (CLOSE,)
    hint = "Kies een nummer om iets te zien of te wijzigen." + (
        " Verder gaat langs wat nog open staat." if needed else ""
    )
    return desk.choose(Screen("Klopt dit zo?", "AFRONDEN", hint), (*lines, *ends), GO_ON.id if needed else None)


def _walk(desk: Desk) -> None:
    """Every part that still needs something, one after the other; one that stays as it was leads back."""
    done: ClosingPart | None = None
    while (part := next_part(desk.moment)) and part is not done:
        _PARTS[part](desk)
        done = part


def _agree(desk: Desk) -> None:
    """Record what is proposed and close; only what a law wants and nobody can propose is asked first.

    Nobody agrees to promises that the overview only counts: those are shown in their list.
    """
    if is_needed(desk.moment, ClosingPart.CALL):
        desk.call()
    if is_needed(desk.moment, ClosingPart.CALL):
        return
    if desk.session.owner is None:
        _owner(desk)
    keys = {proposal.key for proposal in open_proposals(desk.moment)}
    if len(keys) > MOST_NAMED:
        _promises(desk)
    else:
        for promise in _offered(desk).values():
            if promise.proposal in keys:
                _take(desk, promise, is_asked=False)
    if is_needed(desk.moment, ClosingPart.MELDCODE):
        take_proposals(desk)
    _close(desk)


def _owner(desk: Desk) -> None:
    """Who owns the case and who sees whom: one form, also when a part of it was recorded before."""
    owner = desk.session.owner or Owned(proposed_owner(desk.session), "", "")
    has_watch = ClosingPart.WATCH in parts(desk.moment)
    who_sees = FormLine(
        "Wie ziet het kind of het slachtoffer vanavond en dit weekend?",
        "Een functie, en tot wanneer. Weten jullie het nog niet? Spreek het nu af. Enter slaat over.",
        desk.session.watch,
    )
    lines = (
        FormLine("Wie is regiehouder van deze zaak?", "Eén persoon.", owner.owner, is_proposal=not desk.session.owner),
        FormLine("Wie neemt waar als de regiehouder er niet is?", default=owner.deputy),
        FormLine(
            "Hoe is de regiehouder of de vervanger na vijven te bereiken?",
            "Bijvoorbeeld: via de piketdienst.",
            owner.after_five,
        ),
        *((who_sees,) if has_watch else ()),
    )
    filled = desk.fill(
        Screen("Wie heeft de regie?", "AFRONDEN"), lines, lambda texts: refused(desk.moment, Owned(*texts[:3]))
    )
    if (said := Owned(*filled[:3])) != desk.session.owner:
        desk.add(said)
    watch = filled[3] if has_watch else ""
    if watch and watch != desk.session.watch:
        desk.add(Watched(watch))
    elif has_watch and not watch:
        desk.discuss(Subject.WATCH)


def _promises(desk: Desk) -> None:
    """Every promise and every proposal in one list: what is ticked is promised, what is not is not, or no longer."""
    if desk.session.owner is None:
        _owner(desk)
    while True:
        offered = _offered(desk)
        told = [Choice(key, "", _told(promise)) for key, promise in offered.items()]
        declined = {proposal.key for proposal in proposals(desk.moment) if _is_declined(desk, proposal)}
        several = Several((*told, ADD, CHANGE_PROMISE), (NO_PROMISE,), frozenset({*offered} - declined))
        screen = Screen("Welke afspraken maken jullie?", "AFRONDEN", "Wat is aangevinkt, wordt een afspraak.")
        picked = desk.choose_many(screen, several)
        for key, promise in offered.items():  # before any place shifts
            if key in picked:
                _take(desk, promise, is_asked=CHANGE_PROMISE.id in picked)
        _leave(desk, {key: promise for key, promise in offered.items() if key not in picked}, declined)
        if ADD.id in picked:
            by = due_by(desk.moment)
            _take(desk, Promised(_default_owner(desk), "", by), is_asked=True)
        if not {ADD.id, CHANGE_PROMISE.id} & {*picked}:
            return


def _leave(desk: Desk, offered: Mapping[str, Promised], declined: set[str]) -> None:
    """What is not ticked is no promise: one that stood is withdrawn, and a proposal is not taken."""
    # From the last on, so that no place shifts under another.
    for promise in sorted(offered.values(), key=lambda promise: -promise.replaces):
        if promise.replaces:
            desk.add(replace(promise, is_withdrawn=True))
    for key, promise in offered.items():
        if promise.proposal and key not in declined:
            desk.discuss(Subject.PROPOSAL, promise.proposal)


def _offered(desk: Desk) -> dict[str, Promised]:
    """What can be ticked: each proposal and each promise, by a key; `replaces` is the place of one that stands."""
    moment = desk.moment
    offered = {
        proposal.key: Promised(
            _default_owner(desk),
            proposal_text(desk.content, proposal),
            due_by(moment, proposal),
            proposal.slot if proposal.kind is ProposalKind.FIND_OUT and proposal.count == 1 else "",
            proposal.key,
        )
        for proposal in proposals(moment)
    }
    for place, promise in enumerate(desk.session.promises, start=1):
        offered[promise.proposal or f"afspraak-{place}:{promise.what}"] = replace(promise, replaces=place)
    return offered


def _default_owner(desk: Desk) -> str:
    return desk.session.owner.owner if desk.session.owner else ""


def _is_declined(desk: Desk, proposal: Proposal) -> bool:
    is_promised = any(promise.proposal == proposal.key for promise in desk.session.promises)
    return not is_promised and desk.session.is_discussed(Subject.PROPOSAL, proposal.key)


def _told(promise: Promised) -> str:
    return f"{promise.what} ({promise.who}, uiterlijk {in_words(promise.by)})"


def _take(desk: Desk, promise: Promised, *, is_asked: bool) -> None:
    """Record a promise, with who and by when as proposed, or as the team says."""
    changed = _changed(desk, promise) if is_asked else promise
    if not promise.replaces or changed != promise:
        desk.add(changed)


def _changed(desk: Desk, promise: Promised) -> Promised:
    """A form for who does it, by when, and for a promise of the team's own what it is."""
    is_own = not promise.proposal
    lines = (
        *((FormLine("Wat spreken jullie af?", default=promise.what),) if is_own else ()),
        FormLine("Wie doet dit?", default=promise.who, is_proposal=not promise.replaces),
        FormLine("Wanneer is het klaar?", A_DAY, in_words(promise.by), is_proposal=True),
    )

    def refuse(texts: tuple[str, ...]) -> str:
        by = day_meant(texts[-1], desk.today)
        is_late = by is not None and is_too_late(replace(promise, by=by), desk.today)
        refused = TOO_LATE if is_late else _after_look_again(desk, by)
        return _no_day(desk, texts[-1]) or refused or ("" if all(texts) else "Vul alles in.")

    *what, who, day = desk.fill(Screen(promise.what or "Een afspraak", "AFRONDEN"), lines, refuse)
    return replace(
        promise, what=what[0] if what else promise.what, who=who, by=day_meant(day, desk.today) or promise.by
    )


def _after_look_again(desk: Desk, by: date | None) -> str:
    """What is wrong with a promise that is kept only after the team looks again."""
    look_again = desk.moment.look_again
    if by is None or by <= look_again:
        return ""
    return f"Jullie kijken opnieuw op {in_words(look_again)}. Kies een dag die niet later is."


def _no_day(desk: Desk, text: str) -> str:
    """What is wrong with a day from today on."""
    day = day_meant(text, desk.today)
    return "Dat is geen datum." if day is None else "Die dag is al voorbij." if day < desk.today else ""


def _call(desk: Desk) -> None:
    """The call sheet; once the calls are made, each can be taken back here until the meeting is closed."""
    if is_needed(desk.moment, ClosingPart.CALL) or not desk.session.calls:
        desk.call()
        return
    texts = [called_text(desk.content, call) for call in desk.session.calls]
    place = _withdrawn(desk, "Wat wil je vastleggen?", "Naar het belblad", "Toch niet", texts)
    if not place:
        desk.call()
        return
    call = desk.session.calls[place - 1]
    desk.add(replace(call, withdraws=place))
    desk.tell(f"Vastgelegd: toch niet {texts[place - 1]}.")
    if is_needed(desk.moment, ClosingPart.CALL):
        desk.call(call.to or None)


def _withdrawn(desk: Desk, question: str, other: str, instead: str, texts: Sequence[str]) -> int:
    """The place, counted from 1, of what is taken back; 0 when something else is recorded. Raises WentBack."""
    new = Choice("0", "", other)
    listed = (Choice(str(place), "", f"{instead}: {text}") for place, text in enumerate(texts, start=1))
    return int(desk.choose(Screen(question, "AFRONDEN"), (new, *listed)))


def _hand_over(desk: Desk) -> None:
    """What another agency takes on; until it has confirmed that, it is still ours, and it can be taken back."""
    given = desk.session.handed_over
    texts = [f"{handover.to}, {handover.what}" for handover in given]
    place = _withdrawn(desk, "Wat dragen jullie over?", "Nog iets overdragen", "Toch niet", texts) if given else 0
    if place:
        desk.add(replace(given[place - 1], withdraws=place))
        return
    lines = (
        FormLine("Aan welke organisatie draag je over?"),
        FormLine("Wat neemt zij over?"),
        FormLine("Wanneer moet zij dat hebben bevestigd?", A_DAY, in_words(next_working_day(desk.today))),
    )
    to, what, day = desk.fill(
        Screen("Overdracht", "AFRONDEN", "Draag je niets over? Ga dan met t terug."),
        lines,
        lambda texts: _no_day(desk, texts[2]) if all(texts) else "Vul alles in, of ga met t terug.",
    )
    desk.add(HandedOver(to, what, day_meant(day, desk.today) or desk.today))


def _look_again(desk: Desk) -> None:
    last = desk.moment.last_to_look_again

    def refuse(texts: tuple[str, ...]) -> str:
        day = day_meant(texts[0], desk.today)
        too_late = f"Dat is te laat. Deze uitkomst vraagt uiterlijk {in_words(last)}."
        return _no_day(desk, texts[0]) or (too_late if day and day > last else "")

    line = FormLine(
        "Wanneer kijken jullie opnieuw naar deze zaak?", A_DAY, in_words(desk.moment.look_again), is_proposal=True
    )
    (text,) = desk.fill(Screen("Opnieuw kijken", "AFRONDEN"), (line,), refuse)
    desk.add(LookAgainSet(day_meant(text, desk.today) or last))


def _close(desk: Desk) -> None:
    """Close the meeting, or say what the laws still ask for; the day to look again is confirmed by it."""
    look_again = LookAgainSet(desk.moment.look_again)
    sentence = refused(desk.moment.then(look_again), Closed(desk.now()))
    late = [(place, promise) for place, promise in enumerate(desk.session.promises, 1) if promise.by > look_again.on]
    others = [promise for _, promise in late if promise.proposal != ProposalKind.LOOK_AGAIN]
    if others:
        sentence = f"Deze afspraak is te laat: {_told(others[0])}. {_after_look_again(desk, others[0].by)} {sentence}"
    if sentence:
        desk.tell(sentence)
        return
    for place, promise in late:  # to look again moves with the day on which that is
        desk.add(replace(promise, by=look_again.on, replaces=place))
    desk.note_decision()
    if desk.session.look_again != look_again.on:
        desk.add(look_again)
    desk.add(Closed(desk.now()))


_PARTS: Mapping[ClosingPart, Callable[[Desk], None]] = {
    ClosingPart.CALL: _call,
    ClosingPart.WATCH: _owner,
    ClosingPart.OWNER: _owner,
    ClosingPart.PROMISES: _promises,
    ClosingPart.MELDCODE: record_meldcode,
    ClosingPart.HAND_OVERS: _hand_over,
    ClosingPart.LOOK_AGAIN: _look_again,
}
"""How each part is asked, also when it was recorded before."""
