"""Random content that trainers could have written, random records about it, and steps up in danger."""

from __future__ import annotations

import json
import tempfile
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass, field, replace
from datetime import date, timedelta
from functools import cache
from pathlib import Path
from random import Random

from hypothesis import strategies as st

from kvv_triage.case.answers import Answer, Answers, Number, Option, Options, Person, Persons, Text, Unknown, Value
from kvv_triage.case.meldcode_record import MeldcodeRecord
from kvv_triage.case.slots import slot_of
from kvv_triage.case.state import CaseState, EarlierSession
from kvv_triage.content.checklist import (
    Band,
    ChoiceQuestion,
    MultiChoiceQuestion,
    NumberQuestion,
    PersonsQuestion,
    Question,
    TextQuestion,
    YesNoQuestion,
)
from kvv_triage.content.content import Content
from kvv_triage.content.kinds import safe_value
from kvv_triage.deciding.ruleset import Ruleset
from kvv_triage.language.scales import Level, Norm, Severity, UnknownKind
from kvv_triage.reading.loading import load_folder

Data = dict[str, object]
Draw = st.DrawFn

DAY = date(2026, 3, 4)
ROLES = ("kind", "ouder")
MOST_PERSONS = 2
"""Answers about more persons than this teach nothing new."""
SEVERITIES = (
    *(Severity.GEEN, Severity.GEEN, Severity.BIJDRAGEND, Severity.BIJDRAGEND),
    *(Severity.ERNSTIG, Severity.RODE_VLAG, Severity.ACUUT),
)
"""Mild ones twice: else nearly every answer is a red flag."""
NORMS = tuple(norm.value for norm in Norm if norm is not Norm.ACUUT)
ROOT = Path(__file__).parents[2]
MOST_SAMPLES = 200
"""Making content costs more than deciding on it, so the tests share these."""


# Content ---------------------------------------------------------------------------------------------------------


@dataclass
class Asked:
    """What the conditions need to know of a generated question to be reachable."""

    name: str
    list: str
    per: str | None
    severity: Severity = Severity.GEEN
    points: int = 0
    norms: set[str] = field(default_factory=set)
    later: tuple[str, ...] = ()
    options: tuple[str, ...] = ()
    is_signal: bool = True


@dataclass(frozen=True)
class Sample:
    """A content made ready, with the files it was read from, so that a failure shows them."""

    ruleset: Ruleset
    files: tuple[tuple[str, str], ...]

    @property
    def content(self) -> Content:
        return self.ruleset.content

    def __repr__(self) -> str:
        return "\n".join(f"--- {name}\n{text}" for name, text in self.files)


def read(files: Iterable[tuple[str, str]]) -> Content:
    """The content of these files, through the real reader; refused content is a failure."""
    with tempfile.TemporaryDirectory() as name:
        for path, text in files:
            file = Path(name) / path
            file.parent.mkdir(exist_ok=True)
            file.write_text(text, encoding="utf-8")
        loaded = load_folder(Path(name))
    assert loaded.content is not None, "\n".join(map(str, loaded.errors))
    return loaded.content


@cache
def shipped() -> Sample:
    """The content in the package."""
    loaded = load_folder(ROOT)
    assert loaded.content is not None
    return Sample(Ruleset(loaded.content), ())


