"""`kvv triage`: the interview, from the first question to the decision."""

from __future__ import annotations

from typing import TYPE_CHECKING

from kvv_triage.errors import CannotDo
from kvv_triage.settings import content_folder

if TYPE_CHECKING:
    from pathlib import Path


def run(case: str | None, *, practice: bool, plain: bool, content: Path | None, data: Path | None) -> None:
    """Ask the questions of a case and show whom to call."""
    del case, practice, plain, data
    raise CannotDo(f"Dit kan kvv nog niet met {content_folder(content)}.")
