"""What every kind of store keeps to, whichever it is: what `store.interface` promises."""

from __future__ import annotations

import shutil
from collections.abc import Callable, Iterator
from contextlib import AbstractContextManager
from datetime import date, datetime, timedelta, timezone
from pathlib import Path

import pytest

from kvv_triage.errors import CannotDo, StoreTrouble
from kvv_triage.store.interface import (
    Author,
    Change,
    Entry,
    Erased,
    Purge,
    Record,
    Sent,
    SentEntry,
    SessionRow,
    Store,
    Swept,
    Terms,
    Upkeep,
)
from kvv_triage.store.opening import open_record
from kvv_triage.store.sqlcipher.store import open_store
from tests.helpers.workbench import BEA, CASE, CHRIS, DAY, KEY, KEY_FILE, MANY, NOON, OWNER, SAID, ids_of, recorded

REASON = "verzoek van de betrokkene"

Open = Callable[[], Record]
"""Opens the same store once more, as another window does."""


def sqlcipher(folder: Path) -> Open:
    """In one encrypted file; its key file is any file, as nothing here reads it."""
    open_store(folder, KEY, create=True).close()
    shutil.copy(KEY_FILE, folder / "sleutel.json")
    return lambda: open_record(folder, KEY)


KINDS = {"sqlcipher": sqlcipher}
"""Each kind of store, and how a new one is made."""


@pytest.fixture(params=KINDS)
def again(request: pytest.FixtureRequest, tmp_path: Path) -> Open:
    """Make a new store of each kind; the result opens it, as often as wanted."""
    return KINDS[request.param](tmp_path / "kvv")


@pytest.fixture
def store(again: Open) -> Iterator[Record]:
    """A new store, opened."""
    with again() as record:
        yield record


def test_a_new_store_is_empty_and_whole(store: Record) -> None:
    narrow: Store = store
    upkeep: Upkeep = store
    assert narrow.sessions() == ()
    assert narrow.head() == "00" * 32
    assert narrow.verify() is None
    assert upkeep.plan(NOON) == Purge((), (), ())


def test_what_was_appended_is_there_after_opening_again(again: Open) -> None:
    with again() as store:
        session = store.begin(BEA, NOON)
        made = store.append(session, "answered", "{}", CHRIS, NOON + timedelta(seconds=1))
        store.append(session, "noted", '{"é": "\u20ac"}', BEA, NOON + timedelta(seconds=2))
    with again() as store:
        entries = store.entries(session)
    assert entries[0] == made == Entry(session, 1, NOON + timedelta(seconds=1), CHRIS, "answered", "{}")
    assert [entry.number for entry in entries] == [1, 2]
    assert entries[1].body == '{"é": "\u20ac"}'
    assert entries[1].at.tzinfo is not None


def test_a_session_that_was_written_down_before_is_kept_whole_and_once(store: Record) -> None:
    entries = (SentEntry("seated", "{}", BEA, NOON, Change(case=CASE)), SentEntry("noted", "{}", CHRIS, NOON))
    sent = Sent("K7M-3FQR", entries, {"sha256:a": "inhoud"})
    recorded(store, at=NOON + DAY)
    assert store.deliver(sent) == store.deliver(sent) == "K7M-3FQR"
    assert [(entry.kind, entry.author, entry.at) for entry in store.entries("K7M-3FQR")] == [
        ("seated", BEA, NOON),
        ("noted", CHRIS, NOON),
    ]
    assert ids_of(store.sessions(CASE))[-1] == "K7M-3FQR"
    assert store.content("sha256:a") == "inhoud"
    another = store.deliver(Sent("K7M-3FQR", (SentEntry("noted", "{}", BEA, NOON + DAY),), {}))
    assert another != "K7M-3FQR"
    assert store.verify() is None
    store.append("K7M-3FQR", "noted", "{}", BEA, NOON + DAY)
    with pytest.raises(StoreTrouble, match="klok"):
        store.append("K7M-3FQR", "noted", "{}", BEA, NOON - DAY)


