"""The built folder, in a root that has nothing else: no Python, no libraries, no settings of a system.

`python packaging/build.py` builds it, and `KVV_BUILT=dist/kvv pytest tests/packaging` tries it, as root.
"""

from __future__ import annotations

import json
import os
import re
import shutil
import subprocess
import sys
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

import pytest

from kvv_triage import __version__
from kvv_triage.content.content import Content
from tests.helpers.typist import Replies, Worker, question

pytest.importorskip("pexpect", reason="a real terminal is tested where there is one: not on Windows")

# isort: split
from tests.helpers.terminal import Terminal

BUILT = os.environ.get("KVV_BUILT")

pytestmark = [
    pytest.mark.slow,
    pytest.mark.skipif(BUILT is None, reason="KVV_BUILT names no built folder: python packaging/build.py"),
    pytest.mark.skipif(
        sys.platform != "linux" or os.geteuid() != 0, reason="only root on Linux can give a program a root of its own"
    ),
]

SYSTEM = re.compile(r"/(?:ld-linux[\w-]*|lib(?:c|dl|m|pthread|resolv|rt|util|z))\.so\.\d+$")
"""The C library and zlib: what every Linux has, and what the program cannot start without."""
ENVIRONMENT = (
    "HOME=/home",
    "KVV_GEGEVENS=/home/gegevens",
    "KVV_WACHTZIN_BESTAND=/home/wachtzin",
    "PYTHON_KEYRING_BACKEND=keyring.backends.fail.Keyring",
    "PROMPT_TOOLKIT_NO_CPR=1",
    "TERM=xterm-256color",
)


@dataclass(frozen=True, slots=True)
class Root:
    """A root with the folder, the libraries of the system and a home."""

    folder: Path

    @property
    def program(self) -> tuple[str, ...]:
        return ("/usr/bin/env", "-i", *ENVIRONMENT, "/usr/sbin/chroot", str(self.folder), "/kvv/kvv")

    def kvv(self, *words: str, typed: str = "") -> subprocess.CompletedProcess[str]:
        """Run the program without a terminal."""
        return subprocess.run(
            [*self.program, *words],
            input=typed,
            capture_output=True,
            text=True,
            encoding="utf-8",
            check=False,
            timeout=60,
        )


@pytest.fixture(scope="module")
def root(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Root]:
    """An empty root with the built folder; what is in it weighs a hundred megabytes, so it is not kept."""
    assert BUILT is not None
    folder = tmp_path_factory.mktemp("root")
    shutil.copytree(BUILT, folder / "kvv", symlinks=True)
    programs = map(str, [folder / "kvv" / "kvv", *(folder / "kvv").rglob("*.so*")])
    needed = subprocess.run(["/usr/bin/ldd", *programs], capture_output=True, text=True, check=False)
    for library in {found for found in re.findall(r"(/\S+) \(0x", needed.stdout) if SYSTEM.search(found)}:
        target = folder / library.lstrip("/")
        target.parent.mkdir(parents=True, exist_ok=True)
        shutil.copy(library, target)
    for name in ("home", "tmp"):
        (folder / name).mkdir()
    (folder / "home" / "wachtzin").write_text("paarse fiets op zolder\n", encoding="utf-8")
    yield Root(folder)
    shutil.rmtree(folder)


def test_there_is_no_python_in_that_root(root: Root) -> None:
    outside = [path for path in root.folder.rglob("*") if path.is_file() and (root.folder / "kvv") not in path.parents]
    assert [path.name for path in outside if not SYSTEM.search(str(path)) and path.name != "wachtzin"] == []


def test_the_program_says_its_version_and_finds_its_own_content(root: Root) -> None:
    assert root.kvv("--version").stdout == f"kvv {__version__}\n"
    checked = root.kvv("controleer")
    assert (checked.returncode, checked.stderr) == (0, "")
    assert "De inhoud klopt" in checked.stdout


def test_an_exercise_through_a_pipe_ends_in_whom_to_call(root: Root) -> None:
    done = root.kvv("triage", "A-1", "--eenvoudig", "--oefening", typed="n\nteam\nik\n1\n0\n7\n\nn\nj\n2\n")
    assert "BEL NU 112" in done.stdout
    assert "Veilig Thuis: 0800-2000" in done.stdout
    assert "De invoer hield op" in done.stderr, "the input ended before the meeting did"


