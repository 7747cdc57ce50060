"""The pages that a meeting gives: the alarm, the outcome, the last page and the call sheets."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from dataclasses import replace
from datetime import UTC, date, datetime

import pytest

from kvv_triage.case.answers import Answer, Answers, Number, Option, Options, Person, Persons, Text, Unknown, Value
from kvv_triage.case.events import (
    Answered,
    Called,
    CallPlanned,
    Colleague,
    Deviated,
    Discussed,
    Event,
    NotDone,
    Noted,
    Owned,
    Promised,
    Raised,
    Subject,
    Watched,
)
from kvv_triage.case.meldcode_record import MeldcodeRecord
from kvv_triage.content.content import Content
from kvv_triage.deciding.decision import Decision, decide
from kvv_triage.deciding.ruleset import Ruleset
from kvv_triage.language.scales import Level, UnknownKind
from kvv_triage.meeting.moment import Moment
from kvv_triage.meeting.session import Session, fold
from kvv_triage.pages.call_sheet import call_sheet
from kvv_triage.pages.decision_page import decision_page, details_page, farewell_page, unfinished_page
from kvv_triage.pages.page import Bullets, Heading, Line, Page, Pairs
from kvv_triage.pages.paragraphs import call_for_sure, reasons
from kvv_triage.pages.whom_to_call import call_pairs, emergency, still_to_call
from kvv_triage.pages.wording import answer_text, question_text, who, with_answer
from tests.helpers.deciding import afternoon, first_alarm
from tests.helpers.pages import texts_in
from tests.helpers.strategies import DAY

WEDNESDAY = date(2026, 3, 4)
TWO_O_CLOCK = datetime(2026, 3, 4, 14, 0, tzinfo=UTC)
UNKNOWN = Unknown(UnknownKind.NIET_BEKEND)
NOT_ASKED = Unknown(UnknownKind.NIET_GEVRAAGD)

LIST = """
- {id: geweld, vraag: Is er geweld?, ernst: rode_vlag}
- id: keel
  vraag: Is de keel dichtgeknepen?
  soort: keuze
  antwoorden: [{id: nee, tekst: Nee}, {id: ooit, tekst: "Ja, ooit", ernst: acuut}]
- id: dreiging
  vraag: Waarmee is gedreigd?
  soort: meerkeuze
  antwoorden: [{id: mes, tekst: Een mes, ernst: ernstig}, {id: doden, tekst: Doden, ernst: ernstig}]
- {id: meldingen, vraag: Hoeveel meldingen?, soort: getal, banden: [{tot: 0}, {vanaf: 1, ernst: ernstig}]}
- {id: kinderen, vraag: Hoeveel kinderen?, soort: personen, rol: kind}
- {id: verhaal, vraag: Wat is het verhaal?, soort: tekst}
- {id: schuld, vraag: Zijn er schulden?, ernst: bijdragend}
"""
CALLS = """
drempels:
  - {id: vlag, als: {minstens: 1, ernst: rode_vlag}, dan: bel_nu, bel: [politie], norm: acuut, omdat: Eén is genoeg.}
  - {id: stil, als: {vraag: a.schuld}, dan: advies, bel: [veilig_thuis]}
