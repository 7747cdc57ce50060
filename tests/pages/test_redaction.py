"""What leaves the team follows from what is said of every text where it is declared, and a text without a mark stays.

The sessions here are made from those declarations: every text of every kind of event becomes a word by which it can be
found again, so that a new field is tried here without anybody thinking of it.
"""

from __future__ import annotations

import io
import shutil
from collections import defaultdict
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field, fields, is_dataclass, replace
from datetime import UTC, date, datetime
from itertools import count
from typing import Annotated, Any, Literal, NamedTuple, get_args, get_type_hints

import pytest
from pydantic import BaseModel
from pypdf import PdfReader

from kvv_triage.case.answers import Answer, Answers, Option, Options, Person, Text
from kvv_triage.case.events import (
    Answered,
    Called,
    CallPlanned,
    Colleague,
    ContentMoved,
    Decided,
    Deviated,
    Discussed,
    EarlierCounted,
    Event,
    Exported,
    FollowedUp,
    HandedOver,
    Noted,
    NotReached,
    Owned,
    Promised,
    Seated,
    Started,
    TakenOver,
    Watched,
)
from kvv_triage.case.meldcode_record import Consultation, Contact, Conversation, MeldcodeRecord
from kvv_triage.case.state import EarlierSession
from kvv_triage.case.visibility import Chosen, Named, Typed, Visibility
from kvv_triage.circle.due import DueItem, DueKind, Sitting, items_of
from kvv_triage.content.content import Content
from kvv_triage.deciding.decision import decide
from kvv_triage.deciding.ruleset import Ruleset
from kvv_triage.export.forms import Form, pieces_of
from kvv_triage.language.scales import Level
from kvv_triage.meeting.session import Session, fold
from kvv_triage.pages.redaction import LEFT_OUT, UNSAID, Detail, Share, marks_in, redacted, visibilities
from kvv_triage.pages.session_page import session_page
from kvv_triage.pages.taken_out import RecordSeal, TakenOut, slots_without_fact
from kvv_triage.reading.loading import load_folder
from kvv_triage.terminal.plain import plain_lines
from tests.helpers.full_session import AT, DAY, ROOT, SECOND_CHILD, rich_events
from tests.helpers.pages import squeezed

STORY = "verhaal.verhaal"
REST = "what is left of the session"
LIST = """
checklist: verhaal
titel: In eigen woorden
versie: "1"
volgorde: 999
onderdelen: [{id: deel, titel: Deel, vragen: [{id: verhaal, vraag: Wat is het verhaal?, soort: tekst}]}]
"""
"""The shipped lists have no question for a text in own words."""


# What is said of every text ----------------------------------------------------------------------------------------


def declared(kind: type) -> dict[str, object]:
    """The fields of a class with their annotations, also the fields that follow from the others."""
    names = [part.name for part in fields(kind)] if is_dataclass(kind) else list(visibilities(kind))
    hints = get_type_hints(kind, include_extras=True)
    return {name: hints[name] for name in names}


def reachable() -> set[type]:
    """The classes with fields that events and sessions are made of."""
    kinds: set[type] = set()
    ahead: list[object] = [Session, Answers, *get_args(Event)]
    while ahead:
        annotation = ahead.pop()
        ahead += get_args(annotation)
        if annotation is Answers:
            ahead.append(Answer)
        if not isinstance(annotation, type) or annotation in kinds:
            continue
        if is_dataclass(annotation) or issubclass(annotation, BaseModel):
            kinds.add(annotation)
            ahead += declared(annotation).values()
    return kinds


KINDS = sorted(reachable(), key=lambda kind: kind.__name__)
each_kind = pytest.mark.parametrize("kind", KINDS, ids=lambda kind: kind.__name__)


@each_kind
def test_every_text_of_an_event_and_of_a_session_says_for_whom_it_is(kind: type) -> None:
    unmarked = [name for name, annotation in declared(kind).items() if None in marks_in(annotation)]
    assert unmarked == []


