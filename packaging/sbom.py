"""What kvv is made of, as a CycloneDX document: `python packaging/sbom.py > kvv.cdx.json`.

It names every library of the built folder, on whatever system, as `uv.lock` has it: version, files with their hashes,
and what needs what. The licence is told of what is installed where it runs.
"""

from __future__ import annotations

import sys
import tomllib
from collections.abc import Iterator, Mapping, Sequence
from importlib.metadata import PackageNotFoundError, metadata
from pathlib import Path
from typing import Any

from cyclonedx.contrib.hash.factories import HashTypeFactory
from cyclonedx.contrib.license.factories import LicenseFactory
from cyclonedx.model import ExternalReference, ExternalReferenceType, XsUri
from cyclonedx.model.bom import Bom
from cyclonedx.model.component import Component, ComponentType
from cyclonedx.output.json import JsonV1Dot6
from packageurl import PackageURL

LOCK = Path(__file__).parent.parent / "uv.lock"
OURS = "kvv-triage"
EXTRAS = ("age",)

Package = Mapping[str, Any]
"""A package as the lock writes it."""


def main() -> None:
    """Write the document to the output."""
    sys.stdout.write(f"{JsonV1Dot6(bom()).output_as_string(indent=2)}\n")


def bom(lock: Path = LOCK) -> Bom:
    """Everything that runs, and what needs what."""
    packages = {package["name"]: package for package in tomllib.loads(lock.read_text(encoding="utf-8"))["package"]}
    components = {name: component(packages[name]) for name in running(packages)}
    made = Bom(components=[one for name, one in components.items() if name != OURS])
    made.metadata.component = components[OURS]
    for name, one in components.items():
        extras = EXTRAS if name == OURS else ()
        made.register_dependency(one, [components[needed] for needed in needs(packages[name], extras)])
    return made


def running(packages: Mapping[str, Package]) -> Sequence[str]:
    """The names of all that kvv needs, itself first; each once."""
    found: list[str] = []
    to_do = [OURS]
    while to_do:
        name = to_do.pop(0)
        if name not in found:
            found.append(name)
            to_do += needs(packages[name], EXTRAS if name == OURS else ())
    return found


def needs(package: Package, extras: Sequence[str]) -> Iterator[str]:
    """The names of what a package needs itself, on any system."""
    more = package.get("optional-dependencies", {})
    for group in (package.get("dependencies", ()), *(more[extra] for extra in extras)):
        yield from dict.fromkeys(needed["name"] for needed in group)


def component(package: Package) -> Component:
    """One package, with the files that may be installed of it."""
    name, version = package["name"], package["version"]
    files = [*([package["sdist"]] if "sdist" in package else []), *package.get("wheels", ())]
    return Component(
        name=name,
        version=version,
        type=ComponentType.APPLICATION if name == OURS else ComponentType.LIBRARY,
        bom_ref=f"{name}=={version}",
        purl=PackageURL("pypi", name=name, version=version),
        licenses=[LicenseFactory().make_from_string(licence) for licence in licences(name, version)],
        external_references=[
            ExternalReference(
                type=ExternalReferenceType.DISTRIBUTION,
                url=XsUri(file["url"]),
                hashes=[HashTypeFactory().from_composite_str(file["hash"])],
            )
            for file in files
        ],
    )


def licences(name: str, version: str) -> Iterator[str]:
    """What the installed package of this version says of its licence; nothing when it is not installed here."""
    try:
        told = metadata(name)
    except PackageNotFoundError:
        return
    if told["Version"] != version:
        return
    if licence := told["License-Expression"] or told["License"]:
        yield licence.splitlines()[0]
    else:  # older packages say it in their classifiers only
        classes = (text for text in told.get_all("Classifier", ()) if text.startswith("License :: "))
        yield from (text.rpartition(" :: ")[2] for text in classes)


if __name__ == "__main__":
    main()
