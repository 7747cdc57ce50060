"""A keyring in a file, for measuring what starts as on a machine that has one: it protects nothing."""

from __future__ import annotations

import json
import os
from pathlib import Path

from keyring.backend import KeyringBackend

PLACE = "KVV_BENCHMARK_RING"
"""The variable that names the file."""


class FileRing(KeyringBackend):
    """Keeps its secrets in the file."""

    priority = 5.0

    def get_password(self, service: str, username: str) -> str | None:
        """The secret under this name."""
        return self._kept().get(f"{service} {username}")

    def set_password(self, service: str, username: str, password: str) -> None:
        """Keep a secret."""
        self._file.write_text(json.dumps({**self._kept(), f"{service} {username}": password}), encoding="utf-8")

    @property
    def _file(self) -> Path:
        return Path(os.environ[PLACE])

    def _kept(self) -> dict[str, str]:
        kept: dict[str, str] = json.loads(self._file.read_text(encoding="utf-8")) if self._file.exists() else {}
        return kept
