"""Data flows one way, and everything before the readers of files is pure (design 4). Reads source, runs nothing."""

from __future__ import annotations

import ast
import re
import sys
from collections.abc import Iterator, Mapping
from functools import cache
from graphlib import TopologicalSorter
from pathlib import Path

import pytest

SOURCE = Path(__file__).parent.parent / "src" / "kvv_triage"
PACKAGE = "kvv_triage"

ROOMS = re.findall(r"(?m)^- (\w+) {2,}", (SOURCE / "__init__.py").read_text(encoding="utf-8"))
"""The list of rooms that a newcomer reads: each imports only from those before it."""
PURE = tuple(ROOMS[: ROOMS.index("ending")])
"""The rooms without I/O, clock or chance."""
ORDER = (*ROOMS, "__main__")

APART = {
    "store": ("errors", "language", "saving"),
    "conversation": PURE,
    "terminal": (*PURE, "conversation"),
    "export": PURE,
}
"""Rooms that do not know each other: what each may import besides itself."""

STORE_OPENER = "store.opening"
"""Where a store is opened; all others see what `store.interface` tells of it."""
KINDS_OF_STORE = ("store.sqlcipher",)

EVENTS = {"case.events", "case.event_text"}
ENTRIES = "store.interface"
"""What was said, and under what it is kept: one room knows both."""

PURE_LIBRARIES = {
    *(
        "__future__",
        "abc",
        "bisect",
        "collections",
        "collections.abc",
        "dataclasses",
        "datetime",
        "difflib",
        "enum",
        "functools",
        "hashlib",
    ),
    *(
        "itertools",
        "json",
        "operator",
        "re",
        "textwrap",
        "types",
        "typing",
        "unicodedata",
        "pydantic",
        "pydantic_core",
        "holidays",
    ),
    *("phonenumbers", "stdnum", "stdnum.nl"),  # of files, they read no more than the data they come with
}

ONE_PLACE = {
    "pydantic": {"language", "case", "content", "checking", "pages", "reading"},
    "pydantic_core": {"language", "case", "content", "checking"},
    "prompt_toolkit": {"terminal"},
    "rich": {"terminal"},
    "typer": {"cli"},
    "yaml": {"reading"},
    "platformdirs": {"settings"},
    "sqlite3": set[str](),  # it does not encrypt
    "sqlcipher3": {"store"},
    "keyring": {"store"},
    "cryptography": {"store"},
    "holidays": {"language"},
    "phonenumbers": {"language"},
    "stdnum": {"language"},
    "icalendar": {"export"},
    "jinja2": {"export"},
    "markupsafe": {"export"},
    "pyrage": {"export"},
    "typst": {"export"},
    "_typeshed": {"export"},  # only for types
    "playwright": set[str](),
    "pypdf": set[str](),
    "random": set[str](),
    "pickle": set[str](),
}
"""Each library in one place: where it may be imported. What others wrote stands here, or nobody may import it."""

IMPURE_NAMES = frozenset(
    {"open", "print", "input", "exec", "eval", "compile", "__import__", "breakpoint", "hash", "id"}
)
"""`hash` of a text differs from process to process, and `id` from run to run."""
IMPURE_ATTRIBUTES = {"now", "today", "utcnow", "fromtimestamp", "sleep"}
"""The clock, however it was imported."""

Name = str
"""A module without the package in front: `answers`, or `terminal.keyboard`."""

