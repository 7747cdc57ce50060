"""A whole meeting, from the first screen to the last, in plain lines and with the shipped content."""

from __future__ import annotations

from collections.abc import Callable
from datetime import UTC, date, datetime

import pytest

from kvv_triage.case.answers import Answer, Option, Unknown
from kvv_triage.case.events import (
    Answered,
    Called,
    Closed,
    Decided,
    Deviated,
    LookAgainSet,
    NotDone,
    Promised,
    Raised,
    Seated,
    Started,
)
from kvv_triage.content.content import Content
from kvv_triage.errors import CannotDo
from kvv_triage.language.scales import Level, UnknownKind
from tests.helpers.typist import (
    ASKED,
    CTRL_C,
    HANG_UP,
    LOOK_BEHIND,
    WEDNESDAY,
    Held,
    Replies,
    careless,
    hold,
    number_of,
    question,
    through_meldcode,
)


def strangled(content: Content) -> dict[str, str]:
    """A partner who still has access took someone by the throat this month."""
    return {question(content, "start.zorgen"): "1", question(content, "partnergeweld.keel"): "3"}


def opens(line: str) -> Callable[[str], str]:
    """What is typed at the closing by who opens this line for as long as it stands there so."""

    def pick(screen: str) -> str:
        number = number_of(line)(screen)
        return number if number.isdigit() else careless(screen)

    return pick


@pytest.fixture
def calm(content: Content) -> Held:
    """Hold a meeting in which everything is asked and nothing is wrong."""
    return hold(content, {"echt nagevraagd of gezien": "j"})


def ended(held: Held) -> Held:
    """The meeting, which came to its end by itself."""
    assert held.error is None, held.error
    assert held.session.closed
    return held


def test_a_case_with_only_no_ends_in_following_with_a_date_and_no_word_of_safe(calm: Held) -> None:
    held = ended(calm)
    assert held.desk.moment.decision.level is Level.VOLGEN
    assert "Op basis van deze antwoorden is er nu geen reden om te bellen." in held.printed
    assert "Kijk opnieuw op dinsdag 2 juni 2026" in held.printed
    assert "Je mag altijd bellen" in held.printed
    outcome = held.printed[held.printed.index("VOLGEN") :].lower()
    assert "is veilig" not in outcome
    assert "laag risico" not in outcome


def test_strangulation_ends_in_whom_to_call_with_number_reason_source_and_meldcode_step(content: Content) -> None:
    held = ended(hold(content, {"Belblad: bellen": "v", **LOOK_BEHIND, **strangled(content)}))
    alarm = held.at("Belblad: bellen")
    decision, behind = [screen for screen in held.screens if "Een antwoord wijzigen" in screen][:2]
    assert "BEL NU EEN SPECIALIST" in alarm
    for screen in (alarm, decision):
        assert "Veilig Thuis: 0800-2000 (dag en nacht, gratis)" in screen
    assert "'s Nachts:" in alarm
    assert "Neemt Veilig Thuis niet op? Bel na 15 minuten Politie" in alarm
    assert f"{question(content, 'partnergeweld.keel')} Ja, in de afgelopen maand" in decision
    assert "Meldcode: nu stap 2, overleggen. Melden is hier de professionele norm." in decision
    assert "Glass e.a., 2008. doi:10.1016/j.jemermed.2007.02.065" in behind
    assert "Glass e.a." not in decision
    assert "Stap 1 bereikt (signalen in kaart brengen). Nu stap 2, overleggen." in behind
    assert "Melden bij Veilig Thuis is hier de professionele norm." in behind


def test_who_must_not_look_on_is_asked_before_anything_else(content: Content) -> None:
    held = hold(content, {"mag zien?": "j", "Zet eerst de beamer uit": "1"}, case=None)
    assert "Kijkt er iemand mee die dit niet mag zien?" in held.screens[0]
    assert "Zet eerst de beamer uit" in held.screens[1]
    assert "pseudoniem" in held.screens[2]


def test_a_pseudonym_cannot_be_left_empty(content: Content) -> None:
    held = hold(content, {"pseudoniem": ["", "A-7"]}, case=None)
    assert "Dit kan niet leeg blijven." in held.printed
    assert held.session.seated
    assert held.session.seated.case == "A-7"


def test_a_no_is_checked_once_after_the_acute_block_and_the_rest_at_the_end(calm: Held) -> None:
    checks = [screen for screen in calm.screens if "echt nagevraagd of gezien" in screen]
    acute, rest = (int(screen.partition("Het zijn er ")[2].partition(".")[0]) for screen in checks)
    assert acute == 6
    assert acute + rest == len(calm.session.answers)


def test_a_doubtful_no_at_the_gate_opens_its_list(content: Content) -> None:
    gate = question(content, "poort.partner-sporen")
    replies: Replies = {"echt nagevraagd of gezien": ["j", "n", "j"], "Welke 'nee' is niet": number_of(gate[:50])}
    held = ended(hold(content, replies))
    assert held.session.answers["poort.partner-sporen"].opinions == (Unknown(UnknownKind.NIET_GEVRAAGD),)
    assert any(slot.startswith("partnergeweld.") for slot in held.session.answers)
    assert question(content, "partnergeweld.keel") in held.printed


def test_going_back_asks_the_earlier_question_again_and_keeps_every_later_answer(content: Content) -> None:
    second, third = question(content, "acuut.medische-hulp"), question(content, "acuut.dreigt-te-doden")
    held = ended(hold(content, {third: ["t", "n"], second: ["1", "2"]}))
    assert "Nu staat er: Nee" in [screen for screen in held.screens if second in screen][1]
    assert held.session.answers["acuut.medische-hulp"].opinions == (Option("vandaag"),)


