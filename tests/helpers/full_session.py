"""One rich session, about a case of the casebook.

It has every kind of event, and in every text that someone types a word by which it can be found again.
"""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date, datetime, timedelta
from functools import cache
from pathlib import Path

from kvv_triage.case.answers import Answer, Answers, Option, Options, Person, Persons, Unknown
from kvv_triage.case.event_text import as_text
from kvv_triage.case.events import (
    Answered,
    Called,
    CallPlanned,
    Closed,
    Colleague,
    Decided,
    Deviated,
    Discussed,
    Event,
    FollowedUp,
    HandedOver,
    LookAgainSet,
    MeldcodeChanged,
    Noted,
    NotReached,
    Owned,
    Promised,
    Raised,
    Seated,
    Started,
    Subject,
    TakenOver,
    Watched,
)
from kvv_triage.case.meldcode_record import MeldcodeRecord
from kvv_triage.content.content import Content
from kvv_triage.deciding.ruleset import Ruleset
from kvv_triage.language.scales import Level, UnknownKind
from kvv_triage.reading.loading import load_folder
from kvv_triage.record.keeping import change_of
from kvv_triage.store.interface import Author, Store
from kvv_triage.trainer.trying import try_cases

AT = datetime(2026, 3, 4, 14, 5).astimezone()
DAY = AT.date()
FRIDAY = date(2026, 3, 6)
CASE = "A-2026-014"
ROOT = Path(__file__).parents[2]
CASEBOOK = "mening-verschilt-over-keel"

WORDS = {
    name: f"ZZ{name.upper()}ZZ"
    for name in (
        "feit",
        "bron",
        "opmerking",
        "gevoel",
        "milder",
        "label",
        "gespreksreden",
        "verteld",
        "uitkomst",
        "klaar",
        "afgesproken",
    )
}
"""What a client said, or what was said about one: only a full export holds it."""
NAMES = {
    name: f"YY{name.upper()}YY"
    for name in (
        *(
            "worker",
            "tafel",
            "schrijver",
            "tweede",
            "besluiter",
            "medebesluiter",
            "reden",
            "wacht",
            "regie",
            "vervanger",
        ),
        *("piket", "wie", "afspraak", "ontvanger", "overdracht", "collega", "overleg", "contact", "beller", "telefoon"),
    )
}
"""Who the colleagues are and what they agreed: an export for outside holds none of it."""
SECOND_CHILD = "kind-2"


def rich_events(content: Content, *, fact: str = "") -> list[Event]:
    """The events of a meeting about a family with three children of whom the second is in danger."""
    fact = fact or WORDS["feit"]
    yes = Answer((Option("ja"),))
    children = Persons((Person(10), Person(7, WORDS["label"]), Person(5)))
    meldcode = {
        "overleg": [{"met": NAMES["overleg"], "op": "2026-03-04"}],
        "gesprek": [
            {"met": SECOND_CHILD, "alleen": "ja", "op": "2026-03-04"},
            {"stand": "niet_veilig", "reden": WORDS["gespreksreden"]},
        ],
        "vermoeden": "ja",
        "onveiligheid": "ja",
        "effectieve_hulp": "twijfel",
        "besloten": {"melden": "ja", "hulp": "ja", "op": "2026-03-04"},
        "geinformeerd": {"directbetrokkenen": "nee", "reden": WORDS["verteld"]},
        "veilig_thuis": [
            {"op": "2026-03-04", "soort": "melding", "met": NAMES["contact"], "uitkomst": WORDS["uitkomst"]}
        ],
    }
    return [
        Started(AT, content.fingerprint, NAMES["worker"], "wijkteam", is_practice=False, team="Team Noord"),
        Seated(CASE, NAMES["tafel"], NAMES["schrijver"]),
        *(Answered(slot, answer) for slot, answer in casebook_answers(content).items()),
        Answered("start.kinderen", Answer((children,))),
        Answered("start.zorgen", Answer((Options(frozenset({"partner", "kind"})),))),
        Answered("partnergeweld.keel", Answer((Option("klachten"),), fact, WORDS["bron"])),
        Answered(
            "partnergeweld.keel", Answer((Option("recent"),), fact, WORDS["bron"]), WORDS["milder"], NAMES["tweede"]
        ),
        Answered("partnergeweld.jaloers", Answer((Option("nee"), Option("ja")))),
        Answered("kind.bang@kind-2", yes),
        Answered("kind.bang@kind-3", Answer((Unknown(UnknownKind.NIET_ALLEEN_GESPROKEN),))),
        Noted("partnergeweld.keel", WORDS["opmerking"]),
        Raised(WORDS["gevoel"]),
        NotReached(AT, "veilig_thuis", AT + timedelta(minutes=15)),
        Called(AT, Level.BEL_NU, "veilig_thuis", "advies", NAMES["telefoon"], WORDS["afgesproken"]),
        CallPlanned(NAMES["beller"], AT + timedelta(minutes=30), "veilig_thuis"),
        MeldcodeChanged(MeldcodeRecord.model_validate(meldcode)),
        Deviated(
            "er wordt niet gemeld",
            NAMES["reden"],
            (
                Colleague(NAMES["besluiter"], "aandachtsfunctionaris"),
                Colleague(NAMES["medebesluiter"], "teamleider"),
            ),
            FRIDAY,
        ),
        Watched(NAMES["wacht"]),
        Owned(NAMES["regie"], NAMES["vervanger"], NAMES["piket"]),
        Promised(NAMES["wie"], NAMES["afspraak"], FRIDAY),
        Promised(NAMES["wie"], "belt de school", FRIDAY, "kind.bang@kind-3"),
        HandedOver(NAMES["ontvanger"], NAMES["overdracht"], FRIDAY),
        LookAgainSet(FRIDAY),
        Discussed(Subject.NO, DAY, ("partnergeweld.jaloers",)),
        TakenOver(AT, NAMES["collega"], "wijkteam"),
        Decided(AT, Level.BEL_NU, ("rode-vlag",)),
        Closed(AT + timedelta(minutes=50)),
        FollowedUp(AT + timedelta(days=1), "afspraak-1", WORDS["klaar"], NAMES["collega"], "wijkteam"),
    ]


@cache
def casebook_answers(content: Content) -> Answers:
    """What is answered in the case of the casebook, the safe answers included."""
    cases = [one for one in load_folder(ROOT).cases if Path(one[0]).stem == CASEBOOK]
    (tried,) = try_cases(Ruleset(content), cases)
    return tried.record.answers


def keep(store: Store, content: Content, events: Iterable[Event], at: datetime = AT) -> str:
    """Keep a session as a meeting does, and give its id."""
    author = Author("Sam", "wijkteam")
    session = store.begin(author, at)
    store.keep_content(content.fingerprint, content.canonical, author, at)
    for event in events:
        kind, body = as_text(event)
        store.append(session, kind, body, author, at, change_of(event))
    return session
