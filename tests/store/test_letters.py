"""Letters: what is said before the record is open, and what becomes of it."""

from __future__ import annotations

import json
import sys
import threading
from base64 import b64decode, b64encode
from collections.abc import Iterator
from datetime import timedelta
from pathlib import Path

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from kvv_triage.store import letters
from kvv_triage.store.interface import Change, SentEntry
from kvv_triage.store.key import keys, letterbox
from kvv_triage.store.key.sealing import DoesNotFit, public_of
from kvv_triage.store.key.secret import Secret
from kvv_triage.store.letters import Letter, new_letter
from kvv_triage.store.locks import in_turn, locked
from kvv_triage.store.opening import open_record, renew
from tests.helpers.workbench import BEA, CASE, CHRIS, DAY, NOON, OWNER, SAID, ids_of, recorded

FINGERPRINT, CONTENT = "sha256:abc", '{"drempels": []}'
CHANGE = Change(CASE, "bel_nu", ("rode-vlag",), OWNER, (NOON + DAY).date(), NOON)
ENTRIES = (
    SentEntry("started", "{}", BEA, NOON),
    SentEntry("answered", f'{{"fact": "{SAID}"}}', BEA, NOON + timedelta(minutes=1)),
    SentEntry("closed", "{}", CHRIS, NOON + timedelta(minutes=2), CHANGE),
)