def test_going_back_from_the_first_question_says_that_it_is_the_first(content: Content) -> None:
    held = hold(content, {question(content, "start.kinderen"): ["t", "0"]})
    assert "Dit is de eerste vraag." in held.printed


def test_help_shows_hint_reason_and_sources_and_asks_again(content: Content) -> None:
    item = content.by_id["acuut.geweld-nu"]
    held = hold(content, {question(content, item.id): ["?", "n"]})
    assert f"Waarom deze vraag: {item.question.reason}" in held.printed
    assert content.sources_of(item)[0] in held.printed


def test_a_note_is_recorded_with_its_question_and_shown_at_the_end(content: Content) -> None:
    asked = question(content, "acuut.geweld-nu")
    held = ended(hold(content, {**LOOK_BEHIND, asked: ["o", "n"], "Welke opmerking": "deur dicht"}))
    assert [(note.slot, note.text) for note in held.session.notes] == [("acuut.geweld-nu", "deur dicht")]
    assert "deur dicht (bij: " in held.at("WAT ERACHTER ZIT")


def test_when_the_table_disagrees_both_answers_are_kept_and_the_graver_one_counts(content: Content) -> None:
    asked = question(content, "acuut.dreigt-te-doden")
    held = ended(hold(content, {asked: ["a", "n", "j"]}))
    assert held.session.answers["acuut.dreigt-te-doden"].opinions == (Option("nee"), Option("ja"))
    assert held.desk.moment.decision.level is Level.BEL_NU


def test_dissent_can_be_taken_back(content: Content) -> None:
    asked = question(content, "acuut.dreigt-te-doden")
    held = ended(hold(content, {asked: ["a", "t", "n"]}))
    assert "Er is geen andere mening vastgelegd." in held.printed
    assert held.session.answers["acuut.dreigt-te-doden"].opinions == (Option("nee"),)


def test_raising_by_hand_asks_one_sentence_and_rings_the_alarm(content: Content) -> None:
    asked = question(content, "start.kinderen")
    held = ended(hold(content, {asked: ["p", "0"], "vertrouwen jullie het niet": "hij lacht niet meer"}))
    assert held.desk.moment.decision.level is Level.BEL_NU
    assert "Waarom: iemand aan tafel vindt het niet pluis." in held.at("Belblad: bellen")
    assert "hij lacht niet meer" in held.at("Een antwoord wijzigen")


def test_raising_takes_a_few_words_and_asks_on_for_them(content: Content) -> None:
    asked, words = question(content, "start.kinderen"), ["x", "...", "ze huilt"]
    held = ended(hold(content, {asked: ["p", "0"], "vertrouwen jullie het niet": words}))
    assert "Schrijf in een paar woorden waarom jullie opschalen." in held.printed
    assert held.session.raised == "ze huilt"


def test_raising_without_a_reason_does_nothing_and_says_so(content: Content) -> None:
    held = hold(content, {question(content, "start.kinderen"): ["p", "0"], "vertrouwen jullie het niet": ""})
    assert "Niet opgeschaald: er staat geen reden." in held.printed
    assert held.session.raised is None


def test_the_emergency_page_names_112_and_veilig_thuis_even_before_the_content_is_read(content: Content) -> None:
    held = hold(content, {"mag zien?": ["!", "n"]})
    assert "BEL 112" in held.printed
    assert "Veilig Thuis 0800-2000" in held.printed


def test_a_grave_answer_becomes_milder_only_with_a_reason_and_a_second_name(content: Content) -> None:
    asked = question(content, "acuut.dreigt-te-doden")
    following = question(content, "acuut.wapen-gebruikt")
    refused = hold(content, {following: ["t", "n"], asked: ["j", "n", "j"], "wordt milder. Waarom?": ""})
    assert "daarvoor zijn een reden en een tweede naam nodig" in refused.printed
    assert refused.session.answers["acuut.dreigt-te-doden"].opinions == (Option("ja"),)
    replies = {following: ["t", "n"], asked: ["j", "n"], "wordt milder. Waarom?": "verkeerde zaak", "collega": "Els"}
    changed = ended(hold(content, {**LOOK_BEHIND, **replies}))
    assert changed.session.answers["acuut.dreigt-te-doden"].opinions == (Option("nee"),)
    assert f"{asked} Eerst: Ja. Nu: Nee. verkeerde zaak (Els)" in changed.printed


def test_an_answer_can_be_changed_from_the_end_screen(content: Content) -> None:
    replies = {
        "Een antwoord wijzigen": ["2", "1"],
        "Welk antwoord wil je wijzigen?": ["l", "l", "t"],
        "Wat doe je?": "1",
    }
    first = hold(content, replies)
    assert "Volgende bladzijde" in first.printed
    number = [*first.session.answers].index("acuut.dreigt-te-doden") + 1
    picked = {
        "Een antwoord wijzigen": ["2", "1"],
        "Welk antwoord wil je wijzigen?": [str(number)],
        question(content, "acuut.dreigt-te-doden"): ["n", "j"],
    }
    changed = ended(hold(content, picked))
    assert changed.session.answers["acuut.dreigt-te-doden"].opinions == (Option("ja"),)
    assert changed.desk.moment.decision.level is Level.BEL_NU


FAST = {"Hoeveel tijd is er?": "2"}


def outcomes(held: Held) -> list[str]:
    return [screen for screen in held.screens if "Een antwoord wijzigen" in screen]