"""


@pytest.fixture
def content(make: Callable[..., Content]) -> Content:
    """Give a list with every kind of question, and a threshold that calls the police."""
    return make(LIST, thresholds=CALLS)


def given(slot: str, *values: Value, fact: str = "", source: str = "") -> Answered:
    return Answered(slot, Answer(values, fact, source))


def text_of(document: Page) -> str:
    """Everything on a page, in order."""
    return "\n".join((document.title, *(piece for block in document.blocks for piece in pieces(block))))


def pieces(block: object) -> Iterable[str]:
    match block:
        case Heading(text=text) | Line(text=text):
            return (text,)
        case Bullets(points=points):
            return points
        case Pairs(pairs=pairs):
            return (f"{label} {value}" for label, value in pairs)
        case _:
            raise TypeError


def decided(content: Content, session: Session) -> Decision:
    return decide(Ruleset(content), session.record(WEDNESDAY))


def outcome(content: Content, *events: Event) -> tuple[str, Decision]:
    session = fold(events)
    decision = decided(content, session)
    pages = decision_page(content, session, decision, WEDNESDAY), details_page(content, session, decision)
    return "\n".join(map(text_of, pages)), decision


@pytest.mark.parametrize(
    ("slot", "value", "words"),
    [
        ("a.geweld", Option("ja"), "Ja"),
        ("a.geweld", UNKNOWN, "weet niet (niet bekend)"),
        ("a.keel", Option("ooit"), "Ja, ooit"),
        ("a.dreiging", Options(frozenset({"doden", "mes"})), "Een mes; Doden"),
        ("a.dreiging", Options(frozenset()), "niets hiervan"),
        ("a.meldingen", Number(3), "3"),
        ("a.kinderen", Persons((Person(), Person())), "2"),
        ("a.verhaal", Text("ze huilt"), "ze huilt"),
    ],
)
def test_every_answer_has_words(content: Content, slot: str, value: Value, words: str) -> None:
    assert answer_text(content, slot, Answer((value,))) == words


def test_two_opinions_are_both_told(content: Content) -> None:
    assert answer_text(content, "a.geweld", Answer((Option("nee"), Option("ja")))) == "Nee / Ja"


def test_a_person_is_told_by_age_label_or_number(content: Content) -> None:
    session = fold([given("a.kinderen", UNKNOWN, Persons((Person(9), Person(label="jongste"))))])
    assert [who(content, session, f"kind-{number}") for number in (1, 2, 3)] == [
        "kind 1 (9 jaar)",
        "kind 2 (jongste)",
        "kind 3",
    ]
    assert who(content, fold([]), "kind-1") == "kind 1"


def test_a_question_in_a_list_shows_its_answer(content: Content) -> None:
    session = fold([given("a.geweld", Option("ja"))])
    assert with_answer(content, session, "a.geweld") == "Is er geweld? Ja"
    assert with_answer(content, session, "a.keel") == "Is de keel dichtgeknepen?"


def test_a_long_question_about_a_person_names_the_person_first(make: Callable[..., Content]) -> None:
    content = make(
        """
        onderdelen:
        - {id: wie, titel: Wie, vragen: [{id: kinderen, vraag: Hoeveel?, soort: personen, rol: kind}]}
        - id: elk
          titel: Elk kind
          per: kind
          vragen: [{id: bang, vraag: Is dit kind bang om straks of later naar huis of naar een ouder te gaan?}]
        """
    )
    session = fold([given("a.kinderen", Persons((Person(9),)))])
    asked = "Is dit kind bang om straks of later naar huis of naar een ouder te gaan?"
    assert with_answer(content, session, "a.bang@kind-1") == f"kind 1 (9 jaar): {asked}"
    assert question_text(content, "a.bang@kind-1").endswith("te gaan? (kind 1)")


def test_the_outcome_tells_rule_answers_fact_and_unknown(content: Content) -> None:
    page, _ = outcome(
        content,
        given("a.geweld", Option("ja"), fact="zei de buurvrouw"),
        given("a.keel", UNKNOWN),
        given("a.schuld", NOT_ASKED),
        Noted("a.keel", "nog vragen"),
    )
    assert "Eén is genoeg.\n- Is er geweld? Ja (zei de buurvrouw)" in page
    assert "Is de keel dichtgeknepen? weet niet (niet bekend)" in page
    assert "En nog 1 andere vraag die niet is gesteld." in page
    assert "nog vragen (bij: Is de keel dichtgeknepen?)" in page
    assert content.fingerprint[:19] in page
    assert "Testregio" in page


def test_a_threshold_without_a_reason_is_told_by_its_name(content: Content) -> None:
    page, decision = outcome(content, given("a.schuld", Option("ja")))
    assert decision.level is Level.ADVIES
    assert "Drempel 'stil' is bereikt." in page


def test_a_long_list_of_answers_behind_one_threshold_is_cut_and_counted(make: Callable[..., Content]) -> None:
    questions = "\n".join(f"- {{id: v{one}, vraag: Vraag {one}?, ernst: bijdragend}}" for one in range(9))
    content = make(questions, thresholds="drempels: [{id: n, als: {minstens: 9, ernst: bijdragend}, dan: advies}]")
    session = fold([given(f"a.v{one}", Option("ja")) for one in range(9)])
    decision = decided(content, session)
    assert list(reasons(content, session, decision.reached))[-1] == "- En nog 3 antwoorden."
    page = texts_in(decision_page(content, session, decision, DAY))
    shown = sum(text.startswith(("- Vraag ", "Vraag ")) for text in page)
    left = f"En nog {9 - shown} antwoorden"
    assert any(text.startswith(left) for text in page), "page one counts every answer that it does not show"


@pytest.mark.parametrize(
    ("answered", "told"),
    [
        ((), "2 vragen zijn nog niet gesteld en kunnen"),
        (("a.geweld",), "1 vraag is nog niet gesteld en kan"),
    ],
)
def test_following_counts_the_questions_that_could_still_raise_it(
    content: Content, answered: tuple[str, ...], told: str
) -> None:
    rest = [given("a.dreiging", Options(frozenset())), given("a.schuld", Option("nee"))]
    page, _ = outcome(content, *rest, *(given(slot, Option("nee")) for slot in answered))
    assert f"{told} de uitkomst nog zwaarder maken, tot: BEL NU EEN SPECIALIST." in page


def test_an_unfinished_page_without_a_reason_to_call_has_no_outcome(content: Content) -> None:
    session = fold([given("a.schuld", Option("nee"))])
    page = unfinished_page(content, session, decided(content, session), WEDNESDAY)
    assert page.title == "WEGING NIET AF"
    assert "VOLGEN" not in text_of(page)


def test_what_is_agreed_stands_on_the_outcome_and_on_the_last_page(content: Content) -> None:
    events = (
        given("a.geweld", Option("ja")),
        Owned("Els", "Jan", "piket"),
        Promised("Els", "belt de school", date(2026, 3, 5)),
        Watched("oma"),
    )
    page, decision = outcome(content, *events)
    last = text_of(farewell_page(content, fold(events), decision, "Bewaard."))
    for told in ("Regiehouder: Els", "Vervanger: Jan", "Na vijven: piket", "Wie ziet wie: oma"):
        assert told in page
        assert told in last
    assert "Els, uiterlijk donderdag 5 maart 2026: belt de school" in last


@pytest.mark.parametrize(("count", "more"), [(9, "En nog 1 afspraak."), (11, "En nog 3 afspraken.")])
def test_a_last_page_with_many_promises_says_how_many_more_there_are(content: Content, count: int, more: str) -> None:
    promises = [Promised("Els", f"belt {number}", date(2026, 3, 5)) for number in range(count)]
    session = fold([given("a.geweld", Option("ja")), *promises])
    assert more in text_of(farewell_page(content, session, decided(content, session), "Bewaard."))


def test_a_last_page_with_nobody_to_call_still_says_that_calling_is_allowed(content: Content) -> None:
    session = fold([given("a.geweld", Option("nee"))])
    last = text_of(farewell_page(content, session, decided(content, session), "Bewaard."))
    assert "Je mag altijd bellen: Veilig Thuis, 0800-2000" in last


def test_the_last_page_says_who_calls_when_and_every_call_that_was_made(content: Content) -> None:
    planned: list[Event] = [given("a.geweld", Option("ja")), CallPlanned("Els", TWO_O_CLOCK, "veilig_thuis")]
    called = [Called(TWO_O_CLOCK, Level.BEL_112, to, "", who) for to, who in (("112", "meldkamer"), ("politie", "Jan"))]
    for events, told in (
        (planned, ["Els belt Veilig Thuis op woensdag 4 maart 2026 om 14:00."]),
        ([*planned, *called], ["Gebeld met 112, gesproken met: meldkamer.", "Gebeld met Politie, gesproken met: Jan."]),
    ):
        session = fold(events)
        last = text_of(farewell_page(content, session, decided(content, session), "Bewaard."))
        assert all(line in last for line in told), last


def test_the_screen_keeps_saying_that_the_threshold_is_reached_until_the_call(content: Content) -> None:
    red = given("a.geweld", Option("ja"))

    def said(*events: Event) -> str:
        return still_to_call(Moment(Ruleset(content), fold([red, *events]), TWO_O_CLOCK))

    assert said().startswith("NOG NIET GEBELD. ")
    assert said(Called(TWO_O_CLOCK, Level.BEL_NU)) == ""
    assert said(Called(TWO_O_CLOCK, Level.ADVIES)) != ""
    both = (Colleague("Els", "aandachtsfunctionaris"), Colleague("Jan", "wijkteam"))
    deviated = Deviated("er wordt niet gebeld", "wij zien haar", both, date(2026, 3, 5))
    assert "er is niet gebeld" in said(deviated)
    assert said(replace(deviated, until=date(2026, 3, 3))).startswith("NOG NIET GEBELD. "), "it expired"
    about_weighing = Deviated(NotDone.WEIGHING_2, "nog niet duidelijk", both, date(2026, 3, 5))
    assert said(about_weighing).startswith("NOG NIET GEBELD. ")
    page, _ = outcome(content, red, Deviated("er wordt niet gebeld", "wij zien haar", both, date(2026, 3, 5)))
    assert "De drempel is bereikt, en er wordt niet gebeld" in page
    assert "Door: Els (aandachtsfunctionaris) en Jan (medewerker wijkteam)" in page
    assert "Dit vervalt aan het eind van donderdag 5 maart 2026." in page


def test_the_alarm_says_112_first_and_then_whom(make: Callable[..., Content]) -> None:
    content = make("- {id: nu, vraag: Is er nu geweld?, ernst: levensgevaar}")
    session = fold([given("a.nu", Option("ja"))])
    page = first_alarm(content, session, decided(content, session))
    assert page.title == "BEL NU 112"
    assert page.alarm
    assert page.blocks[0] == Line("Bel 112. Blijf aan de lijn en doe wat zij zeggen. Bel daarna:", strong=True)


def test_the_alarm_of_a_case_raised_by_hand_says_so(content: Content) -> None:
    session = fold([Raised("ze lacht niet meer")])
    page = text_of(first_alarm(content, session, decided(content, session)))
    assert "iemand aan tafel vindt het niet pluis" in page
    assert "ze lacht niet meer" not in page


def test_whoever_has_no_number_yet_is_named_with_someone_who_has(make: Callable[..., Content]) -> None:
    content = make(
        "- {id: nu, vraag: Is er letsel?, ernst: bijdragend}",
        thresholds="""
          crisis: {naam: Crisisdienst, telefoon: vul in voor jouw regio, bereikbaar: altijd, geen_gehoor: [politie]}
          arts: {naam: Arts, telefoon: vul in voor jouw regio, bereikbaar: vul in voor jouw regio}
        drempels: [{id: letsel, als: {vraag: a.nu}, dan: bel_nu, bel: [crisis, arts]}]
        """,
    )
    session = fold([given("a.nu", Option("ja"))])
    pairs = [text for _, text in call_pairs(content, decided(content, session).call)]
    assert pairs[0].startswith("Crisisdienst: vul in voor jouw regio (altijd). Geen nummer bij de hand? Bel Pol")
    assert pairs[1].startswith("Arts: vul in voor jouw regio. Geen nummer bij de hand? Bel Veilig Thuis: 0800-2000")


HELPERS = """
  arts: {naam: Arts, telefoon: het nummer van de eigen arts, waarvoor: Letsel., let_op: [Vandaag nog., Blijf erbij.]}
  crisis: {naam: Crisisdienst, telefoon: vul in voor jouw regio, let_op: [Blijf erbij.]}
  centrum: {naam: Centrum, telefoon: 0800-1111, gecontroleerd_op: 2026-03-01, let_op: [Ook anoniem.]}
  nazorg: {naam: Nazorg, telefoon: 0900-2222}