TESTS = Path(__file__).parent
NOT_ROOMS = {"laws", "shipped", "helpers", "fixtures", "broken", "contract", "spelling", "packaging"}
"""Folders of tests about the whole, and of what tests read."""
TESTS_OF_SUBJECTS = {
    "case/test_kept_events.py": "events as earlier versions wrote them",
    "commands/test_belblad_breaks.py": "the call sheet while the record or the process breaks",
    "commands/test_disks.py": "the record on a disk that takes nothing more",
    "commands/test_end_of_input.py": "the input that ends at any question of any command",
    "conversation/test_nothing_slips.py": "keys that were meant for something else",
    "conversation/test_resuming_anywhere.py": "a meeting broken off after any event",
    "deciding/test_contract.py": "content written only from the contract, decided as worked out by hand",
    "deciding/test_enumeration.py": "every set of answers to two small lists",
    "deciding/test_properties.py": "what holds for every record, over generated content",
    "export/test_pictures.py": "the pictures of the docs",
    "meeting/test_interview_properties.py": "what holds for every interview, over generated content",
    "pages/test_summary_tables.py": "the tables of answers on the summary",
    "reading/test_broken.py": "the gallery of broken content",
    "record/test_before_the_key.py": "what is said before the record is open",
    "record/test_disk_errors.py": "a meeting and the upkeep on a disk that fails at some call",
    "record/test_earlier_record.py": "a record as an earlier version kept it",
    "record/test_kill.py": "a meeting of which the process is killed",
    "store/test_contract.py": "what every kind of store keeps to",
    "store/sqlcipher/test_killed_upkeep.py": "erasing, cleaning up and copies, of which the process is killed",
    "store/sqlcipher/test_every_byte.py": "every byte of a small record changed once",
    "store/sqlcipher/test_processes.py": "several processes at once",
    "terminal/test_whole_meetings.py": "every screen of three meetings, as a worker reads it",
}
"""Tests in a room that are about more than one file of it, and what they are about."""

CAMEL_CASE = re.compile(r"_?[A-Z]\w*[a-z]")
"""The name of a type: `Moment`, `ModelT` or `_Walk`, and no `LIMIT`."""


def modules() -> dict[Name, ast.Module]:
    """Every module of the package with its syntax."""
    by_name = {}
    for path in sorted(SOURCE.rglob("*.py")):
        parts = path.relative_to(SOURCE).with_suffix("").parts
        by_name[".".join(parts[:-1] if parts[-1] == "__init__" and len(parts) > 1 else parts)] = _parsed(path)
    return by_name


@cache
def _parsed(path: Path) -> ast.Module:
    return ast.parse(path.read_text(encoding="utf-8"))


def place_of(module: Name) -> Name:
    """What the order names: the module, or the package it is in."""
    return module.partition(".")[0]


def imports(tree: ast.AST, *, at_start: bool = False) -> Iterator[str]:
    """Every imported name in full; `at_start` leaves out what is imported late or only for types."""
    for node in _nodes(tree) if at_start else ast.walk(tree):
        if isinstance(node, ast.Import):
            yield from (alias.name for alias in node.names)
        elif isinstance(node, ast.ImportFrom):
            yield from (f"{'.' * node.level}{node.module or ''}.{alias.name}" for alias in node.names)


def _nodes(tree: ast.AST) -> Iterator[ast.AST]:
    """What runs when the module is imported."""
    for node in ast.iter_child_nodes(tree):
        late = isinstance(node, (ast.FunctionDef, ast.AsyncFunctionDef, ast.Lambda))
        for_types = isinstance(node, ast.If) and isinstance(node.test, ast.Name) and node.test.id == "TYPE_CHECKING"
        if not late and not for_types:
            yield node
            yield from _nodes(node)


def own_imports(tree: ast.AST, known: dict[Name, ast.Module], *, at_start: bool = False) -> set[Name]:
    """The modules of this package that a module imports."""
    own = set()
    for name in imports(tree, at_start=at_start):
        if name.startswith(f"{PACKAGE}."):
            inside = name.removeprefix(f"{PACKAGE}.")
            own.add(inside if inside in known else inside.rpartition(".")[0] or "__init__")
    return own


def libraries(tree: ast.AST, *, at_start: bool = False) -> set[str]:
    """The other packages that a module imports, by their first name."""
    return {name.partition(".")[0] for name in imports(tree, at_start=at_start)} - {PACKAGE}


def homeless(module: Name, tree: ast.AST) -> list[str]:
    """The libraries that a module imports outside their home, or that have none."""
    return sorted(
        library
        for library in libraries(tree)
        if library not in sys.stdlib_module_names or library in ONE_PLACE
        if place_of(module) not in ONE_PLACE.get(library, ())
    )


def kinds_of_store(module: Name, tree: ast.AST) -> list[Name]:
    """The modules of a kind of store that a module imports from outside: `store.sqlcipher.rows`."""
    return sorted(
        name
        for name in own_imports(tree, KNOWN)
        for kind in KINDS_OF_STORE
        if f"{name}.".startswith(f"{kind}.") and not f"{module}.".startswith(f"{kind}.")
    )


