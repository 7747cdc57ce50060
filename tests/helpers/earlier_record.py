"""A kept record and what kvv tells of it, made by `TZ=UTC python -m tests.helpers.earlier_record FOLDER`.

So tests/fixtures/record-2026-11 was made, with invented people, when events were still kept under the names that their
classes and fields had then. The record and its key never change: they are what a team has on disk. What kvv tells of it
stands beside it, and the same command writes that anew when a page or the JSON of a session says the same in other
words; look at every difference first. A later record gets a folder of its own.
"""

from __future__ import annotations

import io
import os
import shutil
import sys
import tempfile
from contextlib import redirect_stdout
from datetime import UTC, date, datetime, timedelta
from pathlib import Path

from kvv_triage.__main__ import main
from kvv_triage.case.answers import Answer, Option, Unknown
from kvv_triage.case.events import (
    Answered,
    Closed,
    Colleague,
    ContentMoved,
    Decided,
    Deviated,
    Discussed,
    EarlierCounted,
    Event,
    Exported,
    LookAgainSet,
    MeldcodeChanged,
    Owned,
    Promised,
    Seated,
    Started,
    Subject,
)
from kvv_triage.case.meldcode_record import MeldcodeRecord
from kvv_triage.case.state import EarlierSession
from kvv_triage.content.content import Content
from kvv_triage.deciding.decision import decide
from kvv_triage.deciding.ruleset import Ruleset
from kvv_triage.forms.session_json import session_json_text
from kvv_triage.language.scales import Level, UnknownKind
from kvv_triage.meeting.session import fold
from kvv_triage.pages.redaction import Detail, Share
from kvv_triage.pages.taken_out import RecordSeal
from kvv_triage.reading.loading import load_folder
from kvv_triage.record.kept import shown_seal
from kvv_triage.record.taking_out import TakingOut, session_of
from kvv_triage.store.interface import Author
from kvv_triage.store.key import keys
from kvv_triage.store.key.secret import Secret
from kvv_triage.store.sqlcipher.store import FILE_NAME, FileStore, open_store
from tests.helpers.full_session import AT, CASE, FRIDAY, ROOT, keep, rich_events

KEPT = Path(__file__).parents[1] / "fixtures" / "record-2026-11"
CODE = "recovery-code.txt"
FILES = {"record.db": FILE_NAME, "key.json": "sleutel.json", CODE: CODE}
"""What is kept in the repository, and under which name kvv looks for it."""
PASSPHRASE = "groene kano onder de brug"  # noqa: S105 -- of a record about nobody
AUTHOR = Author("Sam", "wijkteam")
EARLIER, LATER = datetime(2026, 2, 2, 10, tzinfo=UTC), datetime(2026, 3, 10, 10, tzinfo=UTC)
DAY, HOUR = timedelta(days=1), timedelta(hours=1)
COLLEAGUES = (Colleague("Chris", "gedragswetenschapper"), Colleague("Els", "teamleider"))
NOT_DONE = ("er wordt niet gebeld", "er wordt niet gemeld", "bij weging 2 is 'nee' vastgelegd")


def make(folder: Path) -> None:
    """Make a record of three sessions in an empty folder; between them they hold every kind of event."""
    created = keys.create(folder, Secret(PASSPHRASE))
    keys.confirm_recovery(folder, created.recovery_code)
    content, newer = _content(), _content(version="2026.2")
    with open_store(folder, created.key, create=True) as store:
        keep(store, content, _deviating(content), EARLIER)
        store.keep_content(newer.fingerprint, newer.canonical, AUTHOR, AT)
        keep(store, content, _every_kind(content, newer))
        keep(store, content, _unfinished(content), LATER)
    (folder / CODE).write_text(f"{created.recovery_code.reveal()}\n", encoding="utf-8")


def _content(version: str | None = None) -> Content:
    """The shipped content, or the same under another version."""
    with tempfile.TemporaryDirectory() as name:
        folder = shutil.copytree(ROOT / "checklists", Path(name) / "checklists").parent
        text = (ROOT / "thresholds.yaml").read_text(encoding="utf-8")
        if version:
            text = text.replace('\nversie: "2026.1"\n', f'\nversie: "{version}"\n', 1)
        (folder / "thresholds.yaml").write_text(text, encoding="utf-8")
        content = load_folder(folder).content
    assert content is not None
    return content


