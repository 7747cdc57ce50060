"""What a write-ahead log tells without a key: torn is no damage, and of damage as much as is certain is known."""

from __future__ import annotations

import random

import pytest

from kvv_triage.store.sqlcipher import wal
from kvv_triage.store.sqlcipher.store import open_store
from kvv_triage.store.sqlcipher.wal import FRAME, FRAME_HEAD, HEADER
from tests.helpers.workbench import KEY, recorded

TIMES = 300


@pytest.fixture(scope="module")
def raw(tmp_path_factory: pytest.TempPathFactory) -> bytes:
    """The log of a meeting that nobody closed."""
    folder = tmp_path_factory.mktemp("wal")
    with open_store(folder, KEY, create=True) as store:
        recorded(store, closed=False)
        return (folder / "sessies.kvv-wal").read_bytes()


def flipped(raw: bytes, place: int, bit: int) -> bytes:
    """The same bytes but for one bit."""
    return raw[:place] + bytes([raw[place] ^ 1 << bit]) + raw[place + 1 :]


def pages(raw: bytes) -> list[tuple[int, int, bytes]]:
    """What stands in a log that SQLite takes whole: the numbers of the pages, the sizes, and the pages."""
    log = wal.read(raw)
    assert all(frame.fit is wal.Fit.WHOLE for frame in log.frames)
    return [(frame.page, frame.size, frame.data) for frame in log.frames]


def saved(raw: bytes) -> dict[int, bytes]:
    """The newest of every page, in the log that saves the most of these bytes."""
    return {page: data for page, _, data in pages(next(wal.read(raw).candidates()))}


def test_a_log_that_was_left_is_whole_and_comes_back_with_the_same_pages(raw: bytes) -> None:
    log = wal.read(raw)
    assert not log.is_damaged
    assert not log.has_broken_end
    assert pages(next(log.candidates())) == pages(raw)


def test_every_flipped_bit_is_damage_and_costs_no_page_that_stands_behind_it_again(raw: bytes) -> None:
    chance, whole = random.Random(1), saved(raw)  # noqa: S311 -- places, no secrets
    first, last = HEADER + FRAME, len(raw) - 8 * FRAME  # what is in between stands in a later transaction too
    for place in (*range(HEADER), *(chance.randrange(first, last) for _ in range(TIMES))):
        damaged = flipped(raw, place, chance.randrange(8))
        log = wal.read(damaged)
        assert log.is_damaged, place
        assert saved(damaged) == whole, place


def test_a_flipped_bit_in_the_last_transaction_is_damage_and_no_torn_tail(raw: bytes) -> None:
    chance = random.Random(2)  # noqa: S311 -- places, no secrets
    for _ in range(TIMES):
        place = chance.randrange(len(raw) - 8 * FRAME, len(raw))
        assert wal.read(flipped(raw, place, chance.randrange(8))).is_damaged, place


def test_a_bit_of_which_it_is_certain_where_it_turned_is_turned_back(raw: bytes) -> None:
    for word in (0, 1, 17, 900):  # the low bits of a word weigh otherwise in every place
        place = len(raw) - FRAME + FRAME_HEAD + 4 * word
        assert saved(flipped(raw, place, 3)) == saved(raw)


def test_a_torn_tail_of_any_kind_is_no_damage(raw: bytes) -> None:
    chance = random.Random(3)  # noqa: S311 -- places, no secrets
    for number in range(TIMES):
        cut = chance.randrange(len(raw))
        tails = (b"", bytes(len(raw) - cut), chance.randbytes(len(raw) - cut), bytes(FRAME))
        assert not wal.read(raw[:cut] + tails[number % len(tails)]).is_damaged, (number, cut)


def test_a_last_transaction_of_which_any_page_did_not_come_through_is_torn(raw: bytes) -> None:
    begin = len(raw) - 7 * FRAME  # the last one changed seven pages
    for lost in range(7):
        place = begin + lost * FRAME
        for length in (512, FRAME):
            torn = raw[:place] + bytes(length) + raw[place + length :]
            log = wal.read(torn)
            assert not log.is_damaged, (lost, length)
            assert log.has_broken_end or lost == 6


def test_a_whole_transaction_behind_a_broken_one_is_damage_however_much_broke(raw: bytes) -> None:
    place = HEADER + 9 * FRAME
    for length in (1, 64, 512, FRAME):
        damaged = raw[:place] + random.Random(4).randbytes(length) + raw[place + length :]  # noqa: S311 -- idem
        assert wal.read(damaged).is_damaged, length
        assert saved(damaged) == saved(raw)


@pytest.mark.parametrize("sector", [512, 4096])
@pytest.mark.parametrize("what", ["nothing", "anything"])
def test_a_lost_first_sector_is_damage_and_costs_its_own_page_alone(raw: bytes, sector: int, what: str) -> None:
    lost = bytes(sector) if what == "nothing" else random.Random(6).randbytes(sector)  # noqa: S311 -- idem
    assert wal.read(lost + raw[sector:]).is_damaged
    assert saved(lost + raw[sector:]) == {page: data for page, _, data in pages(raw)[1:]}


def test_without_its_header_the_last_round_of_the_log_goes_before_an_earlier_one(raw: bytes) -> None:
    log = wal.read(raw)
    again = wal.written(log.order, (log.salts[0] + 1, 77), log.frames[:8])
    lost = bytes(512) + (again + raw[len(again) :])[512:]
    assert wal.read(lost).is_damaged
    assert saved(lost) == {page: data for page, _, data in pages(again)[1:]}


def test_what_an_earlier_round_of_the_log_left_behind_is_no_damage(raw: bytes) -> None:
    """After it was emptied the log is written over from the beginning, under other salts."""
    log = wal.read(raw)
    again = wal.written(log.order, (log.salts[0] + 1, 77), log.frames[:8])
    both = wal.read(again + raw[len(again) :])
    assert not both.is_damaged
    assert pages(list(both.candidates())[-1]) == pages(again)


def test_what_a_given_up_transaction_left_behind_is_no_damage(raw: bytes) -> None:
    """It is written over by the next one; of a longer one the end stays, under the same salts."""
    log = wal.read(raw)
    assert [place for place, frame in enumerate(log.frames, 1) if frame.size][-2:] == [15, 22]
    short = wal.written(log.order, log.salts, (*log.frames[:15], *log.frames[8:9], *log.frames[14:15]))
    for end in (len(raw) - FRAME, len(raw)):
        both = wal.read(short + raw[len(short) : end])
        assert not both.is_damaged
        assert pages(list(both.candidates())[-1]) == pages(short)


def test_a_log_without_a_frame_is_empty() -> None:
    for raw in (b"", bytes(HEADER), random.Random(5).randbytes(HEADER + 10)):  # noqa: S311 -- idem
        log = wal.read(raw)
        assert not log.is_damaged
        assert not log.has_broken_end


def test_a_log_of_a_machine_with_the_other_order_of_bytes_is_read(raw: bytes) -> None:
    log = wal.read(raw)
    other = ">" if log.order == "<" else "<"
    turned = wal.written(other, log.salts, log.frames)
    assert pages(turned) == pages(raw)
    assert wal.read(flipped(turned, 3, 0)).is_damaged
    assert saved(flipped(turned, 3, 0)) == saved(raw)
