# ruff: noqa: INP001 -- a script, not a package
"""Write docs/inhoud.md from the shipped content: `python docs/inhoud.py`."""

from __future__ import annotations

import re
from pathlib import Path

from kvv_triage.deciding.ruleset import Ruleset
from kvv_triage.export.markdown import markdown
from kvv_triage.pages.evidence_page import evidence_page
from kvv_triage.reading.loading import load_folder
from kvv_triage.settings import shipped_content
from kvv_triage.trainer.trying import try_cases

_ADDRESS = re.compile(r"https?\\://[^\s)]*[^\s).]")
_SOURCE = re.compile(r"(?m)^(- \(\d+\)) (.+): <(\S+)>$")


def page() -> str:
    """The page in Markdown; its addresses are ours, so they may be opened, which no text of a page may of itself."""
    loaded = load_folder(shipped_content())
    if loaded.content is None:
        raise SystemExit("\n".join(map(str, loaded.errors)))
    text = markdown(evidence_page(loaded.content, try_cases(Ruleset(loaded.content), loaded.cases)))
    return _SOURCE.sub(r"\1 [\2](\3)", _ADDRESS.sub(_opened, text))


def _opened(address: re.Match[str]) -> str:
    return "<" + address[0].replace("\\", "") + ">"


if __name__ == "__main__":
    Path(__file__).with_suffix(".md").write_text(page(), encoding="utf-8")
