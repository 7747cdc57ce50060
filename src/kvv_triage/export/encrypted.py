"""A file that only its recipient can read: encrypted with age, for the public keys in a file."""

from __future__ import annotations

import io
from collections.abc import Iterator
from typing import TYPE_CHECKING, BinaryIO

from kvv_triage.errors import CannotDo

if TYPE_CHECKING:
    from _typeshed import ReadableBuffer, WriteableBuffer

Recipient = object
"""A public key of pyrage, which has no types."""

SECRET = "AGE-SECRET-KEY"  # noqa: S105 -- how such a key begins, to refuse it
WANTED = (
    "Zet in het bestand een regel die begint met age1, zoals `age-keygen` die geeft, of een openbare sleutel van `ssh`."
)


def recipients(text: str) -> list[Recipient]:
    """The public keys in a file, one a line; raises CannotDo when there is none, or one that is no public key."""
    try:
        from pyrage import RecipientError, ssh, x25519
    except ImportError as error:
        raise CannotDo(
            "Versleutelen kan hier nog niet: er ontbreekt een onderdeel van kvv.",
            tip="Installeer het met: pip install 'kvv-triage[age]'",
        ) from error
    recipients: list[Recipient] = []
    for line in text.splitlines():
        key = line.strip()
        if not key or key.startswith("#"):
            continue
        if SECRET in key.upper():
            raise CannotDo(
                "Dit is een geheime sleutel: bewaar die zelf.", tip="Geef het bestand met de openbare sleutel."
            )
        try:
            recipients.append((ssh if key.startswith("ssh-") else x25519).Recipient.from_str(key))
        except RecipientError as error:
            raise CannotDo("In dit bestand staat geen openbare sleutel.", tip=WANTED) from error
    if not recipients:
        raise CannotDo("In dit bestand staat geen openbare sleutel.", tip=WANTED)
    return recipients


def encrypt(pieces: Iterator[bytes], target: BinaryIO, to: list[Recipient]) -> None:
    """Write the pieces to the target, encrypted, never more than one of them in memory.

    What goes wrong with the pieces or the target is raised as it was; pyrage would tell it in other words.
    """
    import pyrage

    source, sink = _Pieces(pieces), _Sink(target)
    try:
        pyrage.encrypt_io(io.BufferedReader(source), sink, to)
    except pyrage.EncryptError as error:
        raise source.trouble or sink.trouble or error from None


class _Sink(io.RawIOBase):
    """Passes on what is written, and remembers what went wrong."""

    def __init__(self, target: BinaryIO) -> None:
        self._target = target
        self.trouble: BaseException | None = None

    def writable(self) -> bool:
        """Give true: that is all it is for."""
        return True

    def write(self, data: ReadableBuffer) -> int:
        """Write it to the target."""
        try:
            return self._target.write(data)
        except BaseException as error:
            self.trouble = error
            raise


class _Pieces(io.RawIOBase):
    """Pieces of bytes as one stream to read."""

    def __init__(self, pieces: Iterator[bytes]) -> None:
        self._pieces, self._left = pieces, b""
        self.trouble: BaseException | None = None

    def readable(self) -> bool:
        """Give true: that is all it is for."""
        return True

    def readinto(self, buffer: WriteableBuffer) -> int:
        """Fill the buffer; 0 when there is nothing left."""
        room = memoryview(buffer).cast("B")
        while not self._left:
            try:
                piece = next(self._pieces, None)
            except BaseException as error:
                self.trouble = error
                raise
            if piece is None:
                return 0
            self._left = piece
        taken, self._left = self._left[: len(room)], self._left[len(room) :]
        room[: len(taken)] = taken
        return len(taken)
