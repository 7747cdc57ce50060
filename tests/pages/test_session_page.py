"""The summary of a session, and what of it leaves the team."""

from __future__ import annotations

import json
from collections.abc import Iterator
from dataclasses import fields, is_dataclass, replace
from datetime import date
from pathlib import Path

import jsonschema
import pytest
from hypothesis import given
from hypothesis import strategies as st

from kvv_triage.case.answers import Answer, Answers, Option, Text
from kvv_triage.case.events import Answered
from kvv_triage.content.content import Content
from kvv_triage.deciding.decision import decide
from kvv_triage.deciding.ruleset import Ruleset
from kvv_triage.forms.session_json import session_json
from kvv_triage.forms.session_rows import HEADER, session_rows
from kvv_triage.language.scales import Level
from kvv_triage.meeting.session import Session, fold
from kvv_triage.pages.page import Bullets, Heading, Line, Page, Pairs, Signals, Table, Timeline
from kvv_triage.pages.redaction import Detail, Share, redacted
from kvv_triage.pages.session_page import session_page
from kvv_triage.pages.taken_out import RecordSeal, TakenOut, slots_without_fact
from tests.helpers.full_session import CASE, DAY, NAMES, SECOND_CHILD, WORDS, rich_events

SCHEMA = Path(__file__).parents[2] / "src" / "kvv_triage" / "forms" / "dossier.schema.json"
EVERY_SHARE = [Share(detail, hidden) for detail in Detail for hidden in (None, SECOND_CHILD)]
each_share = pytest.mark.parametrize("share", EVERY_SHARE, ids=lambda one: f"{one.detail}-{one.hidden}")


@pytest.fixture(scope="module")
def session(content: Content) -> Session:
    return fold(rich_events(content))


def taken(content: Content, session: Session, share: Share) -> TakenOut:
    return TakenOut(
        "K7M-3FQR",
        DAY,
        redacted(session, share),
        content,
        decide(Ruleset(content), session.record(DAY)),
        share,
        RecordSeal(is_whole=True, text="0123456789abcdef"),
        ((date(2026, 1, 10), Level.ADVIES), (DAY, Level.BEL_NU)),
        slots_without_fact(content, session),
    )


def texts(value: object) -> Iterator[str]:
    """Every text in a value, however deep."""
    if isinstance(value, str):
        yield value
    elif is_dataclass(value) and not isinstance(value, type):
        for field in fields(value):
            yield from texts(getattr(value, field.name))
    elif isinstance(value, dict):
        for key, inner in value.items():
            yield from texts(key)
            yield from texts(inner)
    elif isinstance(value, (tuple, list)):
        for inner in value:
            yield from texts(inner)


def told(taken: TakenOut) -> dict[str, str]:
    """Everything that the page, the JSON and the rows say."""
    return {
        "page": "\n".join(texts(session_page(taken))),
        "json": json.dumps(session_json(taken), ensure_ascii=False),
        "rows": "\n".join("\n".join(row) for row in session_rows(taken)),
    }


def block(page: Page, kind: type, caption: str) -> object:
    return next(one for one in page.blocks if isinstance(one, kind) and caption in "\n".join(texts(one)))


def test_a_full_summary_holds_every_word_that_was_recorded(content: Content, session: Session) -> None:
    forms = told(taken(content, session, Share(Detail.VOLLEDIG)))
    for name, word in {**WORDS, **NAMES}.items():
        assert word in forms["page"] or name == "worker", name
        assert word in forms["json"], name


def test_the_default_summary_holds_no_name_no_age_and_no_typed_text(content: Content, session: Session) -> None:
    for form, text in told(taken(content, session, Share())).items():
        found = [word for word in (*WORDS.values(), *NAMES.values()) if word in text]
        assert found == [], form


def test_a_summary_for_the_team_has_names_and_promises_but_nothing_of_a_client(
    content: Content, session: Session
) -> None:
    forms = told(taken(content, session, Share(Detail.TEAM)))
    for text in forms.values():
        assert [word for word in WORDS.values() if word in text] == []
    for name in ("tafel", "regie", "vervanger", "piket", "wie", "afspraak", "ontvanger", "besluiter", "reden"):
        assert NAMES[name] in forms["page"], name


