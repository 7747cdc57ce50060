"""Law 1: the acute questions come first, and the emergency page is one key away from everywhere."""

from __future__ import annotations

import re
from collections.abc import Callable

import pytest

from kvv_triage.case.answers import Answer, Answers, Person, Persons
from kvv_triage.content.content import ACUTE, START, Content
from kvv_triage.content.kinds import safe_value
from kvv_triage.conversation.asker import EVERYWHERE, LABELS, Command
from kvv_triage.conversation.desk import CALM
from kvv_triage.language.scales import Severity
from kvv_triage.meeting.interview import Interview, Lane
from kvv_triage.pages.whom_to_call import emergency
from tests.conftest import Make
from tests.helpers.deciding import made_ready
from tests.helpers.pages import texts_in
from tests.helpers.typist import Held, careless, hold, question

LONG_ENOUGH = 50
"""Letters at the end of a screen by which one prompt is known from another."""
SPOKEN = (*((command.value, LABELS[command]) for command in Command), ("?", "deze toetsen"))
FULL, FAST, DANGER = Lane(), Lane(fast=True), Lane(danger_first=True)


def asked(content: Content, lane: Lane) -> list[str]:
    """What is asked, in order, of someone who sees nothing wrong."""
    answers = Answers()
    while slot := Interview(made_ready(content), answers, lane).next():
        answers = answers.with_answer(slot, Answer((safe_value(content.slot(slot)[0].question),)))
    return list(answers)


# The order of the questions


@pytest.mark.parametrize("lane", [FULL, FAST, DANGER], ids=["full", "fast", "danger"])
def test_nothing_but_the_family_comes_before_an_acute_question_and_in_danger_nothing_at_all(
    content: Content, lane: Lane
) -> None:
    order = asked(content, lane)
    acute = [number for number, slot in enumerate(order) if slot.startswith(f"{ACUTE}.")]
    before = [slot for slot in order[: acute[-1]] if not slot.startswith(f"{ACUTE}.")]
    family = [item.id for item in content.questions if item.checklist.id == START]
    assert set(before) <= set(family if lane is FULL else ())
    assert content.by_id[order[acute[0]]].severity is Severity.LEVENSGEVAAR


def test_within_a_list_the_gravest_question_comes_first_wherever_a_trainer_put_it(make: Make) -> None:
    content = make(
        """
        - {id: schuld, vraag: Zijn er schulden?, ernst: bijdragend}
        - {id: rood, vraag: Een rode vlag?, ernst: rode_vlag}
        - {id: nu, vraag: Is er nu geweld?, ernst: levensgevaar}
        - {id: straks, vraag: Is er straks geweld?, ernst: acuut}
        """
    )
    for lane in (FULL, DANGER):
        assert asked(content, lane) == ["a.nu", "a.straks", "a.rood", "a.schuld"]


def test_the_gravest_question_of_a_section_comes_first_for_everyone_wherever_a_trainer_put_it(make: Make) -> None:
    content = make(
        """
        onderdelen:
        - id: gezin
          titel: Gezin
          vragen: [{id: kinderen, vraag: Hoeveel kinderen zijn er?, soort: personen, rol: kind}]
        - id: elk
          titel: Elk kind
          per: kind
          vragen:
          - {id: moe, vraag: Is het kind moe?, ernst: bijdragend}
          - {id: rood, vraag: Een rode vlag?, ernst: rode_vlag}
          - {id: nu, vraag: Is er nu geweld?, ernst: levensgevaar}
        """
    )
    answers = Answers({"a.kinderen": Answer((Persons((Person(), Person())),))})
    for lane in (FULL, DANGER):
        order = Interview(made_ready(content), answers, lane).slots()
        each = [f"a.{name}@kind-{number}" for name in ("nu", "rood", "moe") for number in (1, 2)]
        assert [slot for slot in order if slot != "a.kinderen"] == each


# The first screens


def test_direct_danger_on_the_first_screen_brings_the_acute_questions_at_once(content: Content) -> None:
    held = hold(content, {"mag zien?": "3", question(content, "acuut.geweld-nu"): "j"}, case=None)
    assert held.error is None
    assert question(content, "acuut.geweld-nu") in held.screens[1]
    assert "BEL NU 112" in held.screens[2]
    assert held.session.closed


def test_violence_going_on_shows_112_within_six_questions(content: Content) -> None:
    held = hold(content, {question(content, "acuut.geweld-nu"): "j"})
    asked_at = [number for number, screen in enumerate(held.screens) if "van hoogstens" in screen]
    alarm = next(number for number, screen in enumerate(held.screens) if "BEL NU 112" in screen)
    assert sum(number < alarm for number in asked_at) <= 6


# One key away


def test_the_keys_that_always_work_have_the_emergency_key_among_them() -> None:
    assert Command.EMERGENCY in EVERYWHERE
    assert Command.EMERGENCY in CALM


READ_OUT = re.compile(" Of:(?: (?:" + "|".join(re.escape(f"{key} {word}") for key, word in SPOKEN) + "))+")
"""The line of keys, which is read out once, not at every prompt."""
END_OF_PAGE = "Ga niet naar binnen. Breng jezelf niet in gevaar."


def prompt_in(screen: str) -> str:
    """What is asked on a screen, without the emergency page above it and the line of keys in it."""
    return READ_OUT.sub("", screen.rpartition(END_OF_PAGE)[2]).strip()


def first_time(key: str) -> Callable[[str], str]:
    """Press a key the first time that a prompt stands there, and go on without care when it is back."""
    pressed: set[str] = set()

    def reply(screen: str) -> str:
        where = prompt_in(screen)
        if where in pressed:
            return careless(where)
        pressed.add(where)
        return key

    return reply


@pytest.fixture(scope="module")
def pressed(content: Content) -> Held:
    """Hold a meeting in which the emergency key is pressed at every prompt."""
    return hold(content, {"": first_time("!")}, case=None)


def test_the_emergency_page_is_one_key_away_from_every_prompt(pressed: Held) -> None:
    assert pressed.error is None
    assert pressed.session.closed
    seen: dict[str, str] = {}
    for screen, after in zip(pressed.screens, pressed.screens[1:], strict=False):
        seen.setdefault(prompt_in(screen), after)
    assert len(seen) >= 30
    assert [prompt for prompt, after in seen.items() if "NOOD" not in after] == []


def test_the_key_brings_the_page_with_112_and_veilig_thuis_and_then_the_same_prompt_again(pressed: Held) -> None:
    pairs = list(zip(pressed.screens, pressed.screens[1:], strict=False))
    came = [(before, after) for before, after in pairs if "NOOD" in after and "NOOD" not in before]
    assert len(came) >= 30
    for before, after in came:
        page, _, _ = after.partition(END_OF_PAGE)
        assert "BEL 112" in page
        assert "Veilig Thuis 0800-2000" in page
        assert prompt_in(after)[-LONG_ENOUGH:] == prompt_in(before)[-LONG_ENOUGH:]


def test_the_emergency_page_names_112_and_veilig_thuis_even_before_the_content_is_read() -> None:
    told = " ".join(texts_in(emergency(None)))
    assert "BEL 112" in told
    assert "0800-2000" in told


def test_the_emergency_page_names_112_and_whom_to_call_whatever_a_region_wrote(content: Content, make: Make) -> None:
    for region in (content, make("- {id: een, vraag: Een?}\n")):
        told = " ".join(texts_in(emergency(region)))
        assert "BEL 112" in told
        assert region.specialists["veilig_thuis"].phone in told
