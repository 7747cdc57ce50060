"""A meeting that is kept: every answer on disk, going on where it stopped, and what an earlier one said."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from contextlib import ExitStack
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest

from kvv_triage.case.answers import Option
from kvv_triage.case.events import Answered, ContentMoved, Seated, TakenOver
from kvv_triage.case.state import EarlierSession
from kvv_triage.content.content import Content
from kvv_triage.deciding.decision import decide
from kvv_triage.deciding.ruleset import Ruleset
from kvv_triage.errors import StoreTrouble
from kvv_triage.language.scales import Level
from kvv_triage.meeting.session import fold
from kvv_triage.record.following import calls_of, to_call_about
from kvv_triage.record.keeping import MeetingKeeper
from kvv_triage.record.kept import content_of, events_of
from kvv_triage.store.interface import Author
from kvv_triage.store.sqlcipher.store import FileStore, open_store
from tests.helpers.typist import (
    ASKED,
    CTRL_C,
    LOOK_BEHIND,
    WEDNESDAY,
    Held,
    Replies,
    changed,
    hold,
    number_of,
    question,
    stopped_at,
)
from tests.helpers.workbench import KEY

SAM, ELS = Author("S. de Wit", "wijkteam"), Author("Els", "teamleider")
NEXT_WEEK = datetime(2026, 3, 11, 9, 0, tzinfo=UTC)


class Cabinet:
    """A folder with a record, in which meetings are held."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder
        open_store(folder, KEY, create=True).close()

    def meet(
        self,
        content: Content,
        replies: Replies,
        *,
        author: Author = SAM,
        at: datetime = WEDNESDAY,
        case: str = "A-1",
        say: Callable[[tuple[str, ...]], None] = lambda _: None,
    ) -> Held:
        with MeetingKeeper(author, lambda _: self.open(), lambda: at) as kept:
            return hold(content, replies, case=case, now=at, keeper=kept, name=author.name, say=say)

    def open(self) -> FileStore:
        return open_store(self.folder, KEY)


@pytest.fixture
def cabinet(tmp_path: Path) -> Cabinet:
    return Cabinet(tmp_path / "kvv")


@pytest.fixture
def store(cabinet: Cabinet) -> Iterator[FileStore]:
    with cabinet.open() as opened:
        yield opened


def test_a_meeting_is_kept_and_its_id_and_seal_are_shown(content: Content, cabinet: Cabinet, store: FileStore) -> None:
    held = cabinet.meet(content, {question(content, "acuut.geweld-nu"): "j"})
    assert held.error is None
    (row,) = store.sessions("A-1")
    assert f"Deze weging is bewaard als {row.id}." in held.printed
    assert f"Zegel van de opslag: {store.head()[:16]}." in held.printed
    assert (row.level, row.owner, row.case) == ("bel_112", "S. de Wit (wijkteam)", "A-1")
    assert row.closed
    assert store.verify() is None


def test_what_is_kept_gives_the_same_session_content_and_decision(
    content: Content, cabinet: Cabinet, store: FileStore
) -> None:
    held = cabinet.meet(content, {question(content, "acuut.wapen-gebruikt"): "j"})
    (row,) = store.sessions()
    session = fold(events_of(store, row.id))
    assert session == held.session
    kept = content_of(store, session)
    day = WEDNESDAY.date()
    assert decide(Ruleset(kept), session.record(day)) == held.desk.moment.decision


def test_every_answer_is_on_disk_before_the_next_question_shows(
    content: Content, cabinet: Cabinet, store: FileStore
) -> None:
    seen: list[bool] = []

    def look(_: str) -> str:
        (row,) = store.sessions()
        seen.append("acuut.geweld-nu" in fold(events_of(store, row.id)).answers)
        return "n"

    cabinet.meet(content, {question(content, "acuut.medische-hulp"): look})
    assert seen == [True]