def test_the_fast_lane_asks_about_danger_where_the_gate_saw_something_and_says_what_it_did_not_ask(
    content: Content,
) -> None:
    gate = question(content, "poort.partner-sporen")
    keel = question(content, "partnergeweld.keel")
    fast = hold(content, {**FAST, gate: "j", keel: "w", "Meer vragen beantwoorden": ["m", "1"]})
    core = [placed.id for placed in content.questions if placed.checklist.id == "partnergeweld"]
    asked = [slot for slot in core if question(content, slot) in fast.printed.partition("Een antwoord wijzigen")[0]]
    assert "partnergeweld.keel" in asked
    assert all(content.by_id[slot].question.is_fast for slot in asked)
    first, second = outcomes(fast)[:2]
    assert "In de snelle weging niet gevraagd: " in first
    assert "vragen over Geweld door een (ex-)partner" in first
    assert "niet gevraagd: " not in second


def test_stalking_calls_in_the_fast_lane_and_nothing_wrong_ends_in_following(content: Content) -> None:
    said = {
        **FAST,
        question(content, "poort.partner-sporen"): "j",
        question(content, "partnergeweld.stalking"): "j",
        "echt nagevraagd of gezien": "j",
    }
    stalked, calm = ended(hold(content, said)), ended(hold(content, {**FAST, "echt nagevraagd of gezien": "j"}))
    assert stalked.desk.moment.decision.level is Level.BEL_NU
    assert "BEL NU EEN SPECIALIST" in stalked.at("Belblad: bellen")
    assert calm.desk.moment.decision.level is Level.VOLGEN
    assert "niet gevraagd: " not in outcomes(calm)[0]
    assert len(calm.session.answers) <= 20


def test_the_outcome_of_the_fast_lane_is_that_of_the_closing_and_never_following_before_it(content: Content) -> None:
    gate = question(content, "poort.partner-sporen")
    held = ended(hold(content, {**FAST, gate: "w", question(content, "partnergeweld.keel"): "w"}))
    assert held.session.answers["partnergeweld.vlucht"].opinions == (Unknown(UnknownKind.NIET_GEVRAAGD),)
    assert held.desk.moment.decision.level is Level.ADVIES
    shown = [screen for screen in held.screens if "Kijk opnieuw op" in screen]
    assert len(shown) >= 2
    assert all("VRAAG VANDAAG ADVIES" in screen for screen in shown)


def test_once_the_outcome_is_settled_the_worker_may_go_to_it_at_once(content: Content) -> None:
    replies = {question(content, "acuut.geweld-nu"): "j", "De uitkomst staat vast": "u"}
    held = ended(hold(content, replies))
    assert "De uitkomst staat vast: BEL NU 112." in held.printed
    assert question(content, "acuut.zelfdoding") not in " ".join(
        screen for screen in held.screens if "van hoogstens" in screen
    )


def test_not_calling_needs_a_reason_and_two_people_of_whom_one_can_weigh_it(content: Content) -> None:
    replies: Replies = {
        "Belblad: bellen": "v",
        "Gesproken: leg vast": number_of("We bellen niet"),
        "Waarom bellen jullie niet?": ["", "geen", "wij zien haar morgen"],
        "Eerste naam": ["Jan", "", ""],
        "Tweede naam": ["jan", "Piet", "Els"],
        "In welke rol": ["3", "3", "3", "3", "3", "1"],
        "Deze weging is klaar": ["d", "k"],
        **strangled(content),
    }
    held = ended(hold(content, replies))
    assert "Een reden is een zin." in held.printed
    assert "zijn twee verschillende namen nodig" in held.printed
    assert "Een van de twee moet aandachtsfunctionaris of gedragswetenschapper zijn." in held.printed
    (deviation,) = held.session.deviations
    assert [person.role for person in deviation.by] == ["teamleider", "aandachtsfunctionaris"]
    assert deviation.until == date(2026, 3, 5)
    assert "De drempel is bereikt, en er wordt niet gebeld" in held.printed
    assert held.desk.moment.decision.level is Level.BEL_NU
    last = held.screens[held.screens.index(held.at("Wie is regiehouder")) : -1]
    assert all("De drempel is bereikt en er is niet gebeld." in screen for screen in last if "p niet pluis" in screen)


def test_until_the_call_is_made_every_screen_keeps_saying_so(content: Content) -> None:
    held = hold(content, {"Belblad: bellen": "v", **strangled(content)})
    after = held.screens[held.screens.index(held.at("Belblad: bellen")) + 1 :]
    before_call = after[: after.index(next(screen for screen in after if "We bellen niet" in screen))]
    asked = [screen for screen in before_call if ASKED in screen]
    assert asked
    assert all("NOG NIET GEBELD." in screen for screen in asked)


def test_every_meeting_ends_with_an_owner_a_deputy_and_a_way_to_reach_them(calm: Held) -> None:
    assert calm.session.owner
    assert calm.session.owner.owner == "S. de Wit (wijkteam)", "who records is proposed"
    assert calm.session.owner.deputy == calm.session.owner.after_five == "iets"


def test_who_sees_the_child_or_the_victim_is_asked_when_a_call_is_needed(content: Content, calm: Held) -> None:
    asked = "Wie ziet het kind of het slachtoffer vanavond en dit weekend?"
    assert asked in hold(content, strangled(content)).printed
    assert asked not in calm.printed


def test_unknown_red_flags_and_each_acute_answer_are_proposed_as_promises_in_one_list(content: Content) -> None:
    replies = {
        question(content, "acuut.zelfdoding"): ["w"],
        **strangled(content),
        "Waarom weten jullie dit niet?": "4",
    }
    held = ended(hold(content, replies))
    find_out = f"Uitzoeken: {question(content, 'acuut.zelfdoding')}"
    make_safe = f"Veiligheid regelen bij: {question(content, 'partnergeweld.keel')}"
    assert sum("Welke afspraken maken jullie?" in screen for screen in held.screens) == 1
    assert [(promise.what, promise.by, promise.slot) for promise in held.session.promises] == [
        (make_safe, WEDNESDAY.date(), ""),
        (find_out, WEDNESDAY.date(), "acuut.zelfdoding"),
    ]


