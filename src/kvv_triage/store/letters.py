"""What is said before the record is open: kept in a letter that only the key of the record can read.

In direct danger nobody is asked for a pseudonym or a passphrase first, and yet nothing that was said may be lost. So it
goes line by line into a file beside the record, each line sealed for the public key of its letterbox: this needs no
secret, and whoever opens the record next gets the letter delivered into it as a session. A letter that somebody is
still writing is left alone. The public key stands in the key file and, as one changed digit there would seal a letter
for nobody, beside the letters too: where the two differ a line is sealed for both.
"""

from __future__ import annotations

import json
import os
from base64 import b64decode, b64encode
from collections.abc import Collection, Iterator, Sequence
from contextlib import ExitStack, contextmanager, suppress
from datetime import UTC, date, datetime
from pathlib import Path

from kvv_triage.errors import KvvError, StoreTrouble
from kvv_triage.language.days import FIRST_DAY, LAST_DAY
from kvv_triage.language.scales import Level
from kvv_triage.saving import OWNER_FOLDER, private_file, save, sync_folder
from kvv_triage.store.faults import disk_in_dutch
from kvv_triage.store.ids import new_id
from kvv_triage.store.interface import Author, Change, Sent, SentEntry, Store
from kvv_triage.store.key import letterbox
from kvv_triage.store.key.keyfile import letterbox_key
from kvv_triage.store.key.sealing import DoesNotFit, public_of
from kvv_triage.store.key.secret import Secret
from kvv_triage.store.locks import IsTaken, in_turn, locked

FOLDER = "brieven"
END = ".brief"
LETTERBOX = "brievenbus"
"""The file with the public key of the record that was opened here last."""
TURN = "beurt"
"""The file behind which whoever delivers letters waits."""
WAIT_SECONDS = 10
DAMAGED = ".beschadigd"
"""What comes behind the name of a letter of which a line could not be read; the rest of it was delivered."""


class Letter:
    """One meeting that is written down before the record is open; the file is there from the first line on."""

    def __init__(self, folder: Path, public_keys: Sequence[bytes]) -> None:
        """`folder` is that of the record, `public_keys` those of its letterbox: one of them is right."""
        self._folder, self._public_keys = folder / FOLDER, public_keys
        self._held = ExitStack()
        self._lines, self._whole = 0, 0
        """How many lines stand in the file, and their bytes; what a failed write left behind them is overwritten."""
        self._content = ("", "")
        self._entries: list[SentEntry] = []
        self.session = new_id()

    @property
    def path(self) -> Path:
        """Where it stands."""
        return self._folder / f"{self.session}{END}"

    def keep_content(self, fingerprint: str, canonical_text: str) -> None:
        """Write down the content that decides, before the first entry."""
        self._write({"inhoud": fingerprint, "tekst": canonical_text})
        self._content = (fingerprint, canonical_text)

    def add(self, entry: SentEntry) -> None:
        """Write down one entry; on return it is on disk. Raises StoreTrouble."""
        self._write(_as_fields(entry))
        self._entries.append(entry)

    def _write(self, fields: dict[str, object]) -> None:
        with disk_in_dutch(self.path):
            if not self._lines:
                self._begin()
            text = json.dumps({"weging": self.session, "regel": self._lines, **fields}).encode()
            line = b" ".join(b64encode(sealed) for sealed in self._sealed(text)) + b"\n"
            with self.path.open("r+b") as file:
                file.seek(self._whole)
                file.write(line)
                file.truncate()
                file.flush()
                os.fsync(file.fileno())
            self._whole += len(line)
            self._lines += 1

    def _sealed(self, text: bytes) -> list[bytes]:
        sealed = []
        for public_key in self._public_keys:
            with suppress(DoesNotFit):
                sealed.append(letterbox.seal(public_key, text))
        if not sealed:
            raise StoreTrouble("Het sleutelbestand is beschadigd.")
        return sealed

    def _begin(self) -> None:
        if not self.path.exists():
            self._folder.mkdir(mode=OWNER_FOLDER, parents=True, exist_ok=True)
            self._held.enter_context(locked(_lock(self.path)))
            private_file(self.path, is_new=True)
            sync_folder(self._folder)

    @property
    def sent(self) -> Sent:
        """All of it."""
        return Sent(self.session, tuple(self._entries), dict((self._content,)) if self._content[0] else {})

    def sealed_anew(self, key: Secret[bytes]) -> Letter:
        """The same in another file, for the letterbox of this key; this one goes. Raises StoreTrouble."""
        anew = Letter(self._folder.parent, (public_of(letterbox_key(key)),))
        try:
            anew.keep_content(*self._content)
            for entry in self._entries:
                anew.add(entry)
        except BaseException:
            anew.discard()
            raise
        self.discard()
        return anew

    def discard(self) -> None:
        """Throw it away: what it says stands in the record."""
        with suppress(OSError):  # the next one to open the record sees that it was delivered
            self.path.unlink(missing_ok=True)
        self._held.close()

    def close(self) -> None:
        """Let go of it, so that whoever opens the record gets it."""
        self._held.close()