def test_a_session_that_was_erased_does_not_come_back_when_it_is_delivered_again(store: Record) -> None:
    sent = Sent("K7M-3FQR", (SentEntry("seated", "{}", BEA, NOON, Change(case=CASE)),), {})
    store.deliver(sent)
    store.erase(CASE, REASON, CHRIS, NOON)
    store.deliver(sent)
    assert store.sessions() == ()
    assert store.verify() is None


def test_the_row_of_a_session_tells_what_its_entries_changed(store: Record) -> None:
    session = recorded(store)
    assert store.find(session) == SessionRow(
        id=session,
        case=CASE,
        started=NOON,
        author=BEA,
        closed=NOON,
        level="bel_nu",
        thresholds=("rode-vlag",),
        owner=OWNER,
        look_again=date(2026, 3, 11),
        is_skeleton=False,
        last_at=NOON,
    )
    store.append(session, "followed_up", "{}", CHRIS, NOON + DAY, Change(level="volgen"))
    row = store.find(session)
    assert row is not None
    assert (row.level, row.owner, row.last_at) == ("volgen", OWNER, NOON + DAY)


def test_sessions_come_newest_first_and_by_filter(store: Record) -> None:
    first = recorded(store, at=NOON)
    second = recorded(store, case="Ander-1", at=NOON + DAY)
    third = recorded(store, at=NOON + 2 * DAY, closed=False)
    loose = store.begin(BEA, NOON + 3 * DAY)

    assert ids_of(store.sessions()) == [loose, third, second, first]
    assert ids_of(store.sessions(limit=2)) == [loose, third]
    assert ids_of(store.sessions(CASE)) == [third, first]
    assert ids_of(store.sessions("  zonnebloem-17 ")) == [third, first]
    assert ids_of(store.sessions(open_only=True)) == [loose, third]
    assert ids_of(store.sessions(CASE, open_only=True)) == [third]
    assert ids_of(store.sessions(since=NOON + DAY)) == [loose, third, second]
    assert ids_of(store.sessions(until=NOON + DAY)) == [first]
    assert ids_of(store.sessions(since=NOON + DAY, until=NOON + 2 * DAY)) == [second]


def test_entries_are_those_of_sessions_that_began_in_the_period(store: Record) -> None:
    first, second, third = (recorded(store, at=NOON + number * DAY) for number in range(3))
    store.append(first, "noted", "{}", BEA, NOON + 9 * DAY)

    def seated(since: datetime | None, until: datetime | None) -> list[str]:
        return [entry.session for entry in store.entries_of(frozenset({"seated"}), since, until)]

    assert seated(None, None) == [first, second, third]
    assert seated(NOON + DAY, None) == [second, third]
    assert seated(None, NOON + DAY) == [first]
    assert seated(NOON + DAY, NOON + 2 * DAY) == [second]
    assert [entry.kind for entry in store.entries_of(frozenset({"noted"}), None, NOON + DAY)] == ["noted"]


def test_while_entries_are_read_others_may_write_and_many_sessions_come_in_order(store: Record) -> None:
    sessions = [store.begin(BEA, NOON + timedelta(seconds=number)) for number in range(MANY)]
    for session in reversed(sessions):
        store.append(session, "seated", "{}", BEA, NOON + DAY)
    read = []
    for entry in store.entries_of(frozenset({"seated"}), None, None):
        read.append(entry.session)
        if len(read) == 1:
            store.append(sessions[0], "seated", "{}", BEA, NOON + DAY)
            assert len(store.sessions()) == MANY
    assert read == sessions


def test_entries_of_a_kind_that_is_not_known_come_along_when_asked(store: Record) -> None:
    session = recorded(store)
    store.append(session, "van-later", "{}", BEA, NOON)
    store.keep_content("sha256:1", "de lijsten", BEA, NOON)
    wanted, known = frozenset({"closed"}), frozenset({"seated", "answered", "closed"})
    assert [entry.kind for entry in store.entries_of(wanted, None, None)] == ["closed"]
    assert [entry.kind for entry in store.entries_of(wanted, None, None, known=known)] == ["closed", "van-later"]


