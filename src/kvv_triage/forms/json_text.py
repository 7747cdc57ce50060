"""JSON as text that cannot steer a terminal."""

from __future__ import annotations

import json
import re

Json = dict[str, "Json"] | list["Json"] | str | int | bool | None


_TURNS = re.compile("[\u007f-\u009f\u061c\u200e\u200f\u2028-\u202e\u2066-\u2069]")
"""What steers a terminal or turns the direction of writing, and stands in JSON as it is."""


def json_text(value: Json, encoding: str | None, *, indent: int | None = None) -> str:
    """JSON text; for an output that is not UTF-8 with escapes, so that no letter is ever replaced."""
    is_plain = (encoding or "").lower().replace("-", "") != "utf8"
    return json.dumps(value, ensure_ascii=is_plain, indent=indent)


def harmless_json(text: str) -> str:
    """The same JSON, with an escape for what would steer a screen: a reader gets every letter back."""
    return _TURNS.sub(lambda match: f"\\u{ord(match[0]):04x}", text)