CHOSEN = {
    Answered: {"slot"},
    Called: {"to"},
    CallPlanned: {"to"},
    Colleague: {"role"},
    ContentMoved: {"fingerprint", "left_behind"},
    Decided: {"thresholds", "call"},
    Deviated: {"what"},
    Exported: {"form", "detail"},
    FollowedUp: {"item"},
    Noted: {"slot"},
    NotReached: {"to"},
    Option: {"id"},
    Options: {"ids"},
    Discussed: {"about"},
    Promised: {"slot", "proposal"},
    Seated: {"case"},
    Session: {"discussed", "earlier_versions", "filled_in", "fingerprint"},
    Started: {"fingerprint", "team"},
}
NAMED = {
    Answered: {"second"},
    Called: {"spoke_with"},
    CallPlanned: {"who"},
    Colleague: {"name"},
    Consultation: {"whom"},
    Contact: {"whom"},
    ContentMoved: {"second"},
    Conversation: {"whom"},
    Deviated: {"reason"},
    Exported: {"role", "worker"},
    FollowedUp: {"role", "worker"},
    HandedOver: {"to", "what"},
    Owned: {"after_five", "deputy", "owner"},
    Promised: {"what", "who"},
    Seated: {"present", "recorder"},
    Session: {"watch"},
    Started: {"role", "worker"},
    TakenOver: {"role", "worker"},
    Watched: {"who"},
}


@pytest.mark.parametrize(("mark", "shown"), [(Visibility.CHOSEN, CHOSEN), (Visibility.NAMED, NAMED)])
def test_what_may_be_seen_besides_is_this_and_no_more(mark: Visibility, shown: dict[type, set[str]]) -> None:
    texts: dict[type, set[str]] = defaultdict(set)
    for kind in KINDS:
        for name, its in visibilities(kind).items():
            if its is mark and str in texts_in(declared(kind)[name]):
                texts[kind].add(name)
    assert texts == shown


def texts_in(annotation: object) -> Iterator[object]:
    """What an annotation is made of."""
    yield annotation
    for part in get_args(annotation):
        yield from texts_in(part)


class Unmarked(Mapping[str, Answer]):
    """A mapping of which nobody said for whom its keys are."""


@pytest.mark.parametrize(
    ("annotation", "marks"),
    [
        (str, [None]),
        (str | None, [None]),
        (Typed, [Visibility.TYPED]),
        (Named | None, [Visibility.NAMED]),
        (tuple[Chosen, ...], [Visibility.CHOSEN]),
        (tuple[int, str], [None]),
        (frozenset[Chosen] | Typed, [Visibility.CHOSEN, Visibility.TYPED]),
        (Mapping[Chosen, tuple[str, Answer]], [Visibility.CHOSEN, None]),
        (Annotated[int | None, Visibility.TYPED], [Visibility.TYPED]),
        (Annotated[str, "no mark"], [None]),
        (Literal["ja", "nee"] | None, [Visibility.CHOSEN]),
        (Detail, [Visibility.CHOSEN]),
        (Answers, [Visibility.CHOSEN]),
        (Unmarked, [None]),
        (Mapping, [None]),
        (tuple, [None]),
        (list[Chosen], [None]),
        (object, [None]),
        (Any, [None]),
        (bytes, [None]),
        (int | bool | date | datetime | None, []),
        (Answer | MeldcodeRecord, []),
    ],
    ids=str,
)
def test_what_an_annotation_says_of_the_texts_in_it(annotation: object, marks: list[Visibility | None]) -> None:
    assert list(marks_in(annotation)) == marks


@dataclass(frozen=True)
class Wider(Promised):
    """A promise with texts of which nobody said for whom they are."""

    more: str = ""
    rest: tuple[str, ...] = ()
    several: Mapping[str, str] = field(default_factory=dict)


each_share = pytest.mark.parametrize(
    "share", [Share(), Share(Detail.TEAM), Share(Detail.VOLLEDIG, SECOND_CHILD)], ids=str
)


@each_share
def test_a_text_without_a_mark_goes_out_only_with_everything(share: Share) -> None:
    promise = Wider("Els", "belt", DAY, more="geheim", rest=("geheim", ""), several={"geheim": "geheim"})
    session = Session(promises=(promise,))
    (shown,) = redacted(session, share).promises
    assert isinstance(shown, Wider)
    assert (shown.more, shown.rest, shown.several) == (LEFT_OUT, (LEFT_OUT, ""), {LEFT_OUT: LEFT_OUT})
    assert redacted(session, Share(Detail.VOLLEDIG)) == session


