"""Whether a folder stands on another machine, or may be written by one: processes there share no memory with ours."""

from __future__ import annotations

import re
import sys
from collections.abc import Iterable, Iterator
from pathlib import Path

MOUNTS = Path("/proc/self/mounts")
DRIVE_REMOTE = 4
PATIENCE_SECONDS = 5

SHARES = frozenset({"afpfs", "afs", "cifs", "coda", "davfs", "ncpfs", "nfs", "nfs4", "smb3", "smbfs", "webdav"})
CLUSTERS = frozenset(
    {"beegfs", "ceph", "gfs", "gfs2", "glusterfs", "gpfs", "lustre", "ocfs2", "orangefs", "panfs", "pvfs2"}
)
FOLDERS_OF_A_HOST = frozenset({"9p", "drvfs", "prl_fs", "vboxsf", "virtiofs", "vmhgfs"})
"""Of the machine on which a virtual one runs, or on which WSL does: that machine writes in them as well."""
NOT_THERE_YET = frozenset({"autofs"})
"""What will stand there is mounted when somebody looks; it is rarely a disk."""
NETWORK_KINDS = SHARES | CLUSTERS | FOLDERS_OF_A_HOST | NOT_THERE_YET

OF_FUSE = ("fuse", "macfuse", "osxfuse")
LOCAL_FUSE = frozenset(
    {
        # A disk of this machine.
        *("fuseblk", "fuse.apfs-fuse", "fuse.dislocker", "fuse.exfat", "fuse.lowntfs-3g", "fuse.ntfs-3g"),
        # A folder that this machine alone can read; what lies below it knows nothing of our locks either way.
        *("fuse.cryfs", "fuse.encfs", "fuse.gocryptfs", "fuse.securefs", "fuse.veracrypt"),
    }
)
"""Any other program of FUSE is taken for a share, as sshfs and rclone are; of those that lay folders together, such as
mergerfs, one may be on a share. To take a disk for a share costs speed, the other way round costs the record."""

MOUNTED = re.compile(r".+? on (?P<place>/.*) \((?P<kind>[^,()]+)(?P<options>[^()]*)\)")
"""A line of the `mount` of macOS, with `local` among its options for what is on this machine."""


def is_on_network(folder: Path, mounts: Path = MOUNTS) -> bool:
    """Whether the folder is known to be on a network share; where the system does not tell, it is taken as local."""
    if sys.platform == "win32":
        import ctypes

        place = folder.resolve()
        return place.drive.startswith("\\\\") or ctypes.windll.kernel32.GetDriveTypeW(place.anchor) == DRIVE_REMOTE
    return is_share_at(folder.resolve(), shares_of_linux(mounts) if sys.platform == "linux" else _shares_of_macos())


def is_share_at(folder: Path, mounted: Iterable[tuple[Path, bool]]) -> bool:
    """Whether the nearest place above the folder is a share; a later mount on a place covers the earlier one."""
    shares = dict(mounted)
    return next((shares[above] for above in (folder, *folder.parents) if above in shares), False)


def shares_of_linux(mounts: Path) -> Iterator[tuple[Path, bool]]:
    """Each place where something is mounted, and whether that is a share."""
    try:
        lines = mounts.read_text(encoding="utf-8", errors="surrogateescape").splitlines()
    except OSError:
        return
    for line in lines:
        match line.split(" "):
            case [_, place, kind, *_]:
                yield Path(_unescaped(place)), _is_share(kind)
            case _:
                pass


def shares_of_mount(told: str) -> Iterator[tuple[Path, bool]]:
    """The same, from what the `mount` of macOS tells."""
    for match in map(MOUNTED.fullmatch, told.splitlines()):
        if match:
            is_local = "local" in re.split(r",\s*", match["options"])
            yield Path(match["place"]), not is_local or _is_share(match["kind"])


def _shares_of_macos() -> Iterator[tuple[Path, bool]]:
    import subprocess

    try:
        mount = subprocess.run(
            ["/sbin/mount"], capture_output=True, timeout=PATIENCE_SECONDS, check=True, errors="surrogateescape"
        )
    except (OSError, subprocess.SubprocessError):
        return iter(())
    return shares_of_mount(mount.stdout)


def _is_share(kind: str) -> bool:
    return kind in NETWORK_KINDS or (kind.startswith(OF_FUSE) and kind not in LOCAL_FUSE)


def _unescaped(place: str) -> str:
    """A place as it is: the system writes a space, a tab, a line end and a backslash as their number."""
    return re.sub(r"\\([0-7]{3})", lambda match: chr(int(match[1], 8)), place)