drempels:
  - {id: nu, als: {vraag: a.nu}, dan: bel_nu, bel: [arts, crisis, centrum, politie, veilig_thuis], omdat: Nu een arts.}
  - {id: straks, als: {vraag: a.nu}, dan: advies, bel: [nazorg], omdat: Daarna rust.}
  - {id: kijk, als: {vraag: a.nu}, dan: volgen, omdat: Kijk binnen twee weken.}
  - {id: later, als: {vraag: a.later}, dan: volgen, omdat: Kijk binnen een maand.}
"""
HURT = "- {id: nu, vraag: Is er letsel?, ernst: bijdragend}\n- {id: later, vraag: Is er zorg?, ernst: bijdragend}\n"


def test_a_number_says_whether_somebody_looked_after_it(make: Callable[..., Content]) -> None:
    content = make(HURT, thresholds=HELPERS)
    session = fold([given("a.nu", Option("ja"))])
    assert [text for _, text in call_pairs(content, decided(content, session).call)] == [
        "Arts: het nummer van de eigen arts",
        "Crisisdienst: vul in voor jouw regio. Geen nummer bij de hand? Bel Veilig Thuis: 0800-2000",
        "Centrum: 0800-1111",
        "Politie: 0900-8844 (nummer nog niet nagekeken)",
        "Veilig Thuis: 0800-2000 (nummer nog niet nagekeken)",
        "Nazorg: 0900-2222 (nummer nog niet nagekeken)",
    ]


def test_the_alarm_gives_the_first_numbers_and_only_the_names_of_the_others(make: Callable[..., Content]) -> None:
    content = make(HURT, thresholds=HELPERS)
    session = fold([given("a.nu", Option("ja"))])
    page = first_alarm(content, session, decided(content, session))
    assert page.blocks[0] == Pairs(
        (
            ("1.", "Arts: het nummer van de eigen arts"),
            ("2.", "Centrum: 0800-1111"),
            ("3.", "Politie: 0900-8844 (nummer nog niet nagekeken)"),
        )
    )
    assert Line("Daarna ook: Crisisdienst, Veilig Thuis, Nazorg.") in page.blocks
    assert "Ook anoniem." not in text_of(page)


def test_the_outcome_says_of_everyone_to_call_what_for_and_what_to_mind(make: Callable[..., Content]) -> None:
    page, _ = outcome(make(HURT, thresholds=HELPERS), given("a.nu", Option("ja")))
    told = "Arts: Letsel.\n- Vandaag nog.\n- Blijf erbij.\nCentrum:\n- Ook anoniem.\n"
    assert told in page, "what was said of one is not said again of another"


def test_what_only_asks_to_look_again_is_no_reason_beside_a_call_unless_it_tells_something_new(
    make: Callable[..., Content],
) -> None:
    content = make(HURT, thresholds=HELPERS)
    for answered, is_told in ((("a.nu",), False), (("a.nu", "a.later"), True), (("a.later",), True)):
        page, _ = outcome(content, *(given(slot, Option("ja")) for slot in answered))
        assert "Kijk binnen twee weken." not in page
        assert ("Kijk binnen een maand." in page) is is_told


def test_the_emergency_page_works_with_and_without_content(content: Content) -> None:
    for page in (emergency(None), emergency(content)):
        text = text_of(page)
        assert "BEL 112" in text
        assert "Veilig Thuis 0800-2000" in text
    assert "Politie 0900-8844 (nummer nog niet nagekeken)" in text_of(emergency(content))
    assert "Politie" not in text_of(emergency(None))


def test_the_sheet_for_a_report_has_the_facts_and_blanks_and_the_one_for_advice_has_neither(content: Content) -> None:
    session = fold(
        [
            given("a.geweld", Option("ja"), fact="blauw oog op 3 maart", source="juf"),
            given("a.keel", UNKNOWN),
            Raised("niet pluis om de stilte"),
            Watched("buurvrouw Annie"),
        ]
    )
    decision = decided(content, session)
    report = text_of(call_sheet(content, session, decision, is_report=True))
    advice = text_of(call_sheet(content, session, decision, is_report=False))
    for told in ("blauw oog op 3 maart (bron: juf)", "niet pluis om de stilte", "buurvrouw Annie", "Namen en geboorte"):
        assert told in report
        assert told not in advice
    for sheet in (report, advice):
        assert "Is er geweld? Ja" in sheet
        assert "Is de keel dichtgeknepen? weet niet (niet bekend)" in sheet
        assert "Ja, melden is hier de professionele norm." in sheet


def test_a_sheet_without_signals_says_so_and_shows_what_the_weighing_proposes(content: Content) -> None:
    session = fold([given("a.geweld", Option("nee"))])
    sheet = text_of(call_sheet(content, session, decided(content, session), is_report=False))
    assert "Er zijn geen gevaarsignalen vastgelegd." in sheet
    assert "De weging is nog niet zo ver, of vraagt nu niet om een melding." in sheet
    session = fold([given("a.geweld", Option("ja"))])
    record = MeldcodeRecord.model_validate({"vermoeden": "ja", "onveiligheid": "twijfel"})
    session = replace(session, meldcode=record)
    sheet = text_of(call_sheet(content, session, decided(content, session), is_report=False))
    assert "twijfel (de antwoorden stellen voor: ja)" in sheet


def test_answers_have_no_repr_that_shows_them() -> None:
    assert "geweld" not in repr(Answers({"a.geweld": Answer((Option("ja"),))}))


@pytest.mark.parametrize(
    ("lists", "told"),
    [
        (1, "Niet gevraagd: 1 vraag over Lijst 1."),
        (2, "Niet gevraagd: 2 vragen over Lijst 1 en Lijst 2."),
        (3, "Niet gevraagd: 3 vragen over Lijst 1, Lijst 2 en Lijst 3."),
        (5, "Niet gevraagd: 5 vragen over Lijst 1, Lijst 2 en meer."),
    ],
)
def test_one_line_says_what_nobody_asked_and_whether_it_can_still_make_the_outcome_graver(
    make: Callable[..., Content], lists: int, told: str
) -> None:
    made = make(**dict.fromkeys("abcde"[:lists], "- {id: v, vraag: V?, ernst: acuut}"))
    titled = [each.model_copy(update={"title": f"Lijst {number}"}) for number, each in enumerate(made.checklists, 1)]
    content = Content(titled, made.regional, made.floor, made.meldcode)
    moment = Moment(Ruleset(content), fold([]), afternoon(WEDNESDAY))
    page = decision_page(content, moment.session, moment.at_close.decision, WEDNESDAY, moment.never_asked)
    assert page.title == "VRAAG VANDAAG ADVIES"
    (line,) = [piece for piece in text_of(page).splitlines() if "iet gevraagd:" in piece]
    assert line == f"{told} De uitkomst kan nog zwaarder worden, tot: BEL NU EEN SPECIALIST."
    fast = fold([Discussed(Subject.TIME, WEDNESDAY, ("snel",))])
    page = decision_page(content, fast, moment.at_close.decision, WEDNESDAY, moment.never_asked)
    assert f"In de snelle weging niet gevraagd: {told.partition(': ')[2]}" in text_of(page)


CALLED = """
drempels:
- {id: rood, als: {vraag: a.rood}, dan: bel_nu, bel: [veilig_thuis], omdat: Rood.}
- {id: letsel, als: {vraag: a.letsel}, dan: bel_nu, bel: [veilig_thuis, huisarts], let_op: [Zwijg.], omdat: Letsel.}
- {id: bang, als: {vraag: a.bang}, dan: bel_nu, let_op: [Zwijg.], omdat: Bang.}
"""


@pytest.mark.parametrize(
    ("said", "told"),
    [
        ({"rood": "ja"}, "Je belt in elk geval Veilig Thuis; nog te vragen is of ook Huisarts erbij moet."),
        ({"rood": "ja", "letsel": "nee"}, "Je belt in elk geval Veilig Thuis; nog te vragen is waar je verder op let."),
        ({"rood": "ja", "letsel": "nee", "bang": "nee"}, ""),
        ({"rood": "ja", "letsel": "ja"}, ""),
    ],
)
def test_what_is_left_to_ask_says_whom_you_call_in_any_case(
    make: Callable[..., Content], said: dict[str, str], told: str
) -> None:
    content = make("".join(f"- {{id: {name}, vraag: V?}}\n" for name in ("rood", "letsel", "bang")), thresholds=CALLED)
    session = fold([given(f"a.{name}", Option(word)) for name, word in said.items()])
    decision = decided(content, session)
    assert call_for_sure(content, session, decision) == told
    assert decision.is_settled == (not told)


def test_on_page_one_who_is_left_comes_first_and_who_was_spoken_to_is_marked(make: Callable[..., Content]) -> None:
    content = make(HURT, thresholds=HELPERS)
    hurt = given("a.nu", Option("ja"))
    called = Called(TWO_O_CLOCK, Level.BEL_NU, "centrum", "", "de balie")
    text, _ = outcome(content, hurt, called)
    assert "1. Arts: het nummer van de eigen arts\n2. Crisisdienst: " in text
    assert text.index("5. Nazorg: ") < text.index("Al gesproken op 4 maart om 14:00: Centrum: 0800-1111.")
    assert text.count("Centrum: 0800-1111") == 1
    everyone, _ = outcome(content, hurt, Called(TWO_O_CLOCK, Level.BEL_NU))
    assert "6. Nazorg: " in everyone
    assert "Er is al gebeld op 4 maart om 14:00." in everyone
