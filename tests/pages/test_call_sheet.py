"""The call sheet: one screen to call with, and the whole of it to print."""

from __future__ import annotations

import io
from datetime import date, datetime, timedelta
from pathlib import Path

import pytest
from rich.console import Console

from kvv_triage.case.answers import Answer, Option, Options, Person, Persons, Unknown
from kvv_triage.case.events import (
    EMERGENCY_NUMBER,
    Answered,
    Called,
    CallPlanned,
    Event,
    MeldcodeChanged,
    NotReached,
    Raised,
)
from kvv_triage.case.meldcode_record import MeldcodeRecord
from kvv_triage.content.content import Content
from kvv_triage.deciding.decision import Decision, decide
from kvv_triage.deciding.ruleset import Ruleset
from kvv_triage.export.html import html
from kvv_triage.export.markdown import markdown
from kvv_triage.language.scales import Level, UnknownKind
from kvv_triage.meeting.announcing import announced_by, news_since
from kvv_triage.meeting.calls import still_due
from kvv_triage.meeting.session import Session, fold
from kvv_triage.pages.call_sheet import call_screen, call_sheet
from kvv_triage.pages.page import Line, Page, Pairs
from kvv_triage.pages.whom_to_call import alarm, next_number, number_of, reachable, takes_reports
from kvv_triage.pages.wording import question_text
from kvv_triage.reading.loading import load_folder
from kvv_triage.terminal.plain import plain_lines
from kvv_triage.terminal.screen import rendered
from kvv_triage.trainer.trying import Tried, try_cases
from tests.helpers.deciding import first_alarm

ROOT = Path(__file__).parents[2]
DAY = date(2026, 3, 4)
KEEL = Answered("partnergeweld.keel", Answer((Option("recent"),), "blauwe plekken in haar hals", "de buurvrouw"))
NONE = "Er zijn geen gevaarsignalen vastgelegd."
UNKNOWN = Answer((Unknown(UnknownKind.NIET_BEKEND),))
MOST = 16


def outcome(content: Content, *events: Event) -> tuple[Session, Decision]:
    session = fold(events)
    return session, decide(Ruleset(content), session.record(DAY))


def text_of(page: Page) -> str:
    return "\n".join(plain_lines(page, 1000))


def screen(content: Content, *events: Event, to: str = "veilig_thuis") -> str:
    return text_of(call_screen(content, *outcome(content, *events), to))


@pytest.fixture(scope="module")
def tried() -> list[Tried]:
    """Every case of the casebook."""
    loaded = load_folder(ROOT)
    assert loaded.content is not None
    return list(try_cases(Ruleset(loaded.content), loaded.cases))


def test_the_number_stands_first_and_then_the_hours_the_night_and_what_to_mind(content: Content) -> None:
    lines = screen(content, KEEL).splitlines()
    assert lines[0] == "BEL VEILIG THUIS: 0800-2000"
    assert lines[1] == "Dag en nacht, gratis. 's Nachts: in sommige regio's buiten kantooruren alleen voor spoed."
    assert lines[2].startswith("Let op: ")


def test_the_order_is_that_of_veilig_thuis_and_nothing_on_the_screen_identifies_anyone(content: Content) -> None:
    page = screen(content, KEEL, Raised("Annie zag het"))
    places = [page.index(f"{number}. ") for number in range(1, 6)]
    assert places == sorted(places)
    assert question_text(content, KEEL.slot) in page
    for said in ("blauwe plekken", "buurvrouw", "Annie"):
        assert said not in page


def test_what_is_left_out_for_room_leaves_no_gap_in_the_numbers(content: Content, tried: list[Tried]) -> None:
    left_out = 0
    for case in tried:
        session, decision = outcome(content, *(Answered(slot, answer) for slot, answer in case.record.answers.items()))
        page = call_screen(content, session, decision, "veilig_thuis")
        numbers = [block.text[0] for block in page.blocks if isinstance(block, Line) and block.text[1:3] == ". "]
        assert numbers == list("12345"[: len(numbers)]), case.path
        left_out += len(numbers) < 5
    assert left_out, "at least one case has more than fits"


def test_on_a_sheet_to_report_nothing_says_that_it_can_be_done_without_names(content: Content) -> None:
    report, advice = (
        text_of(call_sheet(content, *outcome(content, KEEL), is_report=is_report)) for is_report in (True, False)
    )
    assert "zonder namen" not in report
    assert "Advies vragen kan zonder namen" in advice
    weighed = MeldcodeRecord.model_validate({"vermoeden": "ja", "onveiligheid": "ja"})
    to_report = screen(content, KEEL, MeldcodeChanged(weighed))
    assert "Zeg: ik wil melden." in to_report
    assert "zonder namen" not in to_report