def test_an_unfinished_session_goes_on_at_the_open_question(
    content: Content, cabinet: Cabinet, store: FileStore
) -> None:
    first = cabinet.meet(content, stopped_at(content, "acuut.medische-hulp"))
    assert "Wat je hebt ingevuld, is bewaard." in first.printed
    again = cabinet.meet(content, {question(content, "acuut.geweld-nu"): "j"}, case=" a-1 ")
    assert again.error is None
    assert "Deze zaak heeft een weging die niet af is." in again.printed
    asked = [screen for screen in again.screens if "van hoogstens" in screen]
    assert question(content, "acuut.medische-hulp") in asked[0]
    assert again.session.answers["acuut.geweld-nu"].opinions == (Option("nee"),)
    (row,) = store.sessions()
    assert row.closed


def test_a_new_session_may_begin_beside_an_unfinished_one(content: Content, cabinet: Cabinet, store: FileStore) -> None:
    cabinet.meet(content, stopped_at(content, "acuut.medische-hulp"))
    cabinet.meet(content, {"die niet af is": "2"}, at=NEXT_WEEK)
    assert [bool(row.closed) for row in store.sessions()] == [True, False]


NOT_CALLED = "Na een eerdere weging van deze zaak is NOG NIET GEBELD."


def test_the_call_that_an_earlier_session_asks_for_stays_on_every_screen_and_in_the_last_words(
    content: Content, cabinet: Cabinet, store: FileStore
) -> None:
    """Law 12: also when that session was never finished, and whatever the new one decides."""
    cabinet.meet(content, {question(content, "acuut.geweld-nu"): ["j"], "Bel 112": CTRL_C, "Wil je stoppen?": CTRL_C})
    words: list[tuple[str, ...]] = []
    stop = {"Hoeveel tijd is er?": CTRL_C, "Wil je stoppen?": CTRL_C}
    held = cabinet.meet(content, {"die niet af is": "2", **stop}, at=NEXT_WEEK, say=words.append)
    assert words[-1] == (f"{NOT_CALLED} Bel nu 112.", "Bel daarna Veilig Thuis: 0800-2000.")
    asked = held.screens.index(held.at("die niet af is"))
    assert all(f"{NOT_CALLED} Bel nu 112." in screen for screen in held.screens[asked:])
    (newest, oldest) = store.sessions("A-1")
    again = cabinet.meet(content, stopped_at(content, "acuut.medische-hulp"), at=NEXT_WEEK)
    assert "Nu staat er" not in again.at("die niet af is")
    assert again.session.answers["acuut.geweld-nu"].opinions == (Option("ja"),), "the one with the call comes first"
    assert not newest.level
    assert oldest.level == "bel_112"


def test_who_goes_on_sees_on_the_first_screen_that_nobody_called_yet(content: Content, cabinet: Cabinet) -> None:
    stop = {"Wil je stoppen?": CTRL_C}
    danger = {"Kijkt er iemand mee": "3", question(content, "acuut.geweld-nu"): "j", "Belblad: bellen": CTRL_C}
    cabinet.meet(content, {**danger, **stop})
    held = cabinet.meet(content, {"Wie zitten er aan tafel?": CTRL_C, **stop}, at=NEXT_WEEK)
    offered = held.screens.index(held.at("die niet af is"))
    assert len(held.screens) > offered + 1
    assert all("NOG NIET GEBELD" in screen for screen in held.screens[offered:])


def test_a_call_that_is_asked_stands_in_the_list_also_of_a_meeting_that_is_killed(
    content: Content, cabinet: Cabinet, store: FileStore
) -> None:
    """Advice rings no alarm; who is killed before the closing has to find it all the same (law 15)."""
    cabinet.meet(content, {question(content, "acuut.basiszorg-weg"): "w", **stopped_at(content, "acuut.zelfdoding")})
    (row,) = store.sessions("A-1")
    assert row.level == "advies"
    assert calls_of(store, (row,), WEDNESDAY.date()).due == {row.id: ("veilig_thuis",)}


