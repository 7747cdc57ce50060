# ruff: noqa: INP001 -- a script, not a package
"""Write docs/inhoud.md from the shipped content: `python docs/inhoud.py`."""

from pathlib import Path

from kvv_triage.casebook_run import try_cases
from kvv_triage.evidence import evidence_page
from kvv_triage.settings import shipped_content
from kvv_triage.source import load_folder

loaded = load_folder(shipped_content())
if loaded.content is None:
    raise SystemExit("\n".join(map(str, loaded.errors)))
page = evidence_page(loaded.content, try_cases(loaded.content, loaded.cases))
Path(__file__).with_suffix(".md").write_text(page, encoding="utf-8")