def test_the_alarm_names_a_child_as_the_worker_typed_it_and_who_has_a_comma_as_one(content: Content) -> None:
    children = Answered("start.kinderen", Answer((Persons((Person(8), Person(None, "de oudste"))),)))
    hurt = Answered("kind.bang@kind-2", Answer((Option("ja"),)))
    page = text_of(first_alarm(content, *outcome(content, children, hurt)))
    assert "Het antwoord: kind 2 (de oudste): " in page
    police = text_of(call_screen(content, *outcome(content, KEEL, children), "politie"))
    assert police.startswith("BEL POLITIE, GEEN SPOED")
    assert number_of(content, "politie") == "Politie (geen spoed), 0900-8844"


def test_at_112_it_says_what_112_asks_and_whom_to_call_then(content: Content) -> None:
    page = screen(content, Answered("acuut.geweld-nu", Answer((Option("ja"),))), to=EMERGENCY_NUMBER)
    assert page.startswith("BEL 112\nBlijf aan de lijn")
    assert "Zeg op welk adres het is" in page
    assert "Bel daarna: Veilig Thuis, 0800-2000." in page


def test_whoever_takes_no_reports_is_told_what_is_known_and_not_the_weighing(content: Content) -> None:
    page = screen(content, KEEL, to="politie")
    assert page.startswith("BEL POLITIE, GEEN SPOED: 0900-8844\n's Nachts: bij direct gevaar 112.")
    assert "wegingsvragen" not in page
    assert takes_reports(content, "vertrouwensarts")
    assert not takes_reports(content, "politie")
    assert not takes_reports(content, EMERGENCY_NUMBER)


@pytest.mark.parametrize(
    "said",
    [
        KEEL,
        Raised("niet pluis"),
        Answered("start.zorgen", Answer((Options(frozenset({"partner"})),))),
        Answered("poort.partner-sporen", Answer((Option("ja"),))),
    ],
    ids=["a red flag", "a raise", "a tick at the start", "a tick at the gate"],
)
def test_nothing_says_that_there_are_no_signals_while_there_is_one(content: Content, said: Event) -> None:
    assert NONE not in screen(content, said)
    for is_report in (True, False):
        assert NONE not in text_of(call_sheet(content, *outcome(content, said), is_report=is_report))


@pytest.mark.parametrize("answer", [Answer((Option("nee"),)), UNKNOWN])
def test_without_any_signal_it_says_so_also_when_something_is_unknown(content: Content, answer: Answer) -> None:
    said = Answered("partnergeweld.keel", answer), Answered("start.kinderen", Answer((Persons((Person(8),)),)))
    assert NONE in screen(content, *said)


def test_what_is_unknown_is_counted_and_one_of_it_named(content: Content) -> None:
    slots = [item.id for item in content.questions if item.per is None and item.makes is None]
    page = screen(content, *(Answered(slot, UNKNOWN) for slot in slots))
    (line,) = (line for line in page.splitlines() if line.startswith("Nog niet bekend"))
    assert line.startswith(f"Nog niet bekend: {len(slots)} punten, waaronder: ")
    assert "weet niet" not in page
    (alone,) = (line for line in screen(content, Answered(slots[0], UNKNOWN)).splitlines() if "Nog niet" in line)
    assert "punten" not in alone
    paper = text_of(
        call_sheet(content, *outcome(content, *(Answered(slot, UNKNOWN) for slot in slots)), is_report=True)
    )
    assert f"Dit weten we nog niet: {len(slots)} punten." in paper
    assert paper.count("weet niet") == 6


def test_every_sheet_and_every_alarm_of_the_casebook_is_one_screen(content: Content, tried: list[Tried]) -> None:
    console = Console(width=80, height=24, file=io.StringIO(), force_terminal=False, legacy_windows=False)
    for case in tried:
        events = [Answered(slot, answer) for slot, answer in case.record.answers.items()]
        if case.record.raised:
            events = [*events, Raised(case.record.raised)]  # type: ignore[list-item]
        session, decision = outcome(content, *events)
        for to in reachable(content, decision, still_due(content, decision, session.calls)):
            for choices in (4, 5):
                page = call_screen(content, session, decision, to, choices)
                assert len(rendered(console, page)) + choices <= MOST + 4, (case, to)
        if decision.level >= Level.BEL_NU:
            assert len(rendered(console, first_alarm(content, session, decision))) <= MOST + 2, case


