"""What the chain finds: any change that somebody with the key of the file, but without kvv, makes in its rows."""

# ruff: noqa: S608 -- this is about statements that are put together on purpose

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import timedelta
from pathlib import Path
from tempfile import TemporaryDirectory

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from sqlcipher3 import dbapi2

from kvv_triage.store.interface import BrokenPlace, Change
from kvv_triage.store.sqlcipher.erasure import erase
from kvv_triage.store.sqlcipher.retention import purge
from kvv_triage.store.sqlcipher.rows import ENTRY_COLUMNS, SESSION_COLUMNS
from kvv_triage.store.sqlcipher.store import FILE_NAME, FileStore, open_store
from tests.helpers.workbench import BEA, DAY, KEY, NOON, damaged_copy, recorded, reopened


@pytest.fixture
def store(tmp_path: Path) -> Iterator[FileStore]:
    """A record with three meetings, of which the oldest was cleaned up, and a content."""
    with open_store(tmp_path / "kvv", KEY, create=True) as made:
        recorded(made, case="Oud-1", at=NOON - 100 * DAY)
        recorded(made)
        recorded(made, at=NOON + DAY, closed=False)
        made.keep_content("sha256:1", "de lijsten", BEA, NOON + DAY)
        purge(made, BEA, NOON + DAY)
        yield made


def tampered(store: FileStore, *statements: str) -> BrokenPlace | None:
    """What is found after these statements."""
    assert store.verify(whole=True) is None
    for statement in statements:
        assert store.connection.raw.execute(statement).rowcount != 0, statement
    return store.verify(whole=True)


LIVE = "(SELECT id FROM session WHERE id <> 'BEHEER' AND NOT is_skeleton ORDER BY started LIMIT 1)"


@pytest.mark.parametrize(
    ("statement", "sentence"),
    [
        (f"UPDATE entry SET body = '[]' WHERE session = {LIVE} AND number = 2", "2: deze aantekening is veranderd"),
        (
            f"UPDATE entry SET nonce = zeroblob(16) WHERE session = {LIVE} AND number = 2",
            "2: deze aantekening is verand",
        ),
        (f"DELETE FROM entry WHERE session = {LIVE} AND number = 2", "ontbreekt"),
        ("DELETE FROM entry WHERE place = (SELECT max(place) FROM entry)", "er horen"),
        ("DELETE FROM entry WHERE place = 1", "aantekening 1 van het hele bestand ontbreekt"),
        (
            f"UPDATE entry SET number = 9 WHERE session = {LIVE} AND number = 2",
            "2: deze aantekening ontbreekt of staat",
        ),
        (
            f"UPDATE entry SET session = NULL, body = NULL WHERE session = {LIVE} AND number = 0",
            "0: deze aantekening ontbreekt",
        ),
        ("UPDATE entry SET link = zeroblob(32) WHERE place = 1", "volgorde"),
        ("DELETE FROM log", "logboek"),
        ("UPDATE log SET count = count - 1", "logboek"),
        ("UPDATE log SET newest = ''", "logboek"),
        (f"DELETE FROM session WHERE id = {LIVE}", "uit de lijst gehaald"),
        (f"UPDATE session SET level = 'volgen' WHERE id = {LIVE}", "in de lijst zijn veranderd"),
        (f"UPDATE session SET case_key = 'x' WHERE id = {LIVE}", "in de lijst zijn veranderd"),
        ("DELETE FROM session WHERE is_skeleton", "uit de lijst gehaald"),
        ("UPDATE session SET level = 'volgen' WHERE is_skeleton", "in de lijst zijn veranderd"),
        ("UPDATE content SET text = 'andere lijsten'", "inhoud sha256:1 is veranderd"),
        ("DELETE FROM content", "inhoud sha256:1 is weggehaald"),
        ("INSERT INTO content VALUES ('sha256:9', 'x', zeroblob(32))", "inhoud sha256:9 is veranderd"),
    ],
)
def test_a_change_is_named_with_its_place(store: FileStore, statement: str, sentence: str) -> None:
    assert sentence in str(tampered(store, statement))


