"""The commands about what is kept: `kvv sessies`, `kvv toon` and `kvv beheer`, on a record made by `kvv triage`."""

from __future__ import annotations

import io
import json
import re
import shutil
import sys
from collections.abc import Callable
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest

from kvv_triage.__main__ import main
from kvv_triage.commands.beheer import NOT_THERE
from kvv_triage.store.interface import Author
from kvv_triage.store.key import keys
from kvv_triage.store.key.secret import Secret
from kvv_triage.store.opening import open_record
from kvv_triage.store.sqlcipher.store import open_store
from tests.helpers.keyrings import MemoryKeyring
from tests.helpers.workbench import CASE, recorded

Capture = pytest.CaptureFixture[str]
Kvv = Callable[..., tuple[int, str, str]]

ANSWERS = ["team", "Sam", "1", "0", "7", ""]
"""Who is there, the full session, no children, nothing that worries, nothing done before."""
FIRST_SAID = "de buurvrouw zag een mes"


@pytest.fixture
def kvv(tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: Capture, ring: MemoryKeyring) -> Kvv:
    """Run kvv on a folder of its own, with these lines typed."""
    assert not ring.kept
    monkeypatch.setenv("KVV_GEGEVENS", str(tmp_path / "gegevens"))
    monkeypatch.delenv("KVV_WACHTZIN_BESTAND", raising=False)

    def run(*words: str, typed: list[str] | None = None) -> tuple[int, str, str]:
        monkeypatch.setattr(sys, "stdin", io.StringIO("".join(f"{line}\n" for line in typed or [])))
        code = main(words)
        shown = capsys.readouterr()
        return code, shown.out, shown.err

    return run


def code_in(shown: str) -> str:
    """The recovery code on this screen."""
    (code,) = re.findall(r"(?m)^ *((?:[0-9A-Z]{4}-){6}[0-9A-Z]{4})$", shown)
    return str(code)


def hold_unfinished(kvv: Kvv, case: str = "A-1") -> str:
    """Begin a session that has a red flag with its fact, and stop; gives its id."""
    first = [] if kvv("sessies", "--json")[1] != "[]\n" else ["2"]
    kvv("triage", case, "--eenvoudig", typed=["n", *first, *ANSWERS, "n", "n", "n", "j", "2", FIRST_SAID, "s", "2"])
    newest = json.loads(kvv("sessies", "--json")[1])[0]
    return str(newest["sessie"])


def test_before_anything_is_kept_the_commands_say_so_and_make_nothing(kvv: Kvv, tmp_path: Path) -> None:
    assert kvv("sessies") == (0, "Er zijn geen wegingen bewaard die hierbij passen.\n", "")
    for words in (["toon", "K7M-3FQR"], ["beheer", "controleer"], ["beheer", "sleutel"]):
        code, out, err = kvv(*words)
        assert (code, out) == (1, "")
        assert "Er is nog niets bewaard." in err
    assert not (tmp_path / "gegevens").exists()


def test_the_first_time_says_what_happens_and_shows_the_recovery_code(kvv: Kvv) -> None:
    code, out, _ = kvv("triage", "A-1", "--eenvoudig", typed=["n", "1", "fout", ""])
    assert code == 1
    assert "kvv bewaart wegingen versleuteld op deze computer" in out
    assert "HERSTELCODE" in out
    assert "Typ de herstelcode over." in out


def test_the_recovery_code_typed_back_ends_the_reminders(kvv: Kvv) -> None:
    hold_unfinished(kvv)
    assert "herstelcode is nog niet overgetypt" in kvv("sessies")[2]
    _, _, shown = kvv("beheer", "sleutel", typed=["3", "2"])
    told = code_in(shown)
    assert kvv("beheer", "sleutel", typed=["4", told])[0] == 0
    assert "herstelcode" not in kvv("sessies")[2]


