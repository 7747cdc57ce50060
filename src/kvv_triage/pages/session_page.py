"""The summary of one session for the organisation's file: one neutral document, rendered everywhere alike."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date

from kvv_triage.case.events import Colleague, ContentMoved, FollowedUp
from kvv_triage.case.meldcode_record import Conversation
from kvv_triage.content.content import Content
from kvv_triage.content.gravity import severity_of
from kvv_triage.deciding.decision import Decision
from kvv_triage.language.days import in_words
from kvv_triage.language.scales import Level, Severity
from kvv_triage.meeting.laws import is_called
from kvv_triage.meeting.session import Session
from kvv_triage.pages.page import Block, Bullets, Heading, Line, Milestone, Page, Pairs, Signals, Table, Timeline
from kvv_triage.pages.paragraphs import (
    ALWAYS_CALL,
    HONEST,
    counted_signals,
    listed,
    meldcode_blocks,
    not_settled,
    reasons,
    softened_points,
    unknown_points,
    whom_to_call,
)
from kvv_triage.pages.redaction import LEFT_OUT, Share
from kvv_triage.pages.taken_out import TakenOut
from kvv_triage.pages.wording import SEVERITIES, STATES, TITLES, WEIGHED, answer_text, question_text


def session_page(dossier: TakenOut) -> Page:
    """The whole summary; what may not be seen is left out, and the page says so."""
    return Page(
        dossier.title,
        (
            *_about(dossier),
            *_outcome(dossier),
            *_signals(dossier),
            *_unknown(dossier),
            *_disagreed(dossier),
            *_deviations(dossier),
            *_meldcode(dossier),
            *_agreed(dossier),
            *_case(dossier),
            *_answers(dossier),
            *_origin(dossier),
        ),
    )


def _about(dossier: TakenOut) -> Iterator[Block]:
    seated, started = dossier.session.seated, dossier.session.started
    pairs = [
        ("Zaak:", seated.case if seated else ""),
        ("Datum:", in_words(dossier.day)),
        ("Team:", started.team if started else ""),
        ("Aan tafel:", seated.present if seated else ""),
        ("Vastgelegd door:", seated.recorder if seated else ""),
    ]
    pairs += [
        ("Overgenomen:", f"{in_words(takeover.at.date())} door {takeover.worker or takeover.role or 'een collega'}")
        for takeover in dossier.session.taken_over
    ]
    yield Pairs(tuple((label, text) for label, text in pairs if text))
    if not dossier.share.has_words:
        yield Line(_what_is_left_out(dossier.share))


def _what_is_left_out(share: Share) -> str:
    if share.hidden:
        # Not about whom: the page may be read by that very person.
        return "Dit is niet alles: een deel van de antwoorden en alle getypte tekst zijn weggelaten."
    if share.has_answers:
        return "Weggelaten: wat iemand zei of zag, opmerkingen en leeftijden."
    return "Weggelaten: de antwoorden, namen, leeftijden en alle tekst die iemand heeft getypt."


def _outcome(dossier: TakenOut) -> Iterator[Block]:
    content, session, decision = dossier.content, dossier.session, dossier.decision
    yield Heading("Wie bellen")
    if dossier.has_outcome:
        yield from whom_to_call(content, decision)
    else:
        yield Line("Er is nog geen uitkomst.", strong=True)
    if not session.closed:
        yield from not_settled(session, decision)
    yield from _called(session, decision)
    if session.closed and session.decided and session.decided.level is not decision.level:
        then = TITLES[session.decided.level]
        yield Line(f"Let op: bij het sluiten was de uitkomst: {then}. Vraag de beheerder hiernaar.", strong=True)
    why = reasons(content, session, decision.reached)
    yield from listed(
        "Waarom", why if dossier.share.has_answers else (reason for reason in why if not _is_answer(reason))
    )
    if session.raised is not None:
        words = f": {session.raised}" if dossier.share.has_words else "."
        yield from listed("Opgeschaald", (f"Iemand aan tafel vindt het niet pluis{words}",))
    yield from listed("Let op", decision.cautions)
    yield Line(ALWAYS_CALL)


def _called(session: Session, decision: Decision) -> Iterator[Block]:
    """Whether there was a call for this outcome; a call for advice is none when more was asked for later."""
    called = session.called
    if called:
        then = "" if is_called(session, decision) else f", toen de uitkomst nog was: {TITLES[called.level].lower()}"
        yield Line(f"Er is gebeld op {in_words(called.at.date())}{then}.")
    if decision.level > Level.VOLGEN and not is_called(session, decision):
        yield Line("Er is niet vastgelegd dat er voor deze uitkomst is gebeld.")


def _is_answer(reason: str) -> bool:
    return reason.startswith("- ")


def _signals(dossier: TakenOut) -> Iterator[Block]:
    rows = tuple(counted_signals(dossier.content, dossier.session))
    if rows:
        yield Heading("Signalen")
        yield Signals("Aantal signalen per persoon en ernst", tuple(SEVERITIES.values()), rows)


def _unknown(dossier: TakenOut) -> Iterator[Block]:
    content, session = dossier.content, dossier.session
    if not dossier.share.has_answers:
        count = sum(answer.is_unknown for answer in session.answers.values())
        if count:
            yield from listed(
                "Wat we niet weten", (f"{count} {'antwoord is' if count == 1 else 'antwoorden zijn'} onbekend.",)
            )
        return
    yield from listed("Wat we niet weten", unknown_points(content, session))
    missing = (question_text(content, slot) for slot in dossier.without_fact if slot in session.answers)
    yield from listed("Hier ontbreekt nog wat er is gezien of gezegd", missing)
    yield from listed(
        "Opmerkingen", (f"{note.text} (bij: {question_text(content, note.slot)})" for note in session.notes)
    )


def _disagreed(dossier: TakenOut) -> Iterator[Block]:
    content, session = dossier.content, dossier.session
    if not dossier.share.has_answers:
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


def _deviations(dossier: TakenOut) -> Iterator[Block]:
    for deviation in dossier.session.deviations:
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
    return f"een {colleague.role}" if colleague.name == LEFT_OUT else f"{colleague.name} ({colleague.role})"


def _meldcode(dossier: TakenOut) -> Iterator[Block]:
    content, record = dossier.content, dossier.session.meldcode
    yield from meldcode_blocks(content, dossier.decision)
    proposal = dossier.decision.meldcode.proposal
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
            *map(_conversation, record.conversations),
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


def _conversation(conversation: Conversation) -> str:
    whom = f" met {conversation.whom}" if conversation.whom else ""
    alone = ", alleen" if conversation.alone == "ja" else ""
    reason = f" ({conversation.reason})" if conversation.reason else ""
    return f"Gesprek{whom}{_on(conversation.on)}{alone}: {STATES[conversation.state]}{reason}"


def _on(day: date | None) -> str:
    return f" op {in_words(day)}" if day else ""


def _day(day: date | None) -> str:
    return f"{day:%d-%m-%Y}" if day else ""


def _agreed(dossier: TakenOut) -> Iterator[Block]:
    session, owner = dossier.session, dossier.session.owner
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


def _case(dossier: TakenOut) -> Iterator[Block]:
    """The case over its sessions, with the contacts with Veilig Thuis in between."""
    milestones = [Milestone(day, TITLES[level], "Weging", level) for day, level in dossier.case_days]
    milestones += [
        Milestone(
            contact.on, "Veilig Thuis", f"Contact voor {'een melding' if contact.kind == 'melding' else 'advies'}", 0
        )
        for contact in dossier.session.meldcode.contacts
        if contact.on
    ]
    if milestones:
        yield Heading("De zaak in de tijd")
        yield Timeline("Wegingen en contacten", tuple(sorted(milestones, key=lambda milestone: milestone.day)))


def _answers(dossier: TakenOut) -> Iterator[Block]:
    if not dossier.share.has_answers:
        return
    content, session, has_words = dossier.content, dossier.session, dossier.share.has_words
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


def _sources(dossier: TakenOut) -> Iterator[str]:
    """The sources behind the reached thresholds; those of a question would tell what was answered to it."""
    content, share = dossier.content, dossier.share
    for outcome in dossier.decision.reached:
        if share.has_answers and share.hidden is None:
            for slot in outcome.because:
                yield from content.sources_of(content.slot(slot)[0])
        yield from content.sources_of_threshold(outcome.threshold)


def _origin(dossier: TakenOut) -> Iterator[Block]:
    content, regional = dossier.content, dossier.content.regional
    agreement = regional.agreement
    yield from listed("Bronnen", dict.fromkeys(_sources(dossier)))
    yield Heading("Verantwoording")
    pairs = [
        ("Regio:", regional.region),
        ("Versie:", regional.version),
        ("Afspraak gemaakt op:", in_words(agreement.made_on) if agreement and agreement.made_on else "niet vastgelegd"),
        ("Vingerafdruk:", content.fingerprint),
        ("Sessie:", dossier.id),
        ("Opslag:", f"{'heel' if dossier.seal.is_whole else 'klopt niet'}, zegel {dossier.seal.text}"),
    ]
    yield Pairs(tuple(pairs))
    yield from listed("Kijk dit na", dossier.decision.warnings if dossier.share.has_team else ())
    yield Line(HONEST)
