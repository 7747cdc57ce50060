"""What the repository tells about itself to who looks for software of public bodies, held to the published rules.

The rules are those of publiccode.yml 0.4: https://yml.publiccode.tools/schema.core.html
"""

from __future__ import annotations

import re
import tomllib
from pathlib import Path
from typing import Any

import pytest
import yaml

REPOSITORY = Path(__file__).parents[2]
PROJECT = tomllib.loads((REPOSITORY / "pyproject.toml").read_text(encoding="utf-8"))["project"]
MANDATORY = {
    *("publiccodeYmlVersion", "name", "url", "platforms", "developmentStatus", "softwareType", "description"),
    *("legal", "maintenance", "localisation"),
}
OPTIONAL = {"categories", "intendedAudience", "softwareVersion", "releaseDate", "landingURL"}


@pytest.fixture(scope="module")
def told() -> dict[str, Any]:
    return dict(yaml.safe_load((REPOSITORY / "publiccode.yml").read_text(encoding="utf-8")))


def test_every_mandatory_key_is_there_but_the_address_that_only_the_publisher_knows(told: dict[str, Any]) -> None:
    assert MANDATORY - set(told) == {"url"}
    assert set(told) - MANDATORY <= OPTIONAL


def test_the_closed_lists_are_kept(told: dict[str, Any]) -> None:
    assert told["publiccodeYmlVersion"] == "0.4"
    assert set(told["platforms"]) <= {"web", "windows", "mac", "linux", "ios", "android"}
    assert told["developmentStatus"] in {"concept", "development", "beta", "stable", "obsolete"}
    assert told["softwareType"] == "standalone/other"
    assert set(told["categories"]) == {"data-collection", "workflow-management"}, "from the list of the standard"


def test_the_dutch_description_has_the_lengths_of_the_standard(told: dict[str, Any]) -> None:
    dutch = told["description"]["nl"]
    assert len(dutch["genericName"]) <= 35
    assert len(dutch["shortDescription"]) <= 150
    assert 500 <= len(dutch["longDescription"]) <= 10_000
    assert dutch["features"]


def test_whoever_maintains_it_is_named(told: dict[str, Any]) -> None:
    assert told["maintenance"]["type"] == "community"
    assert all(contact["name"] for contact in told["maintenance"]["contacts"])


def test_it_says_the_same_as_the_package(told: dict[str, Any]) -> None:
    assert told["legal"]["license"] == PROJECT["license"]
    assert told["localisation"] == {"localisationReady": False, "availableLanguages": ["nl"]}
    assert told["name"] in PROJECT["scripts"]
    assert (REPOSITORY / "LICENSES" / "EUPL-1.2.txt").read_bytes() == (REPOSITORY / "LICENSE").read_bytes()


@pytest.mark.parametrize("page", ["SECURITY.md", "packaging/README.md"])
def test_what_is_told_about_safety_names_only_files_and_commands_that_exist(page: str) -> None:
    text = (REPOSITORY / page).read_text(encoding="utf-8")
    named = re.findall(r"`((?:docs|packaging|tests)/[\w./-]+)`", text)
    assert named
    assert [name for name in named if not (REPOSITORY / name).exists()] == []