def test_of_a_case_the_sheet_is_of_the_meeting_that_decided_something(
    content: Content, cabinet: Cabinet, store: FileStore
) -> None:
    both: Replies = {
        "Eerste naam": "Jan",
        "Tweede naam": "Els",
        "In welke rol": "1",
        "Waarom bellen": "wij zien haar elke dag",
    }
    red: Replies = {question(content, "partnergeweld.keel"): "3", question(content, "start.zorgen"): ["1", "k"]}
    cabinet.meet(content, {**red, "Gesproken: leg vast": number_of("We bellen niet"), **both})
    cabinet.meet(content, stopped_at(content, "start.kinderen"), at=WEDNESDAY.replace(hour=16))
    newest, oldest = store.sessions("A-1")
    assert not calls_of(store, (newest, oldest), WEDNESDAY.date()).due
    assert to_call_about(store, (newest, oldest), WEDNESDAY.date()) == oldest
    assert to_call_about(store, (newest,), WEDNESDAY.date()) == newest


def test_a_call_in_the_new_session_ends_the_reminder_of_an_earlier_one(content: Content, cabinet: Cabinet) -> None:
    danger = {question(content, "acuut.geweld-nu"): ["j"], "Bel 112": CTRL_C, "Wil je stoppen?": CTRL_C}
    cabinet.meet(content, danger)
    replies: Replies = {
        "die niet af is": "2",
        "Hoeveel tijd is er?": ["b", "1"],
        "BEL 112": "1",
        "BEL VEILIG THUIS": "t",
        "Met wie is gesproken?": "frontoffice",
        "Wat is afgesproken": "",
        **stopped_at(content, "acuut.medische-hulp"),
    }
    words: list[tuple[str, ...]] = []
    held = cabinet.meet(content, replies, at=NEXT_WEEK, say=words.append)
    assert [call.to for call in held.session.calls] == ["112"]
    assert "BEL VEILIG THUIS" in held.printed, "who spoke to 112 sees the next sheet"
    assert words[-1] == (f"{NOT_CALLED} Bel nu Veilig Thuis: 0800-2000.",)


def test_another_worker_who_goes_on_is_recorded(content: Content, cabinet: Cabinet, store: FileStore) -> None:
    cabinet.meet(content, stopped_at(content, "acuut.medische-hulp"))
    held = cabinet.meet(content, {}, author=ELS)
    assert "begonnen op woensdag 4 maart 2026 door S. de Wit" in held.printed
    assert "Delen tussen computers komt later." in held.printed
    (row,) = store.sessions()
    assert [event.worker for event in events_of(store, row.id) if isinstance(event, TakenOver)] == ["Els"]
    assert {entry.author for entry in store.entries(row.id)} == {SAM, ELS}


def test_a_resumed_session_keeps_the_content_it_began_with_unless_the_team_moves(
    content: Content, cabinet: Cabinet, store: FileStore
) -> None:
    cabinet.meet(content, stopped_at(content, "acuut.medische-hulp"))
    newer = changed(content, without="acuut.geweld-nu")
    stay = {"Waarmee ga je verder?": "1", **stopped_at(content, "acuut.dreigt-te-doden")}
    stayed = cabinet.meet(newer, stay)
    assert stayed.session.fingerprint == content.fingerprint
    moved = cabinet.meet(newer, {"Waarmee ga je verder?": "2"})
    assert "1 antwoord past daar niet." in moved.printed
    assert "Deze antwoorden passen niet bij de nieuwe lijsten." in moved.printed
    assert moved.error is None
    assert moved.session.fingerprint == newer.fingerprint
    assert "acuut.geweld-nu" not in moved.session.answers
    assert "acuut.geweld-nu" in moved.session.earlier_versions
    (row,) = store.sessions()
    events = list(events_of(store, row.id))
    assert [event.left_behind for event in events if isinstance(event, ContentMoved)] == [("acuut.geweld-nu",)]
    assert content_of(store, fold(events)).fingerprint == newer.fingerprint


