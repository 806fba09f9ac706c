"""Clarification (澄清正名, NJ-29, ZS-30, BT-23) and false accusation (NJ-30, ZS-31): a track beside the case's own way.

It may be opened in any stage, after the case was closed too. How far it goes is the subject's to widen (A-24).
"""

from collections.abc import Iterable
from dataclasses import replace
from typing import Annotated, ClassVar, Literal, assert_never
from uuid import UUID

from pydantic import Field

from domain import refusals
from domain.acts.terms import open_prompt_duty
from domain.case.act import Act, Events
from domain.case.state import Case, ClarificationState, IssuedClarification, RunningClarification
from domain.guards import guard
from domain.messages import EXAMPLE_DOCUMENT, EXAMPLE_ID, EXAMPLE_SUBJECT, Capacity, Command, Dispatch, Event
from domain.organs import UNITS
from domain.pack.results import Clarification
from domain.refusals import Refused, refusal
from domain.values import Bilingual, Code, Document, Flag, FreeText, Means, OrganId, Sha256, SubjectId, Text, event_id


class OpenClarification(
    Command,
    path="clarifications",
    summary="Open a clarification",
    tag="clarification",
    seen=False,
    capacity=Capacity.PARTY,
):
    """启动澄清正名 (NJ-29, ZS-30, BT-23): a report proved untrue, mistaken or false."""

    example: ClassVar = {"subject": EXAMPLE_SUBJECT, "ground": "untrue", "statement": "信访反映的问题经核查不属实。"}
    kind: Literal["open_clarification"] = "open_clarification"
    subject: UUID
    ground: Code
    statement: Text


class IssueClarification(Command, path="clarification-issues", summary="Issue a clarification", tag="clarification"):
    """作出澄清 (NJ-29, ZS-30, A-24): in a form, to recipients, no wider than the subject consents to."""

    example: ClassVar = {
        "clarification": EXAMPLE_ID,
        "form": "letter",
        "scope": "所在单位全体干部职工",
        "document": EXAMPLE_DOCUMENT,
        "recipients": ["county-a-qingshi"],
    }
    kind: Literal["issue_clarification"] = "issue_clarification"
    clarification: UUID
    form: Code
    scope: Text
    reach: Literal["unit", "wider"] = Field(
        default="unit", description="the own unit and the users of results, or a scope wider than these"
    )
    consent: Flag = Field(default=False, description="the subject consents to a wider scope")
    document: Document
    recipients: tuple[Code, ...] = Field(min_length=1, max_length=50, description="organs")


class ReferFalseAccusation(
    Command, path="false-accusation-referrals", summary="Refer a false accusation", tag="clarification"
):
    """移送诬告陷害 (NJ-30, ZS-31): to an organ that punishes it, to justice where it is a crime, or both."""

    example: ClassVar = {
        "clarification": EXAMPLE_ID,
        "to": "county-a-discipline",
        "reasons": "举报人捏造事实，依规处理。",
        "document": EXAMPLE_DOCUMENT,
    }
    kind: Literal["refer_false_accusation"] = "refer_false_accusation"
    clarification: UUID
    to: Code | None = None
    to_justice: Flag = False
    reasons: Text
    document: Document


class ClarificationOpened(Event, group="result", zh="启动澄清正名", en="Clarification opened"):
    """启动澄清正名 (NJ-29, ZS-30, BT-23): its id is the clarification's id."""

    facts: ClassVar = {"当事人": "subject", "事由": "ground"}
    kind: Literal["clarification_opened"] = "clarification_opened"
    subject: SubjectId
    ground: Annotated[Code, Means("clarification_ground")]


class ClarificationIssued(Event, group="result", zh="作出澄清", en="Clarification issued"):
    """作出澄清 (NJ-29, ZS-30, A-24): in a form, to these organs; the words of its scope are private."""

    dispatch: ClassVar = Dispatch("容澄", "澄清函", "Letter of clarification")
    facts: ClassVar = {"方式": "form", "范围": "reach consent", "发送": "recipients", "材料": "document"}
    kind: Literal["clarification_issued"] = "clarification_issued"
    clarification: UUID
    form: Annotated[Code, Means("clarification_form")]
    reach: Annotated[Literal["unit", "wider"], Means("reach")]
    consent: bool
    recipients: tuple[OrganId, ...]
    document: Sha256


