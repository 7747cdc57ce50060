"""A key locked up with a code or a passphrase."""

from __future__ import annotations

import hashlib
import subprocess
import sys

import pytest

from kvv_triage.store.key.sealing import DoesNotFit
from kvv_triage.store.key.secret import Secret
from kvv_triage.store.key.wrapping import (
    Lock,
    unwrap_with_code,
    unwrap_with_passphrase,
    with_key,
    wrap_with_code,
    wrap_with_passphrase,
)
from tests.helpers.workbench import CHEAP, KEY, OTHER_KEY


def test_a_wrapped_key_comes_back_with_its_secret_only() -> None:
    code, other = Secret(b"een code"), Secret(b"een andere")
    assert unwrap_with_code(wrap_with_code(KEY, code), code) == KEY
    with pytest.raises(DoesNotFit):
        unwrap_with_code(wrap_with_code(KEY, code), other)
    wrapped = wrap_with_passphrase(KEY, Secret("caf\u00e9 om de hoek"), CHEAP)
    assert unwrap_with_passphrase(wrapped, Secret("cafe\u0301 om de hoek")) == KEY
    with pytest.raises(DoesNotFit):
        unwrap_with_passphrase(wrapped, Secret("cafe om de hoek"))


def test_another_key_goes_into_a_lock_without_its_secret_and_comes_out_with_it() -> None:
    code = Secret(b"een code")
    lock = with_key(wrap_with_code(KEY, code), OTHER_KEY)
    assert unwrap_with_code(lock, code) == OTHER_KEY
    lock = with_key(wrap_with_passphrase(KEY, Secret("zin"), CHEAP), OTHER_KEY)
    assert unwrap_with_passphrase(lock, Secret("zin")) == OTHER_KEY
    with pytest.raises(DoesNotFit):
        unwrap_with_passphrase(lock, Secret("zon"))


def test_the_same_key_is_never_wrapped_the_same_way_twice() -> None:
    code = Secret(b"een code")
    one, other = wrap_with_code(KEY, code), wrap_with_code(KEY, code)
    assert one.salt != other.salt
    assert one.sealed != other.sealed


@pytest.mark.parametrize("part", ["salt", "public", "sealed", "cost"])
def test_every_part_of_a_wrapped_key_counts(part: str) -> None:
    made = wrap_with_passphrase(KEY, Secret("zin"), CHEAP)
    parts = {"salt": made.salt, "public": made.public, "sealed": made.sealed}
    if part in parts:
        parts[part] = bytes([parts[part][0] ^ 1]) + parts[part][1:]
    changed = Lock(**parts, cost=(2**5, 8, 1) if part == "cost" else CHEAP)
    with pytest.raises(DoesNotFit):
        unwrap_with_passphrase(changed, Secret("zin"))


@pytest.mark.parametrize(
    "cost",
    [
        *(None, (2**30, 8, 1), (3, 8, 1), (2**4, 8, 2**30), (2**70, 0, 1), (-(2**4), 8, -1), (1, 8, 1), (2**17, 1, 1)),
        (2**1_000_000, 2**1_000_000, 1),
    ],
    ids=range(9),
)
def test_a_cost_that_is_missing_absurd_or_impossible_does_not_fit(cost: tuple[int, int, int] | None) -> None:
    made = wrap_with_passphrase(KEY, Secret("zin"), CHEAP)
    with pytest.raises(DoesNotFit):
        unwrap_with_passphrase(Lock(made.salt, made.public, made.sealed, cost), Secret("zin"))


def test_a_lock_for_one_purpose_never_opens_as_one_for_another() -> None:
    """Not even with the very bytes that scrypt made."""
    made = wrap_with_passphrase(KEY, Secret("zin"), CHEAP)
    stretched = hashlib.scrypt(b"zin", salt=made.salt, n=CHEAP[0], r=CHEAP[1], p=CHEAP[2], dklen=32)
    with pytest.raises(DoesNotFit):
        unwrap_with_code(made, Secret(stretched))


@pytest.mark.skipif(sys.platform == "win32", reason="Windows has no limit on the memory of a process")
def test_too_little_memory_is_told_as_such_and_never_as_a_wrong_passphrase() -> None:
    program = """
import resource
from kvv_triage.errors import StoreTrouble
from kvv_triage.store.key.secret import Secret
from kvv_triage.store.key.wrapping import wrap_with_passphrase, unwrap_with_passphrase
made = wrap_with_passphrase(Secret(bytes(32)), Secret("zin"))
used = int(open("/proc/self/statm").read().split()[0]) * resource.getpagesize()
resource.setrlimit(resource.RLIMIT_AS, (used + 64 * 2**20,) * 2)
try:
    unwrap_with_passphrase(made, Secret("zin"))
except StoreTrouble as trouble:
    print(trouble)
"""
    done = subprocess.run([sys.executable, "-c", program], capture_output=True, text=True, check=True)
    assert done.stdout == "Er is te weinig geheugen voor de wachtzin: daar is 128 MB voor nodig.\n"


def test_a_passphrase_that_is_no_proper_text_is_a_passphrase_all_the_same() -> None:
    """A terminal with another encoding gives half letters."""
    made = wrap_with_passphrase(KEY, Secret("zin \udce9"), CHEAP)
    assert unwrap_with_passphrase(made, Secret("zin \udce9")) == KEY
