"""`kvv beslis` names the field of every mistake, and says what to do; never what stood there (law 9)."""

from __future__ import annotations

import io
import json
import re
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pytest

from kvv_triage.__main__ import main
from kvv_triage.checking.allowed_keys import Member, _parts
from kvv_triage.content.casebook import WrittenCase
from kvv_triage.errors import ExitCode
from kvv_triage.forms.json_text import Json

BASIS = Path(__file__).parents[1] / "broken" / "basis"
CLIENT = "Jan Jansen"
WHOLE: Json = {
    "zaak": "A-2026-014",
    "personen": ["kind-1", "kind-2"],
    "antwoorden": {
        "start.zorgen": ["partner"],
        "start.kinderen": [{"leeftijd": "9", "label": "oudste"}, {"leeftijd": "4", "label": "jongste"}],
        "partnergeweld.keel": {"antwoord": "weet_niet", "omdat": "geweigerd", "feit": "gezien", "bron": "moeder"},
        "partnergeweld.stalking": {"meningen": ["ja", {"antwoord": "weet_niet", "omdat": "geweigerd"}]},
        "kind.heeft-verteld@kind-1": {"antwoord": "ja"},
    },
    "meldcode": {
        "overleg": [{"met": "collega", "op": "2026-03-01"}],
        "gesprek": [{"met": "kind-1", "alleen": "ja", "op": "2026-03-01", "stand": "gedaan", "reden": "zo"}],
        "vermoeden": "ja",
        "onveiligheid": "twijfel",
        "effectieve_hulp": "nee",
        "hulp_aanvaard": "nee",
        "resultaat": "nog_niet",
        "besloten": {"melden": "ja", "hulp": "ja", "op": "2026-03-01"},
        "geinformeerd": {"directbetrokkenen": "nee", "reden": "veiligheid"},
        "veilig_thuis": [
            {"op": "2026-03-01", "soort": "advies", "met": "collega", "uitkomst": "melden"},
            {"op": "2026-03-02", "soort": "melding", "met": "collega", "uitkomst": "onderzoek"},
        ],
    },
    "opgeschaald": "niet pluis",
    "eerder": [{"datum": "2026-01-10", "besluit": "advies"}, {"datum": "2026-02-10", "besluit": "bel_nu"}],
    "datum": "2026-03-04",
    "overige": "open",
}
"""Everything that may stand in a document."""
Place = tuple[str | int, ...]
Tell = Callable[[Json], list[str]]
FREE = ("zaak", "opgeschaald", "met", "reden", "uitkomst", "feit", "bron", "label")
"""A text that may be anything."""
SELF_EVIDENT = re.compile(
    "kan alleen staan: |kies uit: |bekend zijn: |hier hoort een geheel getal|schrijf |kijk |gebruik |minstens|hoogstens"
)
"""A message that says by itself what to do."""


def places(part: Json, path: Place = ()) -> Iterator[tuple[Place, Json]]:
    """Every place in a document with what stands there, the document itself left out."""
    inside = part.items() if isinstance(part, dict) else enumerate(part) if isinstance(part, list) else ()
    for step, value in inside:
        yield (*path, step), value
        yield from places(value, (*path, step))


def known_keys(member: Member) -> Iterator[str]:
    for key, inside in _parts(member.model).items():
        yield str(key)
        for part in inside:
            yield from known_keys(part)


def at(path: Place, *, put: Json = None, add: tuple[str, Json] | None = None, drop: bool = False) -> Json:
    """Give the whole document with one thing in it changed."""
    document: Json = json.loads(json.dumps(WHOLE))
    part: Any = document
    for step in path[:-1]:
        part = part[step]
    if drop:
        del part[path[-1]]
    elif add:
        (part[path[-1]] if path else part)[add[0]] = add[1]
    else:
        part[path[-1]] = put
    return document


def name_of(path: Place) -> str:
    """Give the field as a message has to name it."""
    first, *rest = path if path[:1] != ("antwoorden",) or len(path) == 1 else path[1:]
    return "".join([str(first), *(f"[{step}]" if isinstance(step, int) else f".{step}" for step in rest)])