def new_letter(folder: Path) -> Letter | None:
    """A letter for the record in this folder, not written yet; None when there is no key yet to seal it for.

    Raises StoreTrouble when the key file is damaged or newer, and it is not known beside the letters either.
    """
    beside = _letterbox_beside(folder)
    try:
        public_key = letterbox.public_key(folder)
    except StoreTrouble:
        if beside is None:
            raise
        return Letter(folder, (beside,))
    return None if public_key is None else Letter(folder, tuple({public_key, beside or public_key}))


def _letterbox_beside(folder: Path) -> bytes | None:
    with suppress(OSError, ValueError):
        return bytes.fromhex((folder / FOLDER / LETTERBOX).read_text())
    return None


def note_letterbox(folder: Path, key: Secret[bytes], earlier: Sequence[Secret[bytes]] = ()) -> StoreTrouble | None:
    """Keep beside the letters for which key they have to be sealed: that of the record that stands here.

    Gives what to say when another one stood there than that of this key or of an `earlier` one: somebody put it there.
    """
    path, public_key = folder / FOLDER / LETTERBOX, public_of(letterbox_key(key))
    beside = _letterbox_beside(folder)
    if beside == public_key:
        return None
    is_ours = not path.exists() or beside in {public_of(letterbox_key(one)) for one in earlier}
    with suppress(KvvError, OSError):  # what cannot be written now, can at the next opening
        path.parent.mkdir(mode=OWNER_FOLDER, parents=True, exist_ok=True)
        save(path, public_key.hex().encode())
    if is_ours:
        return None
    return StoreTrouble(
        f"Het bestand {path} was veranderd. Wat er is gezegd toen de opslag dicht was, kan een ander misschien lezen.",
        tip="Het is nu weer goed. Vraag wie er bij deze map kan.",
    )


def deliver(store: Store, folder: Path, keys: Sequence[Secret[bytes]]) -> StoreTrouble | None:
    """Have every letter that nobody is writing in the record; `keys` are those that it has and had.

    One that cannot be delivered now stays for the next time; of one that is damaged all lines that can be read are,
    and that something is lacking is what this gives.
    """
    with _in_turn(folder):
        lacking = [path for path in waiting(folder) if not _is_whole(store, path, keys)]
    if not lacking:
        return None
    sessions = ", ".join(path.name.removesuffix(END) for path in lacking)
    return StoreTrouble(
        f"Van wat klaarlag voor de opslag, was een deel beschadigd. Kijk of alles er staat in weging {sessions}.",
        tip="Wat te lezen was, is bewaard. Vraag wie erbij was wat er is gezegd, en of er al is gebeld.",
    )


def _is_whole(store: Store, path: Path, keys: Sequence[Secret[bytes]]) -> bool:
    """Deliver one letter; False when a part of it could not be read."""
    # Whoever can write in the folder can seal what no version ever wrote: no letter may keep the record shut.
    with suppress(KvvError, OSError, IsTaken, ValueError, OverflowError), locked(_lock(path)):
        return _deliver(store, path, keys)
    return True  # not delivered, so that nobody knows yet


def forget(folder: Path, sessions: Collection[str]) -> None:
    """Throw away what was left of damaged letters of these sessions."""
    for path in damaged(folder):
        if path.name.removesuffix(f"{END}{DAMAGED}") in sessions:
            path.unlink(missing_ok=True)


def _deliver(store: Store, path: Path, keys: Sequence[Secret[bytes]]) -> bool:
    *lines, rest = path.read_bytes().split(b"\n")
    read = [_unsealed(line, keys) for line in lines]
    texts = [text for text in read if text is not None]
    # What follows the last line end was cut off before it was confirmed; unless it is the line end that was changed.
    last = next(filter(None, (_unsealed(piece, keys) for piece in (rest, rest[:-1]) if piece)), None)
    if lines and not (texts or last):
        raise StoreTrouble("De brief hoort bij een andere sleutel.")  # of a record that stood here before
    sent = _read(path.name.removesuffix(END), [*texts, *([last] if last else [])])
    if sent.entries:
        store.deliver(sent)
    numbers = [text.get("regel") for text in texts]
    is_known = len(sent.entries) + len(sent.contents) == len(lines)
    is_whole = not last and is_known and numbers == [*range(len(lines))]
    if is_whole:
        path.unlink()
    else:
        path.replace(path.with_name(path.name + DAMAGED))
    return is_whole


