"""A key locked up with a code or a passphrase."""

from __future__ import annotations

import hashlib

import pytest

from kvv_triage.store.key.secret import Secret
from kvv_triage.store.key.wrapping import (
    DoesNotFit,
    Wrapped,
    unwrap_with_code,
    unwrap_with_passphrase,
    wrap_with_code,
    wrap_with_passphrase,
)
from tests.helpers.workbench import CHEAP, KEY


def test_a_wrapped_key_comes_back_with_its_secret_only() -> None:
    code, other = Secret(b"een code"), Secret(b"een andere")
    assert unwrap_with_code(wrap_with_code(KEY, code), code) == KEY
    with pytest.raises(DoesNotFit):
        unwrap_with_code(wrap_with_code(KEY, code), other)
    wrapped = wrap_with_passphrase(KEY, Secret("caf\u00e9 om de hoek"), CHEAP)
    assert unwrap_with_passphrase(wrapped, Secret("cafe\u0301 om de hoek")) == KEY
    with pytest.raises(DoesNotFit):
        unwrap_with_passphrase(wrapped, Secret("cafe om de hoek"))


def test_the_same_key_is_never_wrapped_the_same_way_twice() -> None:
    code = Secret(b"een code")
    one, other = wrap_with_code(KEY, code), wrap_with_code(KEY, code)
    assert one.salt != other.salt
    assert one.sealed != other.sealed


@pytest.mark.parametrize("part", ["salt", "nonce", "sealed", "cost"])
def test_every_part_of_a_wrapped_key_counts(part: str) -> None:
    made = wrap_with_passphrase(KEY, Secret("zin"), CHEAP)
    parts = {"salt": made.salt, "nonce": made.nonce, "sealed": made.sealed}
    if part in parts:
        parts[part] = bytes([parts[part][0] ^ 1]) + parts[part][1:]
    changed = Wrapped(**parts, cost=(2**5, 8, 1) if part == "cost" else CHEAP)
    with pytest.raises(DoesNotFit):
        unwrap_with_passphrase(changed, Secret("zin"))


@pytest.mark.parametrize("cost", [None, (2**30, 8, 1), (3, 8, 1), (2**4, 8, 2**30), (2**70, 0, 1), (-(2**4), 8, -1)])
def test_a_cost_that_is_missing_absurd_or_impossible_does_not_fit(cost: tuple[int, int, int] | None) -> None:
    made = wrap_with_passphrase(KEY, Secret("zin"), CHEAP)
    with pytest.raises(DoesNotFit):
        unwrap_with_passphrase(Wrapped(made.salt, made.nonce, made.sealed, cost), Secret("zin"))


def test_a_lock_for_one_purpose_never_opens_as_one_for_another() -> None:
    """Not even with the very bytes that scrypt made."""
    made = wrap_with_passphrase(KEY, Secret("zin"), CHEAP)
    stretched = hashlib.scrypt(b"zin", salt=made.salt, n=CHEAP[0], r=CHEAP[1], p=CHEAP[2], dklen=32)
    with pytest.raises(DoesNotFit):
        unwrap_with_code(made, Secret(stretched))
