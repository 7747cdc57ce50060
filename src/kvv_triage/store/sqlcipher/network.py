"""Whether a folder stands on another machine."""

from __future__ import annotations

import sys
from pathlib import Path

MOUNTS = Path("/proc/self/mounts")
NETWORK_KINDS = frozenset({"9p", "afs", "ceph", "cifs", "fuse.sshfs", "ncpfs", "nfs", "nfs4", "smb3", "smbfs"})
DRIVE_REMOTE = 4


def is_on_network(folder: Path, mounts: Path = MOUNTS) -> bool:
    """Whether the folder is known to be on a network share; where the system does not tell, it is taken as local."""
    if sys.platform == "win32":
        import ctypes

        place = folder.resolve()
        return place.drive.startswith("\\\\") or ctypes.windll.kernel32.GetDriveTypeW(place.anchor) == DRIVE_REMOTE
    try:
        lines = mounts.read_text(encoding="utf-8", errors="replace").splitlines()
    except OSError:
        return False
    place, kinds = folder.resolve(), {}
    for line in lines:
        _, mounted_on, kind, *_ = line.split(" ")
        kinds[Path(mounted_on.replace("\\040", " "))] = kind  # a later mount on the same place covers the earlier one
    return next((kinds[above] for above in (place, *place.parents) if above in kinds), "") in NETWORK_KINDS