def test_who_and_by_when_can_be_changed_and_a_promise_of_the_table_itself_added(content: Content) -> None:
    replies: Replies = {
        **strangled(content),
        "Welke afspraken maken jullie?": ["1 2 3", ""],
        "Wat spreken jullie af?": "belt de school",
        "Wie doet dit?": ["Els", "", "", "", "", "", "Piet"],
        "Wanneer is het klaar?": ["morgen", "31-2-2026", "1-3-2026", "vannacht", "vrijdag", "morgen"],
    }
    held = ended(hold(content, replies))
    for refused in ("Wat acuut is, is vandaag of vannacht geregeld.", "Dat is geen datum.", "Die dag is al voorbij."):
        assert refused in held.printed
    assert "Jullie kijken opnieuw op donderdag 5 maart 2026. Kies een dag die niet later is." in held.printed
    safe, own = held.session.promises
    assert (safe.who, safe.by) == ("Els", WEDNESDAY.date())
    assert (own.what, own.by, own.proposal) == ("belt de school", date(2026, 3, 5), "")


def test_what_is_not_ticked_any_more_is_withdrawn_and_what_was_not_taken_can_be_taken_after_all(
    content: Content,
) -> None:
    replies: Replies = {
        **strangled(content),
        question(content, "acuut.zelfdoding"): "w",
        "Klopt dit zo?": opens("Afspraken: 1 vastgelegd"),
        "Welke afspraken maken jullie?": ["1", "2", "1 2"],
    }
    held = ended(hold(content, replies))
    assert [event.is_withdrawn for event in held.desk.events if isinstance(event, Promised)] == [
        *[False, False, True, False]
    ]
    assert len(held.session.promises) == 2


def test_what_another_agency_takes_on_stays_ours_until_it_confirms(content: Content, calm: Held) -> None:
    assert calm.session.handed_over == ()
    assert "Overdracht: niets" in calm.at("Klopt dit zo?")
    replies: Replies = {
        "Klopt dit zo?": opens("Overdracht: niets"),
        "Aan welke organisatie": ["", "de GGZ", ""],
        "Wat neemt zij over?": "de behandeling",
        "Wanneer moet zij dat hebben bevestigd?": ["", "3-3-2026", "12-3-2026"],
    }
    held = ended(hold(content, replies))
    (given,) = held.session.handed_over
    assert (given.to, given.what, given.by) == ("de GGZ", "de behandeling", date(2026, 3, 12))
    assert "Die dag is al voorbij." in held.printed
    told = "Naar de GGZ: de behandeling. Nog van ons tot zij dit bevestigen, uiterlijk donderdag 12 maart 2026."
    assert told in held.printed[held.printed.index("Kijk opnieuw op") :]


def test_over_easter_a_deviation_holds_longer_and_no_promise_outlasts_the_day_to_look_again(
    content: Content,
) -> None:
    thursday = datetime(2026, 4, 2, 14, 5, tzinfo=UTC)
    replies: Replies = {
        "Belblad: bellen": "v",
        "Gesproken: leg vast": number_of("We bellen niet"),
        "Waarom bellen jullie niet?": "wij zien haar",
        "Eerste naam": "Jan",
        "Tweede naam": "Els",
        "In welke rol": "1",
        question(content, "acuut.zelfdoding"): "w",
        **strangled(content),
    }
    held = ended(hold(content, replies, now=thursday))
    assert [deviation.until for deviation in held.session.deviations] == [date(2026, 4, 7)]
    assert held.session.look_again == date(2026, 4, 3), "on Good Friday, and no promise later than that"
    assert [promise.by for promise in held.session.promises] == [date(2026, 4, 2)] * 2, "both are of today"


def test_the_day_to_look_again_is_never_past_a_weekend_after_bel_nu(content: Content) -> None:
    held = ended(hold(content, strangled(content)))
    assert held.session.look_again
    assert held.session.look_again <= date(2026, 3, 6)


def test_the_meldcode_is_recomputed_and_shown_after_every_meldcode_answer(content: Content) -> None:
    replies: Replies = {
        "Wat leggen jullie nu vast": through_meldcode(),
        "Met wie is er overlegd?": "de aandachtsfunctionaris",
        "Is er gesproken met de directbetrokkenen": "4",
        "Waarom is een gesprek niet mogelijk": ["", "hij luistert mee"],
        "weging 1 van 5": "j",
        "weging 2 van 5": "j",
        "Besluit 1:": "j",
        "Besluit 2:": "j",
        "verteld aan de directbetrokkenen": "n",
        "Waarom niet?": "gevaar",
        **strangled(content),
        "Deze weging is klaar": ["d", "k"],
    }
    held = ended(hold(content, replies))
    record = held.session.meldcode
    standing = [screen for screen in held.screens if "Wat leggen jullie nu vast" in screen]
    steps = ((0, "2 bereikt (overleggen)"), (2, "3 bereikt (in gesprek)"), (3, "4 bereikt (wegen)"))
    assert all(f"Meldcode: stap {step}" in standing[number] for number, step in steps)
    assert "tap 5 bereikt (beslissen), en nog niet af." in held.printed, "the report is still to be made"
    assert record.conversations[0].reason == "hij luistert mee"
    assert record.informed
    assert record.informed.told == "nee"
    assert held.desk.moment.decision.meldcode.open == (5,)