def test_the_alarm_says_which_answer_and_which_rule_with_the_number_first(content: Content) -> None:
    page = text_of(first_alarm(content, *outcome(content, KEEL))).splitlines()
    assert page[1] == "1. Veilig Thuis: 0800-2000 (dag en nacht, gratis)"
    caution = next(place for place, line in enumerate(page) if line.startswith("Let op: "))
    why = next(place for place, line in enumerate(page) if line.startswith("Waarom: "))
    assert caution < why
    assert page[why + 1].startswith(f"Het antwoord: {question_text(content, KEEL.slot)}")
    assert page[why + 1].endswith("Ja, in de afgelopen maand")


def test_the_alarm_names_the_answer_that_was_just_given(content: Content) -> None:
    stalked = Answered("partnergeweld.stalking", Answer((Option("ja"),)))
    minor = Answered("partnergeweld.minderjarig", Answer((Option("ja"),)))
    told = announced_by(content, outcome(content, stalked)[1])
    session, decision = outcome(content, stalked, minor)
    news = news_since(told, content, decision, is_called=False)
    assert news
    page = " ".join(text_of(alarm(content, session, decision, news)).split())
    assert f"Het antwoord: {question_text(content, minor.slot)} Ja" in page


def test_who_can_be_called_begins_with_who_is_due_and_always_holds_someone(content: Content) -> None:
    session, decision = outcome(content, Answered("acuut.geweld-nu", Answer((Option("ja"),))))
    due = still_due(content, decision, session.calls)
    assert reachable(content, decision, due)[:2] == (EMERGENCY_NUMBER, "veilig_thuis")
    called = Called(datetime(2026, 3, 4, 14, 5).astimezone(), Level.BEL_112, EMERGENCY_NUMBER)
    spoken = fold([Answered("acuut.geweld-nu", Answer((Option("ja"),))), called])
    assert reachable(content, decision, still_due(content, decision, spoken.calls))[0] == "veilig_thuis"
    calm = outcome(content, Answered("acuut.geweld-nu", Answer((Option("nee"),))))[1]
    assert reachable(content, calm, ()) == ("veilig_thuis",)
    assert reachable(content, calm, ("lkha",))[0] == "veilig_thuis", "who has no number cannot be called"
    assert number_of(content, EMERGENCY_NUMBER) == "112"


def test_who_does_not_answer_gives_the_next_number_that_was_not_tried(content: Content) -> None:
    assert next_number(content, "veilig_thuis", ("veilig_thuis",)) == "politie"
    assert next_number(content, "politie", ("veilig_thuis", "politie")) is None
    assert next_number(content, EMERGENCY_NUMBER, ()) is None


def test_on_paper_there_is_room_to_write_what_takes_room(content: Content) -> None:
    page = call_sheet(content, *outcome(content, KEEL), is_report=True)
    pairs = dict(pair for block in page.blocks if isinstance(block, Pairs) for pair in block.pairs)
    for label, lines in {"Namen en geboortedata": 4, "Adressen, wie woont waar": 3, "Wat is afgesproken": 4}.items():
        assert pairs[label].split("\n") == ["…" * 30] * lines
    assert markdown(page).count("…") == html(page).count("…") >= 25 * 30


def test_the_sheet_says_when_nobody_answered_there_and_who_calls_next(content: Content) -> None:
    at = datetime(2026, 3, 4, 14, 5).astimezone()
    later = at + timedelta(minutes=30)

    def told(*events: Event, to: str = "veilig_thuis") -> str:
        return text_of(call_screen(content, *outcome(content, KEEL, *events), to))

    plan = CallPlanned("Els", later, "veilig_thuis")
    assert "Els belt op 4 maart om 14:35." in told(plan)
    assert "Geen gehoor op 4 maart om 14:05. Opnieuw op 4 maart om 14:35." in told(
        NotReached(at, "veilig_thuis", later)
    )
    assert "Geen gehoor op 4 maart om 14:05.\n" in told(NotReached(at, "veilig_thuis"))
    assert "14:" not in told(NotReached(at, "politie", later)), "that was another number"
    assert "Els" not in told(plan, Called(at, Level.BEL_NU, "veilig_thuis", "advies", "een medewerker"))
