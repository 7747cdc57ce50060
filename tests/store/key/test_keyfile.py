"""The key file: its formats, and what is said of one that is damaged."""

from __future__ import annotations

import errno
import json
import shutil
from collections.abc import Callable, Iterator
from dataclasses import replace
from pathlib import Path

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from kvv_triage.errors import KvvError, StoreTrouble
from kvv_triage.store.key import keyfile, keys, letterbox
from kvv_triage.store.key.keyfile import KeyFile
from kvv_triage.store.key.recovery import new_code, read_code
from kvv_triage.store.key.secret import Secret
from kvv_triage.store.key.wrapping import Lock, wrap_with_code, wrap_with_passphrase
from kvv_triage.store.opening import open_record
from kvv_triage.store.sqlcipher.store import FileStore
from tests.helpers.keyrings import MemoryKeyring
from tests.helpers.workbench import CHEAP, KEY, STORED, told

PASSPHRASE = Secret("groene kano onder de brug")
CODE = new_code()

OLD = STORED / "version-1.json"


@pytest.fixture
def path(tmp_path: Path) -> Path:
    """A key file of this version, that is quickly opened."""
    recovery, passphrase = wrap_with_code(KEY, read_code(CODE)), wrap_with_passphrase(KEY, PASSPHRASE, CHEAP)
    place = tmp_path / "sleutel.json"
    keyfile.write(place, KeyFile("0" * 16, keyfile.check_of(KEY), False, recovery, True, passphrase, True), KEY)  # noqa: FBT003 -- in the order of the file
    return place


def of(path: Path) -> dict[str, object]:
    """What stands in a key file."""
    fields: dict[str, object] = json.loads(path.read_text(encoding="utf-8"))
    return fields


@pytest.mark.parametrize("name", ["version-1", "key-2", "version-2"])
def test_a_key_file_of_every_format_gives_its_key(tmp_path: Path, name: str) -> None:
    (tmp_path / "sleutel.json").write_bytes((STORED / f"{name}.json").read_bytes())
    key = keys.unlock_with_passphrase(tmp_path, Secret(told(name, "passphrase")))
    assert key == keys.unlock_with_recovery(tmp_path, Secret(told(name, "recovery code")))
    assert key.reveal().hex() == told(name, "key")


@pytest.mark.usefixtures("no_ring")
@pytest.mark.parametrize("name", ["version-1", "key-2"])
def test_a_key_file_of_an_earlier_format_is_sealed_at_the_first_opening(tmp_path: Path, name: str) -> None:
    path, kept = tmp_path / "sleutel.json", STORED / f"{name}.json"
    path.write_bytes(kept.read_bytes())
    shutil.copy(STORED / "version-1.db", tmp_path / "sessies.kvv")
    assert letterbox.public_key(tmp_path) is None
    open_record(tmp_path, KEY).close()
    now = of(path)
    assert now | of(kept) | {"formaat": 3} == now
    assert letterbox.public_key(tmp_path) is not None
    for _ in range(2):  # the first time each of them gets a lock of the newest kind
        assert keys.unlock_with_passphrase(tmp_path, Secret(told(name, "passphrase"))) == KEY
        assert keys.unlock_with_recovery(tmp_path, Secret(told(name, "recovery code"))) == KEY
    read = keyfile.read(path)
    assert read is not None
    assert isinstance(read.passphrase, Lock)
    assert isinstance(read.recovery, Lock)


