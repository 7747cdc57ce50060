# ruff: noqa: INP001 -- a script, not a package
"""Write docs/inhoud.md from the shipped content: `python docs/inhoud.py`."""

from pathlib import Path

from kvv_triage.deciding.ruleset import Ruleset
from kvv_triage.pages.evidence_page import evidence_page
from kvv_triage.reading.loading import load_folder
from kvv_triage.settings import shipped_content
from kvv_triage.trainer.trying import try_cases

loaded = load_folder(shipped_content())
if loaded.content is None:
    raise SystemExit("\n".join(map(str, loaded.errors)))
page = evidence_page(loaded.content, try_cases(Ruleset(loaded.content), loaded.cases))
Path(__file__).with_suffix(".md").write_text(page, encoding="utf-8")
