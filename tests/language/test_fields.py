"""How the text in YAML, or a value in JSON, becomes a value of the content."""

from __future__ import annotations

from datetime import date

import pytest
from pydantic import ValidationError

from kvv_triage.language.fields import (
    AnswerNormWord,
    Day,
    Identifier,
    LevelWord,
    Model,
    NormWord,
    OneOrMore,
    References,
    SeverityWord,
    UnknownWord,
    Whole,
    Words,
    YesNoWord,
)
from kvv_triage.language.scales import Level, Norm, Severity, UnknownKind


class Everything(Model):
    """One field of every kind."""

    id: Identifier | None = None
    words: Words | None = None
    whole: Whole | None = None
    one_or_more: OneOrMore | None = None
    day: Day | None = None
    severity: SeverityWord | None = None
    level: LevelWord | None = None
    unknown: UnknownWord | None = None
    norm: NormWord | None = None
    answer_norm: AnswerNormWord | None = None
    yes_no: YesNoWord | None = None
    references: References = ()


def made(field: str, value: object) -> object:
    return getattr(Everything.model_validate({field: value}), field)


def errors(field: str, *values: object) -> set[str]:
    """Give the kinds of error of these values; `geen` for a value that is taken."""
    found = set()
    for value in values:
        try:
            made(field, value)
        except ValidationError as error:
            found.add(error.errors()[0]["type"])
        else:
            found.add("geen")
    return found


@pytest.mark.parametrize("word", ["keel", "Keel", "kind-1", "veilig_thuis", "glass2008", "a-b_c", "1"])
def test_an_id_is_letters_digits_and_hyphens(word: str) -> None:
    assert made("id", word) == word


def test_anything_else_is_no_id() -> None:
    kelvin = "\u212a"  # whose lower case is k
    assert errors("id", "", "a b", "a.b", "a@b", "-a", "a-", "a--b", "één", kelvin, "a\n", "a/b") == {"kvv_id"}


def test_weet_niet_is_no_id_in_any_spelling() -> None:
    assert errors("id", "weet_niet", "weet-niet", "WEET_NIET", "weetniet") == {"kvv_weet_niet"}


def test_a_text_is_a_text() -> None:
    assert made("words", " a ") == " a "
    assert errors("words", 5, ["a"], {"a": "b"}) == {"kvv_tekst"}
    assert errors("id", 5, ["a"], {"a": "b"}) == {"kvv_tekst"}


def test_a_text_of_only_spaces_is_empty() -> None:
    assert errors("words", "", " \n") == {"kvv_leeg"}


@pytest.mark.parametrize(("value", "number"), [("0", 0), ("007", 7), ("999999999", 999_999_999), (5, 5)])
def test_a_whole_number_is_read_from_digits(value: object, number: int) -> None:
    assert made("whole", value) == number


def test_anything_else_is_no_whole_number() -> None:
    superscript, arabic = "\u00b2", "\u0663"  # digits too, says Python
    others = ("", "-1", "1,5", "1.0", "1e3", " 1", superscript, arabic, "9" * 10, "9" * 5000, -1, 1.5, True)
    assert errors("whole", *others) == {"kvv_getal"}


def test_some_numbers_start_at_one() -> None:
    assert made("one_or_more", "1") == 1
    assert errors("one_or_more", "0") == {"kvv_minstens_een"}


@pytest.mark.parametrize("value", ["2026-03-04", date(2026, 3, 4)])
def test_a_day_is_year_month_day(value: object) -> None:
    assert made("day", value) == date(2026, 3, 4)


def test_anything_else_is_no_day() -> None:
    others = ("4-3-2026", "2026-3-4", "20260304", "2026-03-04T10:00", "2026-02-30", "", 20260304)
    assert errors("day", *others) == {"kvv_datum"}


def test_a_day_that_does_not_exist_says_so() -> None:
    with pytest.raises(ValidationError, match="deze datum bestaat niet"):
        made("day", "2026-02-30")


def test_a_day_that_no_worker_can_mean_is_refused_because_counting_on_from_it_leaves_the_calendar() -> None:
    assert made("day", "1000-01-01") == date(1000, 1, 1)
    assert made("day", "2999-12-31") == date(2999, 12, 31)
    for written in ("0001-01-01", "0999-12-31", "3000-01-01", "9999-12-31"):
        with pytest.raises(ValidationError, match="dit jaartal kan niet"):
            made("day", written)


@pytest.mark.parametrize(
    ("field", "word", "value"),
    [
        ("severity", "rode_vlag", Severity.RODE_VLAG),
        ("severity", Severity.ACUUT, Severity.ACUUT),
        ("level", "bel_112", Level.BEL_112),
        ("unknown", "geweigerd", UnknownKind.GEWEIGERD),
        ("norm", "acuut", Norm.ACUUT),
        ("answer_norm", "onthulling", Norm.ONTHULLING),
        ("yes_no", "ja", "ja"),
    ],
)
def test_a_word_of_a_closed_list_is_read(field: str, word: object, value: object) -> None:
    assert made(field, word) == value


@pytest.mark.parametrize(
    ("field", "word"),
    [
        ("severity", "geen"),
        ("severity", 3),
        ("level", "BEL_112"),
        ("answer_norm", "acuut"),
        ("norm", {}),
        ("yes_no", True),
        ("yes_no", ["ja"]),
    ],
)
def test_another_word_is_refused(field: str, word: object) -> None:
    assert errors(field, word) == {"kvv_keuze"}


def test_a_list_of_references_names_each_once() -> None:
    assert made("references", ["a", "b"]) == ("a", "b")
    assert errors("references", ["a", "b", "a"]) == {"kvv_dubbel"}


def test_a_model_is_silent_about_what_it_was_given() -> None:
    with pytest.raises(ValidationError) as caught:
        Everything.model_validate({"words": ["Jan Jansen"]})
    assert "Jansen" not in str(caught.value)


def test_a_model_cannot_be_changed() -> None:
    with pytest.raises(ValidationError):
        Everything().whole = 5  # type: ignore[misc] # wrong on purpose
