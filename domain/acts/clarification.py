"""Clarification (澄清正名, NJ-29, ZS-30, BT-23) and false accusation (NJ-30, ZS-31): a track beside the case's own way.

It may be opened in any stage, after the case was closed too. How far it goes is the subject's to widen (A-24).
"""

from uuid import UUID

from domain import refusals
from domain.acts.terms import open_prompt_duty
from domain.case.act import UNITS, Act, Events
from domain.case.commands import IssueClarification, OpenClarification, ReferFalseAccusation
from domain.case.events import ClarificationIssued, ClarificationOpened, FalseAccusationReferred
from domain.case.state import ClarificationState, RunningClarification
from domain.pack.results import Clarification
from domain.refusals import Refused
from domain.values import Bilingual, FreeText

CLARIFICATION = "clarification"
"""The duty to clarify."""

_CLARIFY = Bilingual(zh="澄清正名，消除影响", en="Clarify and remove the effect")


def open_clarification(act: Act, command: OpenClarification) -> Events:
    """Open a clarification on one of the pack's grounds; the organ that clarifies must do so."""
    rule = _rule(act)
    act.require_concerned(rule.by, *act.known.pack.handling_roles)
    if command.subject not in {subject.subject_id for subject in act.case.subjects}:
        raise Refused(refusals.UNKNOWN_SUBJECT)
    if command.ground not in {item.id for item in rule.grounds}:
        raise Refused(refusals.UNKNOWN_ITEM, detail=command.ground)
    running = (state for state in act.case.clarifications.values() if isinstance(state, RunningClarification))
    if any(state.subject == command.subject for state in running):
        raise Refused(refusals.CLARIFICATION_OPEN)
    opened = ClarificationOpened(
        on=act.on, private=FreeText(statement=command.statement), subject=command.subject, ground=command.ground
    )
    duty = open_prompt_duty(
        act,
        CLARIFICATION,
        _CLARIFY,
        act.organ_of(rule.by),
        rule,
        subject=command.subject,
        answers=act.next_id(0),
    )
    return [opened, duty]


def issue(act: Act, command: IssueClarification) -> Events:
    """Issue a clarification in one of the pack's forms, no wider than the subject consents to (A-24)."""
    rule, state = _rule(act), act.case.clarifications.get(command.clarification)
    act.require_role(rule.by)
    if not isinstance(state, RunningClarification):
        raise Refused(refusals.NO_CLARIFICATION_OPEN)
    if command.form not in {item.id for item in rule.forms}:
        raise Refused(refusals.UNKNOWN_ITEM, detail=command.form)
    _require_organs(act, *command.recipients)
    wider = command.reach == "wider" or set(command.recipients) - _near(act)
    if wider and rule.without_consent == "unit" and not command.consent:
        raise Refused(refusals.NEEDS_CONSENT)
    id_, duty = next(item for item in act.case.open_duties.items() if item[1].opened.answers == command.clarification)
    act.require_fresh(str(id_))
    act.require_not_before(state.on)
    issued = ClarificationIssued(
        on=act.on,
        private=FreeText(statement=command.scope, document_titles=(command.document.title,)),
        clarification=command.clarification,
        form=command.form,
        reach="wider" if wider else "unit",
        consent=command.consent,
        recipients=command.recipients,
        document=command.document.sha256,
    )
    return [issued, act.meet(id_, duty)]


def refer_false_accusation(act: Act, command: ReferFalseAccusation) -> Events:
    """Refer who accused falsely, once: to an organ that punishes, to justice where it is a crime, or both (NJ-30)."""
    rule, state = _rule(act), _known(act, command.clarification)
    act.require_role(rule.by)
    if state.referred:
        raise Refused(refusals.ALREADY_REFERRED)
    if command.to is None and not command.to_justice:
        raise Refused(refusals.REFERRED_NOWHERE)
    _require_organs(act, *(organ for organ in (command.to,) if organ))
    act.require_not_before(state.on)
    return [
        FalseAccusationReferred(
            on=act.on,
            private=FreeText(reasons=command.reasons, document_titles=(command.document.title,)),
            clarification=command.clarification,
            to=command.to,
            to_justice=command.to_justice,
            document=command.document.sha256,
        )
    ]


def _rule(act: Act) -> Clarification:
    rule = act.known.pack.clarification
    if rule is None:
        raise Refused(refusals.NO_CLARIFICATION)
    return rule


def _known(act: Act, clarification: UUID) -> ClarificationState:
    state = act.case.clarifications.get(clarification)
    if state is None:
        raise Refused(refusals.NO_CLARIFICATION_OPEN)
    return state


def _require_organs(act: Act, *organs: str) -> None:
    if unknown := [organ for organ in organs if act.known.organs.organ(organ) is None]:
        raise Refused(refusals.UNKNOWN_ORGAN, detail="、".join(unknown))


def _near(act: Act) -> set[str]:
    """Who may be told without asking the subject: its own unit, the users of results, whoever clarifies (A-24).

    The own unit is the committee that endorsed the application, with its units; none is known where none signed.
    """
    pack, organs = act.known.pack, act.known.organs
    roles = {*(consumer.role for consumer in pack.results.consumers), _rule(act).by}
    endorsement = act.case.opened.endorsement
    signed = organs.position(endorsement.signatory or "") if endorsement else None
    committee = organs.organ(signed.organ) if signed else None
    house = {committee.id} if committee and committee.role in UNITS else set[str]()
    units = {organ.id for organ in organs.organs if organ.role in UNITS and organ.superior in house}
    return {*(act.organ_of(role) for role in roles), *house, *units}
