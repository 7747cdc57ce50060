"""Where kvv finds its content and data, and who uses it: options, then environment, then settings file."""

from __future__ import annotations

import os
import re
from dataclasses import dataclass, replace
from difflib import get_close_matches
from pathlib import Path
from typing import TYPE_CHECKING

from kvv_triage.errors import CannotDo
from kvv_triage.language.clean import shown

if TYPE_CHECKING:
    from collections.abc import Mapping

FILE_NAME = "instellingen.toml"
PACKAGE = Path(__file__).parent


KEYS = {"team": "team", "naam": "name", "rol": "role", "inhoud": "content", "gegevens": "data"}
"""What may stand in the settings file as a text, and the field it fills."""

TERMS = {"antwoorden_bewaren_dagen": "entries_days", "sessies_bewaren_dagen": "skeleton_days"}
"""What may stand there as a number of days after a case was closed."""

LARGEST = 100_000
"""Bytes of a settings file; nobody writes more."""
MOST_DAYS = 36_500
"""A hundred years."""


@dataclass(frozen=True, slots=True)
class Settings:
    """What the worker wrote in the settings file; empty means not said."""

    folder: Path
    """Where the file stands: its relative folders start here."""
    team: str = ""
    name: str = ""
    role: str = ""
    content: str = ""
    data: str = ""
    entries_days: int = 90
    skeleton_days: int = 400


@dataclass(frozen=True, slots=True)
class Places:
    """The folders that one command was told to use; None is left to the environment and the settings file."""

    content: Path | None = None
    """Behind --inhoud."""
    data: Path | None = None
    """Behind --gegevens."""

    def content_folder(self, *, environment: Mapping[str, str] = os.environ, file: Path | None = None) -> Path:
        """Give the folder with checklists and thresholds; raises CannotDo when the chosen one does not exist."""
        if self.content:
            return existing(self.content, "achter --inhoud")
        if named := environment.get("KVV_INHOUD"):
            return existing(Path(named), "in KVV_INHOUD")
        settings = read_settings(file)
        if settings.content:
            return existing(settings.folder / at_home(Path(settings.content)), f"in {FILE_NAME}")
        return shipped_content()

    def data_folder(self, *, environment: Mapping[str, str] = os.environ, file: Path | None = None) -> Path:
        """Give the folder for our data, which may not exist yet; raises CannotDo for a broken settings file."""
        if named := self.data or environment.get("KVV_GEGEVENS"):
            return at_home(Path(named))
        settings = read_settings(file)
        if settings.data:
            return settings.folder / at_home(Path(settings.data))
        from platformdirs import user_data_path

        return user_data_path("kvv", appauthor=False)


def shipped_content(package: Path = PACKAGE) -> Path:
    """Give the content that came with kvv: in the installed package, or beside the source it runs from."""
    repository = package.parent.parent
    if (inside := package / "inhoud").is_dir():
        return inside
    # An editable install. Asking for the whole path keeps a stray thresholds.yaml elsewhere from being taken.
    if package == repository / "src" / package.name and (repository / "pyproject.toml").is_file():
        return repository
    raise CannotDo(
        "De meegeleverde vragenlijsten ontbreken.",
        tip="Installeer kvv opnieuw, of wijs zelf een map aan met --inhoud.",
    )


def settings_path() -> Path:
    """Give where the settings file of this user stands, or would stand."""
    from platformdirs import user_config_path

    return user_config_path("kvv", appauthor=False) / FILE_NAME


def read_settings(file: Path | None = None) -> Settings:
    """Read the settings file, which need not exist; raises CannotDo with what is wrong in it."""
    path = file or settings_path()
    try:
        with path.open("rb") as stream:
            raw = stream.read(LARGEST + 1)
        text = raw.decode("utf-8-sig")  # Windows editors like to start with a byte order mark
    except (FileNotFoundError, NotADirectoryError):
        return Settings(path.parent)
    except (OSError, UnicodeDecodeError) as error:
        raise CannotDo(f"Het instellingenbestand {path} is niet te lezen.") from error
    if len(raw) > LARGEST:
        raise CannotDo(f"Het instellingenbestand {path} is te groot.", tip="Een paar regels zijn genoeg.")
    table = parsed(path, text)
    terms = {TERMS[key]: days(path, key, value) for key, value in table.items() if key in TERMS}
    words = known_words(path, {key: value for key, value in table.items() if key not in TERMS})
    return replace(Settings(path.parent, **words), **terms)  # type: ignore[arg-type]  # the two tables name the fields


def parsed(path: Path, text: str) -> dict[str, object]:
    """Read TOML; raises CannotDo with the line, which the parser only tells inside an English sentence."""
    import tomllib

    try:
        return tomllib.loads(text)
    except (ValueError, RecursionError) as error:  # a number of thousands of digits is no error of TOML to the parser
        line = re.search(r"at line (\d+)", str(error))
        place = f"{path}:{line[1]}" if line else str(path)
        raise CannotDo(
            f"In het instellingenbestand staat iets wat niet klopt: {place}.",
            tip='Elke regel is een naam, een is-teken en een tekst: team = "Wijkteam Noord". '
            "In een pad op Windows gebruik je enkele aanhalingstekens: inhoud = 'C:\\kvv'.",
        ) from error


def known_words(path: Path, table: Mapping[str, object]) -> dict[str, str]:
    """Give the settings by their English field name; raises CannotDo for a key or a value that cannot be."""
    words: dict[str, str] = {}
    for key, value in table.items():
        if key not in KEYS:
            known = (*KEYS, *TERMS)
            meant = get_close_matches(key, known, n=1)
            tip = f"Bedoelde je {meant[0]}?" if meant else f"Bekend zijn: {', '.join(known)}."
            raise CannotDo(f"Onbekende instelling {key!r} in {path}.", tip=tip)
        if not isinstance(value, str):
            raise CannotDo(f"De instelling {key} in {path} moet een tekst zijn, tussen aanhalingstekens.")
        if shown(value) != value:
            raise CannotDo(
                f"In de instelling {key} in {path} staat een teken dat niet te zien is.",
                tip="Typ de tekst opnieuw, op één regel.",
            )
        words[KEYS[key]] = value
    return words


def days(path: Path, key: str, value: object) -> int:
    """Give a number of days; raises CannotDo when it is none."""
    if isinstance(value, bool) or not isinstance(value, int) or not 1 <= value <= MOST_DAYS:
        raise CannotDo(
            f"De instelling {key} in {path} moet een aantal dagen zijn, zonder aanhalingstekens.",
            tip=f"Dat is een getal van 1 tot en met {MOST_DAYS}.",
        )
    return value


def existing(named: Path, where: str) -> Path:
    """Give a content folder somebody named; raises CannotDo, with where it was named, when there is none."""
    folder = at_home(named)
    tip = f"Kijk na wat er {where} staat."
    try:
        if folder.is_dir():
            return folder
        problem = "is geen map" if folder.exists() else "bestaat niet"
    except OSError as error:
        raise CannotDo(f"De map {folder} is niet te openen.", tip=tip) from error
    raise CannotDo(f"De map {folder} {problem}.", tip=tip)


def at_home(path: Path) -> Path:
    """The path with `~` filled in; raises CannotDo for the home of somebody who is not known here."""
    try:
        return path.expanduser()
    except RuntimeError as error:
        raise CannotDo(f"De map {path} is niet te vinden.", tip="Schrijf het hele pad, zonder ~.") from error