def test_weighing_no_on_unsafety_against_a_reached_norm_is_a_deviation(content: Content) -> None:
    replies: Replies = {
        "Wat leggen jullie nu vast": through_meldcode(),
        "weging 1 van 5": "j",
        "weging 2 van 5": "n",
        "Waarom kiezen jullie 'nee'?": ["het bleek een ander gezin"],
        "Eerste naam": "Jan",
        "Tweede naam": "Els",
        "In welke rol": "2",
        **strangled(content),
    }
    held = ended(hold(content, replies))
    assert [deviation.what for deviation in held.session.deviations] == ["bij weging 2 is 'nee' vastgelegd"]
    assert held.session.meldcode.unsafe == "nee"
    assert held.desk.moment.decision.meldcode.report_is_norm


@pytest.mark.parametrize(
    ("weighed", "asked", "level"),
    [
        ({"weging 1": "n"}, 1, Level.VOLGEN),
        ({"weging 1": "j", "weging 2": "3", "weging 3": "j", "weging 4": "j", "weging 5": "j"}, 5, Level.ADVIES),
        ({"weging 1": "j", "weging 2": "n", "weging 3": "n"}, 3, Level.BEL_NU),
        ({"weging 1": "j", "weging 2": "n", "weging 3": "j", "weging 4": "n"}, 4, Level.BEL_NU),
        ({"weging 1": "j", "weging 2": "n", "weging 3": "j", "weging 4": "j", "weging 5": "4"}, 5, Level.VOLGEN),
        ({"weging 1": "j", "weging 2": "n", "weging 3": "j", "weging 4": "j", "weging 5": "n"}, 5, Level.BEL_NU),
    ],
)
def test_the_weighing_asks_no_more_than_is_due_and_counts_in_the_outcome(
    content: Content, weighed: dict[str, str], asked: int, level: Level
) -> None:
    held = ended(hold(content, {"Wat leggen jullie nu vast": through_meldcode(), **weighed}))
    assert len({screen.partition("weging ")[2][:1] for screen in held.screens if "Meldcode, weging" in screen}) == asked
    assert held.desk.moment.decision.level is level
    if level is Level.BEL_NU:
        assert held.session.called, "a call that becomes due in the weighing is asked for after all"


def test_what_is_not_discussed_yet_stays_open(content: Content) -> None:
    replies: Replies = {"Wat leggen jullie nu vast": through_meldcode(), "later vastleggen (v)": "v"}
    held = ended(hold(content, {**replies, **strangled(content)}))
    record = held.session.meldcode
    assert (record.suspicion, record.unsafe, record.decided) == (None, None, None)
    assert record.conversations == ()
    assert held.desk.moment.decision.meldcode.open == (3, 4, 5), "the call was a consultation of Veilig Thuis"


def test_not_reporting_against_the_norm_is_a_deviation_or_does_not_happen(content: Content) -> None:
    replies: Replies = {
        "Wat leggen jullie nu vast": through_meldcode(),
        "Besluit 1:": "n",
        "Waarom melden jullie niet?": "",
        **strangled(content),
    }
    held = ended(hold(content, replies))
    assert held.session.deviations == ()
    assert held.session.meldcode.decided is None or held.session.meldcode.decided.report is None


def test_telling_the_family_of_the_report_is_asked_when_there_is_one(content: Content) -> None:
    replies: Replies = {
        "Wat leggen jullie nu vast": through_meldcode(),
        "Besluit 1:": "j",
        "Besluit 2:": "v",
        "verteld aan": "j",
    }
    held = ended(hold(content, {**replies, **strangled(content)}))
    assert held.session.meldcode.informed
    assert held.session.meldcode.informed.told == "ja"


def test_in_honour_based_violence_the_screen_says_veilig_thuis_before_the_family(content: Content) -> None:
    held = hold(content, {question(content, "start.zorgen"): "6", "Belblad: bellen": "v"})
    assert "Overleg eerst met Veilig Thuis. Praat nog niet met de familie." in held.at("Een antwoord wijzigen")


def test_free_text_that_seems_to_point_to_a_person_gets_a_warning_and_a_chance_to_rewrite(content: Content) -> None:
    fact = "Wat is er gezien of gezegd"
    replies = {
        fact: ["zij belde met 06-12345678", "zij belde"],
        "Dit lijkt op een telefoonnummer": "j",
        **strangled(content),
    }
    held = ended(hold(content, replies))
    assert held.session.answers["partnergeweld.keel"].fact == "zij belde"
    kept = ended(hold(content, {**replies, fact: "bel 06-12345678", "Dit lijkt op een telefoonnummer": "n"}))
    assert kept.session.answers["partnergeweld.keel"].fact == "bel 06-12345678"


def test_ctrl_c_asks_to_stop_and_no_goes_on_with_the_same_question(content: Content) -> None:
    asked = question(content, "acuut.geweld-nu")
    held = ended(hold(content, {asked: [CTRL_C, "n"], "Wil je stoppen?": "1"}))
    assert "Ctrl-C stopt meteen." in held.at("Wil je stoppen?")
    assert held.session.answers["acuut.geweld-nu"].opinions == (Option("nee"),)


@pytest.mark.parametrize("again", [CTRL_C, "2"])
def test_ctrl_c_and_then_yes_or_ctrl_c_leaves_and_never_answers(content: Content, again: str) -> None:
    asked = question(content, "acuut.geweld-nu")
    held = hold(content, {asked: CTRL_C, "Wil je stoppen?": again})
    assert isinstance(held.error, KeyboardInterrupt)
    assert "acuut.geweld-nu" not in held.session.answers
    assert ("WEGING NIET AF" in held.printed) is (again == "2"), "no screen comes any more after a second Ctrl-C"