@each_share
def test_a_text_in_a_field_that_is_for_no_text_goes_out_only_with_everything(share: Share) -> None:
    day: Any = "geheim"
    session = Session(look_again=day)
    assert redacted(session, share).look_again == LEFT_OUT
    assert redacted(session, Share(Detail.VOLLEDIG)) == session


@each_share
def test_of_a_note_nothing_is_left_not_even_that_there_was_one(share: Share) -> None:
    session = Session(notes=(Noted("partnergeweld.keel", "geheim"),))
    assert redacted(session, share) == Session()
    assert redacted(session, Share(Detail.VOLLEDIG)) == session


def test_what_has_no_fields_is_not_taken_out_at_all() -> None:
    @dataclass(frozen=True)
    class Odd(Promised):
        rest: object = None

    with pytest.raises(TypeError):
        redacted(Session(promises=(Odd("Els", "belt", DAY, rest=object()),)), Share())


def test_only_a_text_that_can_be_left_out_leaves_nothing_behind() -> None:
    for kind, name in UNSAID:
        assert visibilities(kind)[name] in (Visibility.NAMED, Visibility.TYPED), (kind, name)


# A session with a word to find again in every text ------------------------------------------------------------------


class Place(NamedTuple):
    """A field of a class of events."""

    kind: type
    name: str


PSEUDONYM, TEAM = Place(Seated, "case"), Place(Started, "team")
"""What people type, and what everyone who gets a summary may see of it (design 8)."""


class Words:
    """Gives every text another word, and remembers where each stands; a number in the place of an age."""

    def __init__(self) -> None:
        self._numbers = count(9_000_001)
        self.places: dict[str, tuple[Place, Visibility]] = {}

    def into(self, value: object) -> object:
        """The event, or a value in it, with other words wherever someone can type or is named."""
        if isinstance(value, (tuple, frozenset)):
            return type(value)(map(self.into, value))
        if isinstance(value, BaseModel):
            return value.model_copy(update=self._parts(value))
        if is_dataclass(value) and not isinstance(value, type):
            return replace(value, **self._parts(value))
        return value

    def _parts(self, value: object) -> dict[str, Any]:
        kind: type = type(value)
        return {name: self._part(Place(kind, name), getattr(value, name)) for name in visibilities(kind)}

    def _part(self, place: Place, held: object) -> object:
        annotation = declared(place.kind)[place.name]
        mark = max((mark for mark in marks_in(annotation) if mark is not None), default=Visibility.CHOSEN)
        if mark is Visibility.CHOSEN and place not in (PSEUDONYM, TEAM):
            return self.into(held)
        number = next(self._numbers)
        is_text = str in texts_in(annotation)
        word = f"QQ{number}QQ" if is_text else str(number)
        self.places[word] = (place, mark)
        return word if is_text else number


def every_event(content: Content) -> list[Event]:
    """Events of every kind, with every value that an answer can have."""
    events = rich_events(content)
    before = next(number for number, event in enumerate(events) if isinstance(event, Noted))
    return [
        *events[:before],
        Answered(STORY, Answer((Text("-"),))),
        ContentMoved(AT, content.fingerprint, ("kind.bang@kind-2", "kind.bang@kind-3"), "past niet meer", "Els"),
        Promised("Els", "vraagt het na", DAY, "kind.bang@kind-2"),
        EarlierCounted((EarlierSession(DAY, Level.ADVIES),)),
        *events[before:],
        Exported(AT, "json", "volledig", is_encrypted=True, worker="Sam", role="wijkteam"),
    ]


class Filled(NamedTuple):
    """A session with a word of its own in every text, and where each word stands."""

    content: Content
    session: Session
    places: Mapping[str, tuple[Place, Visibility]]

    def words(self, least: Visibility) -> list[str]:
        """The words that are no less private than this."""
        return [word for word, (_, mark) in self.places.items() if mark >= least]