def test_the_place_names_session_and_entry(store: FileStore) -> None:
    session = store.sessions()[0].id
    found = tampered(store, f"UPDATE entry SET kind = 'x' WHERE session = '{session}' AND number = 1")
    assert found is not None
    assert (found.session, found.number) == (session, 1)
    assert str(found) == f"Sessie {session}, aantekening 1: deze aantekening is veranderd"


def test_a_row_put_back_as_it_was_before_is_found(store: FileStore) -> None:
    session = store.sessions(open_only=True)[0].id
    old = store.connection.raw.execute("SELECT * FROM session WHERE id = ?", (session,)).fetchone()
    store.append(session, "closed", "{}", BEA, NOON + DAY, Change(closed=NOON + DAY))
    assert store.verify(whole=True) is None
    marks = ", ".join("?" * len(SESSION_COLUMNS))
    store.connection.raw.execute(f"INSERT OR REPLACE INTO session VALUES ({marks})", old)
    assert "ontbreken aantekeningen, of er zijn er te veel" in str(store.verify(whole=True))


def test_a_session_put_back_whole_as_it_was_before_is_found(store: FileStore) -> None:
    session = store.sessions(open_only=True)[0].id
    raw = store.connection.raw
    row = raw.execute("SELECT * FROM session WHERE id = ?", (session,)).fetchone()
    log = raw.execute("SELECT * FROM log").fetchone()
    store.append(session, "closed", "{}", BEA, NOON + DAY, Change(closed=NOON + DAY))
    other = recorded(store, case="Ander-1", at=NOON + DAY)
    raw.execute("DELETE FROM entry WHERE session = ? AND number = 3", (session,))
    raw.execute(f"INSERT OR REPLACE INTO session VALUES ({', '.join('?' * len(row))})", row)
    assert store.verify(whole=True) is not None
    raw.execute(f"INSERT OR REPLACE INTO log VALUES ({', '.join('?' * len(log))})", log)
    assert store.verify(whole=True) is not None
    assert store.find(other) is not None


def test_entries_emptied_as_if_they_were_cleaned_up_are_found(store: FileStore) -> None:
    session = store.sessions(open_only=True)[0].id
    emptied = ", ".join(f"{column} = NULL" for column in ENTRY_COLUMNS[1:-1])
    found = tampered(
        store,
        f"UPDATE entry SET {emptied} WHERE session = '{session}'",
        f"DELETE FROM session WHERE id = '{session}'",
    )
    assert "is leeg, zonder dat er is opgeschoond" in str(found)


def test_what_was_cleaned_up_and_put_back_from_an_old_copy_is_found(store: FileStore) -> None:
    raw, session = store.connection.raw, store.sessions(open_only=True)[0].id
    store.append(session, "closed", "{}", BEA, NOON + DAY, Change(closed=NOON + DAY))
    row = raw.execute("SELECT * FROM session WHERE id = ?", (session,)).fetchone()
    entries = raw.execute("SELECT * FROM entry WHERE session = ?", (session,)).fetchall()
    purge(store, BEA, NOON + 100 * DAY)
    raw.execute(f"INSERT OR REPLACE INTO session VALUES ({', '.join('?' * len(row))})", row)
    assert "hoort er niet te staan" in str(store.verify(whole=True))
    for entry in entries:
        raw.execute(f"INSERT OR REPLACE INTO entry VALUES ({', '.join('?' * len(entry))})", entry)
    assert "die waren opgeschoond" in str(store.verify(whole=True))


def test_a_skeleton_filled_again_is_found(store: FileStore) -> None:
    skeleton = next(row.id for row in store.sessions() if row.is_skeleton)
    filled = "number = 0, at = '', author = '', role = '', kind = '', body = '', nonce = zeroblob(16)"
    assert tampered(store, f"UPDATE entry SET session = '{skeleton}', {filled} WHERE place = 2")


def test_an_invented_session_is_found(store: FileStore) -> None:
    columns = "'XXX-XXXX', NULL, NULL, '2026', '', '', NULL, NULL, '[]', NULL, NULL, 0, '2026', 0, zeroblob(32)"
    assert "zijn veranderd" in str(tampered(store, f"INSERT INTO session VALUES ({columns}, zeroblob(32))"))


