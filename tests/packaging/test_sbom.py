"""The list of what kvv is made of: whole, valid, and the same as the lock says."""

from __future__ import annotations

import json
import re
import subprocess
import sys
import tomllib
from importlib.metadata import distributions, requires
from pathlib import Path
from typing import Any

import pytest
from cyclonedx.schema import SchemaVersion
from cyclonedx.validation.json import JsonStrictValidator

REPOSITORY = Path(__file__).parents[2]


@pytest.fixture(scope="module")
def written() -> str:
    program = REPOSITORY / "packaging" / "sbom.py"
    return subprocess.run([sys.executable, program], capture_output=True, check=True, text=True).stdout


@pytest.fixture(scope="module")
def document(written: str) -> dict[str, Any]:
    return dict(json.loads(written))


def names(document: dict[str, Any]) -> set[str]:
    return {component["name"] for component in document["components"]}


def test_it_is_valid_by_the_published_schema(written: str) -> None:
    assert JsonStrictValidator(SchemaVersion.V1_6).validate_str(written) is None


def test_it_names_what_kvv_asks_for_and_what_that_asks_for_but_no_test_tools(document: dict[str, Any]) -> None:
    asked = [re.split(r"[<>=;\[ ]", line)[0] for line in requires("kvv-triage") or () if "extra ==" not in line]
    assert {re.sub(r"[-_.]+", "-", name).lower() for name in asked} <= names(document)
    assert {"pyrage", "pydantic-core", "pywin32-ctypes", "secretstorage"} <= names(document)
    assert not {"pytest", "ruff", "typst", "pyinstaller", "kvv-triage"} & names(document)
    assert document["metadata"]["component"]["name"] == "kvv-triage"


def test_every_library_has_its_locked_version_and_a_hash_of_every_file(document: dict[str, Any]) -> None:
    lock = tomllib.loads((REPOSITORY / "uv.lock").read_text(encoding="utf-8"))
    locked = {package["name"]: package for package in lock["package"]}
    for component in document["components"]:
        package = locked[component["name"]]
        assert component["version"] == package["version"]
        files = component["externalReferences"]
        assert len(files) == len(package.get("wheels", [])) + ("sdist" in package)
        assert all(file["hashes"][0]["alg"] == "SHA-256" for file in files)


def test_it_tells_the_licence_of_what_is_installed(document: dict[str, Any]) -> None:
    here = {found.name.lower().replace("_", "-"): found.version for found in distributions()}
    without = {
        component["name"]
        for component in document["components"]
        if "licenses" not in component and here.get(component["name"]) in (None, component["version"])
    }
    elsewhere = {"backports-tarfile", "colorama", "jeepney", "pywin32-ctypes", "secretstorage"}
    untold = {"pyrage", "sqlcipher3"}
    assert without <= elsewhere | untold, "these are not installed everywhere, or do not say it in their metadata"


def test_it_tells_what_needs_what(document: dict[str, Any]) -> None:
    needed = {one["ref"].partition("==")[0]: one.get("dependsOn", []) for one in document["dependencies"]}
    assert any(ref.startswith("pydantic-core==") for ref in needed["pydantic"])
    assert any(ref.startswith("pyrage==") for ref in needed["kvv-triage"])
