"""What in a free text may point to a person: a warning for the writer, never a reason to refuse."""

from __future__ import annotations

import re

_DIGITS = re.compile(r"(?<!\d)\d{9}(?!\d)|(?<!\d)\d{4}[ .]\d{2}[ .]\d{3}(?!\d)|(?<!\d)\d{3}[ .]\d{3}[ .]\d{3}(?!\d)")
_PHONE = re.compile(r"(?<![\d+])(?:\+31|0031|0)(?:[ -]?\(0\))?[ -]?\d(?:[ -]?\d){7,8}(?!\d)")
_MAIL = re.compile(r"[^\s@]+@[^\s@]+\.[^\s@.]{2,}")
_BIRTH = re.compile(
    r"(?<!\d)(?:\d{1,2}[-/. ]\d{1,2}[-/. ](?:19|20)\d{2}|(?:19|20)\d{2}-\d{2}-\d{2})(?!\d)"
    r"|(?<!\d)\d{1,2} (?:januari|februari|maart|april|mei|juni|juli|augustus|september|oktober|november|december)"
    r" (?:19|20)\d{2}(?!\d)",
    re.IGNORECASE,
)
_PUBLIC = frozenset({"08002000", "09008844", "08000188", "08000113", "09000101"})
"""Numbers of services, which anyone may write down."""


def is_service_number(digits: str) -> bool:
    """Whether nine digits pass the eleven test of the Dutch citizen service number (BSN)."""
    weights = (9, 8, 7, 6, 5, 4, 3, 2, -1)
    total = sum(weight * int(digit) for weight, digit in zip(weights, digits, strict=True))
    return total % 11 == 0 and digits != "0" * len(weights)


def pointers(text: str) -> tuple[str, ...]:
    """The kinds of personal data this text seems to hold, in Dutch words for a warning."""
    numbers = ("".join(filter(str.isdigit, found)) for found in _DIGITS.findall(text))
    phones = ("".join(filter(str.isdigit, found)) for found in _PHONE.findall(text))
    found = (
        ("een burgerservicenummer", any(is_service_number(digits) for digits in numbers)),
        ("een telefoonnummer", any(digits not in _PUBLIC for digits in phones)),
        ("een e-mailadres", bool(_MAIL.search(text))),
        ("een volledige geboortedatum", bool(_BIRTH.search(text))),
    )
    return tuple(kind for kind, is_there in found if is_there)