def waiting(folder: Path) -> tuple[Path, ...]:
    """The letters that are not delivered: somebody is writing them, or they cannot be delivered."""
    return tuple(sorted((folder / FOLDER).glob(f"*{END}")))


def undelivered(folder: Path) -> tuple[Path, ...]:
    """The letters that nobody is writing: those that could not be delivered, as far as the record was opened."""
    with _in_turn(folder):
        return tuple(path for path in waiting(folder) if _is_free(path))


@contextmanager
def _in_turn(folder: Path) -> Iterator[None]:
    """Deliver letters one by one: who reads the record while another start delivers one would miss what it says."""
    with ExitStack() as held:
        if waiting(folder):
            held.enter_context(in_turn(folder / FOLDER / TURN, WAIT_SECONDS))
        yield


def _is_free(path: Path) -> bool:
    try:
        with locked(_lock(path)):
            return path.exists()
    except IsTaken:
        return False
    except OSError:  # where no lock can be made, nobody is writing
        return True


def damaged(folder: Path) -> tuple[Path, ...]:
    """The letters of which a part could not be read."""
    return tuple(sorted((folder / FOLDER).glob(f"*{END}{DAMAGED}")))


def _lock(path: Path) -> Path:
    return path.with_name(f"{path.name}.slot")


def _unsealed(line: bytes, keys: Sequence[Secret[bytes]]) -> dict[str, object] | None:
    for sealed in line.split(b" "):
        for key in keys:
            with suppress(DoesNotFit, ValueError, RecursionError):
                fields = json.loads(letterbox.unseal(key, b64decode(sealed, validate=True)))
                json.dumps(fields, ensure_ascii=False).encode()  # half a letter fits in no file
                return fields if isinstance(fields, dict) else None
    return None


def _read(session: str, lines: Sequence[dict[str, object]]) -> Sent:
    ours = [line for line in lines if line.get("weging") == session]  # a line of another letter was put here
    contents = {str(line["inhoud"]): str(line["tekst"]) for line in ours if "inhoud" in line and "tekst" in line}
    return Sent(session, tuple(_entries(ours)), contents)


def _entries(lines: Sequence[dict[str, object]]) -> Iterator[SentEntry]:
    for line in lines:
        match line:
            case {
                "soort": str(kind),
                "tekst": str(body),
                "wie": [str(name), str(role)],
                "op": str(at),
                "lijst": change,
            }:
                with suppress(TypeError, ValueError, KeyError):  # no line of ours
                    yield SentEntry(kind, body, Author(name, role), _moment(at), _change(change))
            case _:  # a content
                continue


def _moment(text: str) -> datetime:
    moment = datetime.fromisoformat(text)
    if moment.tzinfo is None:
        raise ValueError
    _day(moment.date())
    return moment.astimezone(UTC)


def _day(day: date) -> date:
    """The day, when it is one that kvv writes: beyond those, others in the record would fail on it."""
    if not FIRST_DAY <= day <= LAST_DAY:
        raise ValueError
    return day


def _as_fields(entry: SentEntry) -> dict[str, object]:
    change = entry.change
    return {
        "soort": entry.kind,
        "tekst": entry.body,
        "wie": [entry.author.name, entry.author.role],
        "op": entry.at.isoformat(),
        "lijst": {
            "zaak": change.case,
            "besluit": change.level,
            "drempels": None if change.thresholds is None else list(change.thresholds),
            "regie": change.owner,
            "opnieuw_kijken": None if change.look_again is None else change.look_again.isoformat(),
            "gesloten": None if change.closed is None else change.closed.isoformat(),
        },
    }


def _change(fields: object) -> Change:
    match fields:
        case {
            "zaak": str() | None as case,
            "besluit": str() | None as level,
            "drempels": [*_] | None as thresholds,
            "regie": str() | None as owner,
            "opnieuw_kijken": str() | None as look_again,
            "gesloten": str() | None as closed,
        }:
            return Change(
                case,
                None if level is None else Level[level.upper()].label,
                None if thresholds is None else tuple(map(str, thresholds)),
                owner,
                None if look_again is None else _day(date.fromisoformat(look_again)),
                None if closed is None else _moment(closed),
            )
        case _:
            raise TypeError
