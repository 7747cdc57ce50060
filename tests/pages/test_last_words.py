"""What is said last while a call is due (law 12): whom to call, on a number that exists, and nothing of the case."""

from __future__ import annotations

from datetime import UTC, date, datetime

from kvv_triage.case.answers import Answer, Option
from kvv_triage.case.events import EMERGENCY_NUMBER, Answered, Called, CallPlanned, Event, Raised
from kvv_triage.deciding.ruleset import Ruleset
from kvv_triage.language.scales import Level
from kvv_triage.meeting.moment import Moment
from kvv_triage.meeting.session import fold
from kvv_triage.pages.last_words import last_words
from tests.conftest import Make
from tests.helpers.deciding import afternoon

NOW = datetime(2026, 3, 4, 14, tzinfo=UTC)
VIOLENCE = Answered("acuut.geweld-nu", Answer((Option("ja"),)))
STRANGLED = Answered("partnergeweld.keel", Answer((Option("korter_dan_drie_maanden_geleden"),)))
THEN = "Bel daarna Veilig Thuis: 0800-2000."


def words(ruleset: Ruleset, *events: Event) -> tuple[str, ...]:
    return last_words(Moment(ruleset, fold(events), afternoon(date(2026, 3, 4))))


def test_nothing_is_said_while_no_call_is_due(ruleset: Ruleset) -> None:
    assert words(ruleset) == ()


def test_112_comes_first_until_112_was_spoken_to(ruleset: Ruleset) -> None:
    assert words(ruleset, VIOLENCE) == ("NOG NIET GEBELD. Bel nu 112.", THEN)
    spoken = Called(NOW, Level.BEL_112, EMERGENCY_NUMBER)
    assert words(ruleset, VIOLENCE, spoken) == ("NOG NIET GEBELD. Bel nu Veilig Thuis: 0800-2000.",)
    assert words(ruleset, VIOLENCE, spoken, Called(NOW, Level.BEL_112, "veilig_thuis")) == ()


def test_who_plans_to_call_has_not_called(ruleset: Ruleset) -> None:
    raised = Raised("wij vertrouwen het niet")
    planned = CallPlanned("Sam", NOW)
    assert words(ruleset, raised) == words(ruleset, raised, planned)
    assert "0800-2000" in words(ruleset, raised, planned)[-1]
    assert "Sam" not in " ".join(words(ruleset, raised, planned))


def test_advice_is_asked_today_and_who_has_no_number_is_reached_by_who_stands_in(make: Make) -> None:
    content = make(
        "- {id: nu, vraag: Is er letsel?, ernst: bijdragend}",
        thresholds="""
          arts: {naam: Arts, telefoon: vul in voor jouw regio, bereikbaar: vul in voor jouw regio}
        drempels: [{id: letsel, als: {vraag: a.nu}, dan: advies, bel: [arts]}]
        """,
    )
    answered = Answered("a.nu", Answer((Option("ja"),)))
    assert words(Ruleset(content), answered) == ("NOG NIET GEBELD. Vraag vandaag advies. Bel Veilig Thuis: 0800-2000.",)