def test_stopping_by_its_key_is_no_interruption_and_still_says_whom_to_call(content: Content) -> None:
    replies = {"De uitkomst staat vast": ["v"], question(content, "acuut.medische-hulp"): "s", "Wil je stoppen?": "2"}
    held = hold(content, {**replies, question(content, "acuut.geweld-nu"): "j"})
    assert held.error is None
    assert "BEL NU 112 (WEGING NIET AF)" in held.printed


def test_from_the_stop_screen_the_worker_can_go_to_the_outcome(content: Content) -> None:
    held = ended(hold(content, {question(content, "acuut.geweld-nu"): "s", "Wil je stoppen?": "3"}))
    assert "Niet gevraagd: " in held.at("Een antwoord wijzigen")


def test_input_that_ends_is_never_an_answer(content: Content) -> None:
    held = hold(content, {question(content, "acuut.geweld-nu"): HANG_UP})
    assert isinstance(held.error, CannotDo)
    assert "acuut.geweld-nu" not in held.session.answers


def test_a_wrong_key_is_refused_kindly_and_asked_again(content: Content) -> None:
    held = hold(content, {question(content, "acuut.geweld-nu"): ["misschien"], "Dat is geen keuze": "n"})
    assert "Dat is geen keuze. Typ een nummer van 1 tot en met 3." in held.printed
    assert held.session.answers["acuut.geweld-nu"].opinions == (Option("nee"),)


@pytest.mark.parametrize("typed", ["drie", "-1", "2,5", "31", "²", "9" * 30])
def test_a_number_that_cannot_be_is_asked_again(content: Content, typed: str) -> None:
    held = hold(content, {question(content, "start.kinderen"): [typed], "Typ een heel getal": "0"})
    assert "Typ een heel getal, hoogstens 30." in held.printed


def test_children_get_an_age_or_a_label_and_are_named_by_it(content: Content) -> None:
    replies = {
        question(content, "start.kinderen"): "2",
        "Welke leeftijd of welk kort label": ["9, jongste, oudste", "9, jongste"],
        question(content, "start.zorgen"): "2",
    }
    held = ended(hold(content, replies))
    assert "Dat zijn er 3, en het zijn er 2." in held.printed
    assert "kind 1 (9 jaar)" in held.printed
    assert "kind 2 (jongste)" in held.printed


def test_progress_never_goes_back_without_saying_why(content: Content) -> None:
    held = ended(hold(content, {question(content, "start.kinderen"): "3", **strangled(content)}))
    asked = [screen for screen in held.screens if "van hoogstens" in screen]
    places = [screen.partition(" van hoogstens ") for screen in asked]
    numbers = [(int(before.split()[-1]), int(after.split()[0])) for before, _, after in places]
    for (place, total), (next_place, next_total), screen in zip(numbers, numbers[1:], asked[1:], strict=False):
        about_the_next_child = next_place == place  # the same question: in plain lines one line for each of them
        about_all_children = next_place == place + 3
        assert about_the_next_child or about_all_children or next_place == place + 1
        assert next_total == total or "Door dit antwoord" in screen


# What the meeting needs is asked anew at every step


def test_a_raise_on_the_outcome_page_never_leaves_a_page_that_is_no_longer_true(content: Content) -> None:
    held = ended(
        hold(content, {"Een antwoord wijzigen": ["p", "v"], "vertrouwen jullie het niet": "hij lacht niet meer"})
    )
    pages = [screen for screen in held.screens if "Een antwoord wijzigen" in screen]
    assert "VOLGEN" in pages[0]
    assert [page for page in pages[1:] if "geen reden om te bellen" in page] == []
    assert held.session.called
    assert held.session.called.level is Level.BEL_NU


def test_a_raise_while_advice_is_asked_asks_for_the_call_instead(content: Content) -> None:
    replies: Replies = {
        question(content, "acuut.zelfdoding"): "w",
        "We bellen niet": ["p"],
        "vertrouwen jullie het niet": "hij lacht niet meer",
        "Belblad: bellen": "v",
    }
    held = ended(hold(content, replies))
    assert [event.level for event in held.desk.events if isinstance(event, Called)] == [Level.BEL_NU]


def test_a_raise_after_the_closing_rings_the_alarm_and_moves_the_day_to_look_again(content: Content) -> None:
    replies: Replies = {
        "Deze weging is klaar": ["p", "k"],
        "vertrouwen jullie het niet": "hij lacht niet meer",
        "Belblad: bellen": "v",
    }
    held = hold(content, replies)
    assert held.error is None
    after = held.desk.events[[isinstance(event, Closed) for event in held.desk.events].index(True) + 1 :]
    assert [type(event) for event in after] == [Raised, Decided, LookAgainSet]
    assert held.session.look_again == date(2026, 3, 6)
    pages = [screen for screen in held.screens if "Deze weging is klaar" in screen]
    assert "VOLGEN" in pages[0]
    assert "BEL NU EEN SPECIALIST" in pages[1]


def test_a_raise_in_the_closing_moves_the_day_that_was_set(content: Content) -> None:
    replies: Replies = {
        "Klopt dit zo?": ["5", "p"],
        "Wanneer kijken jullie opnieuw": ["over 13 weken", "over 2 weken"],
        "vertrouwen jullie het niet": "hij lacht niet meer",
        "Belblad: bellen": "v",
    }
    held = ended(hold(content, replies))
    assert "Dat is te laat. Deze uitkomst vraagt uiterlijk dinsdag 2 juni 2026." in held.printed
    assert [event.on for event in held.desk.events if isinstance(event, LookAgainSet)] == [
        date(2026, 3, 18),
        date(2026, 3, 6),
    ]


