"""What is said before the pseudonym and the key: on disk before the next question, whatever happens then."""

from __future__ import annotations

import os
import shutil
import signal
import subprocess
import sys
import time
from collections.abc import Callable
from pathlib import Path

import pytest

from kvv_triage.case.event_text import as_text
from kvv_triage.case.events import Answered, Raised, Started
from kvv_triage.content.content import Content
from kvv_triage.errors import StoreTrouble
from kvv_triage.language.cannot_wait import CANNOT_WAIT
from kvv_triage.meeting.session import fold
from kvv_triage.record.keeping import MeetingKeeper, change_of
from kvv_triage.record.kept import content_of, events_of
from kvv_triage.store import letters
from kvv_triage.store.interface import Author, Record, SessionRow
from kvv_triage.store.key import keyfile, keys, letterbox
from kvv_triage.store.key.secret import Secret
from kvv_triage.store.letters import new_letter
from kvv_triage.store.opening import open_record
from tests.helpers.disks import no_file_beyond
from tests.helpers.typist import (
    CTRL_C,
    HANG_UP,
    LOOK_BEHIND,
    WEDNESDAY,
    Held,
    Replies,
    changed,
    hold,
    question,
    stopped_at,
)

SAM = Author("S. de Wit", "wijkteam")
PHRASE = "paarse fiets op zolder"
WRONG = "De wachtzin klopt niet."


