"""A folder that is on the disk of another machine."""

from __future__ import annotations

import sys
from pathlib import Path

import pytest

from kvv_triage.store.sqlcipher.network import is_on_network, is_share_at, shares_of_linux, shares_of_mount

MOUNT_OF_MACOS = """\
/dev/disk3s1s1 on / (apfs, sealed, local, read-only, journaled)
devfs on /dev (devfs, local, nobrowse)
/dev/disk3s5 on /System/Volumes/Data (apfs, local, journaled, nobrowse, protect, root data)
map auto_home on /System/Volumes/Data/home (autofs, automounted, nobrowse)
//sam@server._smb._tcp.local/Team%20Noord on /Volumes/Team Noord (oost) (smbfs, nodev, nosuid, mounted by sam)
https://wolk.example/dav/ on /Volumes/dav (webdav, nodev, noexec, nosuid, mounted by sam)
server:/export/team on /Volumes/nfs (nfs, nodev, nosuid, mounted by sam)
sam@server: on /Users/sam/ver (macfuse, local, nodev, nosuid, synchronous, mounted by sam)
/dev/disk4s1 on /Volumes/STICK (msdos, local, nodev, nosuid, noowners, noatime, fskit)
een regel die niemand kent
"""


@pytest.fixture
def mounts(tmp_path: Path) -> Path:
    return tmp_path / "mounts"


@pytest.mark.skipif(sys.platform != "linux", reason="this is how Linux tells it")
def test_a_network_folder_is_recognised(tmp_path: Path, mounts: Path) -> None:
    lines = (
        "dev / ext4 rw 0 0",
        "",
        f"//server/team {tmp_path.resolve()}/de\\040schijf cifs rw 0 0",
        f"dev {tmp_path.resolve()}/de\\040schijf/lokaal ext4 rw 0 0",
    )
    mounts.write_text("\n".join(lines), encoding="utf-8")
    assert is_on_network(tmp_path / "de schijf" / "kvv", mounts)
    assert not is_on_network(tmp_path / "de schijf" / "lokaal", mounts)
    assert not is_on_network(tmp_path, mounts)
    assert not is_on_network(tmp_path, tmp_path / "nergens")


@pytest.mark.parametrize(
    "kind",
    [
        *("nfs", "nfs4", "cifs", "smb3", "smbfs", "afs", "davfs", "autofs", "ceph", "lustre", "gpfs", "glusterfs"),
        *("beegfs", "ocfs2", "gfs2", "9p", "drvfs", "vboxsf", "vmhgfs", "prl_fs", "virtiofs"),
        *("fuse", "fuse.sshfs", "fuse.rclone", "fuse.gvfsd-fuse", "fuse.vmhgfs-fuse", "fuse.davfs2", "fuse.mergerfs"),
        *("fuse.glusterfs", "fuse.portal", "fuse.van-morgen"),
    ],
)
def test_what_another_machine_may_write_is_a_share(mounts: Path, kind: str) -> None:
    mounts.write_text(f"dev / ext4 rw 0 0\niets /mnt {kind} rw 0 0\n", encoding="utf-8")
    assert is_share_at(Path("/mnt/kvv"), shares_of_linux(mounts))


@pytest.mark.parametrize(
    "kind",
    [
        *("ext4", "xfs", "btrfs", "zfs", "vfat", "exfat", "ntfs3", "tmpfs", "overlay", "ecryptfs"),
        *("fuseblk", "fuse.ntfs-3g", "fuse.lowntfs-3g", "fuse.exfat", "fuse.gocryptfs", "fuse.encfs", "fuse.cryfs"),
    ],
)
def test_a_disk_of_this_machine_is_none(mounts: Path, kind: str) -> None:
    mounts.write_text(f"dev / nfs rw 0 0\niets /mnt {kind} rw 0 0\n", encoding="utf-8")
    assert not is_share_at(Path("/mnt/kvv"), shares_of_linux(mounts))


def test_a_place_is_read_as_it_is_and_a_later_mount_covers_an_earlier_one(mounts: Path) -> None:
    lines = ("a /mnt/een\\134twee\\011drie nfs rw 0 0", "b /mnt/x ext4 rw 0 0", "c /mnt/x cifs rw 0 0")
    mounts.write_text("\n".join(lines), encoding="utf-8")
    assert is_share_at(Path("/mnt/een\\twee\tdrie/kvv"), shares_of_linux(mounts))
    assert is_share_at(Path("/mnt/x"), shares_of_linux(mounts))
    assert not is_share_at(Path("/mnt"), shares_of_linux(mounts))


@pytest.mark.parametrize(
    ("folder", "is_share"),
    [
        ("/Users/sam/Library/Application Support/kvv", False),
        ("/System/Volumes/Data/home/sam", True),
        ("/Volumes/Team Noord (oost)/kvv", True),
        ("/Volumes/dav", True),
        ("/Volumes/nfs/kvv", True),
        ("/Users/sam/ver/kvv", True),
        ("/Volumes/STICK", False),
    ],
)
def test_macos_tells_it_by_mount(folder: str, *, is_share: bool) -> None:
    assert is_share_at(Path(folder), shares_of_mount(MOUNT_OF_MACOS)) is is_share