def test_entries_of_some_kinds_come_session_by_session_oldest_first(store: Record) -> None:
    first, second = store.begin(BEA, NOON), store.begin(BEA, NOON + DAY)
    third = store.begin(CHRIS, NOON + 2 * DAY)
    later = NOON + 3 * DAY
    made = [store.append(session, kind, session, BEA, later) for session, kind in ((second, "a"), (first, "b"))]
    made += [store.append(session, "a", "", CHRIS, later) for session in (first, third)]
    store.append(first, "c", "", BEA, later)
    store.keep_content("sha256:1", "tekst", BEA, later)
    everything = list(store.entries_of(frozenset("ab"), None, None))
    assert everything == [made[1], made[2], made[0], made[3]]
    assert list(store.entries_of(frozenset("a"), NOON + DAY, NOON + 2 * DAY)) == [made[0]]
    assert list(store.entries_of(frozenset(), None, None)) == []
    assert list(store.entries_of(frozenset({"begonnen", "inhoud"}), None, None)) == [], "these are the store's own"


def test_entries_that_were_cleaned_up_are_not_there(store: Record) -> None:
    recorded(store)
    store.purge(BEA, NOON + 100 * DAY)
    assert list(store.entries_of(frozenset({"answered", "seated", "begonnen"}), None, None)) == []


def test_moments_of_another_time_zone_sort_by_when_they_were(store: Record) -> None:
    early = datetime(2026, 3, 4, 13, tzinfo=timezone(timedelta(hours=2)))
    second = store.begin(BEA, NOON)
    first = store.begin(BEA, early)
    assert [row.id for row in store.sessions()] == [second, first]
    assert store.sessions()[1].started == early


def test_a_moment_without_time_zone_is_a_bug(store: Record) -> None:
    with pytest.raises(ValueError, match="time zone"):
        store.begin(BEA, NOON.replace(tzinfo=None))
    assert store.sessions() == ()


def test_a_session_is_found_however_its_id_is_typed(store: Record) -> None:
    session = store.begin(BEA, NOON)
    for typed in (session, session.lower(), session.replace("-", " "), f"  {session.replace('-', '').lower()} "):
        row = store.find(typed)
        assert row is not None
        assert row.id == session
    for wrong in ("", "BEHEER", "K7M", f"{session}K", "zaak"):
        assert store.find(wrong) is None


def test_an_unknown_session_takes_no_entries(store: Record) -> None:
    with pytest.raises(CannotDo, match="geen sessie"):
        store.append("XXX-XXXX", "answered", "{}", BEA, NOON)
    with pytest.raises(CannotDo, match="geen sessie"), store.hold("XXX-XXXX", BEA, NOON):
        pass
    assert store.entries("XXX-XXXX") == ()


def test_content_is_kept_once_for_each_fingerprint(store: Record) -> None:
    assert store.content("sha256:1") is None
    for _ in range(2):
        store.keep_content("sha256:1", "de lijsten", BEA, NOON)
        store.keep_content("sha256:2", "andere lijsten", BEA, NOON)
    assert (store.content("sha256:1"), store.content("sha256:2")) == ("de lijsten", "andere lijsten")
    assert store.sessions() == ()
    assert store.verify() is None


def test_the_head_changes_with_every_entry_and_is_recognised_later(store: Record) -> None:
    recorded(store)
    printed = store.head()
    recorded(store, case="Ander-1")
    assert store.head() != printed
    assert store.knows_head(printed)
    assert store.knows_head(f" {printed[:4].upper()}-{printed[4:16]} ")
    assert not store.knows_head("0123456789abcdef")
    with pytest.raises(CannotDo, match="minstens 8"):
        store.knows_head(printed[:7])


