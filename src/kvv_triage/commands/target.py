"""Where a command writes its result: a file, a folder or the output; whole or not at all, and over nobody's file."""

from __future__ import annotations

import signal
import sys
from collections.abc import Callable, Collection, Iterable, Iterator, Sequence
from contextlib import contextmanager, suppress
from dataclasses import dataclass
from itertools import chain
from pathlib import Path
from typing import TYPE_CHECKING, BinaryIO, NoReturn

from kvv_triage.errors import CannotDo, KvvError
from kvv_triage.language.clean import clean, shown
from kvv_triage.saving import StaysThereError, remove_left_over, save, saving_new

if TYPE_CHECKING:
    from kvv_triage.export.encrypted import Recipient

CALENDAR = b"BEGIN:VCALENDAR"
"""How a calendar file begins."""


@dataclass(frozen=True, slots=True)
class Target:
    """A file or a folder, or the output when there is no path; encrypted when there are keys."""

    path: Path | None
    keys: Sequence[Recipient] = ()

    @contextmanager
    def writing(self) -> Iterator[None]:
        """Around all the writing: it stops cleanly, and raises CannotDo when nothing can be written there."""
        try:
            with stopped_cleanly():
                yield
        except OSError as error:
            if self.path is None:
                raise
            tip = "Kijk of de map bestaat, of je daar mag schrijven, en of er plaats is."
            raise CannotDo(f"Schrijven naar {clean(self.path.name)} lukt niet.", tip=tip) from error

    def folder_for(self, files: int) -> Path | None:
        """The folder into which so many files go, which need not be there yet; None when there is to be no folder."""
        return self.path if self.path is not None and (files > 1 or self.path.is_dir()) else None

    def fill(
        self,
        folder: Path,
        names: Collection[str],
        files: Iterable[tuple[str, Iterator[bytes]]],
        record: Callable[[], None],
    ) -> None:
        """Write files with these names; raises CannotDo, before anything is made, when one of the names is taken.

        `record` is called each time that a file is there as a whole; a file of which that fails is taken away again.
        """
        remove_left_over(folder, set(names))
        if taken := next((name for name in names if (folder / name).exists()), None):
            raise CannotDo(f"Het bestand {taken} bestaat al.", tip="Kies een andere map, of haal het eerst weg.")
        folder.mkdir(mode=0o700, parents=True, exist_ok=True)
        for name, pieces in files:
            self._save(folder / name, pieces, record)

    def write(self, pieces: Iterator[bytes], record: Callable[[], None], *, is_text: bool) -> None:
        """Write one file, or to the output; raises CannotDo when the name is taken, or a screen cannot show it.

        `record` is called when the file is there as a whole, which is taken away again when that fails. What goes to
        the output is read at once, and cannot be taken back: there it is called before each piece, as it may be read
        although the writing fails.
        """
        if self.path is not None:
            remove_left_over(self.path.parent, {self.path.name})
            self._save(self.path, pieces, record)
            return
        if sys.stdout.isatty() and (self.keys or not is_text):
            raise CannotDo("Dit kan niet op het scherm.", tip="Noem een bestand met: --naar PAD")
        self._pour(_recorded(pieces, record), sys.stdout.buffer)
        sys.stdout.buffer.flush()

    def _save(self, path: Path, pieces: Iterator[bytes], record: Callable[[], None]) -> None:
        there = CannotDo(f"Het bestand {clean(path.name)} bestaat al.", tip="Kies een andere naam of map.")
        if path.exists():
            raise there
        first = next(pieces, None)
        if first is None:  # nothing of it could be read
            return
        try:
            with saving_new(path, record) as file:
                self._pour(chain((first,), pieces), file)
        except FileExistsError as error:
            raise there from error
        except StaysThereError as error:
            with suppress(KvvError, OSError):
                record()  # twice is better than not at all: what is out has to be seen
            raise _is_out(path) from error

    def _pour(self, pieces: Iterator[bytes], file: BinaryIO) -> None:
        if self.keys:
            from kvv_triage.export.encrypted import encrypt

            encrypt(pieces, file, list(self.keys))
        else:
            file.writelines(pieces)


def _is_out(path: Path) -> CannotDo:
    """What is said when a file is there that should not be, on a disk from which it cannot be taken away again."""
    return CannotDo(
        f"Het bestand {clean(path.name)} staat er, maar de schijf gaf een fout. Weghalen lukt kvv niet.",
        tip="Haal het bestand zelf weg. Begin dan opnieuw, op een andere schijf.",
    )


def _recorded(pieces: Iterator[bytes], record: Callable[[], None]) -> Iterator[bytes]:
    for piece in pieces:
        record()
        yield piece
    record()


@contextmanager
def stopped_cleanly() -> Iterator[None]:
    """A window that is closed, or a process that is ended, stops the work as Ctrl-C does: no half file stays behind."""
    numbers = [number for name in ("SIGTERM", "SIGHUP") if (number := getattr(signal, name, None)) is not None]
    before = {number: signal.signal(number, _interrupt) for number in numbers}
    try:
        yield
    finally:
        for number, handler in before.items():
            signal.signal(number, handler)


def _interrupt(*_: object) -> NoReturn:
    raise KeyboardInterrupt


@contextmanager
def _or_cannot(message: str, tip: str) -> Iterator[None]:
    """Say it like this when the disk refuses; raises CannotDo."""
    try:
        yield
    except OSError as error:
        raise CannotDo(message, tip=tip) from error


def check_free(path: Path) -> None:
    """Raise CannotDo when a file of that name is already there, before any work is done."""
    with _or_cannot(f"{path} is niet te schrijven.", "Kies een andere plaats."):
        is_free = not path.exists()
    if not is_free:
        raise CannotDo(f"{path} bestaat al.", tip="Kies een andere naam, of haal het bestand eerst weg.")


def write_report(path: Path, text: str) -> None:
    """Write a report as a new file, and say where it is; raises CannotDo when that is not possible."""
    with _or_cannot(f"{path} is niet te schrijven.", "Kies een andere plaats."), saving_new(path) as file:
        file.write(text.encode())
    sys.stderr.write(f"Het rapport staat in {shown(path)}.\n")


def write_calendar(path: Path, calendar: bytes) -> None:
    """Write a calendar, over an earlier one, and say where it is; raises CannotDo when something else stands there."""
    with _or_cannot(f"Het bestand {path} is niet te schrijven.", "Kies een andere plaats achter --ics."):
        if path.exists() and not _is_calendar(path):
            raise CannotDo(f"{path} bestaat al, en is geen agenda.", tip="Kies een andere naam achter --ics.")
        save(path, calendar)
    sys.stderr.write(f"De agenda staat in {shown(path)}.\n")


def _is_calendar(path: Path) -> bool:
    if not path.is_file():
        return False
    with path.open("rb") as file:
        return file.read(len(CALENDAR)) == CALENDAR
