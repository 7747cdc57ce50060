"""Files and folders that only their owner can read, and saving so that a power cut leaves the old or the new."""

from __future__ import annotations

import os
import secrets
import shutil
import sys
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from pathlib import Path
from typing import BinaryIO

OWNER_FOLDER = 0o700
OWNER_FILE = 0o600


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
def saving(path: Path, *, is_new: bool = False) -> Iterator[BinaryIO]:
    """A file for its owner only, that takes its place when all of it is on disk; till then the old one stands there.

    When it has to be new, raises FileExistsError if another one took that name meanwhile.
    """
    beside = path.with_name(f"{path.name}.{secrets.token_hex(4)}.nieuw")
    try:
        private_file(beside, is_new=True)
        with beside.open("wb") as file:
            yield file
            file.flush()
            os.fsync(file.fileno())
        if is_new:
            _take_free_name(beside, path)
        else:
            beside.replace(path)
    except BaseException:
        with suppress(OSError):
            beside.unlink(missing_ok=True)
        raise
    sync_folder(path.parent)


def _take_free_name(beside: Path, path: Path) -> None:
    """Give a file its name; raises FileExistsError when another one took it meanwhile."""
    try:
        path.hardlink_to(beside)
    except FileExistsError:
        raise
    except OSError:  # a stick or a share without hard links: there an empty file takes the name first
        private_file(path, is_new=True)
        try:
            beside.replace(path)
        except BaseException:
            path.unlink(missing_ok=True)
            raise
    else:
        beside.unlink()


def copy(source: Path, target: Path) -> None:
    """Copy into a new file for its owner only, on disk when this returns."""
    private_file(target, is_new=True)
    with source.open("rb") as read, target.open("wb") as written:
        shutil.copyfileobj(read, written, 1024 * 1024)
        written.flush()
        os.fsync(written.fileno())
    sync_folder(target.parent)


def sync_file(path: Path) -> None:
    """Have the content of a file on disk."""
    descriptor = os.open(path, os.O_RDWR)
    try:
        os.fsync(descriptor)
    finally:
        os.close(descriptor)


def sync_folder(folder: Path) -> None:
    """Have the names in a folder on disk; Windows does so by itself and cannot be asked."""
    if sys.platform == "win32":
        return
    descriptor = os.open(folder, os.O_RDONLY)
    try:
        os.fsync(descriptor)
    finally:
        os.close(descriptor)


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