def test_sessies_shows_case_state_outcome_and_filters(kvv: Kvv) -> None:
    first, second = hold_unfinished(kvv, "A-1"), hold_unfinished(kvv, "B-2")
    title, _, order, *lines = kvv("sessies")[1].splitlines()
    assert (title, order) == ("2 wegingen", "De nieuwste eerst")
    newest, oldest = " ".join(" ".join(lines).split()).removeprefix("- ").split(" - ")
    assert newest.startswith(f"{second} niet af. zaak: B-2; datum: ")
    assert oldest.startswith(f"{first} niet af. zaak: A-1; datum: ")
    assert oldest.endswith("; uitkomst: BEL NU EEN SPECIALIST nog niet gebeld: Veilig Thuis")
    assert kvv("sessies")[2].splitlines()[-1].endswith("Veilig Thuis: 0800-2000. Direct gevaar: 112.")
    assert first in kvv("sessies", "a-1", "--open")[1]
    assert second not in kvv("sessies", "a-1")[1]
    assert json.loads(kvv("sessies", "--tot", "2020-01-01", "--json")[1]) == []
    assert len(json.loads(kvv("sessies", "--van", "2020-01-01", "--json")[1])) == 2


def test_toon_shows_decision_reasons_trail_and_whether_the_record_is_whole(kvv: Kvv) -> None:
    session = hold_unfinished(kvv)
    code, out, _ = kvv("toon", session.lower().replace("-", ""))
    assert code == 0
    assert "BEL NU EEN SPECIALIST (WEGING NIET AF)" in out
    assert FIRST_SAID in out.replace("\n  ", " ")
    assert f"Verloop van sessie {session}" in out
    assert "de weging is begonnen" in out
    assert "De opslag is heel. Zegel: " in out


def test_toon_under_other_content_says_so(kvv: Kvv, tmp_path: Path) -> None:
    session = hold_unfinished(kvv)
    other = tmp_path / "inhoud"
    root = Path(__file__).parents[2]
    (other / "checklists").mkdir(parents=True)
    for path in root.glob("checklists/*.yaml"):
        (other / "checklists" / path.name).write_bytes(path.read_bytes())
    text = (root / "thresholds.yaml").read_text(encoding="utf-8")
    (other / "thresholds.yaml").write_text(text.replace("regio: Voorbeeldregio", "regio: Elders"), encoding="utf-8")
    assert "met andere vragenlijsten of drempels dan toen" in kvv("toon", session, "--inhoud", str(other))[1]
    assert "met andere vragenlijsten" not in kvv("toon", session, "--inhoud", str(root))[1]


def test_a_session_that_does_not_exist_is_told(kvv: Kvv) -> None:
    hold_unfinished(kvv)
    code, _, err = kvv("toon", "K7M-3FQR")
    assert code == 1
    assert "Deze sessie of zaak bestaat niet." in err


def test_a_deleted_keyring_entry_asks_for_the_recovery_code(kvv: Kvv, ring: MemoryKeyring) -> None:
    _, out, _ = kvv("triage", "A-1", "--eenvoudig", typed=["n", "2", *ANSWERS])
    code = code_in(out)
    ring.kept.clear()
    refused, _, err = kvv("sessies", typed=[""])
    assert refused == 4
    assert "Zonder herstelcode gaat de opslag" in err
    status, out, _ = kvv("sessies", typed=[code])
    assert status == 0
    assert "A-1" in out