class Writer:
    """Writes one random content folder; the higher the number, the more there is in it."""

    def __init__(self, number: int) -> None:
        self.random = Random(number)  # noqa: S311 -- chance for a test, not a secret
        self.most = 1 + min(number // 20, 2)
        self.known: list[Asked] = []
        self.roles: list[str] = []

    def files(self) -> tuple[tuple[str, str], ...]:
        """Each file with its text."""
        names = self.random.sample(["l", "m", "z"], self.random.randint(1, self.most))
        written = [(f"checklists/{name}.yaml", self.checklist(name, at)) for at, name in enumerate(names)]
        written.append(("thresholds.yaml", self.thresholds()))
        return tuple((path, json.dumps(data, indent=1, ensure_ascii=False)) for path, data in written)

    def maybe(self, chance: float) -> bool:
        return self.random.random() < chance

    def checklist(self, name: str, position: int) -> Data:
        guard = self.guard("inzetten_als", 0.3)
        sections = [self.section(name, number) for number in range(self.random.randint(1, self.most))]
        checklist: Data = {"checklist": name, "titel": "Lijst", "versie": "1", "volgorde": (position + 1) * 10}
        return checklist | {"onderdelen": sections} | guard

    def section(self, name: str, number: int) -> Data:
        per = self.random.choice([None, *self.roles])
        ids = [f"v{number}{position}" for position in range(self.random.randint(1, 3))]
        section: Data = {"id": f"s{number}", "titel": "Deel", **({"per": per} if per else {})}
        section |= {"verdieping": "ja"} if self.maybe(0.2) else {}
        return section | {"vragen": [self.question(name, identifier, per) for identifier in ids]}

    def question(self, name: str, identifier: str, per: str | None) -> Data:
        asked = Asked(f"{name}.{identifier}", name, per)
        guard = self.guard("alleen_als", 0.35)
        free = [role for role in ROLES if role not in self.roles]
        kinds = ["ja_nee", "ja_nee", "keuze", "keuze", "meerkeuze", "getal", "getal", "tekst"]
        kinds += ["personen"] * 3 if per is None and free else []
        kind = self.random.choice(kinds)
        question: Data = {"id": identifier, "vraag": "Vraag?", "soort": kind}
        question |= {"snel": "ja"} if self.maybe(0.3) else {}
        match kind:
            case "ja_nee":
                question |= self.yes_or_no(asked)
            case "keuze":
                question["antwoorden"] = self.choice(asked)
            case "meerkeuze":
                question["antwoorden"] = self.choices(asked)
            case "getal":
                question["banden"] = self.bands(asked)
            case "personen":
                question["rol"] = free[0]
                self.roles.append(free[0])
            case _:
                asked.is_signal = False
        self.known.append(asked)
        return question | guard

    def weight(self) -> Weighed:
        norm = self.random.choice(NORMS) if self.maybe(0.15) else None
        return self.random.choice(SEVERITIES), self.random.choice([0, 0, 1, 2]), norm

    def weights(self, least: int) -> list[Weighed]:
        return [self.weight() for _ in range(self.random.randint(least, 3))]

    def yes_or_no(self, asked: Asked) -> Data:
        weight = self.weight()
        _carry(asked, [weight])
        return _written(weight) | ({"signaal_bij": "nee"} if self.maybe(0.3) else {})

    def choice(self, asked: Asked) -> list[Data]:
        """Severity and points that do not fall; the norms may come and go."""
        drawn = self.weights(1)
        severities, points = sorted(one for one, _, _ in drawn), sorted(one for _, one, _ in drawn)
        rising = list(zip(severities, points, (norm for _, _, norm in drawn), strict=True))
        _carry(asked, rising)
        asked.later = tuple(f"o{at + 1}" for at in range(len(rising)))
        return [
            {"id": f"o{at}", "tekst": "Antwoord", **_written(one)} for at, one in enumerate([(0, 0, None), *rising])
        ]

    def choices(self, asked: Asked) -> list[Data]:
        chosen = self.weights(1)
        _carry(asked, chosen)
        asked.points = sum(points for _, points, _ in chosen)
        asked.options = tuple(f"o{at}" for at in range(len(chosen)))
        return [{"id": f"o{at}", "tekst": "Antwoord", **_written(one)} for at, one in enumerate(chosen)]

    def bands(self, asked: Asked) -> list[Data]:
        """Bands that cover every number once, in any order of danger and any order on paper."""
        drawn = [(severity, points, norm if severity or points else None) for severity, points, norm in self.weights(0)]
        asked.is_signal = any(severity or points for severity, points, _ in drawn)
        _carry(asked, drawn)
        safe_at = self.random.randint(0, len(drawn))
        made: list[Data] = []
        low = 0
        for one in [*drawn[:safe_at], (0, 0, None), *drawn[safe_at:]]:
            high = low + self.random.randint(0, 2)
            made.append({"vanaf": low, "tot": high, **_written(one)})
            low = high + 1
        del made[-1]["tot"]
        self.random.shuffle(made)
        return made

    def thresholds(self) -> Data:
        specialists = {"arts": {"naam": "Arts", "telefoon": "020-1"}}
        made = [self.threshold(f"t{number}") for number in range(self.random.randint(1, self.most + 1))]
        return {"versie": "1", "regio": "Regio", "specialisten": specialists, "drempels": made}

    def threshold(self, identifier: str) -> Data:
        threshold: Data = {
            "id": identifier,
            "als": self.condition(2),
            "dan": self.random.choice(list(Level)).label,
            "omdat": "Daarom.",
            "bel": self.random.sample(["veilig_thuis", "politie", "arts"], self.random.randint(0, 2)),
        }
        extra: Data = {
            "norm": self.random.choice(list(Norm)).value,
            "gesprek": "eerst_overleggen",
            "opnieuw_kijken_na_dagen": self.random.choice([1, 14, 200]),
            "let_op": self.random.sample(["Pas op.", "Let op."], self.random.randint(0, 2)),
        }
        threshold |= {key: value for key, value in extra.items() if self.maybe(0.3)}
        if "gesprek" in threshold and self.maybe(0.5):
            threshold["niet_eerst_spreken_met"] = self.random.choice(["de familie", "de ouders"])
        return threshold

    # Conditions that some answers can make true.

    def guard(self, key: str, chance: float) -> Data:
        return {key: self.condition(2)} if self.known and self.maybe(chance) else {}

    def condition(self, depth: int) -> Data:
        if depth and self.maybe(0.3):
            parts = [self.condition(depth - 1) for _ in range(self.random.randint(1, 3))]
            return {self.random.choice(["alle", "een_van"]): parts}
        per = self.random.choice([None, None, *self.roles])
        lists = self.random.sample(
            names := sorted({one.list for one in self.known}), self.random.randint(0, len(names))
        )
        about = [one for one in self.known if per is None or one.per == per]
        forms = self.signals([one for one in about if one.is_signal])
        forms += [
            form | ({"in": lists} if lists else {})
            for form in self.counts([one for one in about if not lists or one.list in lists])
        ]
        if not forms or self.maybe(0.1):
            least, level = self.random.randint(1, 2), self.random.choice(list(Level))
            return {"eerder": least, "besluit": level.label, "binnen_dagen": self.random.choice([10, 100])}
        return self.random.choice(forms) | ({"bij": per} if per else {})

    def signals(self, asked: Sequence[Asked]) -> list[Data]:
        if not asked:
            return []
        one = self.random.choice(asked)
        some = self.random.sample([question.name for question in asked], self.random.randint(1, min(len(asked), 4)))
        forms: list[Data] = [
            {"vraag": one.name},
            {"minstens": self.random.randint(1, len(some)), "vragen": some},
        ]
        forms += [{"vraag": one.name, "vanaf": option} for option in one.later]
        for many in (question for question in asked if question.options):
            named = self.random.sample(many.options, self.random.randint(1, len(many.options)))
            forms.append({"vraag": many.name, "opties": named, "minstens": self.random.randint(1, len(named))})
        return forms + [{"vraag": one.name, "optie": option} for option in one.options]

    def counts(self, asked: Sequence[Asked]) -> list[Data]:
        forms: list[Data] = []
        found = [one.severity for one in asked if one.severity]
        if found:
            severity = self.random.choice([one for one in Severity if 0 < one <= max(found)])
            least = self.random.randint(1, sum(one >= severity for one in found))
            kind = {"vanaf": self.random.choice(list(UnknownKind)).label} if self.maybe(0.7) else {}
            forms.append({"minstens": least, "ernst": severity.label})
            forms.append({"niet_uitgesloten": least, "ernst": severity.label, **kind})
        if carried := sorted({norm for one in asked for norm in one.norms}):
            norm = self.random.choice(carried)
            forms.append({"minstens": self.random.randint(1, sum(norm in one.norms for one in asked)), "norm": norm})
        if most := sum(one.points for one in asked):
            forms.append({"punten": self.random.randint(1, most)})
        return forms


Weighed = tuple[int, int, str | None]
"""A severity, points and a norm."""


def _carry(asked: Asked, weighed: Sequence[Weighed]) -> None:
    asked.severity = Severity(max((severity for severity, _, _ in weighed), default=0))
    asked.points = max((points for _, points, _ in weighed), default=0)
    asked.norms = {norm for _, _, norm in weighed if norm}


def _written(weight: Weighed) -> Data:
    severity, points, norm = weight
    written: Data = {"ernst": Severity(severity).label} if severity else {}
    written |= {"punten": points} if points else {}
    return written | ({"norm": norm} if norm else {})


@cache
def sample(number: int) -> Sample:
    """The random content with this number."""
    files = Writer(number).files()
    return Sample(Ruleset(read(files)), files)


def samples() -> st.SearchStrategy[Sample]:
    """Content that trainers could have written; a failure shrinks to a small one."""
    return st.integers(0, MOST_SAMPLES - 1).map(sample)


# Answers ---------------------------------------------------------------------------------------------------------


def named_values(question: Question) -> tuple[Value, ...]:
    """Every answer to this question but `weet_niet`; of numbers and persons those that differ in meaning."""
    match question:
        case YesNoQuestion():
            return (Option(question.safe), Option(question.risky))
        case ChoiceQuestion():
            return tuple(Option(option.id) for option in question.options)
        case MultiChoiceQuestion():
            sets: list[frozenset[str]] = [frozenset()]
            for option in question.options[:6]:
                sets += [one | {option.id} for one in sets]
            return tuple(Options(one) for one in dict.fromkeys([*sets, frozenset(o.id for o in question.options)]))
        case NumberQuestion():
            return tuple(Number(band.low if band.high is None else band.high) for band in question.bands)
        case PersonsQuestion():
            return tuple(Persons((Person(),) * count) for count in range(MOST_PERSONS + 1))
        case TextQuestion():
            return (Text("Een tekst."),)


def all_values(question: Question) -> tuple[Value, ...]:
    """Every answer that differs in meaning, `weet_niet` included."""
    if isinstance(question, TextQuestion):
        return named_values(question)
    return (*named_values(question), *map(Unknown, UnknownKind))


def values(question: Question) -> st.SearchStrategy[Value]:
    return st.sampled_from(all_values(question))


def answers(question: Question) -> st.SearchStrategy[Answer]:
    """Mostly one opinion, sometimes more."""
    one = values(question).map(lambda value: Answer((value,)))
    more = st.lists(values(question), min_size=2, max_size=3).map(lambda found: Answer(tuple(found)))
    return st.one_of(one, one, more)


def worst(question: Question) -> Answer:
    """Everything an answer can say at once: a table that disagrees about all of it."""
    return Answer(named_values(question))


def slots(content: Content) -> tuple[str, ...]:
    """Every question, and every question about the first persons of its role."""
    return tuple(
        slot
        for item in content.questions
        for slot in (
            [slot_of(item.id, f"{item.per}-{number + 1}") for number in range(MOST_PERSONS)] if item.per else [item.id]
        )
    )


@st.composite
def records(draw: Draw, content: Content, *, named_persons: bool = True) -> CaseState:
    """Some answers, and whatever else may be recorded."""
    every = slots(content)
    chosen = draw(st.lists(st.sampled_from(every), unique=True, max_size=min(len(every), 25)))
    given = {slot: draw(answers(content.slot(slot)[0].question)) for slot in chosen}
    persons = [f"{role}-{number + 1}" for role in content.persons_questions for number in range(MOST_PERSONS)]
    named = draw(st.lists(st.sampled_from(persons), unique=True, max_size=1)) if persons and named_persons else []
    return CaseState(
        day=DAY,
        answers=Answers(given),
        persons=tuple(named),
        raised=draw(st.sampled_from([None, None, None, "niet pluis"])),
        meldcode=draw(meldcode_records()),
        earlier=tuple(draw(st.lists(earlier_sessions(), max_size=2))),
    )


def earlier_sessions() -> st.SearchStrategy[EarlierSession]:
    return st.builds(
        lambda days, level: EarlierSession(DAY - timedelta(days=days), level),
        st.sampled_from([-1, 0, 10, 11, 100, 101]),
        st.sampled_from(Level),
    )


WORSE: dict[str, tuple[str, ...]] = {
    "suspicion": ("nee", "ja"),
    "unsafe": ("nee", "twijfel", "ja"),
    "effective_help": ("ja", "twijfel", "nee"),
    "help_accepted": ("ja", "twijfel", "nee"),
    "result": ("ja", "nog_niet", "twijfel", "nee"),
}
"""The weighing questions, each with its answers from least to most worrying."""


def meldcode_records() -> st.SearchStrategy[MeldcodeRecord]:
    """Mostly nothing: else every case ends at `bel_nu` for one and the same reason."""
    weighed = st.fixed_dictionaries({}, optional={name: st.sampled_from(words) for name, words in WORSE.items()})
    return st.one_of(st.just(MeldcodeRecord()), st.just(MeldcodeRecord()), weighed.map(MeldcodeRecord.model_validate))


# Steps up --------------------------------------------------------------------------------------------------------


def is_safe(question: Question, value: Value) -> bool:
    """Whether this is the safe answer."""
    if isinstance(value, Number) and isinstance(question, NumberQuestion):
        return band_of(question, value).is_safe
    return value == safe_value(question)


def band_of(question: NumberQuestion, number: Number) -> Band:
    """The band in which a number lies."""
    return next(
        band for band in question.bands if band.low <= number.value and (band.high is None or number.value <= band.high)
    )


def is_milder(question: Question, low: Value, high: Value) -> bool:
    """Whether `high` is a step up from `low` in the order of danger (design 5.1)."""
    if is_safe(question, low):
        return not is_safe(question, high)
    if isinstance(low, Unknown):
        if isinstance(high, Unknown):
            return low.kind < high.kind
        others = (value for value in named_values(question) if value != high)
        return not is_safe(question, high) and all(
            is_milder(question, value, high) for value in others if not is_safe(question, value)
        )
    return _is_milder_named(question, low, high)


def _is_milder_named(question: Question, low: Value, high: Value) -> bool:
    match question, low, high:
        case ChoiceQuestion(options=options), Option(id=one), Option(id=other):
            order = [option.id for option in options]
            return order.index(one) < order.index(other)
        case MultiChoiceQuestion(), Options(ids=fewer), Options(ids=more):
            return fewer < more
        case PersonsQuestion(), Persons(persons=few), Persons(persons=many):
            return len(few) < len(many)
        case NumberQuestion(), Number(), Number():
            mild, grave = band_of(question, low), band_of(question, high)
            pair, graver = (mild.severity, mild.points), (grave.severity, grave.points)
            return pair != graver and pair[0] <= graver[0] and pair[1] <= graver[1]
        case _:
            return False


@st.composite
def steps_up(draw: Draw, content: Content, record: CaseState) -> CaseState:
    """The same record with one thing worse; when nothing can be worse, with one more opinion."""
    ways: list[Callable[[], CaseState | None]] = [
        lambda: _graver_answer(draw, content, record),
        lambda: _graver_answer(draw, content, record),
        lambda: _another_opinion(draw, content, record),
        lambda: _another_answer(draw, content, record),
        lambda: _another_person(draw, content, record),
        lambda: replace(record, raised="niet pluis"),
        lambda: replace(record, earlier=(*record.earlier, draw(earlier_sessions()))),
        lambda: _worse_weighing(draw, record),
    ]
    return draw(st.sampled_from(ways))() or replace(record, raised="niet pluis")


def _with(record: CaseState, slot: str, answer: Answer) -> CaseState:
    return replace(record, answers=record.answers.with_answer(slot, answer))


def _graver_answer(draw: Draw, content: Content, record: CaseState) -> CaseState | None:
    options = [
        (slot, (*answer.opinions[:at], graver, *answer.opinions[at + 1 :]))
        for slot, answer in record.answers.items()
        for at, value in enumerate(answer.opinions)
        for graver in all_values(content.slot(slot)[0].question)
        if is_milder(content.slot(slot)[0].question, value, graver)
    ]
    if not options:
        return None
    slot, opinions = draw(st.sampled_from(options))
    return _with(record, slot, Answer(opinions))


def _another_opinion(draw: Draw, content: Content, record: CaseState) -> CaseState | None:
    if not record.answers:
        return None
    slot = draw(st.sampled_from(list(record.answers)))
    more = draw(values(content.slot(slot)[0].question))
    return _with(record, slot, Answer((*record.answers[slot].opinions, more)))


def _another_answer(draw: Draw, content: Content, record: CaseState) -> CaseState | None:
    unanswered = [slot for slot in slots(content) if slot not in record.answers]
    if not unanswered:
        return None
    slot = draw(st.sampled_from(unanswered))
    return _with(record, slot, draw(answers(content.slot(slot)[0].question)))


def _another_person(draw: Draw, content: Content, record: CaseState) -> CaseState | None:
    if not content.persons_questions:
        return None
    role = draw(st.sampled_from(sorted(content.persons_questions)))
    return replace(record, persons=(*record.persons, f"{role}-{MOST_PERSONS + 1}"))


def _worse_weighing(draw: Draw, record: CaseState) -> CaseState | None:
    said = {name: getattr(record.meldcode, name) for name in WORSE}
    options = [
        (name, worse)
        for name, words in WORSE.items()
        for worse in (words[words.index(said[name]) + 1 :] if said[name] else words)
    ]
    if not options:
        return None
    name, worse = draw(st.sampled_from(options))
    now = {one: word for one, word in {**said, name: worse}.items() if word}
    return replace(record, meldcode=MeldcodeRecord.model_validate(now))