@pytest.fixture(params=["document", "regels"])
def told(request: pytest.FixtureRequest, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]) -> Tell:
    """Give what `kvv beslis` says of a document: one field with its message a line."""

    def decided(document: Json) -> list[str]:
        monkeypatch.setattr("sys.stdin", io.TextIOWrapper(io.BytesIO(json.dumps(document).encode())))
        options = ["--regels"] if request.param == "regels" else []
        code = main(["beslis", "-", "--inhoud", str(BASIS), *options])
        out, err = capsys.readouterr()
        assert code == ExitCode.CANNOT, document
        assert "Jan" not in out + err
        if options:
            return str(json.loads(out)["fout"]).split("); ") if "); " in out else [str(json.loads(out)["fout"])]
        return [line.partition(" KVV")[2][4:] for line in err.splitlines()[1:]]

    return decided


def is_told(lines: list[str], name: str) -> bool:
    found = [line for line in lines if line.startswith(f"{name}: ")]
    return bool(found) and all("(" in line or SELF_EVIDENT.search(line) for line in found)


def test_the_document_holds_every_key_there_is() -> None:
    assert {*known_keys(Member(None, WrittenCase))} <= {path[-1] for path, _ in places(WHOLE)}


@pytest.mark.parametrize("path", [pytest.param(path, id=name_of(path)) for path, _ in places(WHOLE)])
def test_a_value_of_the_wrong_kind_is_told_with_its_field(path: Place, told: Tell) -> None:
    wrong: list[Json] = [[[CLIENT]], {CLIENT: CLIENT}]
    if path[-1] not in FREE:
        wrong += [True, CLIENT]
    for value in wrong:
        lines = told(at(path, put=value))
        inside = [line for line in lines if line.startswith(name_of(path))]
        assert inside, (value, lines)
        assert all("(" in line or SELF_EVIDENT.search(line) for line in lines), lines


@pytest.mark.parametrize(
    "path", [pytest.param(path, id=name_of(path)) for path, value in places(WHOLE) if isinstance(value, dict)]
)
def test_a_key_that_nobody_knows_is_told_with_the_part_around_it(path: Place, told: Tell) -> None:
    assert is_told(told(at(path, add=(CLIENT, "ja"))), name_of(path))


def test_at_the_top_a_key_that_nobody_knows_is_told_with_what_can_stand_there(
    told: Tell,
) -> None:
    (line,) = told(at((), add=(CLIENT, "ja")))
    assert line.startswith("deze sleutel kent kvv hier niet (hier kan staan: antwoorden, datum, ")


@pytest.mark.parametrize(
    "path",
    [
        ("eerder", 1, "datum"),
        ("eerder", 0, "besluit"),
        ("meldcode", "overleg", 0, "met"),
        ("meldcode", "veilig_thuis", 1, "soort"),
        ("meldcode", "geinformeerd", "directbetrokkenen"),
    ],
    ids=name_of,
)
def test_a_key_that_is_missing_is_told_with_its_place(path: Place, told: Tell) -> None:
    assert is_told(told(at(path, drop=True)), name_of(path))


@pytest.mark.parametrize(
    ("path", "value"),
    [
        (("opgeschaald",), ""),
        (("opgeschaald",), "x"),
        (("opgeschaald",), "..."),
        (("opgeschaald",), "ja"),
        (("datum",), "2026-02-30"),
        (("datum",), "0999-01-01"),
        (("eerder", 1, "datum"), "2026-03-05"),
        (("meldcode", "overleg", 0, "op"), "2026-03-05"),
        (("meldcode", "gesprek", 0, "op"), "2026-03-05"),
        (("meldcode", "besloten", "op"), "2026-03-05"),
        (("meldcode", "veilig_thuis", 1, "op"), "2026-03-05"),
        (("personen", 1), "kind-1"),
        (("personen", 1), "kind-31"),
        (("antwoorden", "start.kinderen"), "31"),
        (("antwoorden", "partnergeweld.stalking", "meningen"), []),
        (("antwoorden", "partnergeweld.keel", "antwoord"), "ooitt"),
    ],
)
def test_a_value_that_cannot_be_is_told_with_its_field(path: Place, value: Json, told: Tell) -> None:
    assert is_told(told(at(path, put=value)), name_of(path))


@pytest.mark.parametrize("line", ['{"eerder": [{"datum": "2026-01-01", "datum": "2026-01-02", "besluit": "advies"}]}'])
def test_a_key_that_stands_twice_in_a_line_is_told_with_its_place(
    line: str, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.setattr("sys.stdin", io.TextIOWrapper(io.BytesIO(line.encode())))
    assert main(["beslis", "-", "--regels", "--inhoud", str(BASIS)]) == ExitCode.CANNOT
    told = json.loads(capsys.readouterr().out)["fout"]
    assert told == "eerder[0].datum: deze sleutel staat er twee keer (haal er één weg)"
