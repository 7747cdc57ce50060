"""The Dutch that workers read: spelled right, in short sentences, without words that we do not use.

Needs hunspell with the Dutch dictionary (Debian: hunspell and hunspell-nl). Words it does not know but that are right
stand in spelling/woorden.txt.
"""

from __future__ import annotations

import ast
import os
import re
import shutil
import subprocess
from collections.abc import Iterable, Iterator
from functools import cache
from pathlib import Path
from typing import NamedTuple

import pytest
import yaml

ROOT = Path(__file__).parents[2]
DATA = ROOT / "src/kvv_triage/data"
DUTCH_KEYS = frozenset(
    {
        "titel",
        "vraag",
        "toelichting",
        "tekst",
        "reden",
        "naam",
        "omdat",
        "niet_eerst_spreken_met",
        "let_op",
        "waarvoor",
        "bereikbaar",
        "nacht",
        "label",
    }
)
"""The keys of our YAML whose values are shown; ids, addresses and the titles of sources are not Dutch sentences."""
NOT_OURS = frozenset({"bronnen"})
"""Parts in which others speak."""
WORDS = frozenset((Path(__file__).parents[1] / "spelling/woorden.txt").read_text(encoding="utf-8").split())
NEVER = ("wettelijke meldplicht", "meldplicht", "dader ", "laag risico", "risicoscore", "is veilig ")
"""What design 1 and 3 rule out: a duty that does not exist, a verdict, a promise of safety."""
LONGEST_QUESTION, LONGEST_SENTENCE = 20, 25
NO_TEXT = re.compile(r"```.*?```|<!--.*?-->|`[^`]*`|\[[^\]]*\]\([^)]*\)( \([^)]*\))?|https?://\S+", re.DOTALL)
"""What stands in our pages and is not for reading: code, comments, and links with the authors behind them."""
OPTION = re.compile(r"--[a-z-]+|\.[a-z]+\b|pip install \S+")
IS_SENTENCE = re.compile(r"^[A-ZÉ]|[.?!:]\s*$")
IS_CODE = re.compile(r"<\w|^\w+\(|\[A-Z|\b(SELECT|INSERT|UPDATE|DELETE|CREATE|AND|WHERE|PRAGMA|VACUUM|BEGIN)\b")
HUNSPELL = ["hunspell", "-d", "nl_NL", "-i", "utf-8", "-l"]
NO_HUNSPELL = "hunspell with the Dutch dictionary is not installed (apt-get install hunspell hunspell-nl)"


class Text(NamedTuple):
    """A text, and where it stands."""

    place: str
    key: str
    text: str


def yaml_files() -> list[Path]:
    return [
        ROOT / "thresholds.yaml",
        *sorted(DATA.glob("*.yaml")),
        *sorted((ROOT / "checklists").glob("*.yaml")),
        *sorted((ROOT / "casebook").glob("*.yaml")),
    ]


def texts_of(data: object, place: str, key: str = "") -> Iterator[Text]:
    match data:
        case dict():
            for name, value in data.items():
                if name not in NOT_OURS:
                    yield from texts_of(value, place, str(name))
        case list():
            for value in data:
                yield from texts_of(value, place, key)
        case str() if key in DUTCH_KEYS and not is_id(data):
            yield Text(place, key, data)


def is_id(text: str) -> bool:
    """Whether this is no sentence but the id of a question, as conditions name it."""
    return re.fullmatch(r"[a-z-]+\.[a-z-]+", text) is not None


def in_pages() -> Iterator[Text]:
    """What our Dutch pages say, without code, links and the titles of sources."""
    for path in sorted((ROOT / "docs").glob("*.md")):
        text = NO_TEXT.sub(" ", path.read_text("utf-8"))
        yield from (Text(path.name, "pagina", line) for line in text.splitlines() if line.strip())


@cache
def screens() -> tuple[Text, ...]:
    """Everything of `in_screens`, read once."""
    return tuple(in_screens())


def in_screens() -> Iterator[Text]:
    """The sentences in our code: they stand on a screen, in a message or in a help page."""
    for path in sorted((ROOT / "src").rglob("*.py")):
        for text in texts_in(ast.parse(path.read_text("utf-8"))):
            if " " in text.strip() and IS_SENTENCE.search(text) and not IS_CODE.search(text):
                yield Text(path.name, "scherm", NO_TEXT.sub(" ", OPTION.sub(" ", text)))


