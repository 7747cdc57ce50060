"""The key file: its formats, and what is said of one that is damaged."""

from __future__ import annotations

import json
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest

from kvv_triage.errors import KvvError, StoreTrouble
from kvv_triage.store.key import keyfile, keys
from kvv_triage.store.key.keyfile import KeyFile
from kvv_triage.store.key.recovery import new_code, read_code
from kvv_triage.store.key.secret import Secret
from kvv_triage.store.key.wrapping import wrap_with_code, wrap_with_passphrase
from tests.helpers import earlier_record
from tests.helpers.workbench import CHEAP, KEY, STORED, told

PASSPHRASE = Secret("groene kano onder de brug")
CODE = new_code()

OLD = STORED / "version-1.json"
NEW = STORED / "key-2.json"


@pytest.fixture
def path(tmp_path: Path) -> Path:
    """A key file of this version, that is quickly opened."""
    recovery, passphrase = wrap_with_code(KEY, read_code(CODE)), wrap_with_passphrase(KEY, PASSPHRASE, CHEAP)
    check = keyfile.read(OLD)
    assert check is not None
    place = tmp_path / "sleutel.json"
    keyfile.write(place, KeyFile("0" * 16, check.check, False, recovery, True, passphrase, True))  # noqa: FBT003 -- in the order of the file
    return place


def of(path: Path) -> dict[str, object]:
    """What stands in a key file."""
    fields: dict[str, object] = json.loads(path.read_text(encoding="utf-8"))
    return fields


@pytest.mark.parametrize("name", ["version-1", "key-2"])
def test_a_key_file_of_every_format_gives_its_key(tmp_path: Path, name: str) -> None:
    (tmp_path / "sleutel.json").write_bytes((STORED / f"{name}.json").read_bytes())
    by_passphrase = keys.unlock_with_passphrase(tmp_path, Secret(told(name, "passphrase")))
    assert by_passphrase == keys.unlock_with_recovery(tmp_path, Secret(told(name, "recovery code"))) == KEY
    assert KEY.reveal().hex() == told(name, "key")


def test_opening_never_makes_a_newer_format_of_a_key_file(tmp_path: Path) -> None:
    """Somebody may still have the earlier kvv on another machine."""
    path = tmp_path / "sleutel.json"
    path.write_bytes(OLD.read_bytes())
    keys.unlock_with_recovery(tmp_path, Secret(told("version-1", "recovery code")))
    assert of(path) == of(OLD) | {"herstelcode_bevestigd": True}


@pytest.mark.usefixtures("ring")
def test_whoever_locks_the_key_up_anew_makes_the_newer_format_and_the_other_lock_still_opens(tmp_path: Path) -> None:
    path, code = tmp_path / "sleutel.json", Secret(told("version-1", "recovery code"))
    path.write_bytes(OLD.read_bytes())
    keys.change_passphrase(tmp_path, KEY, PASSPHRASE)
    assert of(path)["formaat"] == 2
    assert keys.unlock_with_passphrase(tmp_path, PASSPHRASE) == keys.unlock_with_recovery(tmp_path, code) == KEY
    path.write_bytes(OLD.read_bytes())
    again = keys.new_recovery_code(tmp_path, KEY)
    assert of(path)["formaat"] == 2
    assert keys.unlock_with_recovery(tmp_path, again) == KEY
    assert keys.unlock_with_passphrase(tmp_path, Secret(told("version-1", "passphrase"))) == KEY
    keys.move_to_keyring(tmp_path, KEY)
    assert keys.standing(tmp_path).key == keys.unlock_with_recovery(tmp_path, again) == KEY


def test_a_key_file_is_written_as_it_was_read(tmp_path: Path) -> None:
    for kept in (OLD, NEW, earlier_record.KEPT / "key.json"):
        read = keyfile.read(kept)
        assert read is not None
        keyfile.write(tmp_path / "sleutel.json", read)
        assert (tmp_path / "sleutel.json").read_bytes() == kept.read_bytes()


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
    if kept == "old":  # without the lock that takes 0.4 s for each try
        fields, code = of(OLD) | {"wachtzin": of(OLD)["herstelcode"]}, Secret(told("version-1", "recovery code"))
    for place in places(fields):
        path.write_text(json.dumps(changed(fields, place, tamper)), encoding="utf-8")
        outcomes = (
            outcome(lambda: keys.standing(path.parent).key),
            outcome(lambda: keys.unlock_with_passphrase(path.parent, PASSPHRASE)),
            outcome(lambda: keys.unlock_with_recovery(path.parent, code)),
        )
        for said in outcomes:
            assert said in {None, KEY} or (isinstance(said, str) and said.endswith(".")), place


@pytest.mark.parametrize("tamper", [flipped, TAMPERS["last bit"]])
@pytest.mark.parametrize("part", ["zout", "nonce", "sleutel"])
def test_a_flipped_bit_in_a_lock_fits_no_secret(path: Path, part: str, tamper: Tamper) -> None:
    fields = of(path)
    path.write_text(json.dumps(changed(fields, ("wachtzin", part), tamper)), encoding="utf-8")
    assert outcome(lambda: keys.unlock_with_passphrase(path.parent, PASSPHRASE)) == "De wachtzin klopt niet."
    path.write_text(json.dumps(changed(fields, ("herstelcode", part), tamper)), encoding="utf-8")
    assert "De herstelcode klopt niet" in str(outcome(lambda: keys.unlock_with_recovery(path.parent, CODE)))
