"""The docs cannot go stale: their examples are run, and every command, key, message code and exit code stands there."""

from __future__ import annotations

import json
import re
from collections.abc import Iterator
from pathlib import Path
from typing import get_args

import pytest

from kvv_triage.__main__ import main
from kvv_triage.content.casebook import CasebookEntry
from kvv_triage.content.checklist import KINDS, Checklist
from kvv_triage.content.thresholds import RegionalThresholds
from kvv_triage.conversation.asker import UNKNOWN_KEY, Command
from kvv_triage.errors import ExitCode
from kvv_triage.language.fields import Model
from kvv_triage.language.scales import Level, Norm, Severity, UnknownKind
from kvv_triage.reading.loading import load_folder
from tests.helpers.commandline import every_command

REPOSITORY = Path(__file__).parent.parent
DOCS = REPOSITORY / "docs"
TRAINER = (DOCS / "trainer.md").read_text(encoding="utf-8")
WORKER = (DOCS / "wijkteam.md").read_text(encoding="utf-8")
EVERYTHING = "\n".join(path.read_text(encoding="utf-8") for path in sorted(DOCS.glob("*.md")))
FILES = re.findall(r"<!-- bestand: (\S+) -->\n```yaml\n(.*?)```", EVERYTHING, re.DOTALL)
MESSAGES = re.findall(r"<!-- melding: (\S+) -->\n```\n(.*?)```", EVERYTHING, re.DOTALL)
CODE = re.compile(r"KVV\d{3}")
Captured = pytest.CaptureFixture[str]


