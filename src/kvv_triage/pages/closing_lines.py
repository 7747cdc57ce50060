"""The closing of a meeting, a line for each of its parts: what is recorded there, or what is proposed."""

from __future__ import annotations

from typing import assert_never

from kvv_triage.case.events import EMERGENCY_NUMBER, NotDone, ProposalKind
from kvv_triage.case.meldcode_record import EFFECTIVE_HELP, HELP_ACCEPTED, RESULT, SUSPICION, UNSAFE
from kvv_triage.content.content import Content
from kvv_triage.language.days import in_words
from kvv_triage.meeting.agenda import ClosingPart, Proposal, is_answered, proposals, proposed_owner
from kvv_triage.meeting.calls import plans_for, who_is_due
from kvv_triage.meeting.moment import Moment
from kvv_triage.pages.paragraphs import before_talking, step_reached
from kvv_triage.pages.whom_to_call import whom
from kvv_triage.pages.wording import question_text

SHORT = {
    SUSPICION: "Vermoeden",
    UNSAFE: "Acute of structurele onveiligheid",
    EFFECTIVE_HELP: "Zelf genoeg hulp",
    HELP_ACCEPTED: "Hulp aangenomen",
    RESULT: "Op tijd veilig genoeg",
}
"""The weighing questions of the Meldcode in a few words."""


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
            proposed = proposed_owner(session)
            return f"Regiehouder: {named or (f'{proposed} (voorstel)' if proposed else 'nog niet vastgelegd')}"
        case ClosingPart.PROMISES:
            still = sum(not is_answered(session, proposal) for proposal in proposals(moment))
            counted = ((len(session.promises), "vastgelegd"), (still, "voorgesteld"))
            return f"Afspraken: {', '.join(f'{count} {what}' for count, what in counted if count) or 'nog geen'}"
        case ClosingPart.MELDCODE:
            return meldcode_standing(content, moment)[0]
        case ClosingPart.HAND_OVERS:
            return f"Overdracht: {', '.join(f'{given.to} ({given.what})' for given in session.handed_over) or 'niets'}"
        case ClosingPart.LOOK_AGAIN:
            note = "" if session.look_again == moment.look_again else " (voorstel)"
            return f"Opnieuw kijken: {in_words(moment.look_again)}{note}"
        case _:
            assert_never(part)


def _call(moment: Moment) -> str:
    session, content = moment.session, moment.ruleset.content
    due = who_is_due(moment)
    if not due:
        with_whom = [call.spoke_with for call in session.calls if call.spoke_with]
        return f"gesproken met {', '.join(with_whom)}" if with_whom else "gebeld"
    names = ", ".join(name if name == EMERGENCY_NUMBER else whom(content.specialists[name]) for name in due)
    if moment.stands(NotDone.CALLING):
        return f"besloten niet te bellen ({names})"
    plan = next((plan for plan in plans_for(moment, due[0]) if plan.by >= moment.at), None)
    who = f"{plan.who}, " if plan and plan.who else ""
    return f"nog niet gebeld, straks: {who}{plan.by:%H:%M}, {names}" if plan else f"nog niet gebeld: {names}"


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
        case ProposalKind.ASK_THE_REST:
            many = f"De {proposal.count} vragen stellen die open bleven."
            return many if proposal.count > 1 else "De vraag stellen die open bleef."
        case ProposalKind.LOOK_AGAIN:
            return "Opnieuw naar deze zaak kijken."
        case _:
            assert_never(proposal.kind)
