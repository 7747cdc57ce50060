"""Reading the whole record to see whether it holds, and naming the first place where it does not."""

from __future__ import annotations

import json
from collections.abc import Iterator
from dataclasses import dataclass, field

from sqlcipher3 import dbapi2

from kvv_triage.store.chain import START, is_same, next_head, row_seal
from kvv_triage.store.interface import BrokenPlace, Verified
from kvv_triage.store.sqlcipher.ledger import SELECT_ENTRY, SELECT_SESSION, Ledger
from kvv_triage.store.sqlcipher.rows import UPKEEP, StoredEntry, StoredSession
from kvv_triage.store.sqlcipher.snapshot import has_bad_page

CONTENT = "inhoud"
"""Note: a content was kept; `vingerafdruk` and `zegel`."""
CLEANED = "opgeschoond"
"""Note: entries went. `plaatsen` (first and last), the sessions in `skelet` keep a skeleton, those in `weg` nothing."""
ERASED = "gewist"
"""Note: as CLEANED, of one case, with the reason."""
ELSEWHERE = "elders_weg"
"""Note: what has to go from copies alone, as the record never had it or lost it: the sessions `skelet` and `weg`."""
MADE = "kopie_gemaakt"
"""Note: there is a copy at `pad`; made as a backup, or kept aside when another one was put back. What went before this
note is not in it."""
RESTORED = "hersteld"
"""Note: from here on the record goes on from a copy."""
LOST = "verlies"
"""Note: at `gezien` it was found that entries are gone: `weg` is how many, null when nobody knows."""
UNWITNESSED = "getuige"
"""Note: at `gezien` the second place that knows how far the record came was gone, or changed."""


@dataclass(slots=True)
class _EntryWalk:
    """What is known of the record while walking over its entries."""

    ends: dict[str, tuple[int, bytes]] = field(default_factory=dict)
    """Of each session: how many entries were seen, and the link of the last."""
    empty: list[int] = field(default_factory=list)
    """The places of entries that had to go."""
    cleaned: set[int] = field(default_factory=set)
    """The places that the notes say had to go."""
    skeletons: set[str] = field(default_factory=set)
    contents: dict[str, str] = field(default_factory=dict)
    """The seal of each content that was kept, as hex."""
    head: bytes = START
    place: int = 0


def first_broken(connection: dbapi2.Connection, ledger: Ledger, known: Verified | None = None) -> BrokenPlace | None:
    """The first place that does not hold: pages, then entries in the order they were written, then the other rows.

    Of the entries up to the place that is known to hold, only the notes of upkeep are read again; of all others it is
    read where they stand. Is anything wrong, then everything is read, so that the first place is named.
    """
    if has_bad_page(connection):
        return BrokenPlace("het is beschadigd")
    broken = next(_broken_places(connection, ledger, known), None)
    return broken if known is None or broken is None else next(_broken_places(connection, ledger, None), broken)


def _broken_places(connection: dbapi2.Connection, ledger: Ledger, known: Verified | None) -> Iterator[BrokenPlace]:
    walk = _EntryWalk()
    if known:
        yield from _of_known(walk, connection, ledger, known)
    for row in connection.execute(f"{SELECT_ENTRY} WHERE place > ? ORDER BY place", (walk.place,)):
        yield from _of_entry(walk, StoredEntry(*row), ledger)
    yield from _of_log(walk, ledger)
    yield from _of_cleaning(walk)
    yield from _of_sessions(walk, connection, ledger)
    yield from _of_content(walk, connection, ledger)


def _of_known(
    walk: _EntryWalk, connection: dbapi2.Connection, ledger: Ledger, known: Verified
) -> Iterator[BrokenPlace]:
    """Begin the walk behind the place that is known to hold."""
    tip = START
    for row in connection.execute(
        f"{SELECT_ENTRY} WHERE session = ? AND place <= ? ORDER BY number", (UPKEEP, known.place)
    ):
        entry = StoredEntry(*row)
        if not is_same(entry.link, entry.expected_link(ledger.keys, tip)):
            yield BrokenPlace("deze aantekening is veranderd", entry.session, entry.number)
        tip = entry.link
        _read_note(walk, entry)
    ends = connection.execute(
        "SELECT session, max(number), link FROM entry WHERE session IS NOT NULL AND place <= ? GROUP BY session",
        (known.place,),
    )
    walk.ends = {session: (number + 1, link) for session, number, link in ends}
    emptied = connection.execute("SELECT place FROM entry WHERE session IS NULL AND place <= ?", (known.place,))
    walk.empty = [place for (place,) in emptied]
    walk.head = known.head
    (walk.place,) = connection.execute("SELECT count(*) FROM entry WHERE place <= ?", (known.place,)).fetchone()


