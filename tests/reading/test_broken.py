"""The gallery of broken content: one mistake per file, and the exact words that a trainer reads about it.

Every `tests/broken/NAME.yaml` is put into a copy of the valid folder `tests/broken/basis`, where its first line says
(`# plaats: checklists/proef.yaml`). `NAME.txt` holds what `kvv controleer` then prints. To write the texts anew, run
`KVV_UPDATE=1 pytest tests/reading/test_broken.py`, and read every difference aloud.
"""

from __future__ import annotations

import os
import re
import shutil
from pathlib import Path
from typing import NamedTuple

import pytest
from pydantic import ValidationError

from kvv_triage.__main__ import main
from kvv_triage.checking import models as shapes
from kvv_triage.content.casebook import CasebookEntry
from kvv_triage.content.checklist import Checklist
from kvv_triage.content.thresholds import RegionalThresholds
from kvv_triage.errors import ExitCode
from kvv_triage.language.fields import Model
from kvv_triage.reading.yaml_text import read_yaml

HERE = Path(__file__).parents[1] / "broken"
SOURCE = Path(__file__).parents[2] / "src" / "kvv_triage"
GALLERY = sorted(HERE.glob("*.yaml"))
CODE = re.compile(r"KVV\d{3}")


class Exhibit(NamedTuple):
    """A broken file, and what its first lines say about where it goes."""

    raw: bytes
    place: str
    without: tuple[str, ...]

    def hang(self, folder: Path) -> None:
        """Make a folder that is valid but for this file."""
        shutil.copytree(HERE / "basis", folder, dirs_exist_ok=True)
        for name in self.without:
            path = folder / name
            if path.is_dir():
                shutil.rmtree(path)
            else:
                path.unlink()
        path = folder / self.place
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_bytes(self.raw)


def exhibit(path: Path) -> Exhibit:
    raw = path.read_bytes()
    said = dict(re.findall(r"^# (plaats|zonder|vul aan tot): (.*?)\r?$", raw.decode("latin-1"), re.MULTILINE))
    without = tuple(filter(None, said.get("zonder", "").split(", ")))
    return Exhibit(raw.ljust(int(said.get("vul aan tot", 0)), b"#"), said["plaats"], without)


@pytest.mark.parametrize("path", [pytest.param(path, id=path.stem) for path in GALLERY])
def test_a_mistake_is_told_in_exactly_these_words(
    path: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    exhibit(path).hang(tmp_path)
    monkeypatch.chdir(tmp_path)
    code = main(["controleer", "."])
    printed = re.sub(r"(checklists|casebook)\\", r"\1/", capsys.readouterr().out)  # Windows
    text = path.with_suffix(".txt")
    if os.environ.get("KVV_UPDATE"):
        text.write_text(printed, encoding="utf-8")
    assert printed == text.read_text(encoding="utf-8")
    assert code == (ExitCode.CONTENT if ": fout KVV" in printed else ExitCode.DONE)
    assert len(CODE.findall(printed)) == 1, "one mistake is told once, and hides behind no other"
    assert path.stem[:3] == CODE.findall(printed)[0][3:], "the name of the file starts with the code"


def test_the_valid_folder_behind_the_gallery_has_no_problems(capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["controleer", str(HERE / "basis")]) == ExitCode.DONE
    assert capsys.readouterr().out == "De inhoud klopt: 9 lijsten, 30 vragen, 1 drempel, 1 oefenzaak.\n"


def test_every_code_that_the_program_can_give_hangs_in_the_gallery() -> None:
    known = {code for path in SOURCE.rglob("*.py") for code in CODE.findall(path.read_text(encoding="utf-8"))}
    shown = {code for path in HERE.glob("*.txt") for code in CODE.findall(path.read_text(encoding="utf-8"))}
    assert known == shown


def test_no_text_is_left_of_a_file_that_is_gone() -> None:
    assert {path.stem for path in HERE.glob("*.txt")} == {path.stem for path in GALLERY}


def test_every_kind_of_wrong_value_that_we_translate_hangs_in_the_gallery() -> None:
    found = {kind for path in GALLERY for kind in kinds_of(exhibit(path))}
    translated = {*shapes._CODES, *shapes._TIPS, "extra_forbidden", "missing"}
    assert translated <= found
    assert {kind for kind in found if not kind.startswith("kvv_")} <= translated


def kinds_of(one: Exhibit) -> set[str]:
    """What pydantic finds wrong, by its own names."""
    located, _ = read_yaml(one.raw, one.place)
    models: dict[str, type[Model]] = {
        "checklists": Checklist,
        "casebook": CasebookEntry,
        "thresholds.yaml": RegionalThresholds,
    }
    model = models.get(one.place.partition("/")[0])
    if located is None or model is None:
        return set()
    try:
        model.model_validate(located.data)
    except ValidationError as error:
        return {mistake["type"] for mistake in error.errors(include_input=False)}
    return set()
