"""Letters to a record whose key is not there."""

from __future__ import annotations

from pathlib import Path

import pytest

from kvv_triage.store.key import keys, letterbox
from kvv_triage.store.key.sealing import DoesNotFit
from kvv_triage.store.key.secret import Secret
from tests.helpers.keyrings import MemoryKeyring
from tests.helpers.workbench import OTHER_KEY

LETTER = b"hij kneep mijn keel dicht"


def test_a_letter_is_sealed_without_the_key_and_read_with_it(tmp_path: Path, ring: MemoryKeyring) -> None:
    assert letterbox.public_key(tmp_path) is None
    key = keys.create(tmp_path).key
    ring.kept.clear()
    public = letterbox.public_key(tmp_path)
    assert public is not None
    sealed = letterbox.seal(public, LETTER)
    assert LETTER not in sealed
    assert letterbox.unseal(key, sealed) == LETTER
    assert letterbox.seal(public, LETTER) != sealed


@pytest.mark.usefixtures("ring")
def test_a_letter_that_was_changed_or_is_for_another_record_is_not_read(tmp_path: Path) -> None:
    key, public = keys.create(tmp_path).key, letterbox.public_key(tmp_path)
    assert public is not None
    sealed = letterbox.seal(public, LETTER)
    cut = (sealed[:length] for length in range(len(sealed)))
    flipped = (sealed[:place] + bytes([sealed[place] ^ 1]) + sealed[place + 1 :] for place in range(len(sealed)))
    for letter in (*cut, *flipped, bytes(len(sealed))):
        with pytest.raises(DoesNotFit):
            letterbox.unseal(key, letter)
    for other in (OTHER_KEY, Secret(public)):
        with pytest.raises(DoesNotFit):
            letterbox.unseal(other, sealed)