def _every_kind(content: Content, newer: Content) -> list[Event]:
    events = rich_events(content)
    after_seated = next(number for number, event in enumerate(events, start=1) if isinstance(event, Seated))
    before_answer = next(number for number, event in enumerate(events) if isinstance(event, MeldcodeChanged))
    moved = ContentMoved(AT, newer.fingerprint, ("partnergeweld.jaloers",), "past niet meer", "Els")
    return [
        *events[:after_seated],
        EarlierCounted((EarlierSession(EARLIER.date(), Level.BEL_NU),)),
        *events[after_seated:before_answer],
        moved,
        *events[before_answer:],
        Exported(AT + 2 * DAY, "json", "volledig", is_encrypted=True, worker="Sam", role="wijkteam"),
    ]


def _deviating(content: Content) -> list[Event]:
    meldcode = {"vermoeden": "ja", "onveiligheid": "nee", "hulp_aanvaard": "nee", "resultaat": "nog_niet"}
    return _decided(
        content,
        [
            Started(EARLIER, content.fingerprint, "Sam", "wijkteam", is_practice=True, team="Team Noord"),
            Seated(CASE, "wijkteam, school", "Sam"),
            Answered("acuut.geweld-nu", Answer((Option("nee"),))),
            Answered("partnergeweld.keel", Answer((Option("klachten"),), "zij liet de plekken zien", "de huisarts")),
            MeldcodeChanged(MeldcodeRecord.model_validate(meldcode)),
            *(Deviated(what, "is al bekend bij Veilig Thuis", COLLEAGUES, date(2026, 2, 9)) for what in NOT_DONE),
            Owned("Els", "Chris", "piketdienst"),
            LookAgainSet(date(2026, 2, 9)),
            Discussed(Subject.NO, date(2026, 1, 12), ("partnergeweld.jaloers",)),
        ],
        EARLIER + HOUR,
        is_closed=True,
    )


def _unfinished(content: Content) -> list[Event]:
    return _decided(
        content,
        [
            Started(LATER, content.fingerprint),
            Seated("B-2026-003", "", ""),
            Answered("acuut.geweld-nu", Answer((Option("ja"), Unknown(UnknownKind.GEWEIGERD)), "er wordt geschreeuwd")),
            Promised("Els", "belt met de buurvrouw", FRIDAY + 7 * DAY, "acuut.wapen-gebruikt"),
        ],
        LATER,
        is_closed=False,
    )


def _decided(content: Content, events: list[Event], at: datetime, *, is_closed: bool) -> list[Event]:
    decision = decide(Ruleset(content), fold(events).record(at.date()))
    decided = Decided(at, decision.level, tuple(one.threshold.id for one in decision.reached))
    return [*events, decided, *([Closed(at)] if is_closed else [])]


def placed(kept: Path, folder: Path) -> Path:
    """Copy a kept record to a folder, as a team has it."""
    folder.mkdir()
    for name, called in FILES.items():
        shutil.copy(kept / name, folder / called)
    return folder


def opened(folder: Path) -> FileStore:
    """Open the record in this folder with its passphrase."""
    return open_store(folder, keys.unlock_with_passphrase(folder, Secret(PASSPHRASE)))


def told(folder: Path) -> dict[str, str]:
    """What kvv tells of the record in a folder: each session as a page and as JSON, and the list of them all.

    The JSON of a session holds that of its decision. The clock on the wall has to be that of UTC, and
    KVV_WACHTZIN_BESTAND has to name a file with the passphrase.
    """
    texts = {"list.json": _printed("sessies", "--json", "--gegevens", str(folder))}
    with opened(folder) as store:
        taking_out = TakingOut(store, Share(Detail.VOLLEDIG), RecordSeal(is_whole=True, text=shown_seal(store)))
        for row in store.sessions():
            texts[f"{row.id}.json"] = f"{session_json_text(taking_out.take(row, session_of(store, row)), indent=1)}\n"
            texts[f"{row.id}.txt"] = _printed("toon", row.id, "--gegevens", str(folder))
    return texts


def _printed(*words: str) -> str:
    with redirect_stdout(io.StringIO()) as printed:
        assert main(words) == 0
    return printed.getvalue()


def tell(kept: Path) -> None:
    """Write down beside a kept record what kvv tells of it."""
    with tempfile.TemporaryDirectory() as name:
        phrase = Path(name) / "wachtzin"
        phrase.write_text(PASSPHRASE, encoding="utf-8")
        os.environ["KVV_WACHTZIN_BESTAND"] = str(phrase)
        for file, text in told(placed(kept, Path(name) / "kvv")).items():
            (kept / file).write_text(text, encoding="utf-8")


def _write(kept: Path) -> None:
    """Make a record where there is none yet, and tell of it."""
    if not kept.exists():
        with tempfile.TemporaryDirectory() as name:
            make(Path(name))
            kept.mkdir()
            for file, called in FILES.items():
                shutil.copyfile(Path(name) / called, kept / file)
    tell(kept)


if __name__ == "__main__":
    _write(Path(sys.argv[1]))
