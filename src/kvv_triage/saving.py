"""Files and folders that only their owner can read, and saving so that a power cut leaves the old or the new."""

from __future__ import annotations

import errno
import os
import re
import secrets
import shutil
import sys
from collections.abc import Callable, Container, Iterator
from contextlib import contextmanager, suppress
from pathlib import Path
from typing import BinaryIO

if sys.platform != "win32":
    import fcntl

OWNER_FOLDER = 0o700
OWNER_FILE = 0o600

DOES_NOT_DO_THAT = frozenset(
    {errno.EACCES, errno.EBADF, errno.EINVAL, errno.EISDIR, errno.ENOSYS, errno.ENOTSUP, errno.EOPNOTSUPP, errno.EPERM}
)
"""How a disk answers that has no rights of its own or cannot sync a folder: FAT, exFAT, a share. None of these says
that something was lost, as EIO does."""

UNFINISHED = re.compile(r"(?P<name>.+)\.[0-9a-f]{8}\.nieuw")
"""What a file is called that is being made, until it gets its name."""


class StaysThereError(OSError):
    """A new file should not be there, and cannot be taken away again."""


def private_folder(folder: Path) -> None:
    """Make the folder if needed, for its owner only; one that holds other people's files stays as it is."""
    if folder.is_dir():
        if any(folder.iterdir()):
            return
    else:
        folder.mkdir(mode=OWNER_FOLDER, parents=True, exist_ok=True)
    if sys.platform == "win32":
        _owner_only_on_windows(folder)
    else:
        with _as_far_as_the_disk_goes():
            folder.chmod(OWNER_FOLDER)  # mkdir leaves out what the umask says, and keeps what an empty folder had


def private_file(path: Path, *, is_new: bool = False) -> None:
    """Make an empty file for its owner only, if there is none; raises FileExistsError when it has to be new."""
    flags = os.O_RDWR | os.O_CREAT | (os.O_EXCL if is_new else 0)
    os.close(os.open(path, flags, OWNER_FILE))


def save(path: Path, data: bytes) -> None:
    """Write a whole file for its owner only; at every moment the old or the new one stands there, never a part."""
    with saving(path) as file:
        file.write(data)


@contextmanager
def saving(path: Path) -> Iterator[BinaryIO]:
    """A file for its owner only, that takes its place when all of it is on disk; till then the old one stands there."""
    with _beside(path) as (beside, file):
        yield file
        _finish(file)
        beside.replace(path)
        sync_folder(path.parent)


@contextmanager
def saving_new(path: Path, when_there: Callable[[], None] = lambda: None) -> Iterator[BinaryIO]:
    """A file for its owner only, that takes this name when all of it is on disk.

    `when_there` is called then. When that or anything else goes wrong, the name is free again, as far as the disk can
    still do that; else raises StaysThereError. Raises FileExistsError when another file has the name.
    """
    _check_free(path)
    with _beside(path) as (beside, file):
        yield file
        _finish(file)
        _take_free_name(beside, path)
        try:
            sync_folder(path.parent)
            when_there()
        except BaseException:
            _take_back(path)
            raise


def _take_back(path: Path) -> None:
    try:
        path.unlink()
    except OSError as error:
        raise StaysThereError from error


@contextmanager
def _beside(path: Path) -> Iterator[tuple[Path, BinaryIO]]:
    """A file beside this one with a name of its own, which is gone afterwards."""
    beside = beside_of(path)
    try:
        with _being_made(beside), beside.open("wb") as file:
            yield beside, file
    finally:
        with suppress(OSError):
            beside.unlink(missing_ok=True)


def _finish(file: BinaryIO) -> None:
    """Have all of a file on disk, and close it: Windows gives no other name to a file that is open."""
    file.flush()
    os.fsync(file.fileno())
    file.close()


def beside_of(path: Path) -> Path:
    """A free name beside this one, for the file while it is being made."""
    return path.with_name(f"{path.name}.{secrets.token_hex(4)}.nieuw")