def test_a_no_that_is_doubted_after_the_outcome_shows_that_it_got_graver(content: Content) -> None:
    replies: Replies = {
        question(content, "acuut.dreigt-te-doden"): "s",
        "Wil je stoppen?": "u",
        "echt nagevraagd of gezien": ["n"],
        "Welke 'nee' is niet": "1",
        "Meer vragen beantwoorden": "v",
    }
    held = ended(hold(content, replies))
    assert "Een 'nee' is 'weet niet' geworden. Daardoor is de uitkomst zwaarder." in held.printed
    assert held.at("Vraag vandaag advies")


def test_who_comes_back_to_a_call_that_nobody_made_sees_the_alarm_again(content: Content) -> None:
    held = hold(content, {**strangled(content), "Belblad: bellen": CTRL_C, "Wil je stoppen?": CTRL_C})
    assert isinstance(held.error, KeyboardInterrupt)
    resumed = hold(content, strangled(content), after=held.desk.events)
    assert "Belblad: bellen" in resumed.screens[1]
    stopped = {"Een antwoord wijzigen": CTRL_C, "Wil je stoppen?": CTRL_C}
    called = hold(content, {**strangled(content), **stopped})
    assert called.session.calls
    again = hold(content, strangled(content), after=called.desk.events)
    assert [screen for screen in again.screens if "Belblad: bellen" in screen] == []


def test_who_comes_back_hears_as_new_only_what_came_up_after_the_call(content: Content) -> None:
    started = hold(content, {"Is er nu geweld": "n", "Een antwoord wijzigen": CTRL_C, "Wil je stoppen?": CTRL_C})
    begun = [event for event in started.desk.events if isinstance(event, (Started, Seated))]
    violence = Answered("acuut.geweld-nu", Answer((Option("ja"),)))
    called = Called(WEDNESDAY, Level.BEL_112, "112", spoke_with="de meldkamer")
    stopped = {"Belblad: bellen": CTRL_C, "Wil je stoppen?": CTRL_C}
    resumed = hold(content, stopped, after=[*begun, violence, called])
    assert "Belblad: bellen" in resumed.screens[1], "Veilig Thuis is still to be called"
    assert "Dit is nieuw sinds jullie belden" not in resumed.printed
    weapon = Answered("acuut.wapen-gebruikt", Answer((Option("ja"),)))
    worse = hold(content, stopped, after=[*begun, violence, called, weapon])
    assert "Dit is nieuw sinds jullie belden" in worse.printed


def test_not_yet_is_asked_again_on_another_day_and_a_day_that_has_passed_is_proposed_anew(content: Content) -> None:
    asked = "Wat leggen jullie nu vast"
    replies: Replies = {
        "Klopt dit zo?": lambda screen: "v" if "Verder (v)" in screen else CTRL_C,
        "Wil je stoppen?": CTRL_C,
    }
    stopped = hold(content, replies)
    assert asked in stopped.printed
    same_day = ended(hold(content, {}, after=stopped.desk.events))
    assert asked not in same_day.printed
    half_a_year = WEDNESDAY.replace(month=9)
    later = ended(hold(content, {}, after=stopped.desk.events, now=half_a_year))
    assert asked in later.printed
    assert later.session.look_again
    assert later.session.look_again > half_a_year.date()


def test_a_decision_not_to_call_keeps_how_urgent_it_was(content: Content) -> None:
    replies: Replies = {
        question(content, "acuut.zelfdoding"): "w",
        "Gesproken: leg vast": number_of("We bellen niet"),
        "Waarom bellen jullie niet?": "wij bellen morgen de school",
        "Eerste naam": "Jan",
        "Tweede naam": "Els",
        "In welke rol": "1",
    }
    (deviation,) = ended(hold(content, replies)).session.deviations
    assert deviation.level is Level.ADVIES


def test_what_nobody_asked_is_said_on_every_outcome_also_after_the_closing_began(content: Content) -> None:
    replies: Replies = {
        question(content, "acuut.geweld-nu"): "s",
        "Wil je stoppen?": "u",
        "Een antwoord wijzigen": "v",
    }
    held = hold(content, {**replies, "Klopt dit zo?": ["t", *["v"] * 9]})
    told = [screen for screen in held.screens if "Een antwoord wijzigen" in screen]
    assert len(told) == 2
    assert all("Niet gevraagd: " in screen and "De uitkomst kan nog zwaarder worden" in screen for screen in told)
    last = ended(hold(content, {**replies, "Klopt dit zo?": lambda screen: "v" if "Verder (v)" in screen else "k"}))
    assert "vragen zijn nog niet gesteld en kunnen de uitkomst nog zwaarder maken" in last.screens[-1]


def test_going_back_from_a_role_leads_to_the_names_which_stand_there_still(content: Content) -> None:
    replies: Replies = {
        question(content, "acuut.zelfdoding"): "w",
        "Gesproken: leg vast": number_of("We bellen niet"),
        "Waarom bellen jullie niet?": "wij bellen morgen de school",
        "Eerste naam": ["Jan", ""],
        "Tweede naam": ["Els", ""],
        "In welke rol": ["2", "t", "1", "2"],
    }
    (deviation,) = ended(hold(content, replies)).session.deviations
    assert [(person.name, person.role) for person in deviation.by] == [
        ("Jan", "aandachtsfunctionaris"),
        ("Els", "gedragswetenschapper"),
    ]


def test_more_questions_are_asked_without_offering_the_outcome_that_was_just_left(content: Content) -> None:
    replies: Replies = {
        question(content, "acuut.geweld-nu"): "j",
        "De uitkomst staat vast": "u",
        "Meer vragen beantwoorden": ["m", "v"],
    }
    held = ended(hold(content, replies))
    assert sum("van hoogstens" in screen for screen in held.screens) > 5
    assert sum("De uitkomst staat vast" in screen for screen in held.screens) == 1