@pytest.mark.parametrize(("second", "moves"), [("", False), ("Els", True)])
def test_a_red_flag_is_left_behind_only_with_a_reason_and_a_second_name(
    content: Content, cabinet: Cabinet, second: str, *, moves: bool
) -> None:
    leave = stopped_at(content, "acuut.medische-hulp")
    cabinet.meet(content, {question(content, "acuut.geweld-nu"): "j", **leave})
    newer = changed(content, without="acuut.geweld-nu")
    asked = {"Waarmee ga je verder?": "2", "Waarom mag dat?": "die vraag is vervallen", "Welke collega": second}
    held = cabinet.meet(newer, {**asked, **stopped_at(content, "acuut.basiszorg-weg")})
    assert (held.session.fingerprint == newer.fingerprint) is moves
    assert ("acuut.geweld-nu" in held.session.answers) is not moves


def test_a_second_meeting_sees_what_the_first_decided_and_what_changed(content: Content, cabinet: Cabinet) -> None:
    cabinet.meet(content, {question(content, "acuut.wapen-gebruikt"): "j"})
    second = cabinet.meet(content, {**LOOK_BEHIND, question(content, "acuut.zelfdoding"): "j"}, at=NEXT_WEEK)
    assert second.error is None
    graver = f"Zwaarder dan de vorige keer - {question(content, 'acuut.zelfdoding')} Toen: Nee. Nu: Ja. 1. Verder"
    assert graver in second.at("Een antwoord wijzigen").replace("Wat doe je? ", "")
    assert "Deze zaak is al één keer gewogen. - woensdag 4 maart 2026: BEL NU EEN SPECIALIST" in second.printed
    assert f"{question(content, 'acuut.wapen-gebruikt')} Toen: Ja. Nu: Nee." in second.printed
    assert f"{question(content, 'acuut.zelfdoding')} Toen: Nee. Nu: Ja." in second.printed
    assert [one.level for one in second.desk.before.decided] == [Level.BEL_NU]


def test_earlier_sessions_count_in_the_thresholds(make: object, cabinet: Cabinet) -> None:
    content = make(  # type: ignore[operator]  # the fixture of conftest
        "- {id: x, vraag: Is er iets?, ernst: bijdragend}",
        thresholds="""
        drempels:
          - {id: iets, als: {vraag: a.x}, dan: advies, bel: [veilig_thuis]}
          - {id: weer, als: {alle: [{vraag: a.x}, {eerder: 1, besluit: advies, binnen_dagen: 365}]}, dan: bel_nu}
        """,
    )
    first = cabinet.meet(content, {question(content, "a.x"): "j"})
    assert first.desk.moment.decision.level is Level.ADVIES
    second = cabinet.meet(content, {question(content, "a.x"): "j"}, at=NEXT_WEEK)
    assert second.desk.moment.decision.level is Level.BEL_NU
    with cabinet.open() as store:
        kept = fold(events_of(store, store.sessions()[0].id))
    assert kept.earlier == (EarlierSession(WEDNESDAY.date(), Level.ADVIES),)
    assert decide(Ruleset(content), kept.record(NEXT_WEEK.date())).level is Level.BEL_NU


def test_in_direct_danger_the_acute_answers_are_kept_from_the_first_one(
    content: Content, cabinet: Cabinet, store: FileStore
) -> None:
    cabinet.meet(content, {"mag zien?": "3", **stopped_at(content, "acuut.medische-hulp")})
    (row,) = store.sessions()
    assert [event.slot for event in events_of(store, row.id) if isinstance(event, Answered)] == ["acuut.geweld-nu"]


def test_a_second_window_is_told_who_has_the_session_before_it_offers_to_go_on(
    content: Content, cabinet: Cabinet, store: FileStore
) -> None:
    seen: list[Held] = []

    def come_in(_: str) -> str:
        seen.append(cabinet.meet(content, {"in een ander venster open": ["1", "2"]}, author=ELS))
        return "n"

    cabinet.meet(content, stopped_at(content, "acuut.medische-hulp"))
    cabinet.meet(content, {question(content, "acuut.medische-hulp"): come_in})
    second = seen[0]
    assert second.error is None
    told = [screen for screen in second.screens if "in een ander venster open" in screen]
    assert len(told) == 2
    assert all("is open bij S. de Wit sinds" in screen for screen in told)
    assert "Ga je daarmee verder?" not in second.printed
    assert second.session.closed
    assert len(store.sessions()) == 2


