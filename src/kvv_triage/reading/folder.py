"""The files of a content folder as data with places, and a Problem for each that cannot be read."""

from __future__ import annotations

from dataclasses import dataclass, field
from difflib import get_close_matches
from pathlib import Path

from kvv_triage.checking.places import Located, printable
from kvv_triage.errors import CannotDo, Finding, Problem
from kvv_triage.reading.yaml_text import LARGEST, read_yaml

FORMAT = 1
"""The newest format of content files that this version reads."""
_MOST_DIGITS = 9


@dataclass(slots=True)
class Folder:
    """A folder that is being read; gathers problems as it goes."""

    path: Path
    problems: list[Problem] = field(default_factory=list)

    @property
    def has_errors(self) -> bool:
        """Whether any problem makes the content invalid."""
        return any(not problem.warning for problem in self.problems)

    def add(self, name: str, code: str, message: str, tip: str, *, warning: bool = False) -> None:
        """Note a problem with a whole file or folder."""
        path = printable(str(self.path / name))
        self.problems.append(Problem(path=path, line=1, column=1, code=code, message=message, tip=tip, warning=warning))

    def files(self, name: str) -> list[str]:
        """The YAML files in a subfolder, with a warning for everything else there."""
        names = [f"{name}/{entry}" for entry in self._entries(name)]
        read = [file for file in names if file.lower().endswith((".yaml", ".yml"))]
        for file in names:
            if file not in read:
                tip = "laat de naam eindigen op .yaml, of zet dit ergens anders"
                self.add(file, "KVV015", "dit leest kvv niet: het is geen .yaml-bestand", tip, warning=True)
        return read

    def has(self, name: str) -> bool:
        """Whether there is a file with this name; a link to nothing is a file that cannot be read."""
        return name in self._entries("")

    def misspelled(self, name: str) -> str:
        """The file whose name looks like this one, or nothing."""
        return next(iter(get_close_matches(name, self._entries(""), n=1)), "")

    def _entries(self, name: str) -> list[str]:
        folder = self.path / name
        try:
            # Names with a dot in front are leftovers of editors and systems.
            return sorted(entry.name for entry in folder.iterdir() if not entry.name.startswith("."))
        except (FileNotFoundError, NotADirectoryError):
            return []
        except OSError as error:
            raise CannotDo(f"De map {folder} is niet te lezen.", tip="Vraag je beheerder om leesrechten.") from error

    def located(self, name: str) -> Located | None:
        """The data of a file; None when it cannot be read, when parts are missing, or when its format is newer."""
        path = self.path / name
        try:
            raw = _bytes(path)
        except IsADirectoryError:
            self.add(name, "KVV001", "dit is een map; hier hoort een bestand", "geef de map een andere naam")
            return None
        except OSError:
            self.add(name, "KVV001", "dit bestand is niet te lezen", "kijk of je het zelf kunt openen")
            return None
        located, problems = read_yaml(raw, printable(str(path)))
        self.problems += problems
        return None if located is None or self._is_newer(located) else located

    def _is_newer(self, located: Located) -> bool:
        written = located.data.get("formaat") if isinstance(located.data, dict) else None
        if not isinstance(written, str) or not (written.isascii() and written.isdigit()):
            return False
        if len(written) <= _MOST_DIGITS and int(written) <= FORMAT:
            return False
        message = f"dit bestand heeft formaat {written[:_MOST_DIGITS]}; deze versie van kvv kent formaat {FORMAT}"
        self.problems.append(located.problem(Finding(("formaat",), "KVV011", message, "werk kvv bij")))
        return True


def _bytes(path: Path) -> bytes:
    """What is in a file, up to just more than is allowed."""
    if not path.is_file():
        raise IsADirectoryError if path.is_dir() else OSError  # a folder; or a pipe, or a link to nothing
    with path.open("rb") as file:
        return file.read(LARGEST + 1)
