"""Where content and data come from: option, then environment, then settings file, then our own."""

from __future__ import annotations

import sys
from pathlib import Path

import pytest

from kvv_triage.errors import CannotDo
from kvv_triage.settings import (
    FILE_NAME,
    LARGEST,
    PACKAGE,
    Places,
    Settings,
    read_settings,
    settings_path,
    shipped_content,
)


@pytest.fixture
def nothing(tmp_path: Path) -> Path:
    """Give the path of a settings file that does not exist."""
    return tmp_path / "geen" / "instellingen.toml"


@pytest.fixture
def file(tmp_path: Path) -> Path:
    """Give a settings file that names folders beside itself."""
    for name in ("optie", "omgeving", "bestand"):
        (tmp_path / name).mkdir()
    path = tmp_path / "instellingen.toml"
    path.write_text('inhoud = "bestand"\ngegevens = "gegevens"\n', "utf-8")
    return path


def test_the_option_wins_over_everything(tmp_path: Path, file: Path) -> None:
    environment = {"KVV_INHOUD": str(tmp_path / "omgeving"), "KVV_GEGEVENS": str(tmp_path / "omgeving")}
    chosen = tmp_path / "optie"
    assert Places(chosen).content_folder(environment=environment, file=file) == chosen
    assert Places(data=chosen).data_folder(environment=environment, file=file) == chosen


def test_the_environment_wins_over_the_settings_file(tmp_path: Path, file: Path) -> None:
    chosen = tmp_path / "omgeving"
    assert Places().content_folder(environment={"KVV_INHOUD": str(chosen)}, file=file) == chosen
    assert Places().data_folder(environment={"KVV_GEGEVENS": str(chosen)}, file=file) == chosen


def test_an_empty_variable_is_no_choice(tmp_path: Path, file: Path) -> None:
    assert Places().content_folder(environment={"KVV_INHOUD": ""}, file=file) == tmp_path / "bestand"


def test_a_folder_in_the_settings_file_is_relative_to_that_file(tmp_path: Path, file: Path) -> None:
    assert Places().content_folder(environment={}, file=file) == tmp_path / "bestand"
    assert Places().data_folder(environment={}, file=file) == tmp_path / "gegevens"


def test_the_shipped_content_is_used_when_nobody_chose(nothing: Path) -> None:
    assert Places().content_folder(environment={}, file=nothing) == shipped_content()


