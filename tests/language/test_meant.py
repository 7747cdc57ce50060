"""The word that was meant: near enough to name, and never a reason to wait."""

from __future__ import annotations

from kvv_triage.language.meant import LONGEST, MOST_COMPARED, MOST_LISTED, Guesser, listed

WORDS = [f"vraag-{number}" for number in range(100)]


def test_the_nearest_word_is_named_or_else_all_of_them() -> None:
    guesser = Guesser()
    assert guesser.near("jaloes", ["keel", "jaloers"]) == "bedoelde je `jaloers`?"
    assert guesser.near_or_all("xyz", ["keel", "jaloers"]) == "bekend zijn: keel, jaloers"
    assert guesser.near_or_all("xyz", []) == ""
    assert guesser.near(["keel"], ["keel"]) == ""


def test_after_very_many_mistakes_nothing_is_looked_for_any_more() -> None:
    guesser, looked = Guesser(), MOST_COMPARED // len(WORDS)
    tips = [guesser.near("vrag-7", WORDS) for _ in range(looked + 2)]
    assert [bool(tip) for tip in tips] == [True] * looked + [False] * 2


def test_a_word_longer_than_any_id_is_not_compared() -> None:
    assert Guesser().near("a" * LONGEST, ["a" * LONGEST])
    assert not Guesser().near("a" * (LONGEST + 1), ["a" * (LONGEST + 1)])


def test_of_very_many_words_the_first_are_listed() -> None:
    assert listed(WORDS[:MOST_LISTED]).endswith(WORDS[MOST_LISTED - 1])
    assert listed(WORDS) == f"{', '.join(WORDS[:MOST_LISTED])}, …"