@dataclass(frozen=True)
class Tamper:
    """One change with SQL: in which table, how, and to which row (the remainder of `row` by the number of rows)."""

    table: str
    how: str
    row: int
    column: int


TABLES = {"entry": ENTRY_COLUMNS, "session": SESSION_COLUMNS}
TAMPERS = st.builds(
    Tamper, st.sampled_from(sorted(TABLES)), st.sampled_from(["change", "drop", "swap", "insert"]), st.integers(0, 99),
    st.integers(0, 99),
)  # fmt: skip
STEPS = st.lists(st.tuples(st.integers(0, 3), st.text(max_size=5)), min_size=1, max_size=12)


@contextmanager
def record_of(steps: list[tuple[int, str]]) -> Iterator[FileStore]:
    """A record of up to four sessions, with an entry for each step in the session that it names."""
    with TemporaryDirectory() as folder, open_store(Path(folder) / "kvv", KEY, create=True) as store:
        sessions: dict[int, str] = {}
        for second, (number, text) in enumerate(steps):
            at = NOON + timedelta(seconds=second)
            session = sessions[number] if number in sessions else sessions.setdefault(number, store.begin(BEA, at))
            store.append(session, "noted", text, BEA, at, Change(case=f"zaak {number}"))
        yield store


def apply(tamper: Tamper, connection: dbapi2.Connection) -> bool:
    """Make the change; whether the rows are other ones than before."""
    columns = TABLES[tamper.table]
    before = connection.execute(f"SELECT * FROM {tamper.table} ORDER BY 1").fetchall()
    row, other = before[tamper.row % len(before)], before[(tamper.row + 1) % len(before)]
    connection.execute("PRAGMA ignore_check_constraints = ON")
    if tamper.how != "insert":
        connection.execute(f"DELETE FROM {tamper.table} WHERE {columns[0]} IN (?, ?)", (row[0], other[0]))
    for values in rows_after(tamper, row, other):
        marks = ", ".join("?" * len(columns))
        connection.execute(f"INSERT OR REPLACE INTO {tamper.table} VALUES ({marks})", values)
    return bool(before != connection.execute(f"SELECT * FROM {tamper.table} ORDER BY 1").fetchall())


def rows_after(tamper: Tamper, row: tuple[object, ...], other: tuple[object, ...]) -> list[tuple[object, ...]]:
    """What takes the place of two rows."""
    place = 1 + tamper.column % (len(row) - 1)
    match tamper.how:
        case "change":
            return [other, (*row[:place], altered(row[place]), *row[place + 1 :])]
        case "drop":
            return [other] if other != row else []
        case "swap":
            return [(row[0], *other[1:]), (other[0], *row[1:])]
        case _:
            new = 99_999 if tamper.table == "entry" else "XXX-XXXX"
            free = None if tamper.table == "entry" else row[1]
            return [(new, free, *row[2:])]


def altered(value: object) -> object:
    """Another value of the same type."""
    match value:
        case bytes():
            return bytes([value[0] ^ 1]) + value[1:] if value else b"x"
        case int():
            return value + 1
        case str():
            return f"{value}x"
        case _:
            return None


@settings(max_examples=40)
@given(STEPS, TAMPERS)
def test_any_entries_verify_and_any_change_in_the_rows_is_found(steps: list[tuple[int, str]], tamper: Tamper) -> None:
    with record_of(steps) as store:
        assert store.verify(whole=True) is None
        is_changed = apply(tamper, store.connection.raw)
        assert (store.verify(whole=True) is not None) == is_changed, tamper


def test_a_record_without_entries_verifies(tmp_path: Path) -> None:
    open_store(tmp_path / "kvv", KEY, create=True).close()
    with reopened(tmp_path / "kvv") as empty:
        assert empty.verify(whole=True) is None
        assert empty.head() == "00" * 32


# What was verified before is not read again


def statements(store: FileStore) -> list[str]:
    """From now on, what SQL reads of the entries in `verify`."""
    seen: list[str] = []
    store.connection.raw.set_trace_callback(
        lambda statement: seen.append(statement) if "FROM entry" in statement else None
    )
    return seen