class FalseAccusationReferred(Event, group="result", zh="移送诬告陷害", en="False accusation referred"):
    """移送诬告陷害 (NJ-30, ZS-31): to an organ, to justice, or both."""

    dispatch: ClassVar = Dispatch("容移", "移送函", "Letter of referral")
    facts: ClassVar = {"移送": "to_justice to", "材料": "document"}
    kind: Literal["false_accusation_referred"] = "false_accusation_referred"
    clarification: UUID
    to: Code | None
    to_justice: Annotated[bool, Means("referral")]
    document: Sha256


CLARIFICATION = "clarification"
"""The duty to clarify."""

_CLARIFY = Bilingual(zh="澄清正名，消除影响", en="Clarify and remove the effect")


NO_CLARIFICATION = refusal("no_clarification_rule", 409, "NJ-29").says("""
    本案适用的程序没有澄清正名的规定。
    The procedure of this case has no rule for clarification.
    请按程序办理；确需澄清的，须先有规定。
    Go on by the procedure; a clarification needs a rule first.
""")
CLARIFICATION_OPEN = refusal("clarification_already_open", 409, "NJ-29").says("""
    该当事人的澄清正在办理。
    A clarification for this subject is already under way.
    请等待其作出。
    Wait until it is issued.
""")
NO_CLARIFICATION_OPEN = refusal("no_such_clarification", 409, "NJ-29").says("""
    没有正在办理的这一澄清。
    No such clarification is under way.
    请查看案件的澄清记录。
    See the clarifications of the case.
""")
NEEDS_CONSENT = refusal("consent_missing", 409, "A-24").says("""
    澄清超出所在单位和结果运用单位的范围，须经当事人同意。
    A clarification beyond the own unit and the users of results needs the subject's consent.
    请征得当事人同意，或缩小范围。
    Obtain the subject's consent, or narrow the scope.
""")
ALREADY_REFERRED = refusal("already_referred", 409, "NJ-30").says("""
    该诬告陷害已经移送。
    This false accusation has been referred already.
    请查看案件的移送记录。
    See the referral in the case.
""")
REFERRED_NOWHERE = refusal("referred_nowhere", 422, "NJ-30").says("""
    没有写明移送给谁。
    It is not said to whom it is referred.
    请写明移送的机关，或注明移送司法机关。
    Name the organ, or refer it to justice.
""")
UNKNOWN_ORGAN = refusal("unknown_organ", 422).says("""
    没有登记这个机关或单位。
    No such organ or unit is registered.
    请核对机关编号。
    Check the organ id.
""")


@guard(OpenClarification, subject=Act.subjects)
def _may_open(act: Act, subject: UUID) -> Clarification:
    rule = _rule(act)
    act.require_concerned(rule.by, *act.context.pack.handling_roles)
    act.require_subject(subject)
    running = (state for state in act.case.clarifications.values() if isinstance(state, RunningClarification))
    if any(state.subject == subject for state in running):
        raise Refused(CLARIFICATION_OPEN)
    return rule


def open_clarification(act: Act, command: OpenClarification) -> Events:
    """Open a clarification on one of the pack's grounds; the organ that clarifies must do so."""
    rule = _may_open(act, command.subject)
    if command.ground not in {item.id for item in rule.grounds}:
        raise Refused(refusals.UNKNOWN_ITEM, detail=command.ground)
    opened = ClarificationOpened(
        on=act.on, private=FreeText(statement=command.statement), subject=command.subject, ground=command.ground
    )
    duty = open_prompt_duty(
        act, CLARIFICATION, _CLARIFY, act.organ_of(rule.by), rule, subject=command.subject, answers=act.next_id(0)
    )
    return [opened, duty]