def test_who_waits_for_another_window_goes_on_when_it_is_ready(content: Content, cabinet: Cabinet) -> None:
    cabinet.meet(content, stopped_at(content, "acuut.medische-hulp"))
    with cabinet.open() as other, ExitStack() as window:
        (row,) = other.sessions()
        window.enter_context(other.hold(row.id, SAM, WEDNESDAY))

        def wait(_: str) -> str:
            window.close()
            return "1"

        second = cabinet.meet(content, {"in een ander venster open": wait}, author=ELS)
        assert second.error is None
        assert "Ga je daarmee verder?" in second.printed
        assert [session.id for session in other.sessions()] == [row.id]


def test_what_is_offered_is_held_so_that_nobody_takes_it_in_between_and_is_free_after_a_no(
    content: Content, cabinet: Cabinet
) -> None:
    refused: list[Held] = []

    def come_in(_: str) -> str:
        refused.append(cabinet.meet(content, {"in een ander venster open": "2"}, author=ELS))
        return "2"

    cabinet.meet(content, stopped_at(content, "acuut.medische-hulp"))
    with cabinet.open() as other:
        (row,) = other.sessions()
        cabinet.meet(content, {"Ga je daarmee verder?": come_in})
        assert "in een ander venster open" in refused[0].printed
        with other.hold(row.id, SAM, WEDNESDAY):
            pass


def test_a_meeting_of_which_the_last_session_cannot_be_read_still_counts_it(content: Content, cabinet: Cabinet) -> None:
    cabinet.meet(content, {question(content, "acuut.wapen-gebruikt"): "j"})
    with cabinet.open() as opened:
        (row,) = opened.sessions()
        opened.append(row.id, "van-later", "{}", SAM, WEDNESDAY)
    second = cabinet.meet(content, {}, at=NEXT_WEEK)
    assert second.error is None
    assert second.desk.before == replace(second.desk.before, last=None)
    assert len(second.desk.before.decided) == 1


class Clock:
    """A clock that a test can put back, so that the record refuses what is added."""

    def __init__(self) -> None:
        self.at = WEDNESDAY

    def back(self, _: str) -> str:
        """Put it back, and answer "ja"."""
        self.at = WEDNESDAY - timedelta(days=2)
        return "j"

    def right(self, _: str) -> str:
        """Put it right, and try again."""
        self.at = WEDNESDAY
        return "1"


def meet_by(clock: Clock, cabinet: Cabinet, content: Content, replies: Replies) -> Held:
    with MeetingKeeper(SAM, lambda _: cabinet.open(), lambda: clock.at) as kept:
        return hold(content, replies, keeper=kept, name=SAM.name)


REFUSED = "De klok van deze computer loopt achter"


def test_the_alarm_sounds_before_anyone_hears_that_the_answer_cannot_be_kept(
    content: Content, cabinet: Cabinet, store: FileStore
) -> None:
    clock = Clock()
    held = meet_by(
        clock,
        cabinet,
        content,
        {question(content, "acuut.geweld-nu"): clock.back, REFUSED: "2", "Belblad: bellen": "v"},
    )
    assert held.error is None
    asked = held.screens.index(held.at(question(content, "acuut.geweld-nu")))
    assert "BEL NU 112" in held.screens[asked + 1]
    assert REFUSED in held.screens[asked + 2]
    later = held.screens[asked + 3 :]
    assert all("Deze weging wordt NIET bewaard." in screen for screen in later)
    assert "Deze weging is NIET bewaard, of niet helemaal." in held.printed
    (row,) = store.sessions()
    assert row.closed is None
    assert "acuut.geweld-nu" not in fold(events_of(store, row.id)).answers