def texts_in(tree: ast.AST) -> list[str]:
    """Give the texts in a piece of code, each with its blanks, and without what explains the code."""
    if isinstance(tree, ast.JoinedStr):
        return ["".join(str(part.value) if isinstance(part, ast.Constant) else " 0 " for part in tree.values)]
    if isinstance(tree, ast.Constant):
        return [tree.value] if isinstance(tree.value, str) else []
    is_docstring = isinstance(tree, ast.Expr) and isinstance(tree.value, ast.Constant)
    return [] if is_docstring else [text for child in ast.iter_child_nodes(tree) for text in texts_in(child)]


def in_yaml() -> list[Text]:
    found: list[Text] = []
    for path in yaml_files():
        found += texts_of(read(path), str(path.relative_to(ROOT)))
    return found


def read(path: Path) -> object:
    """Give a file as data in which every scalar is text, as kvv reads it."""
    return yaml.load(path.read_bytes(), Loader=yaml.BaseLoader)  # noqa: S506 -- it makes texts, lists and mappings only


IN_YAML = in_yaml()


def sentences(text: str) -> list[str]:
    return [part for part in re.split(r"(?<=[.!?])\s+", text) if part]


def count_words(sentence: str) -> int:
    return len(re.findall(r"[^\W\d_][\w'-]*", sentence))


def test_there_is_dutch_to_check() -> None:
    assert len(IN_YAML) > 1000
    assert {text.key for text in IN_YAML} >= DUTCH_KEYS - {"label"}


def test_there_are_screens_to_check() -> None:
    assert len(screens()) > 500


def test_a_question_is_short() -> None:
    too_long = [text for text in IN_YAML if text.key == "vraag" and count_words(text.text) > LONGEST_QUESTION]
    assert too_long == []


def test_no_sentence_is_long() -> None:
    too_long = [
        (text.place, sentence)
        for text in IN_YAML
        for sentence in sentences(text.text)
        if count_words(sentence) > LONGEST_SENTENCE
    ]
    assert too_long == []


def test_a_question_asks_one_thing_and_ends_in_a_question_mark() -> None:
    questions = [text for text in IN_YAML if text.key == "vraag"]
    assert [text for text in questions if text.text.count("?") != 1 or not text.text.endswith("?")] == []


def test_no_question_has_a_double_negative() -> None:
    negatives = re.compile(r"\b(niet|geen|nooit|niemand|niets|zonder)\b", re.IGNORECASE)
    assert [text for text in IN_YAML if text.key == "vraag" and len(negatives.findall(text.text)) > 1] == []


@pytest.mark.parametrize("word", NEVER)
def test_words_that_we_do_not_use_stay_out(word: str) -> None:
    assert [text for text in (*IN_YAML, *screens()) if word in said(text)] == []


def said(text: Text) -> str:
    """Give a text in small letters, without the name in which a forbidden word stands."""
    return f"{text.text.lower().replace('veilig thuis', '')} "


def test_every_word_is_spelled_right() -> None:
    need_hunspell()
    texts = [*IN_YAML, *in_pages(), *screens()]
    wrong = unknown_words({word for text in texts for word in split(text.text)})
    assert [(word, text) for text in texts for word in split(text.text) if word in wrong] == []


def test_the_word_list_holds_only_words_that_are_used_and_unknown() -> None:
    need_hunspell()
    used = {word for text in (*IN_YAML, *in_pages(), *screens()) for word in split(text.text)}
    assert sorted(WORDS - used) == []
    assert sorted(WORDS - unknown_words(WORDS, known=frozenset())) == []


def need_hunspell() -> None:
    """Skip the test when the dictionary is not there; in CI that is a failure."""
    found = shutil.which("hunspell") and subprocess.run(HUNSPELL, input=b"", capture_output=True, check=False)
    if not found or found.returncode:
        (pytest.fail if os.environ.get("CI") else pytest.skip)(NO_HUNSPELL)


def unknown_words(words: Iterable[str], known: frozenset[str] = WORDS) -> frozenset[str]:
    """Give the words that neither hunspell nor our own list knows."""
    told = subprocess.run(
        HUNSPELL, input="\n".join(sorted(words)), capture_output=True, text=True, encoding="utf-8", check=True
    )
    return frozenset(told.stdout.split()) - known


def split(text: str) -> list[str]:
    """Give the words of a text as they would stand in a dictionary."""
    return re.findall(r"[^\W\d_]+(?:[-'\u2019][^\W\d_]+)*", text.replace("(ex-)", "ex-"))