@pytest.mark.parametrize("detail", Detail)
def test_what_is_not_for_a_person_leaves_out_that_person_and_all_typed_text(
    content: Content, session: Session, detail: Detail
) -> None:
    forms = told(taken(content, session, Share(detail, SECOND_CHILD)))
    for form, text in forms.items():
        assert [word for word in (*WORDS.values(), *NAMES.values()) if word in text] == [], form
        assert "kind-2" not in text, form
        assert "kind 2" not in text, form


@pytest.mark.parametrize("detail", Detail)
def test_that_a_hidden_person_was_spoken_with_is_left_out_too(session: Session, detail: Detail) -> None:
    held = session.meldcode.conversations
    shown = redacted(session, Share(detail, SECOND_CHILD)).meldcode.conversations
    assert len(held) == 2
    assert [talk.state for talk in shown] == ["niet_veilig"]


@each_share
def test_leaving_out_never_changes_the_outcome_or_whom_to_call(
    content: Content, session: Session, share: Share
) -> None:
    full = taken(content, session, Share(Detail.VOLLEDIG))
    shown = taken(content, session, share)
    assert shown.decision == full.decision
    pages = [session_page(one) for one in (full, shown)]
    assert pages[0].title == pages[1].title
    calls = [next(one for one in page.blocks if isinstance(one, Pairs) and one.pairs[0][0] == "1.") for page in pages]
    assert calls[0] == calls[1]


@each_share
def test_a_page_that_left_something_out_says_so(content: Content, session: Session, share: Share) -> None:
    text = told(taken(content, session, share))["page"]
    assert ("eggelaten" in text) == (not share.has_words)


@each_share
def test_every_form_of_the_json_fits_its_schema(content: Content, session: Session, share: Share) -> None:
    schema = json.loads(SCHEMA.read_text(encoding="utf-8"))
    jsonschema.Draft202012Validator.check_schema(schema)
    value = session_json(taken(content, session, share))
    check = jsonschema.Draft202012Validator(schema, format_checker=jsonschema.FormatChecker())
    for one in (value, [value, value], session_json(taken(content, Session(), share))):
        assert [error.message for error in check.iter_errors(json.loads(json.dumps(one)))] == []


def test_a_region_says_by_what_title_its_thresholds_go_and_who_must_not_be_spoken_to_first(
    content: Content, session: Session
) -> None:
    named = {"title": "Zo heet hij", "talk": "eerst_overleggen", "not_first": "de oom"}
    rules = tuple(rule.model_copy(update=named) for rule in content.regional.thresholds)
    regional = content.regional.model_copy(update={"thresholds": rules})
    titled = taken(Content(content.checklists, regional, content.floor, content.meldcode), session, Share())
    value = json.loads(json.dumps(session_json(titled)))
    jsonschema.validate(value, json.loads(SCHEMA.read_text(encoding="utf-8")))
    decided = value["uitkomst"]
    assert decided["meldcode"]["niet_eerst_spreken_met"] == ["de oom"]
    assert {rule["id"] for rule in decided["drempels"]} <= {rule.id for rule in content.thresholds}
    assert "met de oom" in told(titled)["page"]
    assert "Zo heet hij" in told(titled)["rows"]
    bare = tuple(rule.model_copy(update={"title": None, "talk": None, "not_first": None}) for rule in rules)
    regional = content.regional.model_copy(update={"thresholds": bare})
    untitled = taken(Content(content.checklists, regional, content.floor, content.meldcode), session, Share())
    assert "niet_eerst_spreken_met" not in json.dumps(session_json(untitled))


def test_the_schema_refuses_an_unknown_key_and_a_wrong_word(content: Content, session: Session) -> None:
    check = jsonschema.Draft202012Validator(json.loads(SCHEMA.read_text(encoding="utf-8")))
    value = session_json(taken(content, session, Share()))
    assert not check.is_valid(value | {"naam": "Jansen"})
    assert not check.is_valid(value | {"niveau": "alles"})