@pytest.mark.usefixtures("kvv", "no_ring")  # in this order: the last one is the machine's
def test_without_a_keyring_a_passphrase_opens_and_a_wrong_one_says_so(
    kvv: Kvv, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    phrase = "paarse fiets op zolder"
    _, out, _ = kvv(
        "triage", "A-1", "--eenvoudig", typed=["n", "kort", phrase, "anders", phrase, phrase, "2", *ANSWERS]
    )
    assert "Een wachtzin heeft minstens 12 tekens." in out
    assert "De twee wachtzinnen zijn niet gelijk." in out
    code, _, err = kvv("sessies", typed=["fout en lang genoeg"] * 3)
    assert code == 4
    assert err.count("Fout: ") == 1
    assert "De wachtzin klopt niet." in err
    file = tmp_path / "zin"
    file.write_text(f"{phrase}\n", encoding="utf-8")
    monkeypatch.setenv("KVV_WACHTZIN_BESTAND", str(file))
    assert "A-1" in kvv("sessies")[1]


@pytest.mark.usefixtures("kvv", "no_ring")
def test_after_a_new_passphrase_the_old_one_opens_nothing_here_and_old_copies_still(kvv: Kvv, tmp_path: Path) -> None:
    old, new, folder = "paarse fiets op zolder", "groene kano onder de brug", tmp_path / "gegevens"
    kvv("triage", "A-1", "--eenvoudig", typed=["n", old, old, "2", *ANSWERS])
    copy = tmp_path / "kopie.kvv"
    assert kvv("beheer", "reservekopie", str(copy), typed=[old])[0] == 0
    stolen = (folder / "sleutel.json").read_bytes()
    code, out, asked = kvv("beheer", "sleutel", typed=[old, "1", "aaaaaaaaaaaa", new, new])
    assert code == 0
    assert "Deze wachtzin herhaalt steeds hetzelfde." in asked
    assert "De opslag heeft een nieuwe sleutel." in out
    assert [line for line in out.splitlines() if line.startswith("Stap ")] == [
        "Stap 1 van 3: kopiëren.",
        "Stap 2 van 3: opnieuw versleutelen.",
        "Stap 3 van 3: nalezen.",
    ]
    assert "Maak nu een nieuwe reservekopie" in out
    assert "A-1" in kvv("sessies", typed=[new])[1]
    assert "De wachtzin klopt niet." in kvv("sessies", typed=[old] * 3)[2]
    kept = (folder / "sleutel.json").read_bytes()
    (folder / "sleutel.json").write_bytes(stolen)
    status, out, err = kvv("sessies", typed=[old])
    assert status == 4
    assert "A-1" not in out
    assert "hoort bij een andere sleutel" in err
    (folder / "sleutel.json").write_bytes(kept)
    elsewhere = tmp_path / "elders"
    assert kvv("beheer", "herstel", str(copy), "--gegevens", str(elsewhere), typed=[old])[0] == 0
    assert "A-1" in kvv("sessies", "--gegevens", str(elsewhere), typed=[old])[1]


def test_a_new_recovery_code_gives_the_record_another_key(kvv: Kvv, tmp_path: Path, ring: MemoryKeyring) -> None:
    hold_unfinished(kvv)
    before = dict(ring.kept)
    record = (tmp_path / "gegevens" / "sessies.kvv").read_bytes()[:16]
    out = kvv("beheer", "sleutel", typed=["3", "2"])[1]
    assert "De oude herstelcode werkt niet meer." in out
    assert len(ring.kept) == 1
    assert not before.keys() & ring.kept.keys()
    assert (tmp_path / "gegevens" / "sessies.kvv").read_bytes()[:16] != record
    assert "A-1" in kvv("sessies")[1]


def test_the_key_is_not_changed_while_a_session_is_open(kvv: Kvv, tmp_path: Path, ring: MemoryKeyring) -> None:
    session = hold_unfinished(kvv)
    folder = tmp_path / "gegevens"
    key = keys.standing(folder).key
    assert key is not None
    before, now = (folder / "sleutel.json").read_bytes(), datetime.now(UTC)
    with open_store(folder, key) as store, store.hold(session, Author("Bea", ""), now):
        code, _, err = kvv("beheer", "sleutel", typed=["3"])
    assert code == 1
    assert f"Sessie {session} is nog open. Er is niets veranderd." in err
    assert (folder / "sleutel.json").read_bytes() == before
    assert len(ring.kept) == 1


def test_while_another_window_has_the_record_open_its_key_changes_at_the_next_start(kvv: Kvv, tmp_path: Path) -> None:
    hold_unfinished(kvv)
    folder = tmp_path / "gegevens"
    key = keys.standing(folder).key
    assert key is not None
    with open_store(folder, key):
        code, out, _ = kvv("beheer", "sleutel", typed=["3", "2"])
    assert code == 0
    assert "De opslag zelf heeft nog de oude sleutel. Een ander venster met kvv heeft de opslag open." in out
    assert keys.standing(folder).key == key
    assert "A-1" in kvv("sessies")[1]
    assert keys.standing(folder).key != key


def test_a_changed_key_file_is_found_by_controleer_and_made_anew_by_sleutel(kvv: Kvv, tmp_path: Path) -> None:
    hold_unfinished(kvv)
    path = tmp_path / "gegevens" / "sleutel.json"
    fields = json.loads(path.read_text(encoding="utf-8"))
    sealed = fields["herstelcode"]["sleutel"]
    fields["herstelcode"]["sleutel"] = sealed[:-1] + ("0" if sealed[-1] != "0" else "1")
    path.write_text(json.dumps(fields), encoding="utf-8")
    for words in (["beheer", "controleer"], ["beheer", "reservekopie", str(tmp_path / "kopie.kvv")]):
        code, _, err = kvv(*words)
        assert code == 4
        assert f"Het sleutelbestand {path} klopt niet" in err
        assert "kvv beheer sleutel" in err
    assert not list(tmp_path.glob("kopie*"))
    assert kvv("beheer", "sleutel", typed=["n"])[0] == 4
    code, out, asked = kvv("beheer", "sleutel", typed=["j", "2"])
    assert code == 0
    assert "Het sleutelbestand is opnieuw gemaakt." in out
    assert "HERSTELCODE" in asked
    assert kvv("beheer", "controleer")[0] == 0
    assert "A-1" in kvv("sessies")[1]


def test_controleer_names_the_seal(kvv: Kvv) -> None:
    hold_unfinished(kvv)
    code, out, _ = kvv("beheer", "controleer")
    assert code == 0
    assert "De opslag is heel: 1 sessie. Zegel: " in out


def test_a_seal_of_an_earlier_page_is_recognised_and_a_foreign_one_is_not(kvv: Kvv) -> None:
    hold_unfinished(kvv)
    seal = kvv("beheer", "controleer")[1].partition("Zegel: ")[2][:16]
    hold_unfinished(kvv, "B-2")
    assert "Het zegel dat je typte, hoort bij deze opslag." in kvv("beheer", "controleer", "--zegel", seal)[1]
    code, _, err = kvv("beheer", "controleer", "--zegel", "0123456789abcdef")
    assert code == 4
    assert "Dit zegel heeft deze opslag nooit gehad" in err


def test_a_first_start_that_was_killed_before_the_file_was_made_goes_on(kvv: Kvv, tmp_path: Path) -> None:
    keys.create(tmp_path / "gegevens")
    assert kvv("triage", "A-1", "--eenvoudig", typed=["n", "2", *ANSWERS])[0] == 1, "the input ended, no more"
    assert "A-1" in kvv("sessies")[1]


def test_a_damaged_record_is_told_with_exit_code_4_and_nothing_of_the_case(kvv: Kvv, tmp_path: Path) -> None:
    hold_unfinished(kvv)
    path = tmp_path / "gegevens" / "sessies.kvv"
    raw = bytearray(path.read_bytes())
    raw[len(raw) // 2] ^= 1
    path.write_bytes(raw)
    code, out, err = kvv("beheer", "controleer")
    assert code == 4
    assert out == ""
    assert "Tip: " in err
    assert "A-1" not in err


def test_a_backup_is_made_and_put_back(kvv: Kvv, tmp_path: Path) -> None:
    session = hold_unfinished(kvv)
    copy = tmp_path / "kopie.kvv"
    assert "De reservekopie staat in" in kvv("beheer", "reservekopie", str(copy))[1]
    hold_unfinished(kvv, "B-2")
    code, out, _ = kvv("beheer", "herstel", str(copy))
    assert code == 0
    assert "De reservekopie is teruggezet: 1 sessie." in out
    assert [row["sessie"] for row in json.loads(kvv("sessies", "--json")[1])] == [session]


def test_what_was_erased_may_be_back_when_the_record_could_not_be_read_and_that_is_told(
    kvv: Kvv, tmp_path: Path
) -> None:
    hold_unfinished(kvv)
    copy = tmp_path / "kopie.kvv"
    kvv("beheer", "reservekopie", str(copy))
    away = copy.rename(tmp_path / "in-de-la.kvv")
    kvv("beheer", "wis", "A-1", "--reden", "verzoek", typed=["j"])
    asks = "Is er na deze kopie iets gewist of opgeschoond? Doe dat dan opnieuw."
    assert asks not in kvv("beheer", "herstel", str(away))[1]
    for damaged in (b"geen database" * 1000, b""):
        (tmp_path / "gegevens" / "sessies.kvv").write_bytes(damaged)
        code, out, _ = kvv("beheer", "herstel", str(away))
        assert code == 0
        assert f"Hier stond geen opslag die te lezen was. {asks}" in out


@pytest.mark.parametrize("left", ["key file", "nothing"])
def test_what_was_erased_may_be_back_too_when_the_record_is_gone_and_that_is_told(
    kvv: Kvv, tmp_path: Path, left: str
) -> None:
    hold_unfinished(kvv)
    copy = tmp_path / "kopie.kvv"
    kvv("beheer", "reservekopie", str(copy))
    away = copy.rename(tmp_path / "in-de-la.kvv")
    (tmp_path / "kopie.sleutel.json").rename(tmp_path / "in-de-la.sleutel.json")
    kvv("beheer", "wis", "A-1", "--reden", "verzoek", typed=["j"])
    folder = tmp_path / "gegevens"
    if left == "nothing":
        folder.rename(tmp_path / "gestolen")
    else:
        for file in folder.glob("sessies.*"):
            file.unlink()
    code, out, _ = kvv("beheer", "herstel", str(away))
    assert code == 0
    assert "Is er na deze kopie iets gewist of opgeschoond? Doe dat dan opnieuw." in out
    assert "A-1" in kvv("sessies")[1]


def test_what_lies_ready_and_does_not_fit_the_copy_that_comes_back_is_told_with_the_number(
    kvv: Kvv, tmp_path: Path
) -> None:
    hold_unfinished(kvv)
    copy = tmp_path / "kopie.kvv"
    kvv("beheer", "reservekopie", str(copy))
    (tmp_path / "gegevens" / "brieven" / "K7M-3FQR.brief").write_bytes(b"van een ander\n")
    code, out, err = kvv("beheer", "herstel", str(copy))
    assert code == 0
    assert "De reservekopie is teruggezet" in out
    assert "Er ligt nog een weging klaar, maar niet in de opslag" in err
    assert "112" in err


def test_erasing_asks_once_more_and_reaches_the_copies(kvv: Kvv, tmp_path: Path) -> None:
    hold_unfinished(kvv)
    copy = tmp_path / "kopie.kvv"
    kvv("beheer", "reservekopie", str(copy))
    code, _, err = kvv("beheer", "wis", "A-1", typed=["verzoek", "n"])
    assert code == 1
    assert "Er is niets gewist." in err
    code, out, _ = kvv("beheer", "wis", "A-1", "--reden", "verzoek", typed=["j"])
    assert code == 0
    assert "Gewist: 1 sessie." in out
    assert f"Ook gewist uit: {copy}" in out
    assert kvv("sessies", "A-1")[1].startswith("Er zijn geen wegingen")
    assert kvv("beheer", "controleer")[0] == 0


def test_cleaning_up_tells_first_and_only_does_it_when_told(kvv: Kvv) -> None:
    hold_unfinished(kvv)
    assert "Dit gaat weg: van 0 sessies de antwoorden, en 0 sessies helemaal." in kvv("beheer", "opschonen")[1]
    assert kvv("beheer", "opschonen", "--ja")[1].startswith("Opgeschoond:")


def kept_long_ago(tmp_path: Path) -> str:
    """Make a record with a case that was closed 200 days ago, and a backup on a stick; gives the session."""
    folder, at = tmp_path / "gegevens", datetime.now(UTC) - timedelta(days=200)
    with open_record(folder, keys.create(folder).key) as record:
        session = recorded(record, at=at)
        (tmp_path / "usb").mkdir()
        record.back_up(tmp_path / "usb" / "kopie.kvv", Author("Bea", ""), at)
    return session


def test_cleaning_up_names_the_copies_first_and_reaches_them_later(kvv: Kvv, tmp_path: Path) -> None:
    session = kept_long_ago(tmp_path)
    place = tmp_path / "usb" / "kopie.kvv"
    shown = kvv("beheer", "opschonen")[1].splitlines()
    assert shown[0] == "Dit gaat weg: van 1 sessie de antwoorden, en 0 sessies helemaal."
    assert shown[1].startswith(f"  {session}")
    assert f"Gaat ook weg uit: {place}" in shown
    (tmp_path / "usb").rename(tmp_path / "la")
    shown = kvv("beheer", "opschonen", "--ja")[1].splitlines()
    assert shown[-3:] == [
        "In deze kopieën kan nog staan wat weg moet:",
        f"  {place} (is er nu niet)",
        NOT_THERE,
    ]
    for words in (["controleer"], ["opschonen"], ["klok"], ["reservekopie", str(tmp_path / "andere.kvv")]):
        code, out, _ = kvv("beheer", *words)
        assert code == 0
        assert out.count(f"  {place} (is er nu niet)") == 1, words
    (tmp_path / "la").rename(tmp_path / "usb")
    assert f"Alsnog gewist uit: {place}" in kvv("beheer", "controleer")[1].splitlines()
    assert str(place) not in kvv("beheer", "controleer")[1]


def test_erasing_goes_on_when_the_stick_is_back_and_says_what_is_in_the_way(kvv: Kvv, tmp_path: Path) -> None:
    kept_long_ago(tmp_path)
    place = tmp_path / "usb" / "kopie.kvv"
    damaged = tmp_path / "stuk.kvv"
    kvv("beheer", "reservekopie", str(damaged))
    damaged.write_bytes(b"stuk")
    (tmp_path / "usb").rename(tmp_path / "la")
    _, out, _ = kvv("beheer", "wis", CASE, "--reden", "verzoek", typed=["j"])
    assert out.splitlines()[0].startswith("Gewist: 1 sessie.")
    assert f"  {place} (is er nu niet)" in out
    assert f"  {damaged} (gaat niet open)" in out
    assert CASE not in out
    (tmp_path / "la").rename(tmp_path / "usb")
    code, out, _ = kvv("beheer", "wis", CASE, "--reden", "verzoek", typed=["j"])
    assert code == 0
    assert f"Ook gewist uit: {place}" in out
    code, out, err = kvv("beheer", "wis", CASE, "--reden", "verzoek", typed=["j"])
    assert code == 1
    assert "Er is geen zaak met die naam, ook niet in de kopieën waar kvv nu bij kan." in err
    assert f"  {damaged} (gaat niet open)" in out


def test_a_backup_that_comes_back_says_what_went_from_it_again(kvv: Kvv, tmp_path: Path) -> None:
    kept_long_ago(tmp_path)
    away = shutil.copytree(tmp_path / "usb", tmp_path / "la") / "kopie.kvv"
    kvv("beheer", "wis", CASE, "--reden", "verzoek", typed=["j"])
    code, out, _ = kvv("beheer", "herstel", str(away))
    assert code == 0
    assert out.splitlines()[:2] == [
        "De reservekopie is teruggezet: 0 sessies.",
        "Na de kopie gewist of opgeschoond, en nu weer: 1 sessie.",
    ]
    assert json.loads(kvv("sessies", "--json")[1]) == []


def test_a_clock_that_jumps_back_is_told_and_can_be_accepted(kvv: Kvv, tmp_path: Path, ring: MemoryKeyring) -> None:
    session = hold_unfinished(kvv)
    (key,) = (Secret(bytes.fromhex(kept)) for kept in ring.kept.values())
    with open_store(tmp_path / "gegevens", key) as store:
        store.append(session, "noted", "{}", Author("Bea", ""), datetime.now(UTC) + timedelta(days=400))
    code, _, err = kvv("triage", "B-2", "--eenvoudig", typed=["n", "3"])
    assert code == 4
    assert "De klok van deze computer loopt achter" in err
    assert "kvv beheer klok" in err
    assert kvv("beheer", "klok")[1].startswith("kvv gaat verder vanaf ")
    assert kvv("triage", "B-2", "--eenvoudig", typed=["n", "2", *ANSWERS])[0] == 1, "the input ended, no more"
    assert "B-2" in kvv("sessies")[1]


def test_an_exercise_leaves_nothing_behind(kvv: Kvv, tmp_path: Path) -> None:
    kvv("triage", "A-1", "--oefening", "--eenvoudig", typed=["n", *ANSWERS])
    assert not (tmp_path / "gegevens").exists()


def put_back(folder: Path, kvv: Kvv) -> None:
    """Hold a meeting, and put the file back to how it was before."""
    old = (folder / "sessies.kvv").read_bytes()
    hold_unfinished(kvv, "WEG-1")
    (folder / "sessies.kvv").write_bytes(old)


def test_a_lost_meeting_is_told_once_with_exit_code_4_and_stays_known(kvv: Kvv, tmp_path: Path) -> None:
    hold_unfinished(kvv)
    put_back(tmp_path / "gegevens", kvv)
    code, out, err = kvv("beheer", "controleer")
    assert (code, out) == (4, "")
    assert "In de opslag ontbreken" in err
    assert "Zet de laatste reservekopie terug: kvv beheer herstel." in err
    code, out, _ = kvv("beheer", "controleer")
    assert code == 0
    assert "De opslag is heel: 1 sessie." in out
    assert "aantekeningen weg waren." in out


def test_who_comes_for_a_meeting_goes_on_and_hears_that_something_was_lost(kvv: Kvv, tmp_path: Path) -> None:
    hold_unfinished(kvv)
    put_back(tmp_path / "gegevens", kvv)
    _, out, _ = kvv(
        "triage", "B-1", "--eenvoudig", typed=["n", "", *ANSWERS, "n", "n", "n", "j", "2", FIRST_SAID, "s", "2"]
    )
    shown = " ".join(out.split())
    assert "ER IS IETS MET DE OPSLAG" in shown
    assert "In de opslag ontbreken" in shown
    assert shown.index("ER IS IETS") < shown.index("Wie")
    code, out, _ = kvv("sessies")
    assert code == 0
    assert "B-1" in out


def test_the_call_sheet_comes_although_something_was_lost(kvv: Kvv, tmp_path: Path) -> None:
    hold_unfinished(kvv)
    put_back(tmp_path / "gegevens", kvv)
    code, out, err = kvv("belblad", "A-1")
    assert code == 0
    assert "Veilig Thuis" in out
    assert "Let op: In de opslag ontbreken" in err


def test_controleer_says_what_it_read_and_reads_everything_when_asked(kvv: Kvv) -> None:
    hold_unfinished(kvv)
    assert "nagekeken" not in kvv("beheer", "controleer")[1]
    _, out, _ = kvv("beheer", "controleer")
    assert "was alles nagekeken op" in out
    assert "kvv beheer controleer --alles" in out
    code, out, _ = kvv("beheer", "controleer", "--alles")
    assert code == 0
    assert "nagekeken" not in out


def test_controleer_names_what_was_said_and_cannot_be_read(kvv: Kvv, tmp_path: Path) -> None:
    hold_unfinished(kvv)
    folder = tmp_path / "gegevens" / "brieven"
    (folder / "K7M-3FQR.brief.beschadigd").write_bytes(b"van een ander\n")
    code, _, err = kvv("beheer", "controleer")
    assert code == 4
    assert "K7M-3FQR.brief.beschadigd was een deel niet te lezen." in err
    (folder / "K7M-3FQR.brief.beschadigd").rename(folder / "K7M-3FQR.brief")
    code, _, err = kvv("beheer", "controleer")
    assert code == 4
    assert "K7M-3FQR.brief kon niet in de opslag." in err


def test_who_comes_for_a_meeting_hears_that_another_one_lies_ready_and_is_not_in_the_record(
    kvv: Kvv, tmp_path: Path
) -> None:
    hold_unfinished(kvv)
    (tmp_path / "gegevens" / "brieven" / "K7M-3FQR.brief").write_bytes(b"van een ander\n")
    _, out, _ = kvv(
        "triage", "B-1", "--eenvoudig", typed=["n", "", *ANSWERS, "n", "n", "n", "j", "2", FIRST_SAID, "s", "2"]
    )
    shown = " ".join(out.split())
    assert "Er ligt nog een weging klaar, maar niet in de opslag" in shown
    assert "Bij direct gevaar: 112. Kijk wat er is met: kvv beheer controleer" in shown
    assert shown.index("Er ligt nog een weging") < shown.index("Wie")


def test_a_reason_for_erasing_that_points_to_a_person_is_refused(kvv: Kvv) -> None:
    hold_unfinished(kvv)
    code, _, err = kvv("beheer", "wis", "A-1", "--reden", "zij belde 06-12345678", typed=["2"])
    assert code == 1
    assert "Er is niets gewist." in err
    assert "12345678" not in err
    assert "A-1" in kvv("sessies")[1]
