"""A folder that is on the disk of another machine."""

from __future__ import annotations

from pathlib import Path

from kvv_triage.store.sqlcipher.network import is_on_network


def test_a_network_folder_is_recognised(tmp_path: Path) -> None:
    mounts = tmp_path / "mounts"
    lines = (
        "dev / ext4 rw 0 0",
        f"//server/team {tmp_path.resolve()}/de\\040schijf cifs rw 0 0",
        f"dev {tmp_path.resolve()}/de\\040schijf/lokaal ext4 rw 0 0",
    )
    mounts.write_text("\n".join(lines), encoding="utf-8")
    assert is_on_network(tmp_path / "de schijf" / "kvv", mounts)
    assert not is_on_network(tmp_path / "de schijf" / "lokaal", mounts)
    assert not is_on_network(tmp_path, mounts)
    assert not is_on_network(tmp_path, tmp_path / "nergens")