def test_a_second_verification_goes_on_behind_what_held(store: FileStore) -> None:
    assert store.verified() is None
    assert store.verify() is None
    first = store.verified()
    assert first is not None
    recorded(store, case="Nieuw-1", at=NOON + 2 * DAY)
    seen = statements(store)
    assert store.verify() is None
    assert f"WHERE place > {first.place} ORDER BY place" in " ".join(seen)
    second = store.verified()
    assert second is not None
    assert second.place == first.place + 4
    assert store.head() == second.head.hex()


def test_the_place_that_was_verified_is_remembered_by_the_next_start(tmp_path: Path) -> None:
    open_store(tmp_path / "kvv", KEY, create=True).close()
    with reopened(tmp_path / "kvv") as store:
        recorded(store)
        store.verify()
        known = store.verified()
    with reopened(tmp_path / "kvv") as store:
        assert store.verified() == known
        recorded(store, at=NOON + DAY)
        assert store.verified() == known


def test_what_is_changed_with_the_key_before_that_place_is_found_when_everything_is_read(store: FileStore) -> None:
    assert store.verify() is None
    changed = f"UPDATE entry SET body = '[]' WHERE session = {LIVE} AND number = 2"
    store.connection.raw.execute(changed)
    assert "2: deze aantekening is veranderd" in str(store.verify(whole=True))


@pytest.mark.parametrize(
    "statement",
    [
        "UPDATE entry SET body = '[]' WHERE place = (SELECT max(place) FROM entry)",
        f"DELETE FROM entry WHERE session = {LIVE} AND number = 2",
        "UPDATE log SET count = count - 1",
        f"UPDATE session SET level = 'volgen' WHERE id = {LIVE}",
        f"DELETE FROM session WHERE id = {LIVE}",
        "UPDATE content SET text = 'andere lijsten'",
        "UPDATE entry SET body = '{}' WHERE session = 'BEHEER' AND number = 1",
        f"UPDATE entry SET session = NULL, body = NULL WHERE session = {LIVE} AND number = 1",
    ],
)
def test_what_is_new_and_every_row_of_the_lists_is_read_each_time(store: FileStore, statement: str) -> None:
    assert store.verify() is None
    recorded(store, case="Nieuw-1", at=NOON + 2 * DAY)
    assert store.connection.raw.execute(statement).rowcount
    assert store.verify() is not None
    assert str(store.verify()) == str(store.verify(whole=True))


def test_entries_that_were_verified_may_be_cleaned_up_and_erased_afterwards(store: FileStore) -> None:
    assert store.verify() is None
    session = store.sessions(open_only=True)[0].id
    store.append(session, "closed", "{}", BEA, NOON + DAY, Change(closed=NOON + DAY))
    purge(store, BEA, NOON + 100 * DAY)
    assert store.verify() is None
    erase(store, "Oud-1", "verzoek", BEA, NOON + 101 * DAY)
    assert store.verify() is None
    assert store.verify(whole=True) is None


def test_a_flipped_byte_of_a_page_that_was_verified_is_found_without_reading_everything(tmp_path: Path) -> None:
    open_store(tmp_path / "kvv", KEY, create=True).close()
    with reopened(tmp_path / "kvv") as store:
        recorded(store)
        assert store.verify() is None
    behind = (tmp_path / "kvv" / FILE_NAME).stat().st_size - 6000  # a page that is not needed to open the record
    copy = damaged_copy(tmp_path / "kvv", tmp_path / "stuk", behind)
    with reopened(copy) as store:
        assert store.verified() is not None
        assert store.verify() is not None


def test_a_place_in_a_record_that_was_put_back_counts_for_nothing(tmp_path: Path) -> None:
    open_store(tmp_path / "kvv", KEY, create=True).close()
    with reopened(tmp_path / "kvv") as store:
        recorded(store)
    old = (tmp_path / "kvv" / FILE_NAME).read_bytes()
    with reopened(tmp_path / "kvv") as store:
        recorded(store, at=NOON + DAY)
        store.verify()
    (tmp_path / "kvv" / FILE_NAME).write_bytes(old)
    with reopened(tmp_path / "kvv") as store:
        assert store.found is not None
        assert store.verified() is None
        assert store.verify() is None