def test_a_clock_that_jumped_back_is_refused_until_somebody_says_it_is_right(store: Record) -> None:
    session = recorded(store, closed=False)
    before = NOON - timedelta(hours=2)
    for write in (
        lambda: store.begin(BEA, before),
        lambda: store.append(session, "answered", "{}", BEA, before),
        lambda: store.keep_content("sha256:1", "de lijsten", BEA, before),
    ):
        with pytest.raises(StoreTrouble, match="klok van deze computer loopt achter"):
            write()
    assert len(store.entries(session)) == 2
    assert store.content("sha256:1") is None
    store.append(session, "answered", "{}", BEA, NOON - timedelta(minutes=59))
    store.accept_clock(BEA, before)
    store.append(session, "answered", "{}", BEA, before)
    assert store.verify() is None


def test_a_session_that_is_open_elsewhere_is_refused_with_who_has_it(store: Record, again: Open) -> None:
    session = store.begin(BEA, NOON)
    with again() as other:
        with store.hold(session, BEA, NOON):
            with (
                pytest.raises(StoreTrouble, match=f"{session} is open bij Bea Bakker sinds 0?4"),
                taken(other, session),
            ):
                pass
            with other.hold(other.begin(CHRIS, NOON), CHRIS, NOON):
                other.append(session, "noted", "{}", CHRIS, NOON)
        with taken(other, session):
            pass


def taken(store: Record, session: str) -> AbstractContextManager[None]:
    """Chris takes this session."""
    return store.hold(session, CHRIS, NOON)


def test_a_session_of_a_nameless_worker_is_held_by_a_role(store: Record) -> None:
    session = store.begin(BEA, NOON)
    with (
        store.hold(session, Author("", "stagiair"), NOON),
        pytest.raises(StoreTrouble, match="open bij stagiair"),
        store.hold(session, BEA, NOON),
    ):
        pass


def test_an_error_inside_a_held_session_passes_and_lets_go(store: Record) -> None:
    session = store.begin(BEA, NOON)
    with pytest.raises(FileNotFoundError, match="van de vrager"), store.hold(session, BEA, NOON):
        raise FileNotFoundError("van de vrager")
    with store.hold(session, BEA, NOON):
        pass


def test_no_repr_holds_what_was_said_or_about_whom(store: Record) -> None:
    session = recorded(store)
    shown = repr((store.entries(session), store.sessions(), store.find(session), store, Change(case=CASE, owner=OWNER)))
    for text in (CASE, OWNER, SAID):
        assert text not in shown


def test_the_terms_take_first_the_entries_and_then_the_skeleton(store: Record) -> None:
    session = recorded(store)
    assert store.plan(NOON + 90 * DAY).to_skeleton == ()
    at = NOON + 91 * DAY
    assert ids_of(store.plan(at).to_skeleton) == [session]
    assert len(store.entries(session)) == 3
    assert ids_of(store.purge(CHRIS, at).to_skeleton) == [session]
    assert store.entries(session) == ()
    row = store.find(session)
    assert row is not None
    assert row.is_skeleton
    assert (row.case, row.started, row.level, row.thresholds, row.owner) == (
        CASE,
        NOON,
        "bel_nu",
        ("rode-vlag",),
        OWNER,
    )
    assert (row.author.name, row.look_again) == ("", None)
    assert ids_of(store.sessions(CASE)) == [session]
    assert store.verify() is None
    with pytest.raises(CannotDo, match="is opgeschoond"):
        store.append(session, "noted", "{}", BEA, at)
    assert store.purge(CHRIS, at).to_skeleton == ()
    assert ids_of(store.purge(CHRIS, NOON + 401 * DAY).to_nothing) == [session]
    assert store.sessions() == ()
    assert store.find(session) is None
    assert store.verify() is None


def test_a_case_that_was_never_cleaned_up_goes_at_once_after_the_longest_term(store: Record) -> None:
    recorded(store)
    purged = store.purge(CHRIS, NOON + 500 * DAY)
    assert (len(purged.to_skeleton), len(purged.to_nothing)) == (0, 1)
    assert store.verify() is None


