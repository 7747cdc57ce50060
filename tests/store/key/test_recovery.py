"""Recovery codes: read back however they are typed, and a mistake is told."""

from __future__ import annotations

import pytest

from kvv_triage.errors import CannotDo
from kvv_triage.store.key import recovery
from kvv_triage.store.key.secret import Secret


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
