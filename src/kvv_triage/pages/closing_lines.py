"""The closing of a meeting, a line for each of its parts: what is recorded there, or what is proposed."""

from __future__ import annotations

from collections.abc import Mapping
from typing import assert_never

from kvv_triage.case.events import EMERGENCY_NUMBER, NotDone, ProposalKind
from kvv_triage.case.meldcode_record import EFFECTIVE_HELP, HELP_ACCEPTED, RESULT, SUSPICION, UNSAFE, Weighing
from kvv_triage.content.content import Content
from kvv_triage.language.days import in_words
from kvv_triage.meeting.agenda import (
    ClosingPart,
    Proposal,
    asked_weighings,
    is_answered,
    is_needed,
    proposals,
    proposed_owner,
)
from kvv_triage.meeting.calls import plans_for, who_is_due
from kvv_triage.meeting.laws import reports_less, weighed_less
from kvv_triage.meeting.moment import Moment
from kvv_triage.pages.paragraphs import step_reached
from kvv_triage.pages.talking import before_talking
from kvv_triage.pages.whom_to_call import whom
from kvv_triage.pages.wording import at_time, question_text

SHORT = {
    SUSPICION: "Vermoeden",
    UNSAFE: "Acute of structurele onveiligheid",
    EFFECTIVE_HELP: "Zelf genoeg hulp",
    HELP_ACCEPTED: "Hulp aangenomen",
    RESULT: "Op tijd veilig genoeg",
}
"""The weighing questions of the Meldcode in a few words."""
REPORT = "melden"
"""The name of the first decision of step 5 among what is proposed."""
_SAID = {name: short[:1].lower() + short[1:] for name, short in SHORT.items()} | {REPORT: REPORT}
MOST_NAMED = 2
"""Proposals for a promise that the overview names; with more of them it says how many there are."""


def open_proposals(moment: Moment) -> tuple[Proposal, ...]:
    """The proposals for a promise that nobody answered yet."""
    return tuple(proposal for proposal in proposals(moment) if not is_answered(moment.session, proposal))


def meldcode_proposals(moment: Moment) -> Mapping[str, Weighing]:
    """What the answers propose for each weighing question that is asked, and for `REPORT`; what two decided stays."""
    record, meldcode = moment.session.meldcode, moment.decision.meldcode
    less = weighed_less(moment, record)
    asked = {question.id for question in asked_weighings(moment)} | {*less}
    proposed: dict[str, Weighing] = {
        name: answer
        for name, answer in meldcode.proposal.items()
        if name in asked and (record.weighing(name) is None or name in less)
    }
    report = record.decided.report if record.decided else None
    if meldcode.report_is_norm and (report is None or reports_less(moment, record)):
        proposed[REPORT] = "ja"
    return proposed


def closing_line(moment: Moment, part: ClosingPart) -> str:
    """What is recorded or proposed of this part."""
    session, content = moment.session, moment.ruleset.content
    match part:
        case ClosingPart.CALL:
            return f"Bellen: {_call(moment)}"
        case ClosingPart.WATCH:
            return f"Wie ziet het kind of slachtoffer: {session.watch or 'nog niet afgesproken'}"
        case ClosingPart.OWNER:
            owner = session.owner
            named = f"{owner.owner}, vervanger {owner.deputy}, na vijven {owner.after_five}" if owner else ""
            likely = proposed_owner(session)
            return f"Regiehouder: {named or (f'{likely} (voorstel)' if likely else 'nog niet vastgelegd')}"
        case ClosingPart.PROMISES:
            return f"Afspraken: {_promises(moment)}"
        case ClosingPart.MELDCODE:
            # What the team put off is not proposed again today.
            answers = meldcode_proposals(moment).items() if is_needed(moment, part) else ()
            proposed = ", ".join(f"{_SAID[name]} {answer.replace('_', ' ')}" for name, answer in answers)
            return meldcode_standing(content, moment)[0] + (f" Voorstel: {proposed}." if proposed else "")
        case ClosingPart.HAND_OVERS:
            return f"Overdracht: {', '.join(f'{given.to} ({given.what})' for given in session.handed_over) or 'niets'}"
        case ClosingPart.LOOK_AGAIN:
            note = "" if session.look_again == moment.look_again else " (voorstel)"
            return f"Opnieuw kijken: {in_words(moment.look_again)}{note}"
        case _:
            assert_never(part)


def _promises(moment: Moment) -> str:
    """How many are recorded, and the first that are proposed by name: nobody agrees to what does not stand there."""
    session, content = moment.session, moment.ruleset.content
    still = open_proposals(moment)
    named = "; ".join(proposal_text(content, proposal).rstrip(".") for proposal in still)
    counted = (
        f"{len(session.promises)} vastgelegd" if session.promises else "",
        f"{len(still)} voorgesteld" + (f" ({named})" if len(still) <= MOST_NAMED else "") if still else "",
    )
    return ", ".join(filter(None, counted)) or "nog geen"


def _call(moment: Moment) -> str:
    session, content = moment.session, moment.ruleset.content
    due = who_is_due(moment)
    if not due:
        with_whom = [call.spoke_with for call in session.calls if call.spoke_with]
        return f"gesproken met {', '.join(with_whom)}" if with_whom else "gebeld"
    named = {to: to if to == EMERGENCY_NUMBER else whom(content.specialists[to]) for to in due}
    if moment.stands(NotDone.CALLING):
        return f"besloten niet te bellen ({', '.join(named.values())})"
    told = (f"{name} ({when})" if (when := _planned(moment, to)) else name for to, name in named.items())
    return f"nog niet gebeld: {', '.join(told)}"


def _planned(moment: Moment, to: str) -> str:
    """Who calls this one at what time, or only at what time; empty when nobody planned it from now on."""
    plan = min((plan for plan in plans_for(moment, to) if plan.by >= moment.at), key=lambda plan: plan.by, default=None)
    if plan is None:
        return ""
    when = at_time(plan.by, moment.at)
    return f"{plan.who} {when}" if plan.who else f"opnieuw {when}"


def meldcode_standing(content: Content, moment: Moment) -> tuple[str, ...]:
    """Where the case stands in the Meldcode now, in one to three lines."""
    meldcode = moment.decision.meldcode
    reached = step_reached(content, moment.decision)
    lines = [f"Meldcode: {reached[0].lower()}{reached[1:]}"]
    if meldcode.report_is_norm:
        lines.append("Melden bij Veilig Thuis is de professionele norm.")
    elif meldcode.is_doubtful:
        lines.append("Bij twijfel: vraag advies aan Veilig Thuis.")
    lines += [line.text for line in before_talking(moment.decision)]
    return tuple(lines)


def proposal_text(content: Content, proposal: Proposal) -> str:
    """What is proposed to promise."""
    match proposal.kind:
        case ProposalKind.FIND_OUT:
            question = question_text(content, proposal.slot)
            if proposal.count <= 1:
                return f"Uitzoeken: {question}"
            listed = content.slot(proposal.slot)[0].checklist.title
            return f"Uitzoeken: {proposal.count} vragen over {listed}, waaronder: {question}"
        case ProposalKind.MAKE_SAFE:
            return f"Veiligheid regelen bij: {question_text(content, proposal.slot)}"
        case ProposalKind.OPEN_LISTS:
            first = content.slot(proposal.slot)[0].checklist.title
            return f"Verdergaan met de vragen: {proposal.count} vragenlijsten, te beginnen met {first}."
        case ProposalKind.LOOK_AGAIN:
            return "Opnieuw naar deze zaak kijken."
        case _:
            assert_never(proposal.kind)
