"""The summary of one session for the organisation's file: one neutral page, rendered everywhere alike."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date

from kvv_triage.case.events import Colleague, ContentMoved, FollowedUp
from kvv_triage.case.meldcode_record import Conversation
from kvv_triage.case.slots import role_of
from kvv_triage.content.content import Content
from kvv_triage.content.gravity import severity_of
from kvv_triage.deciding.decision import Decision
from kvv_triage.language.days import in_words
from kvv_triage.language.scales import Severity
from kvv_triage.meeting.calls import still_due
from kvv_triage.meeting.session import Session
from kvv_triage.pages.page import Block, Bullets, Heading, Line, Milestone, Page, Pairs, Signals, Table, Timeline
from kvv_triage.pages.paragraphs import (
    ALWAYS_CALL,
    HONEST,
    cautions,
    counted_signals,
    listed,
    meldcode_blocks,
    not_settled,
    reasons,
    softened_points,
    to_check,
    unknown_points,
    whom_to_call,
)
from kvv_triage.pages.redaction import LEFT_OUT, Share
from kvv_triage.pages.taken_out import TakenOut
from kvv_triage.pages.whom_to_call import number_of
from kvv_triage.pages.wording import (
    SEVERITIES,
    STATES,
    TITLES,
    WEIGHED,
    answer_text,
    at_moment,
    called_text,
    callee,
    numbered,
    question_text,
    role_text,
)


def session_page(taken: TakenOut) -> Page:
    """The whole summary; what may not be seen is left out, and the page says so."""
    return Page(
        taken.title,
        (
            *_about(taken),
            *_outcome(taken),
            *_signals(taken),
            *_unknown(taken),
            *_disagreed(taken),
            *_deviations(taken),
            *_meldcode(taken),
            *_agreed(taken),
            *_case(taken),
            *_answers(taken),
            *_origin(taken),
        ),
    )


def _about(taken: TakenOut) -> Iterator[Block]:
    seated, started = taken.session.seated, taken.session.started
    pairs = [
        ("Zaak:", seated.case if seated else ""),
        ("Datum:", in_words(taken.day)),
        ("Team:", started.team if started else ""),
        ("Aan tafel:", seated.present if seated else ""),
        ("Vastgelegd door:", seated.recorder if seated else ""),
    ]
    pairs += [
        ("Overgenomen:", f"{in_words(takeover.at.date())} door {takeover.worker or takeover.role or 'een collega'}")
        for takeover in taken.session.taken_over
    ]
    yield Pairs(tuple((label, text) for label, text in pairs if text))
    if not taken.share.has_words:
        yield Line(_what_is_left_out(taken.share))


def _what_is_left_out(share: Share) -> str:
    if share.hidden:
        # Not about whom: the page may be read by that very person.
        return "Dit is niet alles: een deel van de antwoorden en alle getypte tekst zijn weggelaten."
    if share.has_answers:
        return "Weggelaten: wat iemand zei of zag, opmerkingen en leeftijden."
    return "Weggelaten: de antwoorden, namen, leeftijden en alle tekst die iemand heeft getypt."


def _outcome(taken: TakenOut) -> Iterator[Block]:
    content, session, decision = taken.content, taken.session, taken.decision
    yield Heading("Wie bellen")
    if due := still_due(content, decision, session.calls):
        yield Line(f"Nog niet gebeld: {number_of(content, due[0])}.", strong=True)
    if taken.has_level:
        yield from whom_to_call(content, session, decision)
    else:
        yield Line("Er is nog geen uitkomst.", strong=True)
        yield from cautions(session, decision)
    if not session.closed:
        yield from not_settled(session, decision)
    yield from _called(content, session, decision)
    if session.closed and session.decided and session.decided.level is not decision.level:
        then = TITLES[session.decided.level]
        yield Line(f"Let op: bij het sluiten was de uitkomst: {then}. Vraag de beheerder hiernaar.", strong=True)
    why = reasons(content, session, decision.reasons)
    yield from listed(
        "Waarom", why if taken.share.has_answers else (reason for reason in why if not _is_answer(reason))
    )
    if session.raised is not None:
        words = f": {session.raised}" if taken.share.has_words else "."
        yield from listed("Opgeschaald", (f"Iemand aan tafel vindt het niet pluis{words}",))
    yield Line(ALWAYS_CALL)


def _called(content: Content, session: Session, decision: Decision) -> Iterator[Block]:
    """Which calls there were: a call for advice is none when more was asked for."""
    for attempt in session.not_reached:
        again = f" Opnieuw proberen op {at_moment(attempt.again)}." if attempt.again else ""
        yield Line(f"Geen gehoor bij {callee(content, attempt.to)} op {at_moment(attempt.at)}.{again}")
    for plan in session.plans:
        who = f"{plan.who} belt" if plan.who else "opnieuw bellen met"
        yield Line(f"Afgesproken: {who} {callee(content, plan.to)} op {at_moment(plan.by)}.")
    for call in session.calls:
        then = "" if call.level >= decision.level else f", toen de uitkomst nog was: {TITLES[call.level].lower()}"
        said = f": {called_text(content, call)}" if call.to else ""
        yield Line(f"Er is gebeld op {in_words(call.at.date())}{then}{said}.")


def _is_answer(reason: str) -> bool:
    return reason.startswith("- ")


def _signals(taken: TakenOut) -> Iterator[Block]:
    rows = tuple(counted_signals(taken.content, taken.session))
    if rows:
        yield Heading("Signalen")
        yield Signals("Aantal signalen per persoon en ernst", tuple(SEVERITIES.values()), rows)


def _unknown(taken: TakenOut) -> Iterator[Block]:
    content, session = taken.content, taken.session
    if not taken.share.has_answers:
        count = sum(answer.is_unknown for answer in session.answers.values())
        if count:
            yield from listed(
                "Wat we niet weten", (f"{count} {'antwoord is' if count == 1 else 'antwoorden zijn'} onbekend.",)
            )
        return
    yield from listed("Wat we niet weten", unknown_points(content, session))
    missing = (question_text(content, slot) for slot in taken.without_fact if slot in session.answers)
    yield from listed("Hier ontbreekt nog wat er is gezien of gezegd", missing)
    yield from listed(
        "Opmerkingen", (f"{note.text} (bij: {question_text(content, note.slot)})" for note in session.notes)
    )


def _disagreed(taken: TakenOut) -> Iterator[Block]:
    content, session = taken.content, taken.session
    if not taken.share.has_answers:
        return
    apart = (
        f"{question_text(content, slot)} {answer_text(content, slot, answer)}"
        for slot, answer in session.answers.items()
        if len(answer.opinions) > 1
    )
    yield from listed("Hierover dacht de tafel verschillend", apart)
    yield from listed("Milder gemaakt", (*softened_points(content, session), *map(_left_behind, session.moved)))
    yield from listed("Eerdere antwoorden", _earlier_versions(content, session))


def _earlier_versions(content: Content, session: Session) -> Iterator[str]:
    for slot, versions in session.earlier_versions.items():
        for answer in versions:
            fact = f" ({answer.fact})" if answer.fact else ""
            yield f"{question_text(content, slot)} {answer_text(content, slot, answer)}{fact}"


def _left_behind(event: ContentMoved) -> str:
    """What was left behind when the team went on with newer content."""
    why = f" {event.reason} ({event.second})" if event.reason else ""
    return f"Verder met andere vragenlijsten. Antwoorden die daar niet passen: {len(event.left_behind)}.{why}"


def _deviations(taken: TakenOut) -> Iterator[Block]:
    for deviation in taken.session.deviations:
        yield Heading(f"De drempel is bereikt, en {deviation.what}")
        first, second = deviation.by
        yield Bullets(
            (
                f"Reden: {deviation.reason}",
                f"Door: {_colleague(first)} en {_colleague(second)}",
                f"Geldig tot en met {in_words(deviation.until)}. Daarna beslist het team opnieuw.",
            )
        )


def _colleague(colleague: Colleague) -> str:
    """A colleague with the role, or only the role when the name may not be seen."""
    role = role_text(colleague.role)
    return f"een {role}" if colleague.name == LEFT_OUT else f"{colleague.name} ({role})"


def _meldcode(taken: TakenOut) -> Iterator[Block]:
    content, record = taken.content, taken.session.meldcode
    yield from meldcode_blocks(content, taken.decision)
    proposal = taken.decision.meldcode.proposal
    yield Table(
        "De vijf wegingsvragen",
        ("Vraag", "Vastgelegd", "Voorstel uit de antwoorden"),
        tuple(
            (
                f"{question.number}. {question.text}",
                WEIGHED[record.weighing(question.id)],
                WEIGHED[proposal[question.id]] if question.id in proposal else "",
            )
            for question in content.meldcode.weighings
        ),
    )
    yield from listed(
        "Overleg en gesprekken",
        (
            *(
                f"Overleg{'' if consultation.whom == LEFT_OUT else f' met {consultation.whom}'}{_on(consultation.on)}"
                for consultation in record.consultations
            ),
            *(_conversation(content, conversation) for conversation in record.conversations),
        ),
    )
    if record.contacts:
        yield Table(
            "Contact met Veilig Thuis",
            ("Soort", "Dag", "Met", "Uitkomst"),
            tuple(
                (contact.kind, _day(contact.on), contact.whom or "", contact.outcome or "")
                for contact in record.contacts
            ),
        )
    if record.informed:
        why = f" ({record.informed.reason})" if record.informed.reason else ""
        yield Line(f"Verteld aan de directbetrokkenen: {record.informed.told}{why}.")
    if record.decided:
        decided = record.decided
        yield Line(
            f"Besloten{_on(decided.on)}: melden {decided.report or 'nog niet'}, hulp {decided.help or 'nog niet'}."
        )


def _conversation(content: Content, conversation: Conversation) -> str:
    whom = conversation.whom or ""
    if role_of(whom) in content.persons_questions:
        whom = numbered(whom)
    whom = f" met {whom}" if whom else ""
    alone = ", alleen" if conversation.alone == "ja" else ""
    reason = f" ({conversation.reason})" if conversation.reason else ""
    return f"Gesprek{whom}{_on(conversation.on)}{alone}: {STATES[conversation.state]}{reason}"


def _on(day: date | None) -> str:
    return f" op {in_words(day)}" if day else ""


def _day(day: date | None) -> str:
    return f"{day:%d-%m-%Y}" if day else ""


def _agreed(taken: TakenOut) -> Iterator[Block]:
    session, owner = taken.session, taken.session.owner
    pairs = [
        ("Regiehouder:", owner.owner if owner else ""),
        ("Vervanger:", owner.deputy if owner else ""),
        ("Na vijven:", owner.after_five if owner else ""),
        ("Wie ziet wie:", session.watch),
        ("Opnieuw kijken:", in_words(session.look_again) if session.look_again else ""),
    ]
    if filled := tuple((label, text) for label, text in pairs if text):
        yield Heading("Afspraken")
        yield Pairs(filled)
    done = {followup.item: followup for followup in session.followed_up}
    rows = [
        (promise.what, promise.who, _day(promise.by), _stand(done.get(f"afspraak-{number}")))
        for number, promise in enumerate(session.promises, start=1)
    ]
    rows += [
        (f"Overdracht: {handover.what}", handover.to, _day(handover.by), _stand(done.get(f"overdracht-{number}")))
        for number, handover in enumerate(session.handed_over, start=1)
    ]
    if rows:
        yield Table("Wie doet wat", ("Wat", "Wie", "Uiterlijk", "Stand"), tuple(rows))
    if session.followed_up:
        followups = tuple(
            (followup.item, _day(followup.at.date()), followup.outcome) for followup in session.followed_up
        )
        yield Table("Opgevolgd", ("Punt", "Dag", "Wat ervan kwam"), followups)


def _stand(followed: FollowedUp | None) -> str:
    return f"klaar: {followed.outcome}" if followed else "open"


def _case(taken: TakenOut) -> Iterator[Block]:
    """The case over its sessions, with the contacts with Veilig Thuis in between."""
    milestones = [Milestone(day, TITLES[level], "Weging", level) for day, level in taken.case_days]
    milestones += [
        Milestone(
            contact.on, "Veilig Thuis", f"Contact voor {'een melding' if contact.kind == 'melding' else 'advies'}", 0
        )
        for contact in taken.session.meldcode.contacts
        if contact.on
    ]
    if milestones:
        yield Heading("De zaak in de tijd")
        yield Timeline("Wegingen en contacten", tuple(sorted(milestones, key=lambda milestone: milestone.day)))


def _answers(taken: TakenOut) -> Iterator[Block]:
    if not taken.share.has_answers:
        return
    content, session, has_words = taken.content, taken.session, taken.share.has_words
    grave: list[tuple[Severity, tuple[str, ...]]] = []
    others: list[tuple[str, ...]] = []
    for slot, answer in session.answers.items():
        severity = severity_of(content, slot, answer)
        asked = (question_text(content, slot), answer_text(content, slot, answer))
        words = (answer.fact, answer.source) if has_words else ()
        if severity:
            grave.append((severity, (*asked, SEVERITIES[severity], *words)))
        else:
            others.append((*asked, *words))
    extra = ("Gezien of gezegd", "Bron") if has_words else ()
    if grave:
        yield Heading("Antwoorden")
        rows = tuple(row for _, row in sorted(grave, key=lambda signal: -signal[0]))
        yield Table("Antwoorden met een signaal, het zwaarste eerst", ("Vraag", "Antwoord", "Ernst", *extra), rows)
    if others:
        yield Table("Alle andere antwoorden", ("Vraag", "Antwoord", *extra), tuple(others))


def _sources(taken: TakenOut) -> Iterator[str]:
    """The sources behind the reached thresholds; those of a question would tell what was answered to it."""
    content, share = taken.content, taken.share
    for outcome in taken.decision.reasons:
        if share.has_answers and share.hidden is None:
            for slot in outcome.because:
                yield from content.sources_of(content.slot(slot)[0])
        yield from content.sources_of_threshold(outcome.threshold)


def _origin(taken: TakenOut) -> Iterator[Block]:
    content, regional = taken.content, taken.content.regional
    agreement = regional.agreement
    yield from listed("Bronnen", dict.fromkeys(_sources(taken)))
    yield Heading("Verantwoording")
    pairs = [
        ("Regio:", regional.region),
        ("Versie:", regional.version),
        ("Afspraak gemaakt op:", in_words(agreement.made_on) if agreement and agreement.made_on else "niet vastgelegd"),
        ("Vingerafdruk:", content.fingerprint),
        ("Sessie:", taken.id),
        ("Opslag:", f"{'heel' if taken.seal.is_whole else 'klopt niet'}, zegel {taken.seal.text}"),
    ]
    yield Pairs(tuple(pairs))
    yield from listed("Kijk dit na", to_check(content, taken.decision) if taken.share.has_team else ())
    yield Line(HONEST)