def _of_entry(walk: _EntryWalk, entry: StoredEntry, ledger: Ledger) -> Iterator[BrokenPlace]:
    walk.place += 1
    if entry.place != walk.place:
        yield BrokenPlace(f"aantekening {walk.place} van het hele bestand ontbreekt")
    walk.head = next_head(ledger.keys, walk.head, entry.link)
    if entry.session is None:
        walk.empty.append(entry.place)
        return
    count, tip = walk.ends.get(entry.session, (0, START))
    if entry.number != count:
        yield BrokenPlace("deze aantekening ontbreekt of staat niet op haar plaats", entry.session, count)
    if not is_same(entry.link, entry.expected_link(ledger.keys, tip)):
        yield BrokenPlace("deze aantekening is veranderd", entry.session, entry.number)
    walk.ends[entry.session] = (count + 1, entry.link)
    if entry.session == UPKEEP:
        _read_note(walk, entry)


def _read_note(walk: _EntryWalk, entry: StoredEntry) -> None:
    if entry.kind == CONTENT:
        body = json.loads(str(entry.body))
        walk.contents[body["vingerafdruk"]] = body["zegel"]
    if entry.kind in {CLEANED, ERASED}:
        body = json.loads(str(entry.body))
        for first, last in body["plaatsen"]:
            walk.cleaned.update(range(first, last + 1))
        walk.skeletons.update(body["skelet"])
        walk.skeletons.difference_update(body["weg"])


def _of_log(walk: _EntryWalk, ledger: Ledger) -> Iterator[BrokenPlace]:
    log = ledger.log()
    if log is None or not is_same(log.seal, log.sealed(ledger.keys).seal):
        yield BrokenPlace("het logboek is veranderd of weggehaald")
    elif log.count != walk.place:
        yield BrokenPlace(f"er horen {log.count} aantekeningen in te staan, het zijn er {walk.place}")
    elif not is_same(log.head, walk.head):
        yield BrokenPlace("de aantekeningen staan niet in de volgorde waarin ze zijn gemaakt")


def _of_cleaning(walk: _EntryWalk) -> Iterator[BrokenPlace]:
    for place in walk.empty:
        if place not in walk.cleaned:
            yield BrokenPlace(f"aantekening {place} van het hele bestand is leeg, zonder dat er is opgeschoond")
    if len(walk.cleaned) != len(walk.empty):
        yield BrokenPlace("er staan aantekeningen in die waren opgeschoond")


def _of_sessions(walk: _EntryWalk, connection: dbapi2.Connection, ledger: Ledger) -> Iterator[BrokenPlace]:
    missing = {*walk.ends, *walk.skeletons}
    for values in connection.execute(f"{SELECT_SESSION} ORDER BY started, id"):
        row = StoredSession(*values)
        if not is_same(row.seal, row.sealed(ledger.keys).seal):
            yield BrokenPlace("de gegevens in de lijst zijn veranderd", row.id)
        if row.id not in missing or bool(row.is_skeleton) != (row.id in walk.skeletons):
            yield BrokenPlace("deze sessie hoort er niet te staan", row.id)
        if (row.count, row.tip) != walk.ends.get(row.id, (0, START)):
            yield BrokenPlace("er ontbreken aantekeningen, of er zijn er te veel", row.id)
        missing.discard(row.id)
    for session in sorted(missing):
        yield BrokenPlace("deze sessie is uit de lijst gehaald", session)


def _of_content(walk: _EntryWalk, connection: dbapi2.Connection, ledger: Ledger) -> Iterator[BrokenPlace]:
    missing = set(walk.contents)
    for fingerprint, text, sealed in connection.execute("SELECT fingerprint, text, seal FROM content"):
        fits = is_same(sealed, row_seal(ledger.keys, "content", (fingerprint, text)))
        if not fits or walk.contents.get(fingerprint) != sealed.hex():
            yield BrokenPlace(f"de bewaarde inhoud {fingerprint} is veranderd")
        missing.discard(fingerprint)
    for fingerprint in sorted(missing):
        yield BrokenPlace(f"de bewaarde inhoud {fingerprint} is weggehaald")