def events_beside_entries(tree: ast.AST) -> list[Name]:
    """The modules with events that a module imports while it knows the entries of the store as well."""
    own = own_imports(tree, KNOWN)
    return sorted(own & EVENTS) if ENTRIES in own else []


def impurities(tree: ast.AST) -> list[str]:
    """What makes a module impure: imports outside the list, and calls that read, write or look at the clock."""
    impure = []
    for name in imports(tree):
        library = name.rpartition(".")[0] or name
        if not name.startswith(f"{PACKAGE}.") and not {name, library} & PURE_LIBRARIES:
            impure.append(f"import {name}")
    for node in ast.walk(tree):
        if isinstance(node, ast.Name) and node.id in IMPURE_NAMES and isinstance(node.ctx, ast.Load):
            impure.append(node.id)
        elif isinstance(node, ast.Attribute) and node.attr in IMPURE_ATTRIBUTES:
            impure.append(f".{node.attr}")
    return impure


def names_given(tree: ast.Module) -> Iterator[str]:
    """Every class of a module, and every other name in CamelCase at its top: the types it gives a name."""
    for node in ast.walk(tree):
        if isinstance(node, ast.ClassDef):
            yield node.name
    for node in tree.body:
        targets: list[ast.expr] = []
        if isinstance(node, ast.Assign):
            targets = node.targets
        elif isinstance(node, ast.AnnAssign):
            targets = [node.target]
        yield from (target.id for target in targets if isinstance(target, ast.Name) and CAMEL_CASE.match(target.id))


def names_given_twice(trees: Mapping[Name, ast.Module]) -> dict[str, list[Name]]:
    """The types of which a reader cannot tell by the name which one is meant, with the modules that give it."""
    givers: dict[str, list[Name]] = {}
    for module, tree in trees.items():
        for name in names_given(tree):
            givers.setdefault(name, []).append(module)
    return {name: places for name, places in givers.items() if len(places) > 1}


KNOWN = modules()
TOP_LEVEL = {place_of(module) for module in KNOWN} - {"__init__"}
each_module = pytest.mark.parametrize("module", [module for module in KNOWN if module != "__init__"])


def test_every_module_has_one_place_in_the_order() -> None:
    assert len(set(ORDER)) == len(ORDER)
    assert sorted(TOP_LEVEL - set(ORDER)) == []


def test_the_order_names_no_module_that_is_gone() -> None:
    assert sorted(set(ORDER) - TOP_LEVEL) == []


@each_module
def test_a_module_imports_only_from_the_ones_before_it(module: Name) -> None:
    here = place_of(module)
    before = ORDER[: ORDER.index(here)] if here in ORDER else ORDER
    places = {place_of(name) for name in own_imports(KNOWN[module], KNOWN)} - {here, "__init__"}
    assert sorted(places - set(before)) == []


@each_module
def test_the_store_the_terminal_and_the_exports_do_not_know_each_other(module: Name) -> None:
    here = place_of(module)
    if here in APART:
        places = {place_of(name) for name in own_imports(KNOWN[module], KNOWN)}
        assert sorted(places - {here, *APART[here]}) == []


@pytest.mark.parametrize("module", [module for module in KNOWN if place_of(module) in PURE])
def test_a_module_before_the_readers_is_pure(module: Name) -> None:
    assert impurities(KNOWN[module]) == []


@each_module
def test_only_one_function_knows_which_kind_of_store_there_is(module: Name) -> None:
    if module != STORE_OPENER:
        assert kinds_of_store(module, KNOWN[module]) == []


@each_module
def test_only_the_record_knows_both_events_and_entries(module: Name) -> None:
    if place_of(module) not in {"record", "store"}:
        assert events_beside_entries(KNOWN[module]) == []


@each_module
def test_each_library_is_known_in_one_place(module: Name) -> None:
    assert homeless(module, KNOWN[module]) == []


def test_no_library_has_a_home_where_nobody_uses_it() -> None:
    used = {(library, place_of(module)) for module, tree in KNOWN.items() for library in libraries(tree)}
    homes = {(library, place) for library, places in ONE_PLACE.items() for place in places}
    assert sorted(homes - used) == []