@pytest.fixture(scope="module")
def filled(tmp_path_factory: pytest.TempPathFactory) -> Filled:
    folder = tmp_path_factory.mktemp("inhoud")
    shutil.copytree(ROOT / "checklists", folder / "checklists")
    shutil.copy(ROOT / "thresholds.yaml", folder)
    (folder / "checklists" / "verhaal.yaml").write_text(LIST, encoding="utf-8")
    content = load_folder(folder).content
    assert content is not None
    words = Words()
    events = every_event(content)
    assert {type(event) for event in events} == set(get_args(Event))
    return Filled(content, fold(made(event, words) for event in events), words.places)


def made(event: Event, words: Words) -> Event:
    filled = words.into(event)
    assert isinstance(filled, Event)
    return filled


def test_the_session_below_has_a_word_in_every_text_that_somebody_types(filled: Filled) -> None:
    wanted = {
        Place(kind, name)
        for kind in KINDS
        if kind is not Session  # its texts come from events
        for name, mark in visibilities(kind).items()
        if mark in (Visibility.NAMED, Visibility.TYPED)
    }
    assert {place for place, _ in filled.places.values()} == wanted | {PSEUDONYM, TEAM}
    assert Place(Person, "age") in wanted
    assert Place(Text, "text") in wanted


def taken_out(filled: Filled, share: Share) -> TakenOut:
    """The session as it is taken out of the record."""
    content, session = filled.content, filled.session
    return TakenOut(
        "K7M-3FQR",
        DAY,
        redacted(session, share),
        content,
        decide(Ruleset(content), session.record(DAY)),
        share,
        RecordSeal(is_whole=True, text="0123456789abcdef"),
        ((date(2026, 1, 10), Level.ADVIES), (DAY, Level.BEL_NU)),
        slots_without_fact(content, session),
    )


def told(filled: Filled, share: Share) -> dict[str, str]:
    """The session in every form in which it goes out, but the one that takes long to make."""
    taken = taken_out(filled, share)
    page = session_page(taken)
    texts: tuple[Form, ...] = ("markdown", "html", "json", "csv")
    return {
        **{form: in_form(filled, taken, form).decode() for form in texts},
        "ics": in_calendar(filled, share),
        "plain": "\n".join(plain_lines(page, 80)),
        REST: "\n".join(held(taken.session)),
    }


def in_form(filled: Filled, taken: TakenOut, form: Form) -> bytes:
    """A session as the file in this form holds it, with what is to be followed up for the calendar."""
    at = datetime(2026, 3, 4, 15, tzinfo=UTC)
    return b"".join(pieces_of(form, iter((taken,)), at, lambda _: due_items(filled.session), is_single=True))


def due_items(session: Session) -> tuple[DueItem, ...]:
    """What is to be followed up, as the record gives it to the calendar: nothing is taken out of that."""
    case = session.seated.case if session.seated else ""
    return items_of(session, Sitting("K7M-3FQR", case, AT, None, Level.BEL_112), (), DAY)


def in_calendar(filled: Filled, share: Share) -> str:
    """The calendar, with its lines as they were before they were folded."""
    return in_form(filled, taken_out(filled, share), "ics").decode().replace("\r\n ", "")


def in_pdf(filled: Filled, share: Share) -> str:
    """All text of the PDF, and what it says of itself, without its layout."""
    reader = PdfReader(io.BytesIO(in_form(filled, taken_out(filled, share), "pdf")))
    return squeezed("".join([*(page.extract_text() for page in reader.pages), str(reader.metadata)]))


def held(value: object) -> Iterator[str]:
    """Every text and number in a value, however deep."""
    if isinstance(value, BaseModel):
        yield from held(dict(value))
    elif is_dataclass(value) and not isinstance(value, type):
        for part in fields(value):
            yield from held(getattr(value, part.name))
    elif isinstance(value, Mapping):
        for key, inner in value.items():
            yield from held(key)
            yield from held(inner)
    elif isinstance(value, (tuple, frozenset)):
        for inner in value:
            yield from held(inner)
    else:
        yield str(value)


