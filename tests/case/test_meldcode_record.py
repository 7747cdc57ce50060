"""What a team can record of the Meldcode, and what of it makes reporting the norm."""

from __future__ import annotations

import pytest
from pydantic import ValidationError

from kvv_triage.case.meldcode_record import WEIGHINGS, MeldcodeRecord


def recorded(**written: object) -> MeldcodeRecord:
    return MeldcodeRecord.model_validate(written)


def test_a_conversation_is_left_out_for_safety_only_with_the_reason() -> None:
    with pytest.raises(ValidationError, match="met `reden`") as refused:
        recorded(gesprek=[{"stand": "niet_veilig", "met": "Anna"}])
    assert "Anna" not in str(refused.value)
    (talk,) = recorded(gesprek=[{"stand": "niet_veilig", "reden": "hij luistert mee"}]).conversations
    assert talk.reason == "hij luistert mee"


@pytest.mark.parametrize("question", WEIGHINGS)
def test_each_weighing_question_is_found_by_its_name(question: str) -> None:
    assert recorded().weighing(question) is None
    assert recorded(**{question: "ja"}).weighing(question) == "ja"


@pytest.mark.parametrize(
    ("written", "says_no"),
    [
        ({}, False),
        ({"vermoeden": "ja", "onveiligheid": "twijfel", "resultaat": "nog_niet"}, False),
        ({"onveiligheid": "ja"}, False),
        ({"effectieve_hulp": "nee"}, True),
        ({"hulp_aanvaard": "nee"}, True),
        ({"resultaat": "nee"}, True),
        ({"onveiligheid": "nee"}, False),
    ],
)
def test_a_no_on_3_to_5_is_known_from_the_others(written: dict[str, object], *, says_no: bool) -> None:
    assert recorded(**written).says_no is says_no
