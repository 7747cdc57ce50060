"""A value that does not show itself: keys, passphrases and recovery codes."""

from __future__ import annotations

import hmac
from typing import AnyStr, Generic, NoReturn

from kvv_triage.store.key.memory import keep_inside


class Secret(Generic[AnyStr]):
    """Holds text or bytes; only `reveal` gives it, so that no message, log line or traceback does by accident."""

    __slots__ = ("_value",)

    def __init__(self, value: AnyStr) -> None:
        keep_inside()
        self._value: AnyStr = value

    def reveal(self) -> AnyStr:
        """The value itself."""
        return self._value

    def __repr__(self) -> str:
        return "Secret(***)"

    def __eq__(self, other: object) -> bool:
        if not isinstance(other, Secret):
            return NotImplemented
        return hmac.compare_digest(_as_bytes(self._value), _as_bytes(other.reveal()))

    def __hash__(self) -> int:
        return id(type(self))  # equal secrets need equal hashes, and a hash of the value would tell about it

    def __reduce__(self) -> NoReturn:
        message = "a secret is not written to a file"
        raise TypeError(message)


def _as_bytes(value: str | bytes) -> bytes:
    return value.encode() if isinstance(value, str) else value