def test_in_direct_danger_nobody_hears_of_the_record_before_the_acute_questions_are_asked(
    content: Content, cabinet: Cabinet
) -> None:
    clock = Clock()
    replies: Replies = {
        "mag zien?": "3",
        question(content, "acuut.geweld-nu"): clock.back,
        REFUSED: "2",
        "Belblad: bellen": "v",
    }
    held = meet_by(clock, cabinet, content, replies)
    assert held.error is None, held.error
    told = held.screens.index(held.at(REFUSED))
    acute = [number for number, screen in enumerate(held.screens) if "Direct gevaar" in screen and ASKED in screen]
    assert len(acute) >= 5
    assert max(acute[:5]) < told


def test_what_could_not_be_kept_is_kept_in_order_once_it_can(
    content: Content, cabinet: Cabinet, store: FileStore
) -> None:
    clock = Clock()
    replies = {question(content, "acuut.geweld-nu"): clock.back, REFUSED: clock.right}
    held = meet_by(clock, cabinet, content, replies)
    assert held.error is None
    assert "NIET bewaard" not in held.printed
    (row,) = store.sessions()
    assert [*events_of(store, row.id)] == held.desk.events
    assert row.closed
    assert store.verify() is None


def test_who_stops_because_nothing_can_be_kept_still_sees_whom_to_call(content: Content, cabinet: Cabinet) -> None:
    clock = Clock()
    held = meet_by(clock, cabinet, content, {question(content, "acuut.geweld-nu"): clock.back, REFUSED: "3"})
    assert isinstance(held.error, StoreTrouble)
    assert "kvv beheer klok" in held.error.tip
    assert "NIET AF" in held.printed.upper()


def test_a_record_that_does_not_open_never_stops_a_meeting(content: Content) -> None:
    def refuse(_: object) -> None:
        raise StoreTrouble("Het sleutelbestand ontbreekt.")

    with MeetingKeeper(SAM, refuse, lambda: WEDNESDAY) as kept:
        held = hold(content, {"Het sleutelbestand ontbreekt. Wat doe je?": ["1", "2"]}, keeper=kept)
    assert held.error is None
    assert held.session.closed
    assert "Deze weging is NIET bewaard" in held.printed


def test_a_session_belongs_to_its_case_before_anything_is_asked_of_the_table(
    content: Content, cabinet: Cabinet, store: FileStore
) -> None:
    cabinet.meet(content, {"Wie zitten er aan tafel?": CTRL_C, "Wil je stoppen?": CTRL_C})
    (row,) = store.sessions("A-1")
    kept = [*events_of(store, row.id)]
    assert [type(event).__name__ for event in kept] == ["Started", "Seated"]
    cabinet.meet(content, {"Wie zitten er aan tafel?": "de school"})
    assert fold(events_of(store, row.id)).seated == Seated("A-1", "de school", "S. de Wit (wijkteam)")


def test_danger_that_is_asked_first_belongs_to_the_case_on_the_command_line(
    content: Content, cabinet: Cabinet, store: FileStore
) -> None:
    replies = {"Kijkt er iemand mee": "3", question(content, "acuut.geweld-nu"): "j", "BEL NU 112": CTRL_C}
    cabinet.meet(content, {**replies, "Wil je stoppen?": CTRL_C})
    (row,) = store.sessions("A-1")
    assert "acuut.geweld-nu" in fold(events_of(store, row.id)).answers


def test_what_was_raised_before_a_session_was_taken_up_again_is_kept_in_it(
    content: Content, cabinet: Cabinet, store: FileStore
) -> None:
    cabinet.meet(content, stopped_at(content, "acuut.geweld-nu"))
    replies: Replies = {
        "mag zien?": ["p", "1"],
        "vertrouwen jullie het niet": "zij lacht niet meer",
        "Belblad: bellen": "v",
        "die niet af is": "v",
    }
    held = cabinet.meet(content, {**replies, **stopped_at(content, "acuut.geweld-nu")}, at=NEXT_WEEK)
    assert isinstance(held.error, KeyboardInterrupt), held.error
    (row,) = store.sessions("A-1")
    assert fold(events_of(store, row.id)).raised == "zij lacht niet meer"