class Office:
    """A folder with a record that only its key opens."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder
        self.key = keys.create(folder, Secret("paarse fiets op zolder")).key
        with open_record(folder, self.key) as record:
            recorded(record)

    def letter(self, entries: tuple[SentEntry, ...] = ENTRIES) -> Letter:
        """A letter with these entries, of a meeting that goes on."""
        letter = new_letter(self.folder)
        assert letter is not None
        letter.keep_content(FINGERPRINT, CONTENT)
        for entry in entries:
            letter.add(entry)
        return letter

    def left(self) -> Letter:
        """A letter of a meeting that is over."""
        letter = self.letter()
        letter.close()
        return letter

    def sessions(self) -> list[str]:
        """What stands in the record."""
        with open_record(self.folder, self.key) as record:
            assert record.verify() is None
            return ids_of(record.sessions())


@pytest.fixture(scope="module")
def office(tmp_path_factory: pytest.TempPathFactory) -> Office:
    return Office(tmp_path_factory.mktemp("brieven") / "kvv")


@pytest.fixture(autouse=True)
def _nothing_left(office: Office) -> Iterator[None]:
    yield
    for file in (office.folder / letters.FOLDER).glob("*"):
        file.unlink()


def test_a_letter_is_a_session_for_the_next_one_who_opens_the_record(office: Office) -> None:
    letter = office.left()
    assert letter.session in office.sessions()
    with open_record(office.folder, office.key) as record:
        kept = record.entries(letter.session)
        row = record.find(letter.session)
        assert record.content(FINGERPRINT) == CONTENT
    assert [(entry.kind, entry.body, entry.author, entry.at) for entry in kept] == [
        (entry.kind, entry.body, entry.author, entry.at) for entry in ENTRIES
    ]
    assert row is not None
    assert (row.case, row.level, row.thresholds, row.owner, row.look_again, row.closed) == (
        CASE, "bel_nu", ("rode-vlag",), OWNER, (NOON + DAY).date(), NOON,
    )  # fmt: skip
    assert not letter.path.exists()


def test_nothing_of_it_can_be_read_without_the_key(office: Office) -> None:
    path = office.left().path
    raw = path.read_bytes()
    raw += b"".join(b64decode(line) for line in raw.split(b"\n"))
    for private in (CASE, OWNER, SAID, BEA.name, "answered"):
        assert private.encode() not in raw
    if sys.platform != "win32":  # there the folder keeps the rights
        assert path.stat().st_mode & 0o077 == 0


def test_a_letter_that_is_being_written_is_left_alone(office: Office) -> None:
    letter = office.letter()
    assert letter.session not in office.sessions()
    letter.add(SentEntry("noted", "{}", BEA, NOON))
    letter.close()
    assert letter.session in office.sessions()


def test_one_that_was_delivered_and_not_thrown_away_is_not_delivered_twice(office: Office) -> None:
    letter = office.left()
    kept = letter.path.read_bytes()
    before = office.sessions()
    letter.path.write_bytes(kept)  # as after a kill between the two
    assert office.sessions() == before
    assert not letter.path.exists()


def test_another_session_that_took_its_id_is_no_reason_to_lose_it(office: Office) -> None:
    letter = office.letter()
    with open_record(office.folder, office.key) as record:
        record.deliver(letter.sent)
        later = tuple(SentEntry(entry.kind, entry.body, entry.author, entry.at + DAY) for entry in ENTRIES)
        taken = record.deliver(type(letter.sent)(letter.session, later, {}))
        assert taken != letter.session
        assert len(record.entries(taken)) == len(ENTRIES)
        assert record.verify() is None
    letter.discard()


def test_what_was_written_after_it_was_delivered_is_delivered_too(office: Office) -> None:
    letter = office.letter(ENTRIES[:1])
    with open_record(office.folder, office.key) as record:
        session = record.deliver(letter.sent)
        assert len(record.entries(session)) == 1
        for entry in ENTRIES[1:]:
            letter.add(entry)
        letter.close()
    assert office.sessions().count(session) == 1
    with open_record(office.folder, office.key) as record:
        assert [entry.body for entry in record.entries(session)] == [entry.body for entry in ENTRIES]
        row = record.find(session)
        assert row is not None
        assert row.level == CHANGE.level


def test_where_someone_went_on_with_it_meanwhile_what_was_written_later_is_a_session_of_its_own(
    office: Office,
) -> None:
    letter = office.letter(ENTRIES[:1])
    with open_record(office.folder, office.key) as record:
        session = record.deliver(letter.sent)
        record.append(session, "noted", "{}", CHRIS, NOON + DAY)
    letter.add(ENTRIES[1])
    kept = letter.path.read_bytes()
    letter.close()
    before = set(office.sessions())
    letter.path.write_bytes(kept)  # as after a kill between the two
    assert set(office.sessions()) == before
    with open_record(office.folder, office.key) as record:
        rest = [[entry.body for entry in record.entries(row.id)] for row in record.sessions() if row.id != session]
        assert rest.count([entry.body for entry in ENTRIES[:2]]) == 1
        assert [entry.kind for entry in record.entries(session)] == ["started", "noted"]


def test_a_letter_from_before_a_later_session_is_kept_with_its_own_time(office: Office) -> None:
    with open_record(office.folder, office.key) as record:
        recorded(record, at=NOON + 10 * DAY)
    letter = office.left()
    assert letter.session in office.sessions()
    with open_record(office.folder, office.key) as record:
        assert record.entries(letter.session)[0].at == NOON


def test_a_line_that_was_cut_off_by_a_power_cut_is_passed_over(office: Office) -> None:
    letter = office.left()
    raw = letter.path.read_bytes()
    letter.path.write_bytes(raw[:-7])
    assert letter.session in office.sessions()
    with open_record(office.folder, office.key) as record:
        assert len(record.entries(letter.session)) == len(ENTRIES) - 1
    assert not letters.damaged(office.folder)


def test_a_write_that_failed_halfway_does_not_spoil_the_next_one(office: Office) -> None:
    letter = office.letter(ENTRIES[:1])
    with letter.path.open("ab") as file:
        file.write(b"half a li")
    letter.add(ENTRIES[1])
    letter.close()
    assert letter.session in office.sessions()
    with open_record(office.folder, office.key) as record:
        assert len(record.entries(letter.session)) == 2


def with_bad_line(letter: Letter, line: int) -> Letter:
    """The letter after one bit of this line was turned."""
    lines = letter.path.read_bytes().split(b"\n")
    data = bytearray(b64decode(lines[line]))
    data[-1] ^= 1
    lines[line] = b64encode(data)
    letter.path.write_bytes(b"\n".join(lines))
    return letter


@pytest.mark.parametrize("line", range(1, len(ENTRIES) + 1))
def test_of_a_damaged_letter_all_that_can_be_read_is_kept_and_the_file_too(office: Office, line: int) -> None:
    letter = with_bad_line(office.left(), line)
    assert letter.session in office.sessions()
    with open_record(office.folder, office.key) as record:
        assert len(record.entries(letter.session)) == len(ENTRIES) - 1
    assert [path.name for path in letters.damaged(office.folder)] == [f"{letter.session}.brief.beschadigd"]


def test_a_letter_for_another_record_stays_where_it_is(office: Office, tmp_path: Path) -> None:
    other = Office(tmp_path / "ander")
    strange = other.left()
    put = office.folder / letters.FOLDER / strange.path.name
    put.parent.mkdir(exist_ok=True)
    put.write_bytes(strange.path.read_bytes())
    assert strange.session not in office.sessions()
    assert letters.waiting(office.folder) == (put,)


def test_a_line_end_that_was_changed_costs_no_answer(office: Office) -> None:
    letter = office.left()
    raw = bytearray(letter.path.read_bytes())
    raw[-1] ^= 1
    letter.path.write_bytes(bytes(raw))
    assert letter.session in office.sessions()
    with open_record(office.folder, office.key) as record:
        assert len(record.entries(letter.session)) == len(ENTRIES)
    assert letters.damaged(office.folder)


STRANGE: list[dict[str, object]] = [
    {"regel": 0},
    {"regel": 0, "weging": "K7M-3FQR", "soort": "noted", "tekst": "", "wie": ["", ""], "op": "gisteren", "lijst": {}},
    {
        "regel": 0,
        "weging": "K7M-3FQR",
        "soort": "noted",
        "tekst": "",
        "wie": ["", ""],
        "op": NOON.isoformat(),
        "lijst": {"zaak": 5},
    },
]


@pytest.mark.parametrize("fields", STRANGE)
def test_a_line_that_somebody_else_sealed_never_keeps_the_record_closed(
    office: Office, fields: dict[str, object]
) -> None:
    public_key = letterbox.public_key(office.folder)
    assert public_key
    path = office.folder / letters.FOLDER / "K7M-3FQR.brief"
    path.parent.mkdir(exist_ok=True)
    path.write_bytes(b64encode(letterbox.seal(public_key, json.dumps(fields).encode())) + b"\n")
    assert "K7M-3FQR" not in office.sessions()
    assert letters.damaged(office.folder)


LINE = {"regel": 0, "weging": "K7M-3FQR", "soort": "noted", "tekst": "", "wie": ["", ""], "op": NOON.isoformat()}
LIST = {"zaak": None, "besluit": None, "drempels": None, "regie": None, "opnieuw_kijken": None, "gesloten": None}


@pytest.mark.parametrize(
    "text",
    [
        '{"regel": 0, "tekst": ' + "[" * 100_000 + "]" * 100_000 + "}",
        json.dumps({**LINE, "tekst": "\ud800", "lijst": LIST}),
        json.dumps({**LINE, "op": "0001-01-01T00:00:00+14:00", "lijst": LIST}),
        json.dumps({**LINE, "lijst": {**LIST, "gesloten": "9999-12-31T23:59:59-12:00"}}),
        json.dumps({**LINE, "op": "9999-12-31T23:59:59+00:00", "lijst": LIST}),
        json.dumps({**LINE, "op": "0999-12-31T23:59:59+00:00", "lijst": LIST}),
        json.dumps({**LINE, "lijst": {**LIST, "gesloten": "3000-01-01T00:00:00+00:00"}}),
        json.dumps({**LINE, "lijst": {**LIST, "opnieuw_kijken": "9999-12-31"}}),
        json.dumps({**LINE, "lijst": {**LIST, "besluit": "zzz"}}),
    ],
    ids=["deep", "half a letter", "first year", "last year", "late", "early", "closed late", "look again", "level"],
)
def test_no_line_that_fits_nowhere_keeps_the_record_closed(office: Office, text: str) -> None:
    public_key = letterbox.public_key(office.folder)
    assert public_key
    path = office.folder / letters.FOLDER / "K7M-3FQR.brief"
    path.parent.mkdir(exist_ok=True)
    path.write_bytes(b64encode(letterbox.seal(public_key, text.encode())) + b"\n")
    assert "K7M-3FQR" not in office.sessions()


@pytest.mark.parametrize("useless", ["", "aa", "00" * 32, "geen sleutel", "17" * 32])
def test_a_letterbox_beside_the_letters_that_somebody_put_there_costs_nothing_and_is_told(
    office: Office, useless: str
) -> None:
    office.sessions()
    public_key, beside = letterbox.public_key(office.folder), office.folder / letters.FOLDER / letters.LETTERBOX
    assert public_key
    beside.write_text(useless)
    letter = office.left()
    with open_record(office.folder, office.key) as record:
        assert letter.session in ids_of(record.sessions())
        assert "brievenbus was veranderd" in str(record.found)
    assert beside.read_text() == public_key.hex()
    with open_record(office.folder, office.key) as record:
        assert record.found is None


def test_after_a_new_key_the_old_one_reads_no_letter(tmp_path: Path) -> None:
    office = Office(tmp_path / "kvv")
    key = renew(office.folder, office.key)
    raw = office.left().path.read_bytes()
    for line in raw.split():
        with pytest.raises(DoesNotFit):
            letterbox.unseal(office.key, b64decode(line))
    with open_record(office.folder, key) as record:
        assert record.found is None


def test_who_opens_the_record_while_another_start_delivers_a_letter_waits_for_what_it_says(office: Office) -> None:
    letter = office.left()
    turn = letter.path.with_name(letters.TURN)
    seen: list[str] = []
    other = threading.Thread(target=lambda: seen.extend(office.sessions()))
    with in_turn(turn, 60), locked(letter.path.with_name(f"{letter.path.name}.slot")):  # as who delivers it
        other.start()
        other.join(1)
        assert other.is_alive()
    other.join()
    assert letter.session in seen


def test_a_letter_that_was_sealed_for_another_letterbox_is_written_anew_for_the_key(office: Office) -> None:
    letter = Letter(office.folder, (public_of(bytes(31) + b"1"),))
    letter.keep_content(FINGERPRINT, CONTENT)
    for entry in ENTRIES[:2]:
        letter.add(entry)
    anew = letter.sealed_anew(office.key)
    assert not letter.path.exists()
    anew.add(ENTRIES[2])
    anew.close()
    assert anew.session in office.sessions()
    with open_record(office.folder, office.key) as record:
        assert len(record.entries(anew.session)) == len(ENTRIES)


@settings(max_examples=60, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(st.binary(max_size=300))
def test_whatever_stands_in_a_letter_the_record_opens(office: Office, raw: bytes) -> None:
    path = office.folder / letters.FOLDER / "K7M-3FQR.brief"
    path.parent.mkdir(exist_ok=True)
    path.write_bytes(raw)
    with open_record(office.folder, office.key) as record:
        assert record.sessions()


def test_that_something_of_a_letter_is_lost_is_told_once_to_who_opens_the_record(office: Office) -> None:
    letter = with_bad_line(office.left(), 2)
    with open_record(office.folder, office.key) as record:
        assert record.found
        assert letter.session in record.found.message
    with open_record(office.folder, office.key) as record:
        assert record.found is None
        office.left()
    with open_record(office.folder, office.key) as record:
        assert record.found is None, "a whole letter is no damage"


def test_what_is_left_of_a_damaged_letter_goes_when_its_case_is_erased(office: Office, tmp_path: Path) -> None:
    letter, other = with_bad_line(office.left(), 2), with_bad_line(Office(tmp_path / "ander").left(), 2)
    other.path.rename(office.folder / letters.FOLDER / f"{other.session}.brief.beschadigd")
    with open_record(office.folder, office.key) as record:
        assert len(letters.damaged(office.folder)) == 2
        record.erase(CASE, "verzoek", BEA, NOON + 99 * DAY)
        assert record.find(letter.session) is None
        assert [path.name for path in letters.damaged(office.folder)] == [f"{other.session}.brief.beschadigd"]
