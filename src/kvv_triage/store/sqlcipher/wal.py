"""What a write-ahead log tells of itself without a key: which frames hold, and whether it was damaged or only torn.

The log is a header of 32 bytes and then frames of 24 bytes and a page. Every frame carries the two salts of the header
and a checksum over all bytes before it as they stand, so after SQLCipher encrypted them. SQLite takes the frames up to
the first one that does not fit, and writes over the rest.

A process that is killed, or a power cut, tears at most the last transaction, because each one is on disk before the
next begins. So a whole frame of a later transaction behind one that does not fit proves damage, and so does a checksum
that fits but for one bit. What else does not fit is a broken end: only a second place can tell what it was.
"""

from __future__ import annotations

import struct
from collections import Counter
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field, replace
from enum import Enum, auto
from functools import cache
from itertools import pairwise, product

HEADER, FRAME_HEAD, PAGE = 32, 24, 4096
"""Bytes. The page is the one that SQLCipher 4 makes, and kvv asks for no other."""
FRAME = FRAME_HEAD + PAGE
MAGIC, VERSION = 0x377F0682, 3007000
ORDERS = {MAGIC: "<", MAGIC + 1: ">"}
"""The order of bytes in the words over which checksums go: that of the machine that began the log."""
MASK = 0xFFFFFFFF

Sum = tuple[int, int]
Salts = tuple[int, int]


class Fit(Enum):
    """How a frame stands in the log."""

    WHOLE = auto()
    MENDED = auto()
    """SQLite refuses it, and what it holds is certain all the same."""
    FLIPPED = auto()
    """One bit of it is another one, and nobody can tell which."""
    UNCHECKED = auto()
    """What stood before it is lost, so that nothing here can tell whether it is whole: only the key can."""
    UNREADABLE = auto()


KNOWN = frozenset({Fit.WHOLE, Fit.MENDED})
"""How a frame fits of which the content is certain."""


@dataclass(frozen=True, slots=True)
class Frame:
    """A page as a transaction left it. `size` is the number of pages of the database, 0 unless it ends one."""

    page: int
    size: int
    salts: Salts
    stored: Sum
    data: bytes = field(repr=False)
    fit: Fit = Fit.UNREADABLE

    @property
    def content(self) -> bytes:
        """The bytes over which the checksum goes."""
        return struct.pack(">2I", self.page, self.size) + self.data


@dataclass(frozen=True, slots=True)
class WriteAheadLog:
    """A write-ahead log, read as far as any byte of it tells something."""

    order: str
    salts: Salts
    is_header_whole: bool
    frames: tuple[Frame, ...]

    @property
    def is_damaged(self) -> bool:
        """Whether what stands here cannot come from a kill or a power cut."""
        if any(frame.fit in {Fit.MENDED, Fit.FLIPPED} for frame in self.frames):
            return True
        if not self.is_header_whole:
            return any(frame.fit is Fit.WHOLE for frame in self.frames)
        return any(one.size and other.fit is Fit.WHOLE for one, other in pairwise(self._behind()))

    @property
    def has_broken_end(self) -> bool:
        """Whether there is more than SQLite takes: of a transaction that was torn, given up, or damaged."""
        return bool(self._behind())

    def _behind(self) -> tuple[Frame, ...]:
        """The frames of this log from the first one that SQLite cannot take."""
        first = next((place for place, frame in enumerate(self.frames) if frame.fit is not Fit.WHOLE), None)
        return () if first is None else self.frames[first:]

    def candidates(self) -> Iterator[bytes]:
        """Logs that SQLite takes whole, from the most to the least that may be saved; the last is what it takes now."""
        seen = set[tuple[int, ...]]()
        breaks = [place for place, frame in enumerate(self.frames) if frame.fit not in KNOWN]
        for end, fits in product((len(self.frames), *reversed(breaks)), (KNOWN | {Fit.UNCHECKED}, KNOWN)):
            frames = up_to_commit([frame for frame in self.frames[:end] if frame.fit in fits])
            which = tuple(map(id, frames))
            if which not in seen:
                seen.add(which)
                yield written(self.order, self.salts, frames)
        taken = len(self.frames) - len(self._behind()) if self.is_header_whole else 0
        yield written(self.order, self.salts, up_to_commit(self.frames[:taken]))


def read(raw: bytes) -> WriteAheadLog:
    """The log that these bytes are; one without a frame is a whole and empty one."""
    frames = [_frame(raw[start : start + FRAME]) for start in range(HEADER, len(raw) - FRAME + 1, FRAME)]
    if not frames:
        return WriteAheadLog("<", (0, 0), is_header_whole=True, frames=())
    magic, version, page, _, *rest = struct.unpack(">8I", raw[:HEADER])
    salts, stored = (rest[0], rest[1]), (rest[2], rest[3])
    if magic in ORDERS and (version, page) == (VERSION, PAGE):
        order = ORDERS[magic]
        if checksum(raw[: HEADER - 8], (0, 0), order) == stored:
            return _read(order, salts, (stored,), frames, is_header_whole=True)
    logs = [
        _read(order, each, (stored, checksum(raw[: HEADER - 8], (0, 0), order)), frames, is_header_whole=False)
        for each in _rounds(frames, salts)
        for order in ORDERS.values()
    ]
    begun = next((log.salts for log in logs if _readable(log)), salts)
    return max((log for log in logs if log.salts == begun), key=_readable)


def _rounds(frames: Sequence[Frame], salts: Salts) -> Sequence[Salts]:
    """The salts under which the log may have been written when its header is lost, the likeliest first.

    What an earlier round left stands behind what the last one wrote, so the order is that of the frames.
    """
    times = Counter(frame.salts for frame in frames if any(frame.salts))
    return (*(each for each, count in times.items() if count > 1), frames[0].salts, salts)


