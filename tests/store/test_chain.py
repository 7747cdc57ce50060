"""The keys, links, heads and seals of the chain."""

from __future__ import annotations

from hypothesis import given
from hypothesis import strategies as st

from kvv_triage.store.chain import START, Field, chain_keys, encoded, link, next_head, row_seal
from kvv_triage.store.key.derive import derived
from tests.helpers.workbench import KEY

FIELDS = st.lists(st.none() | st.text() | st.binary() | st.integers(), max_size=4)


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
