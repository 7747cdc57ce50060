"""Recording and finding sessions in a real encrypted file."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import AbstractContextManager, suppress
from datetime import date, datetime, timedelta, timezone
from pathlib import Path

import pytest

from kvv_triage.errors import CannotDo, StoreTrouble
from kvv_triage.store.interface import Author, Change, Entry, SessionRow, Store
from kvv_triage.store.sqlcipher.retention import purge
from kvv_triage.store.sqlcipher.store import BATCH, FileStore, open_store
from tests.helpers.workbench import BEA, CASE, CHRIS, DAY, KEY, NOON, OWNER, PRIVATE, SAID, recorded, reopened


@pytest.fixture
def store(tmp_path: Path) -> Iterator[FileStore]:
    """A new record."""
    with open_store(tmp_path / "kvv", KEY, create=True) as made:
        yield made


def test_it_keeps_the_narrow_interface(store: FileStore) -> None:
    narrow: Store = store
    assert narrow.sessions() == ()
    assert len(narrow.head()) == 64


def test_what_was_appended_is_there_after_opening_again(store: FileStore) -> None:
    session = store.begin(BEA, NOON)
    made = store.append(session, "answered", "{}", CHRIS, NOON + timedelta(seconds=1))
    store.append(session, "noted", '{"é": "\u20ac"}', BEA, NOON + timedelta(seconds=2))
    store.close()
    with reopened(store.path.parent) as again:
        entries = again.entries(session)
    assert entries[0] == made == Entry(session, 1, NOON + timedelta(seconds=1), CHRIS, "answered", "{}")
    assert [entry.number for entry in entries] == [1, 2]
    assert entries[1].body == '{"é": "\u20ac"}'
    assert entries[1].at.tzinfo is not None


def test_the_row_of_a_session_tells_what_its_entries_changed(store: FileStore) -> None:
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


def test_sessions_come_newest_first_and_by_filter(store: FileStore) -> None:
    first = recorded(store, at=NOON)
    second = recorded(store, case="Ander-1", at=NOON + DAY)
    third = recorded(store, at=NOON + 2 * DAY, closed=False)
    loose = store.begin(BEA, NOON + 3 * DAY)

    def ids(rows: tuple[SessionRow, ...]) -> list[str]:
        return [row.id for row in rows]

    assert ids(store.sessions()) == [loose, third, second, first]
    assert ids(store.sessions(limit=2)) == [loose, third]
    assert ids(store.sessions(CASE)) == [third, first]
    assert ids(store.sessions("  zonnebloem-17 ")) == [third, first]
    assert ids(store.sessions(open_only=True)) == [loose, third]
    assert ids(store.sessions(CASE, open_only=True)) == [third]
    assert ids(store.sessions(since=NOON + DAY)) == [loose, third, second]
    assert ids(store.sessions(until=NOON + DAY)) == [first]
    assert ids(store.sessions(since=NOON + DAY, until=NOON + 2 * DAY)) == [second]


def test_entries_of_some_kinds_come_session_by_session_oldest_first(store: FileStore) -> None:
    later = recorded(store, at=NOON)
    first = recorded(store, at=NOON - timedelta(minutes=30))
    store.append(later, "noted", '{"n": 1}', BEA, NOON)
    store.append(first, "noted", '{"n": 2}', CHRIS, NOON)
    found = list(store.entries_of(frozenset({"closed", "noted"}), None, None))
    assert [(entry.session, entry.number, entry.kind) for entry in found] == [
        *((first, 3, "closed"), (first, 4, "noted"), (later, 3, "closed"), (later, 4, "noted")),
    ]
    assert found[1] == store.entries(first)[-1]
    assert list(store.entries_of(frozenset(), None, None)) == []
    assert list(store.entries_of(frozenset({"begonnen"}), None, None)) == [], "entry 0 is the store's own"


def test_entries_are_those_of_sessions_that_began_in_the_period(store: FileStore) -> None:
    first, second, third = (recorded(store, at=NOON + number * DAY) for number in range(3))
    store.append(first, "noted", "{}", BEA, NOON + 9 * DAY)

    def ids(since: datetime | None, until: datetime | None) -> list[str]:
        return [entry.session for entry in store.entries_of(frozenset({"seated"}), since, until)]

    assert ids(None, None) == [first, second, third]
    assert ids(NOON + DAY, None) == [second, third]
    assert ids(None, NOON + DAY) == [first]
    assert ids(NOON + DAY, NOON + 2 * DAY) == [second]
    assert [entry.kind for entry in store.entries_of(frozenset({"noted"}), None, NOON + DAY)] == ["noted"]


def test_while_entries_are_read_others_may_write_and_many_sessions_come_in_order(store: FileStore) -> None:
    with store.writing() as ledger:
        for number in range(2 * BATCH + 1):
            row = ledger.begin(f"S-{number:04}", BEA, NOON + timedelta(seconds=number))
            ledger.add(row, "seated", "{}", BEA, NOON + timedelta(seconds=number))
    found = []
    for entry in store.entries_of(frozenset({"seated"}), None, None):
        found.append(entry.session)
        if len(found) == 1:
            store.append("S-0000", "noted", "{}", BEA, NOON + DAY)
            assert len(store.sessions()) == 2 * BATCH + 1
    assert found == [f"S-{number:04}" for number in range(2 * BATCH + 1)]


def test_entries_of_a_kind_that_is_not_known_come_along_when_asked(store: FileStore) -> None:
    session = recorded(store)
    store.append(session, "van-later", "{}", BEA, NOON)
    store.keep_content("sha256:1", "de lijsten", BEA, NOON)
    wanted, known = frozenset({"closed"}), frozenset({"seated", "answered", "closed"})
    assert [one.kind for one in store.entries_of(wanted, None, None)] == ["closed"]
    assert [one.kind for one in store.entries_of(wanted, None, None, known=known)] == ["closed", "van-later"]


def test_what_was_cleaned_up_has_no_entries(store: FileStore) -> None:
    recorded(store)
    purge(store, BEA, NOON + 100 * DAY)
    assert list(store.entries_of(frozenset({"seated", "answered"}), None, None)) == []


def test_entries_of_some_kinds_come_session_by_session(store: FileStore) -> None:
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


def test_entries_of_very_many_sessions_come_in_the_same_order(store: FileStore) -> None:
    sessions = [store.begin(BEA, NOON + timedelta(minutes=number)) for number in range(3 * BATCH // 2)]
    for session in reversed(sessions):
        store.append(session, "a", "", BEA, NOON + DAY)
    assert [entry.session for entry in store.entries_of(frozenset("a"), None, None)] == sessions


def test_entries_that_were_cleaned_up_are_not_there(store: FileStore) -> None:
    recorded(store)
    purge(store, BEA, NOON + 100 * DAY)
    assert list(store.entries_of(frozenset({"answered", "seated", "begonnen"}), None, None)) == []


def test_moments_of_another_time_zone_sort_by_when_they_were(store: FileStore) -> None:
    early = datetime(2026, 3, 4, 13, tzinfo=timezone(timedelta(hours=2)))
    second = store.begin(BEA, NOON)
    first = store.begin(BEA, early)
    assert [row.id for row in store.sessions()] == [second, first]
    assert store.sessions()[1].started == early


def test_a_moment_without_time_zone_is_a_bug(store: FileStore) -> None:
    with pytest.raises(ValueError, match="time zone"):
        store.begin(BEA, NOON.replace(tzinfo=None))
    assert store.sessions() == ()


def test_a_session_is_found_however_its_id_is_typed(store: FileStore) -> None:
    session = store.begin(BEA, NOON)
    for typed in (session, session.lower(), session.replace("-", " "), f"  {session.replace('-', '').lower()} "):
        found = store.find(typed)
        assert found is not None
        assert found.id == session
    for wrong in ("", "BEHEER", "K7M", f"{session}K", "zaak"):
        assert store.find(wrong) is None


def test_an_unknown_session_takes_no_entries(store: FileStore) -> None:
    with pytest.raises(CannotDo, match="geen sessie"):
        store.append("XXX-XXXX", "answered", "{}", BEA, NOON)
    with pytest.raises(CannotDo, match="geen sessie"), store.hold("XXX-XXXX", BEA, NOON):
        pass
    assert store.entries("XXX-XXXX") == ()


def test_content_is_kept_once_for_each_fingerprint(store: FileStore) -> None:
    assert store.content("sha256:1") is None
    for _ in range(2):
        store.keep_content("sha256:1", "de lijsten", BEA, NOON)
        store.keep_content("sha256:2", "andere lijsten", BEA, NOON)
    assert (store.content("sha256:1"), store.content("sha256:2")) == ("de lijsten", "andere lijsten")
    assert store.sessions() == ()
    assert store.verify() is None


def test_the_head_changes_with_every_entry_and_is_recognised_later(store: FileStore) -> None:
    recorded(store)
    printed = store.head()
    recorded(store, case="Ander-1")
    assert store.head() != printed
    assert store.knows_head(printed)
    assert store.knows_head(f" {printed[:4].upper()}-{printed[4:16]} ")
    assert not store.knows_head("0123456789abcdef")
    with pytest.raises(CannotDo, match="minstens 8"):
        store.knows_head(printed[:7])


def test_a_record_that_was_rolled_back_no_longer_knows_the_printed_head(store: FileStore) -> None:
    recorded(store)
    store.close()
    old = store.path.read_bytes()
    with reopened(store.path.parent) as later:
        recorded(later, case="Ander-1")
        printed = later.head()
    store.path.write_bytes(old)
    with reopened(store.path.parent) as rolled_back:
        assert rolled_back.verify() is None
        assert not rolled_back.knows_head(printed)


def test_a_clock_that_jumped_back_is_refused_until_somebody_says_it_is_right(store: FileStore) -> None:
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


def test_a_session_that_is_open_elsewhere_is_refused_with_who_has_it(store: FileStore) -> None:
    session = store.begin(BEA, NOON)
    with reopened(store.path.parent) as other:
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
    assert list((store.path.parent / "bezet").iterdir()) == []


def taken(store: FileStore, session: str) -> AbstractContextManager[None]:
    """Chris takes this session."""
    return store.hold(session, CHRIS, NOON)


def test_a_session_of_a_nameless_worker_is_held_by_a_role(store: FileStore) -> None:
    session = store.begin(BEA, NOON)
    with (
        store.hold(session, Author("", "stagiair"), NOON),
        pytest.raises(StoreTrouble, match="open bij stagiair"),
        store.hold(session, BEA, NOON),
    ):
        pass


def test_an_error_inside_a_held_session_passes_and_lets_go(store: FileStore) -> None:
    session = store.begin(BEA, NOON)
    with pytest.raises(FileNotFoundError, match="van de vrager"), store.hold(session, BEA, NOON):
        raise FileNotFoundError("van de vrager")
    with store.hold(session, BEA, NOON):
        pass


def test_nothing_of_an_append_that_was_interrupted_stays(store: FileStore) -> None:
    session = store.begin(BEA, NOON)
    with suppress(KeyboardInterrupt), store.writing() as ledger:
        ledger.note("halverwege", {}, BEA, NOON)
        raise KeyboardInterrupt
    store.append(session, "answered", "{}", BEA, NOON)
    assert len(store.entries(session)) == 1
    assert store.verify() is None


def test_no_file_holds_what_was_said_or_about_whom(store: FileStore) -> None:
    session = recorded(store, closed=False)
    with store.hold(session, BEA, NOON):
        files = {path: path.read_bytes() for path in store.path.parent.rglob("*") if path.is_file()}
    assert {path.name for path in files} >= {"sessies.kvv", "sessies.kvv-wal", "sessies.kvv-shm", f"{session}.slot"}
    for text in (*PRIVATE, "answered", "SQLite format"):
        for path, data in files.items():
            assert text.encode() not in data, path.name
            assert text.encode("utf-16-le") not in data, path.name


def test_no_repr_holds_what_was_said_or_about_whom(store: FileStore) -> None:
    session = recorded(store)
    shown = repr((store.entries(session), store.sessions(), store.find(session), store, Change(case=CASE, owner=OWNER)))
    for text in (CASE, OWNER, SAID):
        assert text not in shown