def _readable(log: WriteAheadLog) -> int:
    return sum(frame.fit in KNOWN for frame in log.frames)


def _frame(raw: bytes) -> Frame:
    page, size, salt, other, *stored = struct.unpack(">6I", raw[:FRAME_HEAD])
    return Frame(page, size, (salt, other), (stored[0], stored[1]), raw[FRAME_HEAD:])


def _read(
    order: str, salts: Salts, seeds: tuple[Sum, ...], frames: Sequence[Frame], *, is_header_whole: bool
) -> WriteAheadLog:
    """Judge the frames in order; `seeds` are the checksums that may stand before the first."""
    judged: list[Frame] = []
    for frame in frames:
        # Of an earlier round of this log, or nothing: the checksum over nothing is nothing, and would fit.
        if not any(frame.salts) or not {*frame.salts}.intersection(salts):
            judged.append(frame)
            seeds = (frame.stored,)
            continue
        sums = tuple(checksum(frame.content, seed, order) for seed in seeds)
        known, total = _judged(frame, salts, sums, order)
        if judged and judged[-1].fit not in KNOWN and known.fit in KNOWN and total in sums[1:]:
            judged[-1] = replace(judged[-1], fit=Fit.MENDED)  # only what was stored as its checksum does not fit
        is_behind_loss = judged[-1].fit not in KNOWN | {Fit.UNCHECKED} if judged else not is_header_whole
        if is_behind_loss and known.fit is Fit.UNREADABLE and frame.salts == salts:
            known = replace(known, fit=Fit.UNCHECKED)
        judged.append(known)
        seeds = (total,) if known.fit in KNOWN or len(sums) > 1 else (frame.stored, *sums)
    return WriteAheadLog(order, salts, is_header_whole, tuple(judged))


def _judged(frame: Frame, salts: Salts, sums: tuple[Sum, ...], order: str) -> tuple[Frame, Sum]:
    """The frame with how it fits, and the checksum that stands before the next one."""
    if frame.stored in sums:
        return replace(frame, fit=Fit.WHOLE if frame.salts == salts else Fit.MENDED), frame.stored
    if frame.salts != salts:
        return frame, frame.stored
    for total in sums:
        is_near = sum(one.bit_count() for one in _changed(total, frame.stored)) == 1
        turned = without_flip(frame.content, total, frame.stored, order)
        if is_near and not turned:  # the checksum itself has the bit
            return replace(frame, fit=Fit.MENDED), total
        if len(turned) == 1 and not is_near:
            page, size = struct.unpack(">2I", turned[0][:8])
            return replace(frame, page=page, size=size, data=turned[0][8:], fit=Fit.MENDED), frame.stored
        if turned:
            return replace(frame, fit=Fit.FLIPPED), frame.stored
    return frame, frame.stored


def _changed(one: Sum, other: Sum) -> Sum:
    return one[0] ^ other[0], one[1] ^ other[1]


def up_to_commit(frames: Sequence[Frame]) -> Sequence[Frame]:
    """The frames up to and with the last one that ends a transaction."""
    return frames[: max((place for place, frame in enumerate(frames, 1) if frame.size), default=0)]


def written(order: str, salts: Salts, frames: Sequence[Frame]) -> bytes:
    """A log of these frames, with checksums that fit."""
    magic = next(magic for magic, name in ORDERS.items() if name == order)
    head = struct.pack(">6I", magic, VERSION, PAGE, 0, *salts)
    total = checksum(head, (0, 0), order)
    parts = [head, struct.pack(">2I", *total)]
    for frame in frames:
        total = checksum(frame.content, total, order)
        parts += [struct.pack(">6I", frame.page, frame.size, *salts, *total), frame.data]
    return b"".join(parts)


def checksum(data: bytes, seed: Sum, order: str) -> Sum:
    """The checksum of SQLite over these bytes, going on from `seed`."""
    one, other = seed
    for word, next_word in struct.iter_unpack(f"{order}2I", data):
        one = (one + word + other) & MASK
        other = (other + next_word + one) & MASK
    return one, other


def without_flip(content: bytes, total: Sum, wanted: Sum, order: str) -> list[bytes]:
    """The contents with one bit turned back that make its checksum `total` the one that is wanted.

    There are 32,832 bits to turn and a checksum has 64, so if any fits it is no chance. For the high bits of a word
    there are several: they weigh the same in every third word, or in every sixth, and so on.
    """
    missing = ((wanted[0] - total[0]) & MASK, (wanted[1] - total[1]) & MASK)
    lowest = missing[0] | missing[1]
    bit = (lowest & -lowest).bit_length() - 1  # as one of the two weights of a word is always odd
    count = len(content) // 4
    words = struct.unpack(f"{order}{count}I", content)
    fitting = []
    for place, (weight, other) in enumerate(_weights(count)):
        step = -(1 << bit) if words[place] >> bit & 1 else 1 << bit
        if (step * weight & MASK, step * other & MASK) == missing:
            turned = struct.pack(f"{order}I", words[place] ^ 1 << bit)
            fitting.append(content[: 4 * place] + turned + content[4 * place + 4 :])
    return fitting


@cache
def _weights(count: int) -> tuple[Sum, ...]:
    """What one more in each of so many words adds to both halves of a checksum."""
    weights: list[Sum] = []
    first, second = (1, 1), (0, 1)
    for _ in range(count // 2):
        weights += [second, first]
        first, second = _a_step_on(first), _a_step_on(second)
    return tuple(reversed(weights))


def _a_step_on(weight: Sum) -> Sum:
    one = (weight[0] + weight[1]) & MASK
    return one, (weight[1] + one) & MASK
