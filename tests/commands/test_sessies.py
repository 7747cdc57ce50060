"""`kvv sessies`: what came of the call of each session."""

from __future__ import annotations

import json
from datetime import date, timedelta
from pathlib import Path

import pytest

from kvv_triage.__main__ import main
from kvv_triage.case.answers import Answer, Option
from kvv_triage.case.events import (
    Answered,
    Called,
    CallPlanned,
    Closed,
    Colleague,
    Decided,
    Deviated,
    Event,
    NotDone,
    Seated,
    Started,
)
from kvv_triage.content.content import Content
from kvv_triage.language.scales import Level
from kvv_triage.record import following
from kvv_triage.store.key import keys
from kvv_triage.store.sqlcipher.store import open_store
from tests.helpers.full_session import AT, keep
from tests.helpers.keyrings import MemoryKeyring

AGAINST = Deviated(
    NotDone.CALLING,
    "De huisarts belt vandaag zelf.",
    (Colleague("Els", "aandachtsfunctionaris"), Colleague("Jan", "teamleider")),
    date.max,  # it has not expired on the day of the test
    Level.BEL_NU,
)
CALLED = Called(AT, Level.BEL_NU, "veilig_thuis", "advies", "de frontoffice")
CAME_OF_IT: dict[str, tuple[Event, ...]] = {
    "nothing": (),
    "planned": (CallPlanned("Els", AT, "veilig_thuis"),),
    "decided not to": (AGAINST,),
    "decided not to and called after all": (AGAINST, CALLED),
    "called": (CALLED,),
}


@pytest.mark.parametrize("few", [following.FEW, 0], ids=["one by one", "in one go"])
def test_a_session_where_nobody_called_one_that_decided_so_and_one_with_a_call_tell_apart(
    tmp_path: Path,
    content: Content,
    ring: MemoryKeyring,
    monkeypatch: pytest.MonkeyPatch,
    capsys: pytest.CaptureFixture[str],
    few: int,
) -> None:
    assert not ring.kept
    monkeypatch.setenv("KVV_GEGEVENS", str(tmp_path / "gegevens"))
    monkeypatch.delenv("KVV_WACHTZIN_BESTAND", raising=False)
    monkeypatch.setattr(following, "FEW", few)
    created = keys.create(tmp_path / "gegevens")
    keys.confirm_recovery(tmp_path / "gegevens", created.recovery_code)
    with open_store(tmp_path / "gegevens", created.key, create=True) as store:
        for case, came_of_it in CAME_OF_IT.items():
            keep(store, content, meeting(content, case, *came_of_it), AT)
    assert main(["sessies", "--json"]) == 0
    listed = {row["zaak"]: row for row in json.loads(capsys.readouterr().out)}
    told = {case: (row["nog_te_bellen"], row["besloten_niet_te_bellen"]) for case, row in listed.items()}
    assert told == {
        "nothing": (True, False),
        "planned": (True, False),
        "decided not to": (False, True),
        "decided not to and called after all": (False, False),
        "called": (False, False),
    }
    assert main(["sessies"]) == 0
    shown = capsys.readouterr().out
    assert shown.count("nog niet gebeld") == 2
    assert shown.count("besloten niet te bellen") == 1


def meeting(content: Content, case: str, *came_of_it: Event) -> list[Event]:
    red_flag = Answered("partnergeweld.keel", Answer((Option("recent"),)))
    started, decided = Started(AT, content.fingerprint), Decided(AT, Level.BEL_NU, ("rode-vlag",))
    return [started, Seated(case, "", ""), red_flag, decided, *came_of_it, Closed(AT + timedelta(hours=1))]