@contextmanager
def _being_made(beside: Path) -> Iterator[None]:
    """Make an empty file for its owner only, and have it pass for one that is being made."""
    descriptor = os.open(beside, os.O_RDWR | os.O_CREAT | os.O_EXCL, OWNER_FILE)
    if sys.platform == "win32":  # where nobody can remove a file that somebody has open, nor give it its name
        os.close(descriptor)
        yield
        return
    try:
        with suppress(OSError):  # a share without locks
            fcntl.flock(descriptor, fcntl.LOCK_EX | fcntl.LOCK_NB)
        yield
    finally:
        os.close(descriptor)


def remove_left_over(folder: Path, names: Container[str]) -> None:
    """Remove what processes that were killed left of files with these names; never what is being made now.

    Best effort: nobody waits for it.
    """
    with suppress(OSError):
        for left in folder.iterdir():
            match = UNFINISHED.fullmatch(left.name)
            if match and match["name"] in names:
                with suppress(OSError):
                    _remove_unless_being_made(left, folder / match["name"])


def _remove_unless_being_made(left: Path, path: Path) -> None:
    if sys.platform == "win32":
        _remove(left, path)
        return
    descriptor = os.open(left, os.O_RDWR)
    try:
        fcntl.flock(descriptor, fcntl.LOCK_EX | fcntl.LOCK_NB)
        _remove(left, path)
    finally:
        os.close(descriptor)


def _remove(left: Path, path: Path) -> None:
    """Remove a left-over; with its name too, when it has that already and was killed before `when_there` was done."""
    if path.exists() and left.samefile(path):
        path.unlink()
    left.unlink()


def _check_free(path: Path) -> None:
    if path.exists():
        raise FileExistsError(errno.EEXIST, os.strerror(errno.EEXIST), str(path))


def _take_free_name(beside: Path, path: Path) -> None:
    """Give a file its name; raises FileExistsError when another one took it meanwhile."""
    try:
        path.hardlink_to(beside)
    except FileExistsError:
        raise
    except OSError:  # a stick or a share without hard links
        # To hold the name meanwhile with an empty file would leave that, after a kill, for the file itself.
        _check_free(path)
        beside.rename(path)


def copy(source: Path, target: Path) -> None:
    """Copy into a new file for its owner only, on disk when this returns; whole or not at all."""
    with source.open("rb") as read, saving_new(target) as written:
        shutil.copyfileobj(read, written, 1024 * 1024)


def sync_file(path: Path) -> None:
    """Have the content of a file on disk."""
    descriptor = os.open(path, os.O_RDWR)
    try:
        os.fsync(descriptor)
    finally:
        os.close(descriptor)


def sync_folder(folder: Path) -> None:
    """Have the names in a folder on disk, where that can be asked: Windows does it by itself, some shares cannot."""
    if sys.platform == "win32":
        return
    with _as_far_as_the_disk_goes():
        descriptor = os.open(folder, os.O_RDONLY)
        try:
            os.fsync(descriptor)
        finally:
            os.close(descriptor)


@contextmanager
def _as_far_as_the_disk_goes() -> Iterator[None]:
    """Go on when the disk does not have what is asked of it; raises OSError when it fails."""
    try:
        yield
    except OSError as error:
        if error.errno not in DOES_NOT_DO_THAT:
            raise


def identity(path: Path) -> tuple[int, int]:
    """Which file stands at this path: another one after it was replaced, FileNotFoundError when it is gone."""
    status = path.stat()
    return status.st_dev, status.st_ino


def _owner_only_on_windows(folder: Path) -> None:
    """Take away what the folder inherited and give its owner everything; best effort, as not every disk has this."""
    if sys.platform == "win32":
        import subprocess

        program = Path(os.environ.get("SYSTEMROOT", r"C:\Windows")) / "System32" / "icacls.exe"
        owner = f"{os.environ.get('USERDOMAIN', '.')}\\{os.environ.get('USERNAME', '')}"
        with suppress(OSError):
            subprocess.run(  # noqa: S603 -- the system's own program by its full path, without a shell
                [str(program), str(folder), "/inheritance:r", "/grant:r", f"{owner}:(OI)(CI)F"],
                check=False,
                capture_output=True,
            )
