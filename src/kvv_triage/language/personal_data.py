"""What in a free text may point to a person: a warning for the writer, never a reason to refuse."""

from __future__ import annotations

import re
from collections.abc import Iterator

_FEWEST_DIGITS = 8
"""The shortest number that may belong to a person: a telephone number of a small country, with the country."""
_SERVICE_NUMBER = re.compile(r"(?<!\d)(?:\d{3}([ .-]?)\d{3}\1\d{3}|\d\d([ .-]?)\d\d([ .-])\d\d\3\d{3})(?!\d)")
_ACCOUNT_BEGINS, _WORD_ENDS = re.compile(r"\b[A-Z]{2}\d\d", re.IGNORECASE), re.compile(r"\b(?!\w)")
_LONGEST_ACCOUNT = 42
"""An IBAN has at most 34 letters and digits, with a sign after every four."""
_DIALLED = ("0", "+", "(0", "(+")
"""How a number begins that can be called; the library also takes 31 for the country, as in "31-07 17.01-10.32 uur"."""
_MAIL = re.compile(r"[^\s@]@[^\s@]+\.[^\W\d_]{2}")

_DAY, _MONTH, _YEAR = r"(?:0?[1-9]|[12]\d|3[01])", r"(?:0?[1-9]|1[0-2])", r"(?:19|20)\d{2}"
_MONTHS = (
    r"(?:jan(?:uari)?|feb(?:ruari)?|maart|mrt|apr(?:il)?|mei|juni?|juli?|aug(?:ustus)?"
    r"|sept?(?:ember)?|okt(?:ober)?|nov(?:ember)?|dec(?:ember)?)\.?"
)
_FULL_DATE = re.compile(
    rf"(?<!\d)(?:{_DAY}( ?[-/.] ?| ){_MONTH}\1{_YEAR}"
    rf"|{_DAY}(?:e|de|ste)?[ -]{_MONTHS}[ -](?:{_YEAR}|'\d{{2}})"
    rf"|{_YEAR}([-/.]){_MONTH}\2{_DAY})(?!\d)",
    re.IGNORECASE,
)
_SHORT_DATE = re.compile(rf"(?<!\d)(?<!\d[-/.]){_DAY}([-/]){_MONTH}\1\d{{2}}(?![-/. ]?\d)")


def pointers(text: str) -> tuple[str, ...]:
    """The kinds of personal data this text seems to hold, in Dutch words for a warning."""
    # The digits of a date are no telephone number, as in "06-12-2015 10 keer".
    without_dates = _FULL_DATE.sub(";", text)
    kinds = [*_numbers(without_dates)]
    if _MAIL.search(text):
        kinds.append("een e-mailadres")
    if without_dates != text or _SHORT_DATE.search(text):
        kinds.append("een volledige geboortedatum")
    return tuple(kinds)


def _numbers(text: str) -> Iterator[str]:
    """The kinds of numbers of a person; what knows them is loaded only for a text that can hold one."""
    if sum(map(str.isdigit, text)) < _FEWEST_DIGITS:
        return
    from stdnum.nl import bsn

    if any(bsn.is_valid(candidate[0]) for candidate in _SERVICE_NUMBER.finditer(text)):
        yield "een burgerservicenummer"
    accounts = [*_accounts(text)]
    if accounts:
        yield "een bankrekeningnummer"
    for account in accounts:  # its digits are no telephone number
        text = text.replace(account, ";")
    if _has_telephone_number(text):
        yield "een telefoonnummer"


def _accounts(text: str) -> Iterator[str]:
    """The bank accounts (IBAN) in a text, as they are written there."""
    from stdnum import iban

    for begin in _ACCOUNT_BEGINS.finditer(text):
        rest = text[begin.start() :][:_LONGEST_ACCOUNT]
        candidates = (rest[: end.start()] for end in _WORD_ENDS.finditer(rest))
        # Without the lists of banks by country: a new bank is no reason to say nothing.
        yield from (candidate for candidate in candidates if iban.is_valid(candidate, check_country=False))


def _has_telephone_number(text: str) -> bool:
    """Whether somebody can be called at a number in a text that is not of the kinds only organisations have."""
    from phonenumbers import PhoneNumberMatcher, PhoneNumberType, number_type

    of_organisations = {
        PhoneNumberType.TOLL_FREE,
        PhoneNumberType.PREMIUM_RATE,
        PhoneNumberType.SHARED_COST,
        PhoneNumberType.UAN,
    }
    # At its usual leniency the grouping is free: Dutch people write 06-12 34 56 78 and 06-1234 5678.
    return any(
        match.raw_string.startswith(_DIALLED) and number_type(match.number) not in of_organisations
        for match in PhoneNumberMatcher(text, "NL")
    )