def test_the_term_runs_from_the_closing_of_the_whole_case(store: Record) -> None:
    first = recorded(store)
    second = recorded(store, case=CASE.lower(), at=NOON + 60 * DAY)
    assert store.plan(NOON + 100 * DAY).to_skeleton == ()
    assert ids_of(store.plan(NOON + 151 * DAY).to_skeleton) == [first, second]
    third = recorded(store, at=NOON + 80 * DAY, closed=False)
    planned = store.plan(NOON + 300 * DAY)
    assert (planned.to_skeleton, ids_of(planned.forgotten)) == ((), [third])


def test_sessions_without_a_case_are_cases_of_their_own(store: Record) -> None:
    loose = store.begin(BEA, NOON)
    closed = recorded(store, case="A", at=NOON)
    assert ids_of(store.plan(NOON + 100 * DAY).to_skeleton) == [closed]
    assert ids_of(store.plan(NOON + 100 * DAY).forgotten) == [loose]


def test_the_terms_are_a_choice(store: Record) -> None:
    session = recorded(store)
    assert ids_of(store.plan(NOON + 11 * DAY, Terms(entries=10)).to_skeleton) == [session]
    assert ids_of(store.plan(NOON + 21 * DAY, Terms(entries=10, skeletons=20)).to_nothing) == [session]
    shorter_skeletons = store.plan(NOON + 21 * DAY, Terms(entries=30, skeletons=20))
    assert (shorter_skeletons.to_nothing, shorter_skeletons.to_skeleton) == ((), ())


def test_an_erased_case_is_gone_and_no_other(store: Record) -> None:
    first = recorded(store)
    second = recorded(store, at=NOON + DAY, closed=False)
    other = recorded(store, case="Ander-1", at=NOON + DAY)
    head = store.head()
    erased = store.erase(CASE.upper(), REASON, CHRIS, NOON + DAY)
    assert erased == Erased(sessions=2, copies=Swept())
    assert ids_of(store.sessions()) == [other]
    assert store.entries(first) == store.entries(second) == ()
    assert store.knows_head(head)
    assert store.verify() is None
    with pytest.raises(CannotDo, match="geen zaak met die naam") as caught:
        store.erase(CASE, REASON, CHRIS, NOON + DAY)
    assert CASE not in caught.value.message


def test_a_skeleton_is_erased_too(store: Record) -> None:
    recorded(store)
    store.purge(CHRIS, NOON + 100 * DAY)
    assert store.erase(CASE, REASON, CHRIS, NOON + 100 * DAY).sessions == 1
    assert store.sessions() == ()
    assert store.verify() is None


def test_erasing_needs_a_reason_that_does_not_name_the_case_and_no_open_window(store: Record) -> None:
    session = recorded(store)
    with pytest.raises(CannotDo, match="alleen met een reden"):
        store.erase(CASE, "  ", CHRIS, NOON)
    with pytest.raises(CannotDo, match="naam van de zaak"):
        store.erase(CASE, f"{CASE} vroeg erom", CHRIS, NOON)
    with store.hold(session, BEA, NOON), pytest.raises(CannotDo, match="nog open"):
        store.erase(CASE, REASON, CHRIS, NOON)
    assert len(store.entries(session)) == 3


def test_a_clock_that_runs_ahead_removes_nothing_by_itself(store: Record) -> None:
    recorded(store)
    assert store.plan(NOON + timedelta(days=10_000)).to_nothing
    assert len(store.sessions()) == 1


def test_a_backup_never_replaces_another_file(store: Record, tmp_path: Path) -> None:
    taken = tmp_path / "verslag.docx"
    taken.write_text("van iemand anders", encoding="utf-8")
    with pytest.raises(CannotDo, match="staat al een ander bestand"):
        store.back_up(taken, BEA, NOON)
    assert taken.read_text(encoding="utf-8") == "van iemand anders"


def test_an_erased_case_is_gone_from_a_backup_too(store: Record, tmp_path: Path) -> None:
    recorded(store)
    place = store.back_up(tmp_path / "kopie.kvv", BEA, NOON)
    assert store.back_up(place, BEA, NOON) == place, "its own copy it makes anew"
    assert store.erase(CASE, REASON, CHRIS, NOON).copies.cleaned == (place,)
    assert store.verify() is None
