"""Which texts get a warning that they seem to point to a person, and which ordinary sentences do not."""

from __future__ import annotations

import subprocess
import sys

import pytest
from hypothesis import given
from hypothesis import strategies as st

from kvv_triage.language.personal_data import pointers

SERVICE_NUMBER, ACCOUNT, PHONE, MAIL, BIRTH = (
    "een burgerservicenummer",
    "een bankrekeningnummer",
    "een telefoonnummer",
    "een e-mailadres",
    "een volledige geboortedatum",
)

TELLING = {
    SERVICE_NUMBER: [
        *["123456782", "bsn:123456782.", "111222333", "010464554", "111111110"],
        *["123 456 782", "123.456.782", "123-456-782", "1234 56 782", "1234.56.782", "12 34 56 782", "12.34.56.782"],
    ],
    ACCOUNT: [
        *["NL91 ABNA 0417 1643 00", "NL91ABNA0417164300", "nl91 abna 0417 1643 00", "NL91.ABNA.0417.1643.00"],
        *["BE68 5390 0754 7034", "DE89370400440532013000", "IBAN:NL91ABNA0417164300", "NL11 INGB 0201 2345 67"],
    ],
    PHONE: [
        *["0612345678", "06-12345678", "06 12345678", "06 12 34 56 78", "06-12 34 56 78", "06-1234 5678"],
        *["06.12.34.56.78", "06-12.34.56.78", "06-12-34-56-78", "06-12-34 56 78", "(06) 12345678", "06/12345678"],
        *["+31612345678", "+31 6 12345678", "+31-6-12345678", "+31 (0)6 12345678", "+31(0)6-12345678"],
        *["0031612345678", "0031 6 12345678", "0031 (0)6 1234 5678", "+31 20 123 45 67", "+31 (0)20 - 123 45 67"],
        *["020-1234567", "020 123 45 67", "(020) 123 45 67", "020/1234567", "0201234567", "085-1234567"],
        *["0223-123456", "0223 - 12 34 56", "(0223) 123456", "bel 020-1234567 2 keer", "nummer:0612345678."],
        *["0 6 1 2 3 4 5 6 7 8", "+32 470 12 34 56", "0032 470 123456", "+49 151 23456789", "(+31) 6 12345678"],
    ],
    MAIL: [
        *["jan@school.nl", "JAN@SCHOOL.NL", "jan.de-vries@sub.school.amsterdam", "mail jan_1+zorg@school.nl."],
        *["(jan@school.nl)", "jan@café.nl"],
    ],
    BIRTH: [
        *["12-03-2015", "12-3-2015", "12/03/2015", "12.03.2015", "12 03 2015", "12 - 3 - 2015", "31-12-1999"],
        *["2015-03-12", "2015/3/12", "2015.03.12", "12/3/15", "12-03-15", "geboren 12-3-15.", "kind 2 12-3-15"],
        *["12 maart 2015", "12 MAART 2015", "1 januari 1980", "12 mrt 2015", "12 mrt. 2015", "12-mrt-2015"],
        *["12e maart 2015", "3de mei 2012", "1ste juni 2011", "12 sept 2015", "12 september 2015", "12 maart '15"],
    ],
}


@pytest.mark.parametrize(("text", "kind"), [(text, kind) for kind, texts in TELLING.items() for text in texts], ids=str)
def test_a_text_that_may_point_to_a_person_gets_its_warning(text: str, kind: str) -> None:
    assert pointers(text) == (kind,)
    assert pointers(f"De buurvrouw zegt: {text}, en dat klopt.") == (kind,)