class Locked:
    """A record that only a passphrase opens, in which meetings are held by someone who does not always know it."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder
        self.key = keys.create(folder, Secret(PHRASE)).key
        self.open().close()
        self.knows = True

    def open(self) -> Record:
        return open_record(self.folder, self.key)

    def unlock(self, may_ask: bool) -> Record | None:  # noqa: FBT001 -- as a keeper calls it
        if not may_ask:
            return None
        if not self.knows:
            raise StoreTrouble(WRONG)
        return self.open()

    def meet(
        self,
        content: Content,
        replies: Replies,
        *,
        case: str | None = "A-1",
        say: Callable[[tuple[str, ...]], None] = lambda _: None,
    ) -> Held:
        with MeetingKeeper(SAM, self.unlock, lambda: WEDNESDAY, new_letter=lambda: new_letter(self.folder)) as kept:
            return hold(content, replies, case=case, keeper=kept, name=SAM.name, say=say)

    def rows(self) -> tuple[SessionRow, ...]:
        with self.open() as record:
            assert record.verify() is None
            return record.sessions()

    def answered(self, row: SessionRow) -> list[str]:
        with self.open() as record:
            return [event.slot for event in events_of(record, row.id) if isinstance(event, Answered)]


@pytest.fixture
def locked(tmp_path: Path) -> Locked:
    return Locked(tmp_path / "kvv")


def danger(content: Content, **more: str) -> dict[str, str]:
    return {"mag zien?": "3", question(content, "acuut.geweld-nu"): "j", "Belblad: bellen": "v", **more}


def test_in_danger_every_answer_is_on_disk_before_the_next_question_although_the_record_is_closed(
    content: Content, locked: Locked
) -> None:
    seen: list[int] = []

    def look(_: str) -> str:
        (letter,) = (locked.folder / letters.FOLDER).glob("*.brief")
        seen.append(len(letter.read_bytes().splitlines()))
        return "n"

    locked.meet(content, {**danger(content), question(content, "acuut.medische-hulp"): look, **LOOK_BEHIND})
    assert seen[0] >= 3  # the content, the start, and the answer


def test_what_was_said_before_the_passphrase_is_in_the_session_that_begins_after_it(
    content: Content, locked: Locked
) -> None:
    held = locked.meet(content, danger(content))
    assert held.error is None, held.error
    (row,) = locked.rows()
    assert (row.case, row.level) == ("A-1", "bel_112")
    assert row.closed
    with locked.open() as record:
        assert [*events_of(record, row.id)] == held.desk.events
    assert not letters.waiting(locked.folder)


@pytest.mark.parametrize("left", [CTRL_C, HANG_UP])
def test_who_stops_at_the_pseudonym_finds_it_again_when_the_record_opens(
    content: Content, locked: Locked, left: str
) -> None:
    replies = danger(content, **{"Onder welk pseudoniem": left, "Wil je stoppen?": CTRL_C})
    first = locked.meet(content, replies, case=None)
    assert first.error is not None
    assert "wordt niet bewaard" not in first.printed
    (row,) = locked.rows()
    assert row.case is None
    assert locked.answered(row)[0] == "acuut.geweld-nu"
    again = locked.meet(content, {"Hoort die bij deze zaak?": "j"})
    assert again.error is None, again.error
    assert "Er staat een weging klaar zonder zaak." in again.printed
    (row,) = locked.rows()
    assert (row.case, row.level) == ("A-1", "bel_112")
    assert row.closed


def test_a_session_without_a_case_that_belongs_to_another_one_is_left_as_it_is(
    content: Content, locked: Locked
) -> None:
    locked.meet(content, danger(content, **{"Onder welk pseudoniem": CTRL_C, "Wil je stoppen?": CTRL_C}), case=None)
    held = locked.meet(content, {"Hoort die bij deze zaak?": "n"}, case="B-2")
    assert held.error is None, held.error
    assert sorted(row.case or "" for row in locked.rows()) == ["", "B-2"]


def test_a_record_that_does_not_open_leaves_the_whole_meeting_ready_for_who_opens_it(
    content: Content, locked: Locked
) -> None:
    locked.knows = False
    held = locked.meet(content, danger(content, **{f"{WRONG} Wat doe je?": "2"}))
    assert held.error is None, held.error
    assert "NIET bewaard" not in held.printed
    assert "Wat jullie zeiden, staat versleuteld klaar. Het komt in de opslag zodra iemand die opent." in held.printed
    (row,) = locked.rows()
    assert row.closed
    with locked.open() as record:
        assert fold(events_of(record, row.id)) == held.session
        assert content_of(record, held.session).fingerprint == content.fingerprint


def test_also_without_danger_a_record_that_does_not_open_loses_nothing(content: Content, locked: Locked) -> None:
    locked.knows = False
    held = locked.meet(content, {f"{WRONG} Wat doe je?": "2", question(content, "acuut.wapen-gebruikt"): "j"})
    assert held.error is None, held.error
    assert "NIET bewaard" not in held.printed
    (row,) = locked.rows()
    assert (row.case, row.level) == ("A-1", "bel_nu")


def test_a_raise_on_the_first_screen_is_kept_before_anyone_types_a_passphrase(content: Content, locked: Locked) -> None:
    replies: Replies = {
        "mag zien?": ["p", "1"],
        "vertrouwen jullie het niet": "zij lacht niet meer",
        "Belblad: bellen": "v",
        "Onder welk pseudoniem": HANG_UP,
    }
    locked.meet(content, replies, case=None)
    (row,) = locked.rows()
    with locked.open() as record:
        assert [event.reason for event in events_of(record, row.id) if isinstance(event, Raised)] == [
            "zij lacht niet meer"
        ]


def test_what_was_raised_before_an_earlier_session_goes_on_is_kept_there_and_only_there(
    content: Content, locked: Locked
) -> None:
    locked.meet(content, stopped_at(content, "acuut.geweld-nu"))
    replies: Replies = {
        "mag zien?": ["p", "1"],
        "vertrouwen jullie het niet": "zij lacht niet meer",
        "Belblad: bellen": "v",
        "die niet af is": "v",
    }
    locked.meet(content, {**replies, **stopped_at(content, "acuut.geweld-nu")})
    (row,) = locked.rows()
    with locked.open() as record:
        assert fold(events_of(record, row.id)).raised == "zij lacht niet meer"


def test_on_a_disk_that_takes_nothing_the_meeting_goes_on_and_never_says_that_it_is_kept(
    content: Content, locked: Locked
) -> None:
    shutil.rmtree(locked.folder / letters.FOLDER)
    (locked.folder / letters.FOLDER).write_bytes(b"a file where the letters go")
    locked.knows = False
    held = locked.meet(content, danger(content, **{f"{WRONG} Wat doe je?": "2"}))
    assert held.error is None, held.error
    assert "staat versleuteld klaar" not in held.printed
    assert "Deze weging is NIET bewaard" in held.printed


def test_a_pseudonym_on_the_command_line_that_points_to_a_person_is_asked_again(
    content: Content, locked: Locked
) -> None:
    replies = {"Wil je het herschrijven?": "j", "Onder welk pseudoniem": "A-1"}
    held = locked.meet(content, replies, case="Jan 0612345678")
    assert held.error is None, held.error
    assert "lijkt op" in held.printed
    (row,) = locked.rows()
    assert row.case == "A-1"


ENVIRONMENT = {"PYTHON_KEYRING_BACKEND": "keyring.backends.fail.Keyring", "PYTHONIOENCODING": "utf-8"}
TRIAGE = [sys.executable, "-m", "kvv_triage", "triage", "--eenvoudig"]
NUMBER = "112"


@pytest.fixture
def new_folder(tmp_path: Path) -> Path:
    return tmp_path / "nieuw"


def run(folder: Path, typed: str, *words: str, **more: str) -> subprocess.CompletedProcess[str]:
    """Run kvv with these lines typed, on a machine without a keyring."""
    return subprocess.run(
        [sys.executable, "-m", "kvv_triage", *(words or ("triage", "--eenvoudig"))],
        input=typed,
        capture_output=True,
        encoding="utf-8",
        check=False,
        timeout=120,
        env={**os.environ, **ENVIRONMENT, "KVV_GEGEVENS": str(folder), **more},
    )


IN_DANGER = "3\nj\nbuurvrouw zag het\n\nik\nv\n"
"""There is direct danger, violence now, what was seen, and on past the alarm."""


@pytest.mark.slow
def test_three_wrong_passphrases_or_the_end_of_the_input_lose_nothing_and_end_with_the_number(locked: Locked) -> None:
    acute = "n\n" * 12
    wrong = "A-7\n" + "niet deze zin\n" * 3 + "3\n"
    for typed in (IN_DANGER, IN_DANGER + acute + wrong):
        done = run(locked.folder, typed)
        assert done.returncode in {1, 4}, done.stderr
        assert NUMBER in " ".join(done.stderr.splitlines()[-2:])
        assert "Traceback" not in done.stderr
    rows = locked.rows()
    assert len(rows) == 2
    assert all("acuut.geweld-nu" in locked.answered(row) for row in rows)


@pytest.mark.slow
@pytest.mark.skipif(sys.platform == "win32", reason="Windows has no SIGKILL")
def test_a_kill_before_the_passphrase_loses_no_answer_of_which_the_next_question_was_shown(locked: Locked) -> None:
    for delay in (0.0, 0.3, 0.9):
        known = {row.id for row in locked.rows()}
        environment = {**os.environ, **ENVIRONMENT, "KVV_GEGEVENS": str(locked.folder)}
        child = subprocess.Popen(
            TRIAGE, stdin=subprocess.PIPE, stdout=subprocess.PIPE, env=environment, encoding="utf-8"
        )
        assert child.stdin is not None
        assert child.stdout is not None
        child.stdin.write(IN_DANGER.removesuffix("v\n"))
        child.stdin.flush()
        read = ""
        while "BEL NU 112" not in read:
            read += child.stdout.read(1)
        time.sleep(delay)
        child.send_signal(signal.SIGKILL)
        child.communicate()
        (row,) = (row for row in locked.rows() if row.id not in known)
        assert "acuut.geweld-nu" in locked.answered(row)


@pytest.mark.slow
def test_on_a_first_use_without_a_keyring_danger_is_kept_before_a_passphrase_is_chosen(new_folder: Path) -> None:
    done = run(new_folder, IN_DANGER)
    assert done.returncode == 1, done.stderr
    assert NUMBER in " ".join(done.stderr.splitlines()[-2:])
    again = run(new_folder, f"n\nA-1\n{PHRASE}\n{PHRASE}\nj\n2\n")
    assert "Traceback" not in again.stderr
    (new_folder.parent / "zin").write_text(PHRASE, encoding="utf-8")
    listed = run(new_folder, "", "sessies", KVV_WACHTZIN_BESTAND=str(new_folder.parent / "zin"))
    assert listed.returncode == 0, listed.stderr
    assert "1 weging" in listed.stdout


@pytest.mark.parametrize("case", ["A-1", None])
def test_a_raise_before_anything_else_is_a_session_that_can_be_read_and_gone_on_with(
    content: Content, locked: Locked, case: str | None
) -> None:
    stop = {"mag zien?": ["p", CTRL_C], "Wil je stoppen?": CTRL_C}
    locked.meet(content, {"niet?": "de deur blijft dicht", **stop}, case=case)
    (row,) = locked.rows()
    with locked.open() as record:
        events = [*events_of(record, row.id)]
        assert isinstance(events[0], Started)
        assert Raised("de deur blijft dicht") in events
        assert content_of(record, fold(events)).fingerprint == content.fingerprint
    assert row.case == case
    again = locked.meet(content, {"niet af is": "v", "Er staat een weging klaar": "j"})
    assert again.error is None, again.error
    assert again.session.raised


def test_an_early_end_names_the_number_while_nobody_could_look_what_earlier_meetings_ask(
    content: Content, locked: Locked
) -> None:
    """Law 12: a call of an earlier meeting may be due, and the record stayed closed."""
    locked.knows = False
    words: list[tuple[str, ...]] = []
    stop = {"Wie zitten er aan tafel?": CTRL_C, "Wil je stoppen?": CTRL_C}
    locked.meet(content, {WRONG: "2", **stop}, say=words.append)
    assert words[-1] == (CANNOT_WAIT,)
    locked.knows = True
    locked.meet(content, {"Er staat een weging": "n", "niet af is": "2", **stop}, say=words.append)
    assert not words[-1], "now it is known that nobody has to be called"


def test_a_pseudonym_that_points_to_a_person_is_not_kept_with_danger_either_before_it_was_asked(
    content: Content, locked: Locked
) -> None:
    replies = danger(content, **{"lijkt op": "j", "Onder welk pseudoniem": "B-7"})
    held = locked.meet(content, replies, case="06-12345678")
    assert held.error is None, held.error
    (row,) = locked.rows()
    assert row.case == "B-7"
    assert "06-12345678" not in repr(held.desk.events)


def test_trouble_with_what_is_asked_after_the_opening_is_told_and_stops_no_keeping(
    content: Content, locked: Locked
) -> None:
    def fails() -> None:
        raise StoreTrouble("Het bestand met de wachtzin is niet te lezen.", tip="Kijk na wat erin staat.")

    with MeetingKeeper(SAM, lambda _: locked.open(), lambda: WEDNESDAY, fails) as kept:
        held = hold(content, {}, case="A-1", keeper=kept, name=SAM.name)
    assert held.error is None, held.error
    assert "Het bestand met de wachtzin is niet te lezen. Kijk na wat erin staat." in held.printed
    (row,) = locked.rows()
    assert row.closed


def test_what_is_said_while_nobody_can_take_the_session_that_was_begun_is_in_it_later(
    content: Content, locked: Locked
) -> None:
    bezet = locked.folder / "bezet"
    bezet.write_bytes(b"")
    held = locked.meet(content, danger(content, **{"staat versleuteld klaar. Het komt": "2"}))
    assert "Wat jullie zeiden, staat versleuteld klaar" in held.printed
    bezet.unlink()
    assert held.error is None, held.error
    (row,) = locked.rows()
    with locked.open() as record:
        assert [*events_of(record, row.id)] == held.desk.events
    assert row.closed


def test_a_record_that_took_the_session_but_not_its_content_has_the_meeting_once(
    content: Content, locked: Locked
) -> None:
    with MeetingKeeper(SAM, locked.unlock, lambda: WEDNESDAY, new_letter=lambda: new_letter(locked.folder)) as kept:
        assert kept.open(may_ask=True)
        begun = sum(file.stat().st_size for file in locked.folder.glob("sessies.kvv*")) + 60_000
        with pytest.raises(StoreTrouble), no_file_beyond(begun):  # the session fits, its content does not
            kept.begin(content)
        started = Started(WEDNESDAY, content.fingerprint, SAM.name, SAM.role)
        assert kept.set_aside(started, content)
        assert kept.begin(content) == 1
    (row,) = locked.rows()
    with locked.open() as record:
        assert [*events_of(record, row.id)] == [started]


def test_a_letter_of_which_the_disk_took_the_content_alone_is_no_meeting(content: Content, locked: Locked) -> None:
    with MeetingKeeper(SAM, locked.unlock, lambda: WEDNESDAY, new_letter=lambda: new_letter(locked.folder)) as kept:
        started = Started(WEDNESDAY, content.fingerprint, SAM.name, SAM.role)
        probe = new_letter(locked.folder)
        assert probe
        probe.keep_content(content.fingerprint, content.canonical)
        with no_file_beyond(probe.path.stat().st_size + 10):
            assert not kept.set_aside(started, content)
        probe.discard()
        assert kept.open(may_ask=True)
        assert kept.begin(content) == 0
        kept.add(started)
    (row,) = locked.rows()
    with locked.open() as record:
        assert [*events_of(record, row.id)] == [started]


def test_what_was_said_while_the_key_file_named_another_letterbox_is_not_lost(content: Content, locked: Locked) -> None:
    (locked.folder / letters.FOLDER / letters.LETTERBOX).unlink()  # as before the first start of this version
    path = locked.folder / keyfile.FILE_NAME
    good = path.read_bytes()
    public_key = letterbox.public_key(locked.folder)
    assert public_key
    path.write_bytes(good.replace(public_key.hex().encode(), b"17" * 32))

    def unlock(may_ask: bool) -> Record | None:  # noqa: FBT001 -- as a keeper calls it
        if not may_ask:
            return None
        return open_record(locked.folder, keys.unlock_with_passphrase(locked.folder, Secret(PHRASE)))

    with MeetingKeeper(SAM, unlock, lambda: WEDNESDAY, new_letter=lambda: new_letter(locked.folder)) as kept:
        hold(content, danger(content, **{"Wat doe je?": "3"}), case="A-1", keeper=kept, name=SAM.name)
    path.write_bytes(good)
    (row,) = locked.rows()
    assert (row.case, row.level) == ("A-1", "bel_112")


def test_what_was_said_while_a_digit_of_the_letterbox_was_changed_can_be_read_whatever_happens(
    content: Content, locked: Locked
) -> None:
    path = locked.folder / keyfile.FILE_NAME
    good = path.read_bytes()
    public_key = letterbox.public_key(locked.folder)
    assert public_key
    path.write_bytes(good.replace(public_key.hex().encode(), b"17" * 32))
    locked.knows = False
    locked.meet(content, danger(content, **{"Onder welk pseudoniem": HANG_UP}), case=None)
    path.write_bytes(good)
    (row,) = locked.rows()
    assert row.level == "bel_112"


def test_what_was_said_while_the_key_file_was_damaged_can_be_read_when_it_is_back(
    content: Content, locked: Locked
) -> None:
    path = locked.folder / keyfile.FILE_NAME
    good = path.read_bytes()
    path.write_bytes(good[:99])
    locked.knows = False
    locked.meet(content, danger(content, **{"Onder welk pseudoniem": HANG_UP}), case=None)
    path.write_bytes(good)
    (row,) = locked.rows()
    assert row.level == "bel_112"


def left_without_start(content: Content, locked: Locked) -> None:
    """A meeting in danger of which the line that said how it began was damaged in the letter."""
    locked.knows = False
    locked.meet(content, danger(content, **{question(content, "acuut.medische-hulp"): HANG_UP}))
    (letter,) = letters.waiting(locked.folder)
    lines = letter.read_bytes().split(b"\n")
    lines[1] = lines[1][:40] + (b"A" if lines[1][40:41] != b"A" else b"B") + lines[1][41:]
    letter.write_bytes(b"\n".join(lines))
    locked.knows = True
    with locked.open() as record:
        assert record.found
        (row,) = record.sessions()
        assert fold(events_of(record, row.id)).started is None


def test_a_meeting_of_which_the_beginning_is_lost_goes_on_with_the_content_of_now_and_says_so(
    content: Content, locked: Locked
) -> None:
    left_without_start(content, locked)
    held = locked.meet(content, {"die niet af is": "v"})
    assert held.error is None, held.error
    assert "kvv weet niet meer met welke vragenlijsten deze weging begon" in held.printed
    (row,) = locked.rows()
    assert row.closed
    with locked.open() as record:
        session = fold(events_of(record, row.id))
        assert session == held.session
        assert content_of(record, session).fingerprint == content.fingerprint
    assert locked.answered(row)[0] == "acuut.geweld-nu"


def test_a_meeting_of_which_the_beginning_is_lost_stays_as_it_is_when_its_answers_fit_no_content_of_now(
    content: Content, locked: Locked
) -> None:
    left_without_start(content, locked)
    (lost,) = locked.rows()
    answers = locked.answered(lost)
    held = locked.meet(changed(content, without="acuut.geweld-nu"), {"die niet af is": "v"})
    assert held.error is None, held.error
    assert "Daarom begint kvv een nieuwe weging. De oude blijft bewaard." in held.printed
    old, new = sorted(locked.rows(), key=lambda row: row.id != lost.id)
    assert (old.id, old.closed, locked.answered(old)) == (lost.id, None, answers)
    assert new.closed


def test_a_meeting_of_which_the_content_alone_is_lost_goes_on_with_that_of_now(
    content: Content, locked: Locked
) -> None:
    locked.meet(content, stopped_at(content, "acuut.medische-hulp"))
    (row,) = locked.rows()
    with locked.open() as record:
        other = Started(WEDNESDAY, "sha256:lost", SAM.name, SAM.role)
        record.append(row.id, *as_text(other), SAM, WEDNESDAY, change_of(other))
    held = locked.meet(content, {"die niet af is": "v"})
    assert held.error is None, held.error
    assert "kvv weet niet meer met welke vragenlijsten deze weging begon" in held.printed
    assert held.session.fingerprint == content.fingerprint
    assert [event.left_behind for event in held.session.moved] == [()]
