"""Files are saved whole or not at all, on disks as they are."""

from __future__ import annotations

import errno
import os
import signal
import subprocess
import sys
from pathlib import Path

import pytest

from kvv_triage.saving import StaysThereError, copy, private_folder, remove_left_over, save, saving_new, sync_folder
from tests.helpers.failing_disk import FailingDisk, is_possible

ROOT = Path(__file__).parents[1]
needs_failing_disk = pytest.mark.skipif(not is_possible(), reason="a disk that fails is made with a compiler, on Linux")

LOGGED = "logged"


def test_saving_a_file_that_fails_leaves_the_old_one(tmp_path: Path) -> None:
    place = tmp_path / "sleutel.json"
    save(place, b"oud")
    with pytest.raises(TypeError):
        save(place, "geen bytes")  # type: ignore[arg-type]  # on purpose
    assert place.read_bytes() == b"oud"
    assert [path.name for path in tmp_path.iterdir()] == ["sleutel.json"]
    with pytest.raises(FileExistsError):
        copy(place, place)


def saved(disk: FailingDisk) -> str:
    """What another process, on this disk, says of making a folder with a new file, and the rest of what is in it."""
    code = f"""
import sys
from pathlib import Path
from tests.test_saving import *
folder = Path(sys.argv[1]) / "map"
try:
    private_folder(folder)
    with saving_new(folder / "uit.md", lambda: print("{LOGGED}")) as file:
        file.write(b"heel")
except OSError as error:
    print(type(error).__name__, errno.errorcode.get(error.errno or 0))
else:
    print("done")
"""
    result = subprocess.run(
        [sys.executable, "-c", code, str(disk.below)],
        cwd=ROOT,
        env={**os.environ, **disk.environment()},
        capture_output=True,
        text=True,
        check=True,
    )
    return result.stdout.replace("\n", " ").strip()


def names_in(folder: Path) -> list[str]:
    return [path.name for path in folder.rglob("*") if path.is_file()]


@pytest.fixture
def disk_folder(tmp_path: Path) -> Path:
    (tmp_path / "schijf").mkdir()
    return tmp_path / "schijf"


@needs_failing_disk
@pytest.mark.parametrize("calls", ["link", "fsync-folder", "chmod"])
@pytest.mark.parametrize("error", [errno.EPERM, errno.ENOTSUP, errno.ENOSYS, errno.EINVAL])
def test_a_disk_that_does_not_have_something_takes_a_file_all_the_same(
    disk_folder: Path, tmp_path: Path, calls: str, error: int
) -> None:
    disk = FailingDisk(disk_folder, tmp_path / "told", (calls,), error, at=1, is_lasting=True)
    assert saved(disk) == f"{LOGGED} done"
    assert disk.seen()
    assert names_in(disk_folder) == ["uit.md"]
    assert (disk_folder / "map" / "uit.md").read_bytes() == b"heel"


@needs_failing_disk
@pytest.mark.parametrize("calls", ["open", "write", "fsync", "fsync-folder", "link,rename", "mkdir", "chmod"])
def test_a_disk_that_fails_keeps_nothing_and_has_nothing_logged(disk_folder: Path, tmp_path: Path, calls: str) -> None:
    disk = FailingDisk(disk_folder, tmp_path / "told", tuple(calls.split(",")), errno.EIO, at=1, is_lasting=True)
    assert saved(disk) == "OSError EIO"
    assert names_in(disk_folder) == []


@needs_failing_disk
def test_a_new_file_that_cannot_be_taken_away_again_is_told(disk_folder: Path, tmp_path: Path) -> None:
    disk = FailingDisk(disk_folder, tmp_path / "told", ("fsync-folder", "unlink"), errno.EIO, at=1, is_lasting=True)
    assert saved(disk) == f"{StaysThereError.__name__} None"
    assert "uit.md" in names_in(disk_folder)


def killed_while_saving(folder: Path, *, when_there: bool) -> None:
    """Another process is killed while it makes a new file, before it has its name or before that was logged."""
    kill = "os.kill(os.getpid(), signal.SIGKILL)"
    code = f"""
import sys
from pathlib import Path
from tests.test_saving import *
with saving_new(Path(sys.argv[1]) / "uit.md", lambda: {kill}) as file:
    file.write(b"half")
    {"pass" if when_there else kill}
"""
    subprocess.run([sys.executable, "-c", code, str(folder)], cwd=ROOT, check=False)


@pytest.mark.skipif(sys.platform == "win32", reason="Windows has no SIGKILL")
@pytest.mark.parametrize("when_there", [False, True])
def test_what_a_killed_process_left_is_removed_and_what_is_being_made_is_not(
    tmp_path: Path, *, when_there: bool
) -> None:
    assert signal.SIGKILL
    killed_while_saving(tmp_path, when_there=when_there)
    assert len(names_in(tmp_path)) == 1 + when_there
    (tmp_path / "mijn.nieuw").touch()
    with saving_new(tmp_path / "ander.md") as file:
        file.write(b"heel")
        remove_left_over(tmp_path, {"uit.md", "ander.md"})
    assert sorted(names_in(tmp_path)) == ["ander.md", "mijn.nieuw"]


def test_a_whole_file_is_no_left_over(tmp_path: Path) -> None:
    save(tmp_path / "uit.md", b"heel")
    save(tmp_path / "uit.md.0123abcd.nieuw", b"half")
    remove_left_over(tmp_path, {"uit.md"})
    remove_left_over(tmp_path / "nergens", {"uit.md"})
    assert names_in(tmp_path) == ["uit.md"]
    private_folder(tmp_path)
    sync_folder(tmp_path)