@pytest.mark.usefixtures("no_ring")
def test_a_record_opens_also_where_its_old_key_file_cannot_be_written_anew(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    path = tmp_path / "sleutel.json"
    path.write_bytes(OLD.read_bytes())
    shutil.copy(STORED / "version-1.db", tmp_path / "sessies.kvv")

    def refuse(*_: object) -> None:
        raise PermissionError(errno.EROFS, "read-only")

    monkeypatch.setattr(keyfile, "save", refuse)
    open_record(tmp_path, KEY).close()
    assert path.read_bytes() == OLD.read_bytes()


@pytest.mark.usefixtures("ring")
def test_a_new_passphrase_comes_with_a_new_code_when_the_lock_of_the_old_one_is_of_an_old_kind(
    tmp_path: Path,
) -> None:
    path, code = tmp_path / "sleutel.json", Secret(told("version-1", "recovery code"))
    path.write_bytes(OLD.read_bytes())
    new = keys.change_passphrase(tmp_path, KEY, PASSPHRASE)
    assert new is not None
    assert keys.unlock_with_passphrase(tmp_path, PASSPHRASE) == keys.unlock_with_recovery(tmp_path, new) == KEY
    with pytest.raises(StoreTrouble, match="klopt niet"):
        keys.unlock_with_recovery(tmp_path, code)
    assert keys.change_passphrase(tmp_path, KEY, Secret("rode step achter de schuur")) is None
    assert keys.unlock_with_recovery(tmp_path, new) == KEY


@pytest.mark.usefixtures("ring")
def test_whoever_takes_a_new_code_leaves_the_other_lock_as_it_was(tmp_path: Path) -> None:
    (tmp_path / "sleutel.json").write_bytes(OLD.read_bytes())
    again = keys.new_recovery_code(tmp_path, KEY)
    assert keys.unlock_with_recovery(tmp_path, again) == KEY
    assert keys.unlock_with_passphrase(tmp_path, Secret(told("version-1", "passphrase"))) == KEY
    keys.move_to_keyring(tmp_path, KEY)
    assert keys.standing(tmp_path).key == keys.unlock_with_recovery(tmp_path, again) == KEY


def test_a_key_file_is_written_as_it_was_read(path: Path) -> None:
    before, read = path.read_bytes(), keyfile.read(path)
    assert read is not None
    keyfile.write(path, read, KEY)
    assert path.read_bytes() == before


def test_a_newer_key_file_is_refused(path: Path) -> None:
    path.write_text(json.dumps(of(path) | {"formaat": keyfile.FORMAT + 1}), encoding="utf-8")
    with pytest.raises(StoreTrouble, match="nieuwere versie van kvv"):
        keys.standing(path.parent)


@pytest.mark.parametrize(
    "text",
    [
        *("", "{", "[]", "null", "[" * 60_000, "\x00", '{"formaat": 1}', '{"formaat": "x"}', '{"formaat": 0}'),
        f'{{"formaat": {"9" * 5000}}}',
    ],
    ids=range(10),
)
def test_what_is_no_key_file_is_called_damaged(tmp_path: Path, text: str) -> None:
    (tmp_path / "sleutel.json").write_text(text, encoding="utf-8")
    with pytest.raises(StoreTrouble, match="beschadigd"):
        keys.standing(tmp_path)


def test_a_key_file_that_was_cut_off_anywhere_is_called_damaged(path: Path) -> None:
    text = path.read_text(encoding="utf-8").rstrip()
    for length in range(len(text)):
        path.write_text(text[:length], encoding="utf-8")
        with pytest.raises(StoreTrouble, match="beschadigd"):
            keys.standing(path.parent)


Step = str | int
Tamper = Callable[[object], object]


class Gone:
    """In place of a value that is taken out."""


def places(fields: object, before: tuple[Step, ...] = ()) -> Iterator[tuple[Step, ...]]:
    """Where every value of a key file stands, also those that hold others."""
    if before:
        yield before
    if isinstance(fields, dict):
        for name, value in fields.items():
            yield from places(value, (*before, name))
    if isinstance(fields, list):
        for number, value in enumerate(fields):
            yield from places(value, (*before, number))


def changed(fields: object, place: tuple[Step, ...], tamper: Tamper) -> object:
    """The same with another value in this place."""
    if not place:
        return tamper(fields)
    step, rest = place[0], place[1:]
    if isinstance(fields, dict):
        values = {name: changed(value, rest, tamper) if name == step else value for name, value in fields.items()}
        return {name: value for name, value in values.items() if not isinstance(value, Gone)}
    assert isinstance(fields, list)
    items = [changed(value, rest, tamper) if number == step else value for number, value in enumerate(fields)]
    return [value for value in items if not isinstance(value, Gone)]


def flipped(value: object) -> object:
    """A value of the same shape that is another: one bit of the bytes."""
    match value:
        case bool():
            return not value
        case int():
            return value * 2
        case str():
            data = bytes.fromhex(value)
            return (bytes([data[0] ^ 1]) + data[1:]).hex()
        case _:
            return value


TAMPERS: dict[str, Tamper] = {
    "flipped": flipped,
    "last bit": lambda value: value[:-1] + ("0" if value[-1] != "0" else "1") if isinstance(value, str) else value,
    "gone": lambda _: Gone(),
    "null": lambda _: None,
    "text": lambda _: "geen hex",
    "empty": lambda _: "",
    "short": lambda value: value[2:] if isinstance(value, str) else [],
    "long": lambda value: value * 2 if isinstance(value, str) else [1, 1, 1, 1],
    "spaces": lambda value: " " * len(value) if isinstance(value, str) else " ",
    "zero": lambda _: 0,
    "negative": lambda _: -8,
    "huge": lambda _: 2**70,
    "fraction": lambda _: 1.5,
    "infinite": lambda _: float("inf"),
    "list": lambda _: [[]],
    "object": lambda _: {"zout": "00"},
}


def outcome(unlock: Callable[[], Secret[bytes] | None]) -> Secret[bytes] | str | None:
    """The key, or what is said when it does not come."""
    try:
        return unlock()
    except KvvError as error:
        return error.message


@pytest.mark.usefixtures("no_ring")
@pytest.mark.parametrize("tamper", TAMPERS.values(), ids=TAMPERS)
@pytest.mark.parametrize("kept", ["new", "old"])
def test_a_change_in_any_field_gives_a_sentence_or_the_key_and_never_another_key(
    path: Path, kept: str, tamper: Tamper
) -> None:
    fields, code = of(path), CODE
    if kept == "old":
        fields, code = of(OLD), Secret(told("version-1", "recovery code"))
    for place in places(fields):
        path.write_text(json.dumps(changed(fields, place, tamper)), encoding="utf-8")
        outcomes = [
            outcome(lambda: keys.standing(path.parent).key),
            outcome(lambda: keys.unlock_with_recovery(path.parent, code)),
        ]
        if kept == "new":  # the other one takes 0.4 s for each try
            outcomes.append(outcome(lambda: keys.unlock_with_passphrase(path.parent, PASSPHRASE)))
        for said in outcomes:
            assert said in {None, KEY} or (isinstance(said, str) and said.endswith(".")), place


def roads(folder: Path, ring: MemoryKeyring) -> dict[str, Callable[[], object]]:
    """Every way in which the key comes to be known, or the file is written or copied."""
    ring.kept["kvv", "0" * 16] = KEY.reveal().hex()
    return {
        "keyring": lambda: keys.standing(folder),
        "passphrase": lambda: keys.unlock_with_passphrase(folder, PASSPHRASE),
        "recovery code": lambda: keys.unlock_with_recovery(folder, CODE),
        "typed back": lambda: keys.confirm_recovery(folder, CODE),
        "new passphrase": lambda: keys.change_passphrase(folder, KEY, PASSPHRASE),
        "new code": lambda: keys.new_recovery_code(folder, KEY),
        "to the keyring": lambda: keys.move_to_keyring(folder, KEY),
        "record": lambda: open_record(folder, KEY),
        "backup": lambda: keys.checked(folder, KEY),
    }


@pytest.mark.parametrize("tamper", [flipped, TAMPERS["last bit"]])
def test_a_change_in_any_field_is_found_by_every_road_to_the_key(
    path: Path, ring: MemoryKeyring, tamper: Tamper
) -> None:
    read = keyfile.read(path)
    assert read is not None
    keyfile.write(path, replace(read, in_keyring=True), KEY)
    fields = of(path)
    for place in places(fields):
        damaged = changed(fields, place, tamper)
        if damaged == fields:
            continue
        for name, road in roads(path.parent, ring).items():
            if name == "keyring" and place[0] in {"sleutelbos", "kenmerk"}:
                continue  # it is not asked, or for something else
            path.write_text(json.dumps(damaged), encoding="utf-8")
            with pytest.raises(StoreTrouble, match=r"klopt niet|beschadigd|nieuwere versie"):
                road()
            assert of(path) == damaged, (place, name)


def test_every_road_finds_the_file_whole_that_nobody_touched(path: Path, ring: MemoryKeyring) -> None:
    read = keyfile.read(path)
    assert read is not None
    keyfile.write(path, replace(read, in_keyring=True, is_begun=False), KEY)
    for road in roads(path.parent, ring).values():
        made = road()
        if isinstance(made, FileStore):
            made.close()
    assert keys.checked(path.parent, KEY) == path.read_bytes()


@pytest.mark.usefixtures("no_ring")
def test_a_flipped_bit_anywhere_in_the_file_is_never_passed_over_in_silence(path: Path) -> None:
    whole = path.read_bytes()
    for number in range(len(whole) * 8):
        data = bytearray(whole)
        data[number // 8] ^= 1 << number % 8
        path.write_bytes(data)
        said = outcome(lambda: keys.unlock_with_recovery(path.parent, CODE))
        assert isinstance(said, str), number
        assert said.endswith("."), number
        assert path.read_bytes() == data


def test_a_seal_cannot_be_left_out_by_calling_the_format_older(path: Path) -> None:
    for made_by in (1, 2):
        path.write_text(json.dumps(of(path) | {"formaat": made_by}), encoding="utf-8")
        with pytest.raises(StoreTrouble, match="beschadigd"):
            keyfile.read(path)


@pytest.mark.parametrize("tamper", [flipped, TAMPERS["last bit"]])
@pytest.mark.parametrize("part", ["zout", "publiek", "sleutel"])
def test_a_flipped_bit_in_a_lock_fits_no_secret(path: Path, part: str, tamper: Tamper) -> None:
    fields = of(path)
    path.write_text(json.dumps(changed(fields, ("wachtzin", part), tamper)), encoding="utf-8")
    assert outcome(lambda: keys.unlock_with_passphrase(path.parent, PASSPHRASE)) == "De wachtzin klopt niet."
    path.write_text(json.dumps(changed(fields, ("herstelcode", part), tamper)), encoding="utf-8")
    assert "De herstelcode klopt niet" in str(outcome(lambda: keys.unlock_with_recovery(path.parent, CODE)))


NUMBERS = st.one_of(
    st.integers(), st.floats(), st.booleans(), st.sampled_from([2**17, 2**31, 2**63, 2**64, 2**70, 10**400])
)
VALUES = st.recursive(
    st.none() | NUMBERS | st.text() | st.binary(max_size=64).map(bytes.hex),
    lambda inner: st.lists(inner, max_size=4) | st.dictionaries(st.text(max_size=12), inner, max_size=4),
    max_leaves=6,
)


@pytest.mark.usefixtures("no_ring")
@settings(suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(data=st.data())
def test_whatever_stands_in_a_field_is_a_sentence_and_no_work_without_end(path: Path, data: st.DataObject) -> None:
    whole, before = of(path), path.read_bytes()
    place = data.draw(st.sampled_from(list(places(whole))))
    value = data.draw(VALUES | st.lists(NUMBERS, min_size=3, max_size=3))
    fields = changed(whole, place, lambda _: value)
    try:
        path.write_text(json.dumps(fields), encoding="utf-8")
        said = outcome(lambda: keys.unlock_with_passphrase(path.parent, PASSPHRASE))
        assert said == KEY if fields == whole else isinstance(said, str)
    finally:
        path.write_bytes(before)


@pytest.mark.parametrize("cost", ["[1e999, 8, 1]", "[131072.0, 8, 1]", "[true, 8, 1]", "[131072, 8, 9999999999999]"])
def test_a_cost_out_of_range_is_called_damage_and_never_tried(path: Path, cost: str) -> None:
    text = json.dumps(of(path)).replace(json.dumps(list(CHEAP)), cost)
    path.write_text(text, encoding="utf-8")
    with pytest.raises(StoreTrouble, match="beschadigd"):
        keys.unlock_with_passphrase(path.parent, PASSPHRASE)