each_reader = pytest.mark.parametrize(
    ("share", "least"),
    [
        (Share(), Visibility.NAMED),
        (Share(Detail.TEAM), Visibility.TYPED),
        *((Share(detail, SECOND_CHILD), Visibility.NAMED) for detail in Detail),
    ],
    ids=str,
)


@each_reader
def test_no_form_tells_a_word_that_is_not_for_its_reader(filled: Filled, share: Share, least: Visibility) -> None:
    for form, text in told(filled, share).items():
        assert [filled.places[word] for word in filled.words(least) if word in text] == [], form


@pytest.mark.slow
@each_reader
def test_no_pdf_tells_a_word_that_is_not_for_its_reader(filled: Filled, share: Share, least: Visibility) -> None:
    text = in_pdf(filled, share)
    assert [filled.places[word] for word in filled.words(least) if word in text] == []


@pytest.mark.slow
def test_a_pdf_of_everything_tells_each_word_that_the_page_tells(filled: Filled) -> None:
    share = Share(Detail.VOLLEDIG)
    page, text = told(filled, share)["markdown"], in_pdf(filled, share)
    words = filled.words(Visibility.CHOSEN)
    assert {word for word in words if word in text} == {word for word in words if word in page}


def test_a_calendar_tells_no_word_at_all_however_much_is_taken_out(filled: Filled) -> None:
    items = due_items(filled.session)
    typed = [word for item in items for word in filled.places if word in "\n".join(held(item))]
    assert {item.kind for item in items} == set(DueKind)
    assert {PSEUDONYM, Place(Promised, "what"), Place(HandedOver, "to")} <= {filled.places[word][0] for word in typed}
    for detail in Detail:
        calendar = in_calendar(filled, Share(detail))
        assert calendar.count("BEGIN:VEVENT") == len(items)
        assert [filled.places[word] for word in filled.places if word in calendar] == []


@pytest.mark.parametrize(
    ("form", "shown"),
    [
        *((form, {PSEUDONYM, TEAM}) for form in ("markdown", "html", "plain", "json", REST)),
        ("csv", {PSEUDONYM}),
        ("ics", set()),
    ],
)
def test_of_what_people_type_a_short_summary_shows_the_pseudonym_and_the_team_and_nothing_else(
    filled: Filled, form: str, shown: set[Place]
) -> None:
    text = told(filled, Share())[form]
    assert {filled.places[word][0] for word in filled.places if word in text} == shown


def told_in(filled: Filled, forms: Mapping[str, str], mark: Visibility) -> tuple[set[Place], set[Place]]:
    """The fields with this mark of which a form tells a word, and those of which none does."""
    texts = [text for form, text in forms.items() if form != REST]
    places = {place for place, its in filled.places.values() if its is mark}
    told = {filled.places[word][0] for word in filled.places if any(word in text for text in texts)} & places
    return told, places - told


def test_a_summary_of_everything_tells_the_words_of_every_field(filled: Filled) -> None:
    forms = told(filled, Share(Detail.VOLLEDIG))
    assert told_in(filled, forms, Visibility.TYPED)[1] == set()
    assert told_in(filled, forms, Visibility.NAMED)[1] == {
        Place(FollowedUp, "role"),  # it stands in for a name
        Place(Exported, "worker"),  # of what was taken out before, only the trail tells
        Place(Exported, "role"),
    }


def test_a_summary_for_the_team_tells_the_names_and_agreements_that_everything_tells(filled: Filled) -> None:
    shares = (Share(Detail.TEAM), Share(Detail.VOLLEDIG))
    team, everything = (told_in(filled, told(filled, share), Visibility.NAMED)[0] for share in shares)
    assert team == everything


@pytest.mark.parametrize("detail", Detail)
def test_of_a_person_who_is_not_to_be_seen_no_question_is_left(filled: Filled, detail: Detail) -> None:
    assert SECOND_CHILD in "\n".join(held(filled.session))
    shown = redacted(filled.session, Share(detail, SECOND_CHILD))
    assert SECOND_CHILD not in "\n".join(held(shown))
    assert [event.left_behind for event in shown.moved] == [(LEFT_OUT, "kind.bang@kind-3")]