@pytest.fixture(scope="module")
def meeting(root: Root, content: Content) -> list[list[str]]:
    """Every screen of a meeting with a call that has to be made, held on a terminal of 80 by 24 and kept."""
    replies: Replies = {
        question(content, "start.zorgen"): ["1", "k"],
        question(content, "partnergeweld.keel"): "3",
        "HERSTELCODE": "2",
        "De uitkomst staat vast": "u",
        "Met wie is gesproken?": "de frontoffice",
        "Wie is regiehouder": ["Els", "Jan", "via de piketdienst", ""],
    }
    terminal = Terminal("triage", "A-1", program=root.program)
    screens = list(terminal.go(Worker(replies)))
    assert terminal.exit_code == 0, terminal.words
    return screens


def test_a_meeting_on_a_terminal_shows_the_alarm_on_one_screen(meeting: list[list[str]]) -> None:
    alarm = next(screen for screen in meeting if any("Belblad: bellen" in line for line in screen))
    assert any(line.strip() == "BEL NU EEN SPECIALIST" for line in alarm)
    assert not any("Lees verder" in line for line in alarm)


@pytest.mark.usefixtures("meeting")
def test_the_meeting_is_kept_encrypted_and_shows_in_the_list(root: Root) -> None:
    (session,) = json.loads(root.kvv("sessies", "--json").stdout)
    assert session["zaak"] == "A-1"
    assert root.kvv("beheer", "controleer").returncode == 0
    assert b"A-1" not in (root.folder / "home" / "gegevens" / "sessies.kvv").read_bytes()


@pytest.mark.usefixtures("meeting")
@pytest.mark.parametrize(
    ("name", "piece"),
    [
        ("w.html", "<!DOCTYPE html>"),
        ("w.csv", "sessie;"),
        ("w.md", "# "),
        ("w.json", "{"),
        ("w.ics", "BEGIN:VCALENDAR"),
    ],
)
def test_the_meeting_leaves_in_every_form_but_one(root: Root, name: str, piece: str) -> None:
    done = root.kvv("export", "A-1", "--naar", f"/home/{name}")
    assert done.returncode == 0, done.stderr
    assert piece in (root.folder / "home" / name).read_text(encoding="utf-8-sig")


@pytest.mark.usefixtures("meeting")
def test_who_wants_a_pdf_is_told_in_dutch_what_to_do_instead(root: Root) -> None:
    for words in (["export", "A-1", "--naar", "/home/w.pdf"], ["belblad", "A-1", "--naar", "/home/b.pdf"]):
        done = root.kvv(*words)
        assert done.returncode == 1
        assert done.stderr.startswith("Fout: Voor een PDF is een extra onderdeel nodig.\nTip: Kies html")


@pytest.mark.usefixtures("meeting")
def test_an_export_can_be_encrypted_for_a_reader(root: Root) -> None:
    pyrage = pytest.importorskip("pyrage")
    reader = pyrage.x25519.Identity.generate()
    (root.folder / "home" / "lezer").write_text(f"{reader.to_public()}\n", encoding="utf-8")
    done = root.kvv("export", "A-1", "--voor", "/home/lezer", "--naar", "/home/geheim.md.age")
    assert done.returncode == 0, done.stderr
    sealed = (root.folder / "home" / "geheim.md.age").read_bytes()
    assert "Veilig Thuis" in pyrage.decrypt(sealed, [reader]).decode()


@pytest.mark.usefixtures("meeting")
def test_the_figures_and_what_is_open_are_told(root: Root) -> None:
    assert root.kvv("rapport").returncode == 0
    assert "A-1" in root.kvv("opvolging").stdout


def test_the_licences_of_what_others_made_travel_along(root: Root) -> None:
    inside = root.folder / "kvv" / "_internal"
    for library in ("sqlcipher3", "cryptography", "pydantic_core", "rich"):
        assert [*inside.glob(f"{library}-*.dist-info/**/*LICEN*")], library


@pytest.mark.parametrize("left_out", ["typst", "tkinter", "pip", "setuptools"])
def test_what_is_never_used_is_left_out(root: Root, left_out: str) -> None:
    assert not (root.folder / "kvv" / "_internal" / left_out).exists()