def test_no_module_needs_itself_to_be_imported() -> None:
    TopologicalSorter({module: own_imports(tree, KNOWN, at_start=True) for module, tree in KNOWN.items()}).prepare()


def test_no_two_types_have_the_same_name() -> None:
    assert names_given_twice(KNOWN) == {}


def file_of(test: str) -> str:
    """The file of the package that a test is named after: `store/key/keys.py` of `store/key/test_keys.py`."""
    folder, _, name = test.rpartition("/test_")
    return f"{folder}/{name}"


def test_every_room_has_its_folder_of_tests_and_the_others_are_known() -> None:
    rooms = {room for room in ROOMS if (SOURCE / room).is_dir()}
    assert {path.name for path in TESTS.iterdir() if path.is_dir()} - {"__pycache__"} == rooms | NOT_ROOMS


def test_a_test_in_a_room_is_named_after_its_file_or_is_known_to_be_about_more() -> None:
    tests = {path.relative_to(TESTS).as_posix() for room in ROOMS for path in (TESTS / room).rglob("test_*.py")}
    assert {test for test in tests if not (SOURCE / file_of(test)).is_file()} == set(TESTS_OF_SUBJECTS)


def loads(module: Name) -> set[str]:
    """What is loaded by importing a module: modules of this package, and other packages."""
    loaded: set[str] = set()
    ahead = [module]
    while ahead:
        name = ahead.pop()
        if name not in loaded:
            loaded.add(name)
            ahead += own_imports(KNOWN[name], KNOWN, at_start=True)
    return loaded | {library for name in loaded & KNOWN.keys() for library in libraries(KNOWN[name], at_start=True)}


def test_help_loads_no_models_screen_or_store() -> None:
    assert not loads("cli.app") & {
        "pydantic",
        "yaml",
        "rich",
        "prompt_toolkit",
        "language.fields",
        "store",
        "sqlcipher3",
        "keyring",
    }


def test_the_first_screen_loads_no_content_models() -> None:
    assert not loads("conversation.first") & {
        "pydantic",
        "yaml",
        "language.fields",
        "content.content",
        "deciding.ruleset",
        "meeting.session",
    }


@each_module
def test_what_knows_numbers_is_loaded_only_for_a_text_that_holds_one(module: Name) -> None:
    assert not libraries(KNOWN[module], at_start=True) & {"phonenumbers", "stdnum"}


# The rules above see what they should see.


@pytest.mark.parametrize(
    ("source", "found"),
    [
        ("import random", ["import random"]),
        ("import os.path", ["import os.path"]),
        ("from rich.console import Console", ["import rich.console.Console"]),
        ("import yaml", ["import yaml"]),
        ("from pathlib import Path", ["import pathlib.Path"]),
        ("from time import monotonic", ["import time.monotonic"]),
        ("def late():\n    import prompt_toolkit", ["import prompt_toolkit"]),
        ("from . import answers", ["import ..answers"]),
        ("from datetime import datetime\ndatetime.now()", [".now"]),
        ("from datetime import date\nday = date.today", [".today"]),
        ("text = open('x').read()", ["open"]),
        ("print('x')", ["print"]),
        ("order = sorted(names, key=hash)", ["hash"]),
        ("from datetime import date, timedelta\nimport re\nfrom collections.abc import Mapping", []),
        ("from kvv_triage.case.answers import Answer", []),
        ("class Store:\n    def open(self): ...", []),
    ],
)
def test_what_makes_a_module_impure(source: str, found: list[str]) -> None:
    assert impurities(ast.parse(source)) == found


@pytest.mark.parametrize(
    ("module", "source", "found"),
    [
        ("commands.export", "from rich.progress import track", ["rich"]),
        ("commands.export", "def late():\n    from rich.console import Console", ["rich"]),
        ("pages.page", "if TYPE_CHECKING:\n    import typst", ["typst"]),
        ("export.html", "import requests.sessions", ["requests"]),
        ("deciding.marks", "from pydantic import BaseModel", ["pydantic"]),
        ("store.chain", "import random", ["random"]),
        ("terminal.progress", "from rich.progress import track\nimport sys", []),
        ("store.chain", "import sqlcipher3\nfrom kvv_triage.errors import KvvError", []),
    ],
)
def test_which_library_is_not_at_home(module: Name, source: str, found: list[str]) -> None:
    assert homeless(module, ast.parse(source)) == found


