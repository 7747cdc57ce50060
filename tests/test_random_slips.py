"""Slips in content, documents and commands made at random: whatever comes in, kvv has a sentence.

With `--every` there are ten thousand slips, ten thousand documents and 2,500 commands; without it, a tenth of them.
"""

from __future__ import annotations

import io
import json
import shutil
import sys
from collections.abc import Callable, Iterator
from contextlib import redirect_stdout
from datetime import date
from pathlib import Path
from random import Random

import pytest
from typer.core import TyperArgument, TyperOption

from kvv_triage.__main__ import main
from kvv_triage.commands.controleer import run as check
from kvv_triage.deciding.ruleset import Ruleset
from kvv_triage.errors import ContentInvalid, ExitCode
from kvv_triage.reading.loading import load_content
from kvv_triage.settings import Places
from tests.helpers.commandline import every_command
from tests.helpers.every_kind import EVERY_KIND
from tests.helpers.keyrings import MemoryKeyring
from tests.helpers.slips import HOSTILE, STEERS, VALUES, slipped

pytestmark = pytest.mark.slow

ROOT = Path(__file__).parents[1]
BASIS = ROOT / "tests" / "broken" / "basis"
DAY = date(2026, 3, 4)

SMALL = {
    "thresholds.yaml": """\
formaat: 1
versie: "1"
regio: Testregio
opnieuw_kijken_na_dagen: 90
afspraak:
  gemaakt_op: 2026-03-01
  herzien_voor: 2027-03-01
  partijen: [{naam: Wijkteam Noord, akkoord: 2026-03-01}]
bronnen:
  norm: {titel: Een norm, jaar: 2019}
specialisten:
  veilig_thuis:
    naam: Veilig Thuis
    telefoon: 0800-2000
    gecontroleerd_op: 2026-01-01
    geen_gehoor: [politie]
  politie: {naam: Politie, telefoon: 0900-8844}
drempels:
  - {id: rood, als: {minstens: 1, ernst: rode_vlag}, dan: bel_nu, bel: [veilig_thuis], omdat: Rood., bron: [norm]}
  - id: samen
    als:
      een_van:
        - {alle: [{vraag: a.ja-nee}, {vraag: a.keel, vanaf: ooit}]}
        - {vraag: a.dreiging, optie: mes}
        - {vraag: a.dreiging, opties: [mes, doden], minstens: 2}
        - {minstens: 1, vragen: [a.bang], bij: kind}
        - {punten: 2, in: [a]}
        - {niet_uitgesloten: 2, ernst: acuut, vanaf: geweigerd}
        - {eerder: 2, besluit: advies, binnen_dagen: 400}
        - {minstens: 1, norm: structureel}
    dan: advies
    bel: [veilig_thuis]
    omdat: Samen.
    let_op: [Let op.]
    opnieuw_kijken_na_dagen: 14
""",
    "checklists/a.yaml": (
        'checklist: a\ntitel: Alles\nversie: "1"\nvolgorde: 1\nbronnen:\n  b: {titel: Een bron, jaar: 2008}\n'
        "onderdelen:\n- id: deel\n  titel: Deel\n  vragen:\n"
        + "".join(f"  {line}\n" for line in EVERY_KIND.split("\n") if line)
        + "- id: kinderen\n  titel: Kinderen\n  per: kind\n  vragen:\n"
        "  - {id: bang, vraag: Bang?, ernst: ernstig, alleen_als: {vraag: a.ja-nee}, bron: [b], reden: Zo.}\n"
    ),
    "casebook/een.yaml": """\
naam: Een zaak
personen: [kind-1]
antwoorden:
  a.ja-nee: ja
  a.keel: {antwoord: ooit, feit: "dat zei zij", bron: cliënt}
  a.bang@kind-1: {antwoord: weet_niet, omdat: geweigerd}
  a.dreiging: {meningen: [[mes], weet_niet]}
meldcode: {gesprek: [{met: kind-1, op: 2026-03-05, stand: niet_veilig, reden: "nee"}], vermoeden: ja}
opgeschaald: niet pluis
eerder: [{datum: 2026-01-10, besluit: advies}]
datum: 2026-03-04
overige: nee
verwacht: {besluit: bel_nu, drempels: [rood], bel: [veilig_thuis]}
""",
}
"""A small folder in which everything that can be written stands once."""


def written(folder: Path) -> Path:
    """Write the small folder."""
    for name, text in SMALL.items():
        (folder / name).parent.mkdir(parents=True, exist_ok=True)
        (folder / name).write_text(text, encoding="utf-8")
    return folder


def steering(text: str) -> frozenset[str]:
    """What would steer a terminal in this output."""
    return STEERS & set(text)


def test_the_small_folder_is_in_order(tmp_path: Path) -> None:
    content = load_content(written(tmp_path))
    assert len([*content.checklists]) == 1
    with redirect_stdout(io.StringIO()) as out:
        check(tmp_path, form="tekst", places=Places())
    assert "De inhoud klopt: 1 lijst, 8 vragen, 2 drempels, 1 oefenzaak." in out.getvalue(), out.getvalue()