def weighed_no() -> Replies:
    """What is typed in a calm meeting that says "nee" in the Meldcode and is left before it is closed."""
    return {
        "Wat leggen jullie nu vast": through_meldcode(),
        "weging 1 van 5": "n",
        "Besluit 1:": "n",
        "Klopt dit zo?": lambda screen: "v" if "Verder (v)" in screen else CTRL_C,
        "Wil je stoppen?": CTRL_C,
    }


def after_a_no(content: Content, weighing: str, report: str) -> Held:
    """Come back to it, change the answer about violence, and say this where the "nee" no longer stands."""
    before = hold(content, weighed_no())
    number = [*before.session.answers].index("acuut.geweld-nu") + 1
    picked: Replies = {
        "Een antwoord wijzigen": ["2", "v"],
        "Welk antwoord wil je wijzigen?": str(number),
        question(content, "acuut.geweld-nu"): "j",
        "Wat leggen jullie nu vast": through_meldcode(),
        "weging 1 van 5": weighing,
        "Besluit 1:": report,
        "Waarom kiezen jullie": "",
        "Waarom melden jullie": "",
    }
    return ended(hold(content, picked, after=before.desk.events))


@pytest.mark.parametrize("said", ["v", "n"])
def test_a_no_that_no_longer_stands_is_taken_back_when_the_table_does_not_decide_it(
    content: Content, said: str
) -> None:
    record = after_a_no(content, said, said).session.meldcode
    assert record.suspicion is None
    assert record.decided is None or record.decided.report is None


def test_a_no_that_no_longer_stands_becomes_a_yes(content: Content) -> None:
    record = after_a_no(content, "j", "j").session.meldcode
    assert record.suspicion == "ja"
    assert record.decided
    assert record.decided.report == "ja"


@pytest.mark.parametrize("asked", ["weging 1 van 5", "Besluit 1:"])
def test_what_two_people_decided_stands_there_when_the_meeting_goes_on(content: Content, asked: str) -> None:
    replies: Replies = {
        asked: "n",
        "Wat leggen jullie nu vast": through_meldcode(),
        "van 5": "j",
        "Waarom kiezen jullie": "het bleek een ander gezin",
        "Waarom melden jullie": "met Veilig Thuis besproken",
        "Eerste naam": "Jan",
        "Tweede naam": "Els",
        "In welke rol": "2",
        **strangled(content),
    }
    held = ended(hold(content, replies))
    what = {"weging 1 van 5": NotDone.WEIGHING_1, "Besluit 1:": NotDone.REPORTING}[asked]
    (decided,) = (
        number
        for number, event in enumerate(held.desk.events)
        if isinstance(event, Deviated) and event.not_done is what
    )
    again = {**replies, "Wat leggen jullie nu vast": through_meldcode(), asked: ""}
    resumed = ended(hold(content, again, after=held.desk.events[: decided + 1]))
    assert resumed.session.meldcode == held.session.meldcode
    assert resumed.session.deviations == held.session.deviations


def test_the_alarm_is_not_passed_by_going_back(content: Content) -> None:
    held = ended(hold(content, {**strangled(content), "Belblad: bellen": ["t", "t", "v"]}))
    alarms = [screen for screen in held.screens if "Belblad: bellen" in screen]
    assert len(alarms) == 3
    assert "Verder terug kan hier niet." in alarms[1]


def test_of_its_own_promises_the_team_can_take_back_all_but_the_last(content: Content) -> None:
    what = ("belt de school", "belt de huisarts", "belt oma")

    def pick(screen: str) -> str:
        """Tick what stands there and add one more, until all are there; then keep only the last."""
        told = [number_of(promise)(screen) for promise in what if promise in screen]
        if len(told) < len(what):
            return " ".join([*told, number_of("Zelf een afspraak")(screen)])
        return told[-1]

    replies: Replies = {"Welke afspraken maken jullie?": pick, "Wat spreken jullie af?": [*what]}
    held = ended(hold(content, replies))
    assert [promise.what for promise in held.session.promises] == ["belt oma"]


def test_a_danger_that_comes_back_after_it_was_made_milder_rings_the_alarm_again(content: Content) -> None:
    asked, following = question(content, "acuut.geweld-nu"), question(content, "acuut.medische-hulp")
    replies: Replies = {
        "wordt milder. Waarom?": "het was de verkeerde zaak",
        "collega": "Els",
        "Belblad: bellen": "v",
        asked: ["j", "n"],
        following: ["t", "3"],
    }
    held = hold(content, replies)
    assert sum("Belblad: bellen" in screen for screen in held.screens) == 2


def test_raising_at_the_question_to_which_one_went_back_from_the_last_check_goes_on(content: Content) -> None:
    went_back: list[str] = []

    def check(screen: str) -> str:
        """Go back from the second check, once."""
        went_back.append(screen)
        return "t" if len(went_back) == 2 else "j"

    def answer(screen: str) -> str:
        is_back = len(went_back) == 2 and "hij lacht niet meer" not in went_back
        return "p" if is_back else careless(screen)

    def raise_it(_: str) -> str:
        went_back.append("hij lacht niet meer")
        return "hij lacht niet meer"

    replies: Replies = {
        "echt nagevraagd of gezien": check,
        "vertrouwen jullie het niet": raise_it,
        "Belblad: bellen": "v",
        "van hoogstens": answer,
    }
    held = ended(hold(content, replies))
    assert held.session.raised == "hij lacht niet meer"