@pytest.mark.parametrize(
    ("module", "source", "reached"),
    [
        ("commands.beheer", "from kvv_triage.store.sqlcipher import copies", ["store.sqlcipher.copies"]),
        ("record.keeping", "import kvv_triage.store.sqlcipher.rows", ["store.sqlcipher.rows"]),
        ("store.key.keys", "def late():\n    from kvv_triage.store import sqlcipher", ["store.sqlcipher"]),
        ("store.sqlcipher.rows", "from kvv_triage.store.sqlcipher.ledger import Ledger", []),
        ("commands.beheer", "from kvv_triage.store.interface import Upkeep", []),
    ],
)
def test_what_reaches_into_a_kind_of_store(module: Name, source: str, reached: list[Name]) -> None:
    assert kinds_of_store(module, ast.parse(source)) == reached


@pytest.mark.parametrize(
    ("source", "events"),
    [
        ("from kvv_triage.case.events import Owned\nfrom kvv_triage.store.interface import Store", ["case.events"]),
        ("from kvv_triage.case import event_text\nfrom kvv_triage.store import interface", ["case.event_text"]),
        ("def late():\n    import kvv_triage.case.events\nimport kvv_triage.store.interface", ["case.events"]),
        ("from kvv_triage.case.answers import Answer\nfrom kvv_triage.store.interface import Store", []),
        ("from kvv_triage.case.event_text import as_text\nfrom kvv_triage.record.keeping import add_event", []),
    ],
)
def test_who_knows_both_events_and_entries(source: str, events: list[Name]) -> None:
    assert events_beside_entries(ast.parse(source)) == events


@pytest.mark.parametrize(
    ("source", "at_start", "found"),
    [
        ("from kvv_triage.content.content import Content", True, {"content.content"}),
        ("from kvv_triage import settings", True, {"settings"}),
        ("import kvv_triage.terminal.keyboard", True, {"terminal.keyboard"}),
        ("from kvv_triage import __version__", True, {"__init__"}),
        ("def late():\n    from kvv_triage.content.content import Content", False, {"content.content"}),
        ("def late():\n    from kvv_triage.content.content import Content", True, set()),
        ("if TYPE_CHECKING:\n    from kvv_triage.content.content import Content", True, set()),
        ("if TYPE_CHECKING:\n    from kvv_triage.content.content import Content", False, {"content.content"}),
        ("class A:\n    from kvv_triage.content.content import Content", True, {"content.content"}),
        ("try:\n    import kvv_triage.content\nexcept ImportError:\n    pass", True, {"content"}),
        ("from rich import kvv_triage", False, set()),
    ],
)
def test_what_a_module_imports(source: str, *, at_start: bool, found: set[Name]) -> None:
    assert own_imports(ast.parse(source), KNOWN, at_start=at_start) == found


@pytest.mark.parametrize(
    ("source", "twice"),
    [
        ("class Moment: ...", ["Moment"]),
        ("Moment = tuple[str, int]", ["Moment"]),
        ("Moment: TypeAlias = tuple[str, int]", ["Moment"]),
        ("class Outer:\n    class Moment: ...", ["Moment"]),
        ("def late():\n    class Moment: ...", ["Moment"]),
        ("class _Walk: ...", ["_Walk"]),
        ("ModelT = TypeVar('ModelT')", ["ModelT"]),
        ("class Moment: ...\nLIMIT = 4", ["Moment"]),
        ("from kvv_triage.meeting.moment import Moment", []),
        ("LIMIT = 3\nmoment = Moment()\n_SEEN: list[Moment] = []", []),
        ("class Milestone: ...", []),
    ],
)
def test_which_types_have_the_same_name(source: str, twice: list[str]) -> None:
    here = "class Moment: ...\nclass _Walk: ...\nModelT = TypeVar('ModelT')\nLIMIT = 3\nmoment = _SEEN = 4"
    trees = {"meeting.moment": ast.parse(here), "pages.page": ast.parse(source)}
    assert names_given_twice(trees) == {name: ["meeting.moment", "pages.page"] for name in twice}