ORDINARY = [
    "",
    "Zij zei op 3 maart dat hij haar bij de keel greep.",
    "Op 3-3 belde de school, op 4/3 de huisarts.",
    "Tussen 2015 en 2016, en weer in 2019-2020.",
    "In maart 2015 was er een melding.",
    "Op 3 maart 15 keer gebeld, op 12 mei 3 keer.",
    "Tussen 10.30 en 11.30 uur, om 9:15 nog eens.",
    "Op 03-12 10.30-11.30 uur, op 06-12 10.30-11.30 uur.",
    "Op 31-07 17.01-10.32 uur, 1-05 13.20-14.10 uur.",
    "Week 10 van 2026.",
    "Een schuld van € 12.500,00, en € 1.250.000 voor het huis.",
    "Dorpsstraat 12-14, 1234 AB, op 3 hoog.",
    "Een kind van 9, een van 12 en een van 14.",
    "Zaak A-2026-014, dossier 20260304.",
    "Stap 1.2.15 van het plan, artikel 5.2.6 Wmo.",
    "Op een schaal van 0 1 2 3 4 5 6 7 8 9 10 een 7.",
    "45-60-2015 en 31-13-2015 zijn geen dagen.",
    "kind.bang@kind-1 is een vraag, @school.nl is een deel, 3@2.50 een prijs.",
    "Groep 5, 6 en 7; klas 1-2-3, vak 1-2-3-15.",
    "123456789 en 1234 56 789 hebben niet de vorm van een bsn.",
    "000000000",
    "1234567820",
    "NL12ABNA0417164300 en XX91ABNA0417164300 zijn geen rekeningen.",
]


@pytest.mark.parametrize("text", ORDINARY)
def test_an_ordinary_sentence_gets_no_warning(text: str) -> None:
    assert pointers(text) == ()


@pytest.mark.parametrize(
    "number",
    [
        *[
            "112",
            "113",
            "0800-2000",
            "08002000",
            "0800 2000",
            "0900-8844",
            "0800-0113",
            "0800 0432",
            "14 020",
            "116 111",
        ],
        *["0900-1126226", "0800-0205205", "088-1234567", "088 123 45 67", "+31 88 1234567"],
    ],
)
def test_a_number_of_a_public_service_or_an_organisation_gets_no_warning(number: str) -> None:
    assert pointers(f"Gebeld met {number}, niemand nam op.") == ()


@pytest.mark.parametrize("date", ["03-12-2015", "06-12-2015", "6 december 2015", "2015-06-12"])
def test_a_date_with_a_number_behind_it_is_no_telephone_number(date: str) -> None:
    assert pointers(f"{date} 10 keer, {date} 10:30 uur") == (BIRTH,)


def test_everything_that_a_text_holds_is_named_in_one_order() -> None:
    text = "jan@school.nl, geboren 12-3-2015, bel 06-12345678, bsn 123456782, rekening NL91 ABNA 0417 1643 00"
    assert pointers(text) == (SERVICE_NUMBER, ACCOUNT, PHONE, MAIL, BIRTH)


@given(st.integers(1, 99_999_999), st.integers(0, 8), st.integers(1, 9))
def test_a_service_number_with_one_wrong_digit_is_none(start: int, place: int, shift: int) -> None:
    """The weights of the eleven test differ from 0 and 11 is prime, so every change of one digit shows."""
    number = next((f"{start:08}{last}" for last in range(10) if SERVICE_NUMBER in pointers(f"{start:08}{last}")), None)
    if number is not None:
        changed = number[:place] + str((int(number[place]) + shift) % 10) + number[place + 1 :]
        assert SERVICE_NUMBER not in pointers(changed)


def test_a_text_that_cannot_hold_a_number_of_a_person_loads_nothing() -> None:
    told = (
        "from kvv_triage.language.personal_data import pointers; pointers('jan@school.nl, 9 jaar, geboren 12-03-2015')"
    )
    check = "import sys; assert not {'phonenumbers', 'stdnum'} & sys.modules.keys()"
    subprocess.run([sys.executable, "-c", f"{told}; {check}"], check=True)


@given(st.text(alphabet="0123456789 -./@+()'abmeiNLA", max_size=60))
def test_no_text_makes_the_warning_fail(text: str) -> None:
    assert set(pointers(text)) <= {SERVICE_NUMBER, ACCOUNT, PHONE, MAIL, BIRTH}