FOLDERS = [("small", 3000), ("small", 2999), ("small", 3001), ("basis", 940), ("shipped", 60)]
FORMS = ("tekst", "json", "github")


def copied(kind: str, folder: Path) -> list[Path]:
    """Make a folder of this kind, with a few of its cases; gives its files."""
    if kind == "small":
        written(folder)
    else:
        source = ROOT if kind == "shipped" else BASIS
        for name in ("checklists", "casebook"):
            shutil.copytree(source / name, folder / name)
        shutil.copy(source / "thresholds.yaml", folder)
        for case in sorted((folder / "casebook").iterdir())[3:]:
            case.unlink()
    return sorted(folder.rglob("*.yaml"))


SHARE = 10


@pytest.mark.parametrize(("kind", "count"), FOLDERS)
def test_no_slip_in_content_is_a_bug(kind: str, count: int, tmp_path: Path, *, is_every_one: bool) -> None:
    random = Random(f"{count} slips in {kind}")  # noqa: S311 -- slips, no secrets
    texts = {path: path.read_bytes() for path in copied(kind, tmp_path)}
    done = 0
    while done < (count if is_every_one else count // SHARE):
        slips = {path: slipped(random, texts[path].decode()) for path in random.sample([*texts], random.randint(1, 3))}
        for path, slip in slips.items():
            path.write_bytes(slip)
        with redirect_stdout(io.StringIO()) as out:
            try:
                check(tmp_path, form=FORMS[done % 3], places=Places())
            except ContentInvalid:
                pass
            except Exception as error:  # noqa: BLE001 -- any other is a bug
                pytest.fail(f"after {done} slips: {error!r} {slips}")
        assert not steering(out.getvalue()), f"after {done} slips: {slips}"
        for path in slips:
            path.write_bytes(texts[path])
        done += len(slips)


class Pipe(io.TextIOWrapper):
    """What is piped into a command."""

    def __init__(self, raw: bytes) -> None:
        super().__init__(io.BytesIO(raw), encoding="utf-8")


Kvv = Callable[..., tuple[int, str]]


@pytest.fixture
def kvv(tmp_path: Path, monkeypatch: pytest.MonkeyPatch, ring: MemoryKeyring) -> Iterator[Kvv]:
    """Run kvv in a folder of its own on this input; gives the exit code and all that was told."""
    assert not ring.kept
    monkeypatch.chdir(tmp_path)
    for name in ("KVV_INHOUD", "KVV_WACHTZIN_BESTAND"):
        monkeypatch.delenv(name, raising=False)
    monkeypatch.setenv("KVV_GEGEVENS", str(tmp_path / "gegevens"))

    def run(*words: str, typed: bytes = b"") -> tuple[int, str]:
        out = io.TextIOWrapper(io.BytesIO(), encoding="utf-8", write_through=True)
        for name, stream in (("stdin", Pipe(typed)), ("stdout", out), ("stderr", out)):
            monkeypatch.setattr(sys, name, stream)
        code = main(words)
        assert isinstance(out.buffer, io.BytesIO)
        return code, out.buffer.getvalue().decode()

    yield run
    monkeypatch.undo()


def documents(random: Random, ruleset: Ruleset) -> Iterator[bytes]:
    """Documents for `kvv beslis`, from nearly right to nothing like it."""
    slots = [*ruleset.by_id, "a.bang@kind-1", f"a.bang@kind-{'1' * 5000}", "a.bang@", "zus.zo", HOSTILE, ""]
    raw: tuple[object, ...] = (
        "ja",
        "nee",
        "ooit",
        ["mes"],
        ["mes", "mes"],
        3,
        -1,
        10**40,
        1e308,
        True,
        None,
        [],
        {},
        [[[]]],
        *VALUES,
    )

    def value(depth: int = 0) -> object:
        if depth > 3 or random.random() < 0.6:
            return random.choice(raw)
        keys = ("antwoord", "feit", "bron", "omdat", "meningen", "leeftijd", "label", "zus", HOSTILE)
        if random.random() < 0.5:
            return {random.choice(keys): value(depth + 1) for _ in range(random.randrange(4))}
        return [value(depth + 1) for _ in range(random.randrange(4))]

    days = ("2026-03-04", "1000-01-01", "2999-12-31", "0001-01-01", "9999-12-31", "x", 5)
    text = SMALL["casebook/een.yaml"].replace("naam: Een zaak\n", "").partition("verwacht")[0]
    while True:
        if random.random() < 0.4:
            yield slipped(random, text)
            continue
        document: dict[str, object] = {
            "antwoorden": {random.choice(slots): value() for _ in range(random.randrange(5))}
        }
        for key, choices in {
            "datum": days,
            "eerder": ([{"datum": day, "besluit": "bel_nu"}] for day in days),
            "personen": (["kind-1"], ["kind-99"], [f"kind-{'1' * 5000}"], "kind-1", [[]], 3),
            "overige": ("nee", "open", "weet_niet", "ja"),
            "meldcode": (
                {"vermoeden": "ja"},
                {"veilig_thuis": [{"op": "2999-12-31", "soort": "melding"}]},
                value(),
                [],
            ),
            "opgeschaald": ("niet pluis", "", HOSTILE, value()),
            "zaak": ("A-1", HOSTILE, 5),
            "zus": (1,),
        }.items():
            if random.random() < 0.25:
                document[key] = random.choice(list(choices))
        line = json.dumps(document, ensure_ascii=random.random() < 0.5).encode(errors="replace")
        yield slipped(random, line.decode()) if random.random() < 0.2 else line


@pytest.mark.parametrize("hand", range(2))
def test_no_document_is_a_bug(hand: int, kvv: Kvv, tmp_path: Path, *, is_every_one: bool) -> None:
    """Most of them as lines of JSON, many to a run; the others as one document each."""
    random = Random(f"documents of hand {hand}")  # noqa: S311 -- slips, no secrets
    folder = written(tmp_path / "inhoud")
    made = documents(random, Ruleset(load_content(folder)))
    some = 500 if is_every_one else 500 // SHARE
    for _ in range(9):
        lines = [next(made).replace(b"\n", b" ") for _ in range(some)]
        code, told = kvv("beslis", "-", "--regels", "--inhoud", str(folder), typed=b"\n".join(lines))
        assert code in (ExitCode.DONE, ExitCode.CANNOT), told[-2000:]
        assert not steering(told)
        answers = [line for line in told.splitlines() if line.startswith("{")]
        assert len(answers) == len([line for line in lines if line.strip()])
    for number in range(some):
        document = next(made)
        code, told = kvv("beslis", "-", "--inhoud", str(folder), typed=document)
        assert code in (ExitCode.DONE, ExitCode.CANNOT), f"document {number}: {told}\n{document[:3000]!r}"
        assert not steering(told), f"document {number}: {document[:3000]!r}"


WORDS = "- -- inhoud uit.md uit.pdf map kind-1 1-1-2026 2026-01-01 ja kort volledig json csv HTML -x --= = é . A-1 x/y"
ANYTHING = (*WORDS.split(), "K7M-3FQR", "afspraak-1", "~niemand/x", "/dev/null", "", "\udcff", "y" * 300, HOSTILE)
"""What may stand behind a command or an option, besides values of YAML."""


def command_lines(random: Random) -> Iterator[list[str]]:
    """Words behind kvv: of three, two fit the command as far as their names go, and one is typed by a cat."""
    commands = {words: command for words, command in every_command().items() if words}
    params = [param for command in commands.values() for param in command.params]
    options = sorted({option for param in params for option in param.opts if option.startswith("-")})

    def word() -> str:
        return random.choice((*ANYTHING, *VALUES))

    def fitting(param: object) -> list[str]:
        choices = getattr(getattr(param, "type", None), "choices", ()) if random.random() < 0.9 else ()
        value = [random.choice([*choices]) if choices else word()]
        if isinstance(param, TyperArgument):
            return value if random.random() < 0.95 else []
        assert isinstance(param, TyperOption)
        if random.random() < 0.7 or param.name == "help":
            return []
        return [param.opts[-1]] if param.is_flag else [param.opts[-1], *value]

    while True:
        words = [*random.choice(sorted(commands))]
        if random.random() < 0.67:
            words += [one for param in commands[tuple(words)].params for one in fitting(param)]
        else:
            words = words if random.random() < 0.7 else [word(), *words[:1]]
            for _ in range(random.choice((0, 1, 1, 2, 3))):
                option = random.choice(options)
                words += random.choice(([word()], [option], [option, word()], [f"{option}={word()}"]))
        yield [one.replace("\0", "") for one in words]


KEYS = "n j 1 2 3 9 s t ja A-1 Sam 2999-12-31 31-12-2999 ! z ? p"
TYPED = (*KEYS.split(), "", "over 9 weken", "9" * 5000, HOSTILE.replace("\n", " "))
"""What is typed at whatever is asked."""


@pytest.mark.parametrize("hand", range(5))
def test_no_command_is_a_bug(hand: int, kvv: Kvv, tmp_path: Path, *, is_every_one: bool) -> None:
    random = Random(f"commands of hand {hand}")  # noqa: S311 -- slips, no secrets
    written(tmp_path / "inhoud")
    kvv("triage", "A-1", "--eenvoudig", "--inhoud", "inhoud", typed=b"n\n2\nSam\n1\n0\n")
    for number, words in zip(range(500 if is_every_one else 500 // SHARE), command_lines(random), strict=False):
        # A passphrase that came to be would make every command after it slow.
        count = 0 if words[:2] == ["beheer", "sleutel"] else random.choice((0, 0, 3, 40))
        lines = (random.choice(TYPED) for _ in range(count))
        typed = "".join(f"{line}\n" for line in lines).encode(errors="replace")
        code, told = kvv(*words, typed=typed)
        assert code in (0, 1, 2, 3, 4), f"command {number}: {words}\n{typed!r}\n{told[-2000:]}"
        assert not steering(told), f"command {number}: {words}\n{typed!r}\n{told!r}"