@each_share
def test_every_row_has_the_cells_of_the_header(content: Content, session: Session, share: Share) -> None:
    for row in session_rows(taken(content, session, share)):
        assert len(row) == len(HEADER)
        assert row[:2] == ("K7M-3FQR", CASE)


def test_the_rows_say_who_is_still_to_be_called(content: Content) -> None:
    session = fold([Answered("acuut.geweld-nu", Answer((Option("ja"),)))])
    first, second = [row for row in session_rows(taken(content, session, Share())) if "nog niet gebeld" in row]
    assert "112" in first
    assert "Veilig Thuis, 0800-2000" in second


def test_the_summary_draws_the_signals_of_each_person_and_the_case_in_time(content: Content, session: Session) -> None:
    page = session_page(taken(content, session, Share(Detail.TEAM)))
    drawn = next(one for one in page.blocks if isinstance(one, Signals))
    assert [about for about, _ in drawn.rows] == ["het gezin of niemand apart", "kind 2"]
    assert dict(drawn.rows)["kind 2"] == (0, 0, 1, 0, 0)
    time = next(one for one in page.blocks if isinstance(one, Timeline))
    assert [milestone.title for milestone in time.milestones] == [
        "VRAAG VANDAAG ADVIES",
        "BEL NU EEN SPECIALIST",
        "Veilig Thuis",
    ]


def test_the_summary_names_what_is_missing_and_where_the_table_disagrees(content: Content, session: Session) -> None:
    page = session_page(taken(content, session, Share(Detail.TEAM)))
    headings = [one.text for one in page.blocks if isinstance(one, Heading)]
    assert "Hier ontbreekt nog wat er is gezien of gezegd" in headings
    assert "Hierover dacht de tafel verschillend" in headings
    assert "Milder gemaakt" in headings
    missing = page.blocks[page.blocks.index(Heading("Hier ontbreekt nog wat er is gezien of gezegd")) + 1]
    assert isinstance(missing, Bullets)
    # The fact behind the strangulation was written down; that it is left out here does not make it missing.
    assert missing.points == (f"{content.by_id['kind.bang'].question.text} (kind 2)",)


def test_the_summary_holds_the_weighing_the_promises_and_their_standing(content: Content, session: Session) -> None:
    page = session_page(taken(content, session, Share(Detail.VOLLEDIG)))
    weighed = block(page, Table, "De vijf wegingsvragen")
    assert isinstance(weighed, Table)
    assert [row[1] for row in weighed.rows] == ["ja", "ja", "twijfel", "niet vastgelegd", "niet vastgelegd"]
    promised = block(page, Table, "Wie doet wat")
    assert isinstance(promised, Table)
    assert [row[3] for row in promised.rows] == [f"klaar: {WORDS['klaar']}", "open", "open"]


def test_the_summary_ends_with_content_agreement_fingerprint_seal_and_honesty(
    content: Content, session: Session
) -> None:
    text = told(taken(content, session, Share()))["page"]
    for piece in (content.fingerprint, "0123456789abcdef", "K7M-3FQR", content.regional.region, "voorspelt niets"):
        assert piece in text
    assert isinstance(session_page(taken(content, session, Share())).blocks[-1], Line)


def test_an_unfinished_session_says_so_in_its_title(content: Content, session: Session) -> None:
    assert "(WEGING NIET AF)" in taken(content, replace(session, closed=None), Share()).title


@given(words=st.text(min_size=1), detail=st.sampled_from([Detail.KORT, Detail.TEAM]))
def test_no_typed_answer_survives_redaction(words: str, detail: Detail) -> None:
    typed = Answer((Text(words + "\0"),), words + "\0", words + "\0")
    shown = redacted(Session(answers=Answers({"a.verhaal": typed})), Share(detail))
    assert words + "\0" not in [*texts(shown.answers["a.verhaal"])]
    assert not shown.answers["a.verhaal"].fact
