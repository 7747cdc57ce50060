"""What in a free text may point to a person: a warning for the writer, never a reason to refuse."""

from __future__ import annotations

import re

_SERVICE = re.compile(
    r"(?<!\d)(?:\d{9}|\d{3}([ .-])\d{3}\1\d{3}|\d{4}([ .-])\d{2}\2\d{3}|\d{2}([ .-])\d{2}\3\d{2}\3\d{3})(?!\d)"
)
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

_NOT_PERSONAL = r"(?!88|800|90[069])"
"""Numbers that only organisations have; the short ones of public services have too few digits to be found."""
_PHONE = re.compile(
    rf"(?<![\d+])(?<!\d[.,])(?:(?:\+31|0031)[ .-]?(?:\(0\)[ .-]?)?|\(?0){_NOT_PERSONAL}(?:"
    + "|".join(
        rf"[1-9]\d{{{area - 1}}}\)?[ ./-]{{0,3}}\d(?:{mark}?\d){{{8 - area}}}"
        for area in (1, 2, 3)
        for mark in (r"\.", "[ -]")
    )
    + r")(?!\d)"
)
"""After the 0 or the country come nine digits: of an area, of one to three digits, and of a subscriber."""


def is_service_number(digits: str) -> bool:
    """Whether nine digits pass the eleven test of the Dutch citizen service number (BSN)."""
    weights = (9, 8, 7, 6, 5, 4, 3, 2, -1)
    total = sum(weight * int(digit) for weight, digit in zip(weights, digits, strict=True))
    return total % 11 == 0 and digits != "0" * len(weights)


def pointers(text: str) -> tuple[str, ...]:
    """The kinds of personal data this text seems to hold, in Dutch words for a warning."""
    numbers = ("".join(filter(str.isdigit, found.group())) for found in _SERVICE.finditer(text))
    # The digits of a date are no telephone number, as in "03-12-2015 10 keer".
    without_dates = _FULL_DATE.sub(";", text)
    found = (
        ("een burgerservicenummer", any(is_service_number(digits) for digits in numbers)),
        ("een telefoonnummer", bool(_PHONE.search(without_dates))),
        ("een e-mailadres", bool(_MAIL.search(text))),
        ("een volledige geboortedatum", without_dates != text or bool(_SHORT_DATE.search(text))),
    )
    return tuple(kind for kind, is_there in found if is_there)