def _known_ones(act: Act) -> Iterable[UUID]:
    return act.case.clarifications


@guard(IssueClarification, clarification=_known_ones)
def _may_issue(act: Act, clarification: UUID) -> Clarification:
    rule, state = _rule(act), act.case.clarifications.get(clarification)
    act.require_role(rule.by)
    if not isinstance(state, RunningClarification):
        raise Refused(NO_CLARIFICATION_OPEN)
    act.require_not_before(state.on)
    return rule


def issue(act: Act, command: IssueClarification) -> Events:
    """Issue a clarification in one of the pack's forms, no wider than the subject consents to (A-24)."""
    rule = _may_issue(act, command.clarification)
    if command.form not in {item.id for item in rule.forms}:
        raise Refused(refusals.UNKNOWN_ITEM, detail=command.form)
    _require_organs(act, *command.recipients)
    wider = command.reach == "wider" or set(command.recipients) - _near(act)
    if wider and rule.without_consent == "unit" and not command.consent:
        raise Refused(NEEDS_CONSENT)
    id_, duty = next(item for item in act.case.open_duties.items() if item[1].opened.answers == command.clarification)
    act.require_fresh(str(id_))
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


@guard(ReferFalseAccusation, clarification=_known_ones)
def _may_refer(act: Act, clarification: UUID) -> None:
    rule, state = _rule(act), _known(act, clarification)
    act.require_role(rule.by)
    if state.referred:
        raise Refused(ALREADY_REFERRED)
    act.require_not_before(state.on)


def refer_false_accusation(act: Act, command: ReferFalseAccusation) -> Events:
    """Refer who accused falsely, once: to an organ that punishes, to justice where it is a crime, or both (NJ-30)."""
    _may_refer(act, command.clarification)
    if command.to is None and not command.to_justice:
        raise Refused(REFERRED_NOWHERE)
    _require_organs(act, *(organ for organ in (command.to,) if organ))
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
    rule = act.context.pack.clarification
    if rule is None:
        raise Refused(NO_CLARIFICATION)
    return rule


def _known(act: Act, clarification: UUID) -> ClarificationState:
    state = act.case.clarifications.get(clarification)
    if state is None:
        raise Refused(NO_CLARIFICATION_OPEN)
    return state


def _require_organs(act: Act, *organs: str) -> None:
    if unknown := [organ for organ in organs if act.context.organs.organ(organ) is None]:
        raise Refused(UNKNOWN_ORGAN, detail="、".join(unknown))


def _near(act: Act) -> set[str]:
    """Who may be told without asking the subject: its own unit, the users of results, whoever clarifies (A-24).

    The own unit is the committee that endorsed the application, with its units; none is known where none signed.
    """
    pack, organs = act.context.pack, act.context.organs
    roles = {*(consumer.role for consumer in pack.results.consumers), _rule(act).by}
    endorsement = act.case.opened.endorsement
    signed = organs.position(endorsement.signatory or "") if endorsement else None
    committee = organs.organ(signed.organ) if signed else None
    signing = {committee.id} if committee and committee.role in UNITS else set[str]()
    units = {organ.id for organ in organs.organs if organ.role in UNITS and organ.superior in signing}
    return {*(act.organ_of(role) for role in roles), *signing, *units}


def evolve(case: Case, event: ClarificationOpened | ClarificationIssued | FalseAccusationReferred) -> Case:
    """The case after an event of a clarification; a closed one is open again while it runs."""
    match event:
        case ClarificationOpened():
            opened = {event_id(case.id, case.version): RunningClarification(event.on, event.subject)}
            return replace(case, clarifications={**case.clarifications, **opened}, closed=False)
        case ClarificationIssued():
            state = case.clarifications[event.clarification]
            issued = IssuedClarification(event.on, state.subject, state.referred)
            return replace(case, clarifications={**case.clarifications, event.clarification: issued})
        case FalseAccusationReferred():
            referred = replace(case.clarifications[event.clarification], referred=True)
            return replace(case, clarifications={**case.clarifications, event.clarification: referred})
        case _:
            assert_never(event)
