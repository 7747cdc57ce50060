"""The id of a session: read back however it is typed, and never as that of another."""

from __future__ import annotations

from kvv_triage.store import ids


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