@pytest.fixture
def example(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """The folder that the trainer's page writes down; what is around it is the working directory."""
    folder = tmp_path / "mijn-regio"
    for name, text in FILES:
        path = folder / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(text, encoding="utf-8")
    monkeypatch.chdir(tmp_path)
    return folder


def test_the_example_folder_of_the_trainers_page_is_valid(example: Path) -> None:
    assert [str(problem) for problem in load_folder(example).errors] == []


def test_the_output_of_controleer_is_as_the_trainers_page_shows_it(example: Path, capsys: Captured) -> None:
    del example
    shown = re.search(r"\$ kvv controleer mijn-regio\n(.*?)\n```", TRAINER)
    assert main(["controleer", "mijn-regio"]) == ExitCode.DONE
    assert shown is not None
    assert shown[1] == capsys.readouterr().out.splitlines()[-1]


def test_the_messages_on_the_trainers_page_are_those_of_the_gallery() -> None:
    assert MESSAGES
    for name, text in MESSAGES:
        assert text.strip() == (REPOSITORY / "tests" / "broken" / f"{name}.txt").read_text(encoding="utf-8").strip()


def test_the_example_case_decides_as_it_expects(example: Path, capsys: Captured) -> None:
    case = (example / "casebook/verwurging-lang-geleden.yaml").read_text(encoding="utf-8")
    Path("zaak.yaml").write_text(re.sub(r"(?m)^(naam|toelichting|verwacht):.*\n", "", case), encoding="utf-8")
    assert main(["beslis", "zaak.yaml", "--inhoud", "mijn-regio"]) == ExitCode.DONE
    assert json.loads(capsys.readouterr().out)["besluit"] == "bel_nu"


def test_the_meldcode_on_the_trainers_page_can_be_recorded(example: Path, capsys: Captured) -> None:
    del example
    (block,) = re.findall(r"<!-- zaak -->\n```yaml\n(.*?)```", TRAINER, re.DOTALL)
    Path("zaak.yaml").write_text(block, encoding="utf-8")
    assert main(["beslis", "zaak.yaml", "--inhoud", "mijn-regio"]) == ExitCode.DONE
    assert json.loads(capsys.readouterr().out)["meldcode"]["stap"] == 5


def test_every_command_and_option_stands_in_the_docs() -> None:
    names = [" ".join(("kvv", *words)) for words in every_command() if words]
    options = [
        name
        for words, command in every_command().items()
        if words
        for parameter in command.params
        for name in parameter.opts
        if name.startswith("--") and name != "--help"
    ]
    assert [name for name in (*names, *options) if name not in EVERYTHING] == []


def keys_of_the_program() -> set[str]:
    """Every key that does something somewhere: of a command, of a choice, and the numbers of choices."""
    source = "\n".join(path.read_text(encoding="utf-8") for path in (REPOSITORY / "src").rglob("*.py"))
    of_choices = re.findall(r'Choice\(\s*"\w+",\s*"(\w)"', source)
    return {*Command, UNKNOWN_KEY, *of_choices, *"123456789"}


def test_every_key_that_the_docs_name_exists_and_every_key_of_a_question_is_in_their_table() -> None:
    named = set(re.findall(r"`([^\s`])`", WORKER))
    assert named <= keys_of_the_program()
    table = {key for row in re.findall(r"(?m)^\| (`.`[^|]*) \|", WORKER) for key in re.findall(r"`(.)`", row)}
    assert {*Command, UNKNOWN_KEY} <= table


def test_every_exit_code_stands_in_the_docs() -> None:
    assert [code for code in ExitCode if not re.search(rf"\b{code.value} [a-z]", TRAINER)] == []


def inside(annotation: object) -> Iterator[type[Model]]:
    """Give every model in a type, and in the types of its fields."""
    if isinstance(annotation, type) and issubclass(annotation, Model):
        yield annotation
        for field in annotation.model_fields.values():
            if field.annotation not in SEEN:
                SEEN.append(field.annotation)
                yield from inside(field.annotation)
    for part in get_args(annotation):
        yield from inside(part)


SEEN: list[object] = []
MODELS = [*inside(Checklist), *inside(RegionalThresholds), *inside(CasebookEntry)]


@pytest.mark.parametrize("model", list(dict.fromkeys(MODELS)), ids=lambda model: model.__name__)
def test_every_key_of_the_content_stands_in_the_trainers_page(model: type[Model]) -> None:
    keys = [field.alias or name for name, field in model.model_fields.items()]
    assert [key for key in keys if not re.search(rf"[`{{\[ ]{key}\b[`:]", TRAINER)] == []


@pytest.mark.parametrize(
    "words", [[severity.label for severity in Severity if severity], [kind.label for kind in UnknownKind]]
)
def test_every_word_of_a_scale_has_its_own_row(words: list[str]) -> None:
    assert [word for word in words if f"\n| `{word}` |" not in TRAINER] == []


def test_every_kind_norm_and_level_stands_in_the_trainers_page() -> None:
    words = [*KINDS, *Norm, *(level.label for level in Level)]
    assert [word for word in words if f"`{word}`" not in TRAINER] == []


def test_the_table_of_messages_has_every_code_once_and_no_other() -> None:
    table = CODE.findall(TRAINER.partition("## Alle meldingen")[2])
    source = REPOSITORY / "src" / "kvv_triage"
    known = {code for path in source.rglob("*.py") for code in CODE.findall(path.read_text(encoding="utf-8"))}
    assert sorted(table) == sorted(known)


def test_a_warning_is_marked_as_one_in_the_table() -> None:
    marked = set(re.findall(r"(KVV\d{3}) \| \*let op:\*", TRAINER))
    gallery = (path.read_text(encoding="utf-8") for path in (REPOSITORY / "tests" / "broken").glob("*.txt"))
    assert marked == {code for text in gallery for code in re.findall(r": let op (KVV\d{3})", text)}


def test_every_link_inside_the_trainers_page_leads_somewhere() -> None:
    headings = {re.sub(r"[^a-z-]", "", line.lower().replace(" ", "-")) for line in re.findall(r"(?m)^#+ (.*)", TRAINER)}
    assert [target for target in re.findall(r"\]\(#(.*?)\)", TRAINER) if target not in headings] == []


FENCED = re.compile(r"(?ms)^```.*?^```")
PLACE = re.compile(r"(?:<\w+>|[\w.*-])+(?:/(?:<\w+>|[\w.*-])+)*/?")
"""A file or folder; `<room>` stands for any of them."""
FILE = re.compile(r"\.(?:py|md|ya?ml|toml|json|txt)$")


def named_places(text: str) -> list[str]:
    """Every file and folder that a page names in its text: what has a slash, or ends as a file does."""
    marked = " ".join(re.findall(r"`([^`]+)`", FENCED.sub("", text)))
    words = [word for word in marked.split() if PLACE.fullmatch(word)]
    return [word for word in dict.fromkeys(words) if "/" in word or FILE.search(word)]


def is_there(place: str) -> bool:
    """Whether something of that name is in the repository, or in the package as the rooms are named."""
    pattern = re.sub(r"<\w+>", "*", place.rstrip("/"))
    return any(next(folder.glob(pattern), None) for folder in (REPOSITORY, REPOSITORY / "src" / "kvv_triage"))


def test_every_file_and_folder_that_contributing_names_is_there() -> None:
    places = named_places((REPOSITORY / "CONTRIBUTING.md").read_text(encoding="utf-8"))
    assert len(places) > 50
    assert [place for place in places if not is_there(place)] == []


def test_what_counts_as_the_name_of_a_file_or_a_folder() -> None:
    text = "Run `pytest tests/laws` on `<room>/<file>.py`; `DESIGN.md`, no `a / b`, `kvv_x` or `--x`."
    fenced = "```yaml\n- `no/such.py`\n```"
    assert named_places(f"{text}\n{fenced}\n") == ["tests/laws", "<room>/<file>.py", "DESIGN.md"]
    assert is_there("cli/<group>.py")
    assert not is_there("<room>/weg.py")
    assert not is_there("pages/weg/")
