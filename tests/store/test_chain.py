"""The parts that need no file: keys out of a key, links, ids, recovery codes, and values that stay hidden."""

from __future__ import annotations

import hashlib
import pickle

import pytest
from hypothesis import given
from hypothesis import strategies as st

from kvv_triage.errors import CannotDo
from kvv_triage.store import ids
from kvv_triage.store.chain import START, Field, chain_keys, encoded, link, next_head, row_seal
from kvv_triage.store.key import recovery
from kvv_triage.store.key.derive import derived
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

FIELDS = st.lists(st.none() | st.text() | st.binary() | st.integers(), max_size=4)


def test_derived_keys_without_salt_and_label_are_those_of_the_standard() -> None:
    """Test case 3 of RFC 5869, appendix A.3."""
    made = derived(bytes([0x0B] * 22), "", size=42)
    assert made.hex() == ("8da4e775a563c18f715f802a063c5a31b8a11f5c5ee1879ec3454e5f3c738d2d9d201395faa4b61a96c8")


def test_the_keys_of_the_chain_and_the_mark_of_a_key_never_change() -> None:
    """With others no record of an earlier kvv would hold."""
    keys = chain_keys(KEY.reveal())
    assert (keys.links.hex(), keys.heads.hex(), keys.seals.hex()) == (
        "70f6d52b9510bfaabfdd7701bc1eb85935ec8d8bec14e6fe00318a1cb4431029",
        "53b3feef56c494deefed8ad7270a69e9fec47bd41cf5144865903e5680dcfe76",
        "e99eadaf77103a7bff0bfe7c842503b71d31bf9f986d268856b6efb841721f5a",
    )
    assert derived(KEY.reveal(), "kvv key check 1", size=16).hex() == "72a03e49e81cfe1d74583179e2227607"


def test_each_purpose_has_its_own_key_and_none_shows() -> None:
    keys = chain_keys(KEY.reveal())
    assert len({keys.links, keys.heads, keys.seals, KEY.reveal()}) == 4
    assert keys.links.hex() not in repr(keys)
    assert str(keys.links) not in repr(keys)


@given(FIELDS, FIELDS)
def test_other_fields_always_give_other_bytes(one: list[Field], other: list[Field]) -> None:
    assert (encoded(one) == encoded(other)) == (one == other)


def test_links_heads_and_seals_of_the_same_differ() -> None:
    keys = chain_keys(KEY.reveal())
    first = link(keys, START, ("a",))
    assert (
        len({first, link(keys, first, ("a",)), next_head(keys, START, first), row_seal(keys, "session", ("a",))}) == 4
    )


def test_an_id_is_read_back_however_it_is_typed() -> None:
    made = ids.new_id()
    assert (
        ids.tidied(made)
        == ids.tidied(f" {made.lower().replace('-', ' ')} ")
        == ids.tidied(made.replace("-", ""))
        == made
    )


def test_an_id_with_one_wrong_letter_or_two_swapped_is_no_id() -> None:
    made = ids.new_id().replace("-", "")
    for place, letter in enumerate(made):
        for wrong in set(ids.LETTERS) - {letter}:
            assert ids.tidied(made[:place] + wrong + made[place + 1 :]) is None
        swapped = made[:place] + made[place : place + 2][::-1] + made[place + 2 :]
        assert swapped == made or place == 5 or ids.tidied(swapped) is None


def test_an_id_has_letters_that_look_alike_nowhere() -> None:
    assert not set("01568ABEGILOQSUYZ") & set(ids.LETTERS)
    assert len(set(ids.LETTERS)) == 19
    assert ids.tidied("BEHEER") is None
    assert ids.tidied("") is None


def test_a_recovery_code_is_read_back_with_other_capitals_spaces_and_lookalikes() -> None:
    code = recovery.new_code()
    typed = code.reveal().lower().replace("-", "  ").replace("0", "o").replace("1", "l").replace("v", "u")
    assert recovery.read_code(Secret(typed)) == recovery.read_code(code)
    assert len(code.reveal()) == 34


def test_a_recovery_code_with_a_mistake_says_so_and_not_what_it_was() -> None:
    code = recovery.new_code().reveal()
    wrong = ("2" if code[0] == "3" else "3") + code[1:]
    with pytest.raises(CannotDo, match="typefout") as caught:
        recovery.read_code(Secret(wrong))
    assert wrong[:4] not in str(caught.value)
    with pytest.raises(CannotDo, match="28 letters en cijfers"):
        recovery.read_code(Secret("ABCD"))


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


def test_a_secret_shows_itself_only_when_asked() -> None:
    hidden = Secret("paarse fiets")
    assert "paarse fiets" not in f"{hidden!r}{hidden}{[hidden]}"
    assert hidden.reveal() == "paarse fiets"
    assert hidden == Secret("paarse fiets")
    assert hidden != Secret("iets anders")
    assert hidden != "paarse fiets"
    assert hash(hidden) == hash(Secret("iets anders"))
    with pytest.raises(TypeError):
        pickle.dumps(hidden)