def test_a_stray_file_in_the_working_directory_is_never_used(
    tmp_path: Path, nothing: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    (tmp_path / "thresholds.yaml").write_text("versie: vreemd\n", "utf-8")
    monkeypatch.chdir(tmp_path)
    assert Places().content_folder(environment={}, file=nothing) != tmp_path


def test_an_installed_package_carries_its_content_inside(tmp_path: Path) -> None:
    inside = tmp_path / "kvv_triage" / "inhoud"
    inside.mkdir(parents=True)
    assert shipped_content(tmp_path / "kvv_triage") == inside


def test_an_editable_install_uses_the_content_beside_its_source(tmp_path: Path) -> None:
    package = tmp_path / "src" / "kvv_triage"
    package.mkdir(parents=True)
    (tmp_path / "pyproject.toml").touch()
    assert shipped_content(package) == tmp_path


def test_a_package_without_content_says_what_to_do(tmp_path: Path) -> None:
    with pytest.raises(CannotDo, match="vragenlijsten ontbreken") as caught:
        shipped_content(tmp_path / "lib" / "kvv_triage")
    assert "--inhoud" in caught.value.tip


def test_this_very_package_has_content() -> None:
    assert (shipped_content(PACKAGE) / "thresholds.yaml").is_file()


def test_a_folder_that_does_not_exist_is_named_with_where_it_was_said(tmp_path: Path) -> None:
    with pytest.raises(CannotDo, match="bestaat niet") as caught:
        Places(tmp_path / "weg").content_folder(environment={})
    assert caught.value.tip == "Kijk na wat er achter --inhoud staat."


def test_a_file_is_no_content_folder(file: Path) -> None:
    with pytest.raises(CannotDo, match="is geen map") as caught:
        Places().content_folder(environment={"KVV_INHOUD": str(file)})
    assert caught.value.tip == "Kijk na wat er in KVV_INHOUD staat."


@pytest.mark.skipif(sys.platform == "win32", reason="the limit is on another place there")
def test_a_name_too_long_for_any_folder_is_not_a_bug(tmp_path: Path) -> None:
    with pytest.raises(CannotDo, match="is niet te openen"):
        Places(tmp_path / ("x" * 5000)).content_folder(environment={})


def test_the_data_folder_is_the_users_own_when_nobody_chose(nothing: Path) -> None:
    assert "kvv" in Places().data_folder(environment={}, file=nothing).parts


def test_the_settings_file_stands_in_the_users_config_folder() -> None:
    assert settings_path().name == "instellingen.toml"
    assert "kvv" in settings_path().parts


def test_without_a_settings_file_nothing_is_said(nothing: Path) -> None:
    assert read_settings(nothing) == Settings(nothing.parent)


def test_the_settings_file_tells_who_the_worker_is(file: Path) -> None:
    file.write_text('\ufeffteam = "Noord"\nnaam = "S. de Wit"\nrol = "regisseur"\n', "utf-8")
    assert read_settings(file) == Settings(file.parent, team="Noord", name="S. de Wit", role="regisseur")


@pytest.mark.parametrize(
    ("text", "message", "tip"),
    [
        ('temu = "Noord"', "Onbekende instelling 'temu' in {file}.", "Bedoelde je team?"),
        (
            "kleur = 1",
            "Onbekende instelling 'kleur' in {file}.",
            "Bekend zijn: team, naam, rol, inhoud, gegevens, antwoorden_bewaren_dagen, sessies_bewaren_dagen.",
        ),
        ("team = 5", "De instelling team in {file} moet een tekst zijn, tussen aanhalingstekens.", ""),
        (
            "# ok\nteam = Noord",
            "In het instellingenbestand staat iets wat niet klopt: {file}:2.",
            "Elke regel is een",
        ),
        (
            'team = "Noord',
            "In het instellingenbestand staat iets wat niet klopt: {file}",
            "Elke regel is een",
        ),
    ],
)
def test_a_mistake_in_the_settings_file_is_told_in_dutch(file: Path, text: str, message: str, tip: str) -> None:
    file.write_text(text, "utf-8")
    with pytest.raises(CannotDo) as caught:
        read_settings(file)
    assert caught.value.message.startswith(message.format(file=file))
    assert caught.value.tip.startswith(tip)


def test_a_settings_file_in_another_encoding_is_told_in_dutch(file: Path) -> None:
    file.write_bytes('team = "Café"'.encode("latin-1"))
    with pytest.raises(CannotDo, match="is niet te lezen"):
        read_settings(file)


UNUSABLE = {
    "a number that is no number": f"antwoorden_bewaren_dagen = {'9' * 5000}",
    "more days than there are": "antwoorden_bewaren_dagen = 99999999999",
    "brackets in brackets": f"team = {'[' * 20_000}",
    "a text that steers a terminal": 'team = "Noord\\u001b[2J"',
    "a folder with a sign that no name has": 'inhoud = "a\\u0000b"',
    "text that runs backwards": 'naam = "Sam\\u202e"',
    "a text of two lines": 'naam = "Sam\\nTip: bel niet"',
    "a file that nobody wrote": "#" * (LARGEST + 1),
}


@pytest.mark.parametrize("kind", UNUSABLE)
def test_what_no_setting_can_be_is_told_with_its_file(kind: str, nothing: Path) -> None:
    nothing.parent.mkdir()
    nothing.write_text(UNUSABLE[kind], "utf-8")
    with pytest.raises(CannotDo, match=FILE_NAME):
        read_settings(nothing)


@pytest.mark.skipif(sys.platform == "win32", reason="Windows guesses where the home of any name is")
def test_the_home_of_somebody_who_is_not_known_is_told(nothing: Path) -> None:
    somewhere = Path("~nobody-at-all") / "kvv"
    with pytest.raises(CannotDo, match="niet te vinden"):
        Places(somewhere).content_folder(file=nothing)
    with pytest.raises(CannotDo, match="niet te vinden"):
        Places(data=somewhere).data_folder(file=nothing)
