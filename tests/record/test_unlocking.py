"""Opening the record: what is asked, when, and what opens it afterwards."""

from __future__ import annotations

import io
import sys
from collections.abc import Callable, Sequence
from pathlib import Path

import pytest

from kvv_triage.errors import StoreTrouble
from kvv_triage.record.unlocking import Opening
from kvv_triage.settings import Places
from kvv_triage.store.key import keys
from kvv_triage.store.key.keys import KeyState
from kvv_triage.store.key.secret import Secret
from kvv_triage.store.key.wrapping import wrap_with_passphrase
from kvv_triage.store.opening import open_record
from kvv_triage.store.sqlcipher.store import open_store
from kvv_triage.terminal.choosing import some_asker
from tests.helpers.workbench import CHEAP, recorded

PHRASE = "paarse fiets op zolder"
Typing = Callable[[Sequence[str]], Opening]


@pytest.fixture(autouse=True)
def cheap(monkeypatch: pytest.MonkeyPatch) -> None:
    """Have scrypt take less: what it takes of people is tested with the keys."""
    monkeypatch.setattr(wrap_with_passphrase, "__defaults__", (CHEAP,))
    monkeypatch.delenv("KVV_WACHTZIN_BESTAND", raising=False)


@pytest.fixture
def typing(tmp_path: Path, monkeypatch: pytest.MonkeyPatch, no_ring: None) -> Typing:
    """A start of kvv on a machine without a keyring, in which these lines are typed."""
    assert no_ring is None

    def opening(lines: Sequence[str]) -> Opening:
        monkeypatch.setattr(sys, "stdin", io.StringIO("".join(f"{line}\n" for line in lines)))
        return Opening(some_asker(), Places(data=tmp_path / "kvv"))

    return opening


def test_in_danger_the_first_use_asks_nothing_and_keeps_what_is_said(typing: Typing, tmp_path: Path) -> None:
    opening = typing([])
    record = opening.open_quietly()
    assert record is not None
    with record:
        session = recorded(record)
    again = typing([]).open_quietly()  # also after a kill before a passphrase was chosen
    assert again is not None
    with again:
        assert len(again.entries(session)) == 3
    assert keys.standing(tmp_path / "kvv").state is KeyState.PROVISIONAL


def test_when_the_danger_is_over_a_passphrase_is_chosen_while_the_session_is_still_open(
    typing: Typing, tmp_path: Path
) -> None:
    folder = tmp_path / "kvv"
    opening = typing([PHRASE, PHRASE, "2"])
    record = opening.open_quietly()
    assert record is not None
    provisional = keys.standing(folder).key
    assert provisional is not None
    with record:
        session = recorded(record)
        assert opening.has_left
        opening.finish()
        assert len(record.entries(session)) == 3
    assert keys.standing(folder).state is KeyState.NEEDS_PASSPHRASE
    record, key = typing([PHRASE]).open()  # nobody has it open now: the key that stood on disk is of no use any more
    with record:
        assert len(record.entries(session)) == 3
        assert record.verify() is None
    assert keys.unlock_with_passphrase(folder, Secret(PHRASE)) == key != provisional
    with pytest.raises(StoreTrouble, match="andere sleutel"):
        open_store(folder, provisional)


def test_of_two_windows_with_danger_only_the_first_chooses_a_passphrase(typing: Typing, tmp_path: Path) -> None:
    one, other = typing([]), typing([PHRASE, PHRASE, "2"])
    for opening in (one, other):
        record = opening.open_quietly()
        assert record is not None
        record.close()
    other.finish()
    one.finish()
    assert keys.standing(tmp_path / "kvv").key is None
    keys.unlock_with_passphrase(tmp_path / "kvv", Secret(PHRASE))


def test_who_opens_a_record_with_a_provisional_key_chooses_a_passphrase_first(typing: Typing, tmp_path: Path) -> None:
    folder = tmp_path / "kvv"
    provisional = keys.create_provisional(folder)
    with open_record(folder, provisional) as record:
        session = recorded(record)
    opening = typing([PHRASE, PHRASE, "2"])
    record, key = opening.open()
    with record:
        assert opening.has_made
        assert opening.has_left
        opening.finish()
        assert len(record.entries(session)) == 3
    assert keys.unlock_with_passphrase(folder, Secret(PHRASE)) == key != provisional


@pytest.mark.parametrize("is_danger", [True, False])
def test_who_opens_a_record_with_a_provisional_key_hears_what_lies_beside_it_too(
    typing: Typing, tmp_path: Path, capsys: pytest.CaptureFixture[str], *, is_danger: bool
) -> None:
    folder = tmp_path / "kvv"
    with open_record(folder, keys.create_provisional(folder)) as record:
        recorded(record)
    (folder / "brieven" / "K7M-3FQR.brief").write_bytes(b"van een ander\n")
    opening = typing([PHRASE, PHRASE, "2"])
    opened = opening.open_quietly() if is_danger else opening.open()[0]
    assert opened is not None
    with opened:
        opening.finish()
    assert "Er ligt nog een weging klaar, maar niet in de opslag" in " ".join(capsys.readouterr().err.split())


def test_a_passphrase_in_a_file_ends_the_provisional_key_without_a_question(
    typing: Typing, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    keys.create_provisional(tmp_path / "kvv")
    (tmp_path / "zin").write_text(PHRASE, encoding="utf-8")
    monkeypatch.setenv("KVV_WACHTZIN_BESTAND", str(tmp_path / "zin"))
    record, key = typing([]).open()
    record.close()
    assert keys.unlock_with_passphrase(tmp_path / "kvv", Secret(PHRASE)) == key


def test_a_key_file_that_was_changed_is_told_at_once_and_not_as_a_wrong_passphrase(
    typing: Typing, tmp_path: Path
) -> None:
    keys.create(tmp_path / "kvv", Secret(PHRASE))
    path = tmp_path / "kvv" / "sleutel.json"
    text = path.read_text(encoding="utf-8")
    path.write_text(text.replace('"herstelcode_bevestigd": false', '"herstelcode_bevestigd": true'), encoding="utf-8")
    with pytest.raises(StoreTrouble, match=r"Het sleutelbestand .* klopt niet"):
        typing([PHRASE]).open()
