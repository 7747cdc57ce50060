"""Random slips: of a hand that writes YAML or JSON, and of one that types a command. The same seed, the same slips."""

from __future__ import annotations

from random import Random

HOSTILE = "a\x1b[2J\x07\x7f\x9b\u202eb\u2066\u200f\u2028\nTip: bel niet"
"""A word with everything that steers a terminal or turns its writing around."""
STEERS = frozenset(
    "\x1b\x07\x08\x00\r\x7f\x9b\u061c\u200e\u200f\u2028\u2029\u202a\u202b\u202c\u202d\u202e\u2066\u2067\u2069"
)
"""What no output may hold as it is."""

VALUES = (
    "",
    "~",
    "ja",
    "nee",
    "weet_niet",
    "0",
    "-1",
    "1e999",
    "NaN",
    "9" * 5000,
    "999999999",
    "0x10",
    "1:30",
    "[]",
    "{}",
    "[[]]",
    "{a: b}",
    "[" * 80,
    "{" * 80,
    "!!python/object:os.system {}",
    "&a x",
    "*a",
    "<<: x",
    "|",
    ">-",
    "? x",
    "'",
    '"',
    '"\\e[2J\\u202e\\x9b"',
    '"\\ud800"',
    "0001-01-01",
    "1000-01-01",
    "2999-12-31",
    "9999-12-31",
    "2026-02-30",
    "kind-1",
    f"kind-{'1' * 5000}",
    "kind-0",
    "bel_112",
    "levensgevaar",
    "x" * 3000,
    "é\u0301\U0001f468",
    "\u202e",
    "# x",
    "---",
    "...",
    "%TAG",
    "\t",
    "@x",
    "`x`",
    "{alle: []}",
    "{minstens: 999999999, ernst: acuut}",
    "{punten: 999999999}",
    "{eerder: 999999999, besluit: advies, binnen_dagen: 999999999}",
)
LETTERS = "abz019 :-,.'\"[]{}#&*!|>%@`?\\\n\t\r\0\x1b\x85\ufeff\u2028\u202eé"


def slipped(random: Random, text: str) -> bytes:
    """The text with one to three slips."""
    for _ in range(random.choice((1, 1, 1, 2, 3))):
        text = random.choice(_SLIPS)(random, text)
    raw = text.encode(errors="replace")
    return _torn(random, raw) if random.random() < 0.1 else raw


def _torn(random: Random, raw: bytes) -> bytes:
    """Bytes that an editor left, or a disk."""
    at = random.randrange(len(raw) + 1)
    return random.choice(
        (
            raw[:at],
            raw[:at] + bytes((random.randrange(256),)) + raw[at + 1 :],
            b"\xef\xbb\xbf" + raw,
            raw.decode(errors="replace").encode("utf-16"),
            raw.replace(b"\n", b"\r\n"),
            raw[:at] + b"\0" * 10 + raw[at:],
        )
    )


def _in_lines(random: Random, text: str) -> str:
    lines = text.split("\n")
    here, there = random.randrange(len(lines)), random.randrange(len(lines))
    match random.randrange(6):
        case 0:
            del lines[here]
        case 1:
            lines.insert(there, lines[here])
        case 2:
            lines[here], lines[there] = lines[there], lines[here]
        case 3:
            lines[here] = " " * random.randrange(1, 5) + lines[here]
        case 4:
            lines[here] = lines[here][random.randrange(1, 5) :]
        case _:
            lines[here:here] = lines[min(here, there) : max(here, there)][:40]
    return "\n".join(lines)


def _in_letters(random: Random, text: str) -> str:
    at = random.randrange(len(text) + 1)
    letter = random.choice(LETTERS)
    return text[:at] + random.choice((letter, letter * 3, "")) + text[at + random.randrange(2) :]


def _in_a_value(random: Random, text: str) -> str:
    """Another value behind a key or in a list."""
    places = [at for at, letter in enumerate(text[:-1]) if letter in ":[,-" and text[at + 1] == " "]
    if not places:
        return random.choice(VALUES)
    at = random.choice(places) + 2
    end = min((found for sign in ",}]\n" if (found := text.find(sign, at)) >= 0), default=len(text))
    return text[:at] + random.choice(VALUES) + text[end:]


def _in_a_word(random: Random, text: str) -> str:
    """A word in the place of another, as in a key or a reference."""
    words = [word for word in text.replace(":", " ").replace(",", " ").split() if word.isidentifier()]
    if not words:
        return text
    word, other = random.choice(words), random.choice((*words, *VALUES))
    return text.replace(word, other, random.choice((1, 1, -1)))


_SLIPS = (_in_lines, _in_letters, _in_a_value, _in_a_value, _in_a_word)
