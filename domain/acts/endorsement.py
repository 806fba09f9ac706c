"""Endorsement (签字背书, NJ-11, A-11, A-40): the head of the party committee vouches in person, or on paper.

In person means that the head acts in their own position. What was signed on paper is entered with its scan by whoever
hands the application in. Nobody signs for the head.
"""

from dataclasses import replace
from datetime import date
from typing import Annotated, ClassVar, Literal

from pydantic import Field

from domain import refusals
from domain.act import BaseAct
from domain.case.act import Act, Events
from domain.case.lifecycle import EndorsementFact
from domain.case.state import Case
from domain.guards import guard
from domain.messages import EXAMPLE_DOCUMENT, Capacity, Command, Event
from domain.organs import UNITS, Organ
from domain.people.duties import ENDORSERS
from domain.refusals import Refused, refusal
from domain.values import Code, Day, Document, Flag, FreeText, Frozen, Means, Sha256, Text


class Endorsement(Frozen):
    """Signature of the head of the own party committee (签字背书, NJ-11), or what stands in for it (A-11, A-40).

    With a document it was signed on paper, without one it is the head's own act. An endorsement that is requested is
    still to be made by the head named.
    """

    kind: Literal["signed", "substitute", "requested", "refused"]
    signatory: Code | None = Field(
        default=None, description="the position that signed, or is asked to; none when refused"
    )
    signed_on: Day | None = Field(default=None, description="of what was signed on paper; else the day of the act")
    document: Document | None = Field(default=None, description="the scan of what was signed on paper")
    refusal_reasons: Text | None = None


class EndorseApplication(
    Command,
    path="endorsement",
    summary="Endorse the application, or refuse to",
    tag="filing",
    seen=False,
    capacity=Capacity.PARTY,
):
    """签字背书 (NJ-11, A-11, A-40): the head who was asked signs in their own position; a scan is entered as paper."""

    example: ClassVar = {"endorses": True, "signed_on": "2026-11-16", "document": EXAMPLE_DOCUMENT}
    kind: Literal["endorse_application"] = "endorse_application"
    endorses: Flag
    signed_on: Day | None = Field(default=None, description="of what was signed on paper")
    document: Document | None = Field(default=None, description="the scan of what was signed on paper")
    reasons: Text | None = Field(default=None, description="why the head refuses")


class ApplicationEndorsed(Event, group="procedure", zh="签字背书", en="Application endorsed, or not"):
    """签字背书 (NJ-11, A-11, A-40): the head who was asked has signed, in person or on paper, or refuses to.

    Attributes:
        person: The head who signed; none where the head refused.
    """

    facts: ClassVar = {"签字背书": "result", "材料": "document"}
    kind: Literal["application_endorsed"] = "application_endorsed"
    result: Annotated[Literal["signed", "substitute", "refused"], Means("endorsements")]
    signatory: Code
    signed_on: date
    document: Sha256 | None
    person: Code | None


ENDORSEMENT_MISSING = refusal("endorsement_missing", 409, "NJ-11", "A-11").says("""
    申请缺少本单位党委(党组)负责人的签字背书。
    The endorsement by the head of the own party committee is missing.
    请补签；负责人拒签或本人是当事人的，可由上一级党委代签，或附拒签理由直接提出。
    Have it signed; if the head refuses or is a subject, use the committee above or file with the refusal's reasons.
""")
ENDORSER_INVALID = refusal("endorser_not_competent", 409, "NJ-11", "A-11").says("""
    签字人在签字当日不是有权背书的党委(党组)负责人。
    On the day of signature the signatory was no head of the endorsing committee.
    请由本单位（或上一级）党委(党组)负责人签字。
    Have the head of the own committee, or the one above, sign.
""")
NOT_THE_HEAD = refusal("endorsement_not_own", 409, "NJ-11", "A-40").says("""
    签字背书须由负责人以本人职务办理，他人不能代签。
    The head endorses in person, in their own position; nobody signs in their stead.
    请负责人本人登录签字；已在纸上签字的，附签字页扫描件；也可先提出申请，请负责人签字。
    Let the head sign in and endorse; attach the scan of what was signed on paper; or file first and request it.
""")
ENDORSEMENT_AWAITED = refusal("endorsement_awaited", 409, "NJ-11", "A-40").says("""
    申请尚待党委(党组)负责人签字背书。
    The endorsement that was requested of the head is still awaited.
    请负责人签字或说明拒签理由后再办理；不予受理不受此限。
    Go on once the head has signed or refused with reasons; not accepting is free at any time.
""")
NO_ENDORSEMENT_AWAITED = refusal("no_endorsement_awaited", 409, "NJ-11").says("""
    本案没有待签的背书。
    No endorsement is awaited in this case.
    无需办理；请查看案卷所载的签字背书。
    Nothing to do; see the endorsement in the case file.
""")

_ENDORSERS = {
    "signed": {"own_committee", "committee"},
    "substitute": {"committee"},
    "requested": {"own_committee", "committee"},
}


def at_filing(endorsement: Endorsement | None, first: BaseAct, receiver: Organ) -> None:
    """Refuse an endorsement that does not count: of nobody competent, of a subject, or in another's name."""
    if endorsement is None or (endorsement.kind == "refused" and endorsement.refusal_reasons is None):
        raise Refused(ENDORSEMENT_MISSING)
    if endorsement.kind == "refused":
        return
    if endorsement.signatory is None or (endorsement.document is not None and endorsement.signed_on is None):
        raise Refused(ENDORSEMENT_MISSING)
    signed_on = endorsement.signed_on or first.on
    if first.on < signed_on:
        raise Refused(refusals.BEFORE_OPENING)
    organ, person = _head(first, endorsement.signatory, signed_on)
    if organ.role not in _ENDORSERS[endorsement.kind] or not _above_filer(organ, first, receiver):
        raise Refused(ENDORSER_INVALID)
    _require_no_subject(first, person)
    if endorsement.kind != "requested" and endorsement.document is None:
        _require_own(first, endorsement.signatory, endorsement.signed_on)


def told(endorsement: Endorsement | None, first: BaseAct) -> EndorsementFact:
    """What stands of an endorsement in the facts; without a document it was made by this very act."""
    if endorsement is None or endorsement.kind == "refused":
        return EndorsementFact(kind="refused")
    position = first.context.organs.position(endorsement.signatory or "")
    requested = endorsement.kind == "requested"
    return EndorsementFact(
        kind=endorsement.kind,
        signatory=endorsement.signatory,
        organ=position.organ if position else None,
        signed_on=None if requested else endorsement.signed_on or first.on,
        document=endorsement.document.sha256 if endorsement.document and not requested else None,
    )


@guard(EndorseApplication)
def _may_endorse(act: Act) -> tuple[EndorsementFact, str]:
    """The endorsement asked for, and the position that was asked."""
    asked = act.case.opened.endorsement
    if not act.case.endorsement_awaited or asked is None or asked.signatory is None:
        raise Refused(NO_ENDORSEMENT_AWAITED)
    if not act.case.open_steps:
        raise Refused(refusals.WRONG_STEP, detail=act.case.stage)
    if act.actor.position != asked.signatory:
        act.require_unit_or(act.counter)
    return asked, asked.signatory


def endorse(act: Act, command: EndorseApplication) -> Events:
    """Sign as the head who was asked, enter what that head signed on paper, or say that the head refuses (A-11)."""
    asked, signatory = _may_endorse(act)
    if not command.endorses:
        return [_settled(act, command, asked, "refused", None)]
    signed_on = command.signed_on or act.on
    if act.on < signed_on:
        raise Refused(refusals.BEFORE_OPENING)
    organ, person = _head(act, signatory, signed_on)
    _require_no_subject(act, person)
    if command.document is None:
        _require_own(act, signatory, command.signed_on)
    return [_settled(act, command, asked, "signed" if organ.role in UNITS else "substitute", person)]


def require_endorsed(act: Act) -> None:
    """Refuse to go on for the applicant while the head who was asked has neither signed nor refused (A-40)."""
    if act.case.endorsement_awaited:
        raise Refused(ENDORSEMENT_AWAITED)


def _settled(
    act: Act,
    command: EndorseApplication,
    asked: EndorsementFact,
    result: Literal["signed", "substitute", "refused"],
    person: str | None,
) -> ApplicationEndorsed:
    if result == "refused" and command.reasons is None:
        raise Refused(refusals.REASONS_MISSING)
    document = command.document if result != "refused" else None
    return ApplicationEndorsed(
        on=act.on,
        private=FreeText(reasons=command.reasons, document_titles=(document.title,) if document else ()),
        result=result,
        signatory=asked.signatory or "",
        signed_on=(command.signed_on if document else None) or act.on,
        document=document.sha256 if document else None,
        person=person,
    )


def _require_no_subject(act: BaseAct, head: str) -> None:
    """Refuse a head whose own matter it is (A-11): one who filed it for the unit may well endorse it."""
    if head in act.context.persons:
        raise Refused(refusals.CONFLICT_OF_INTEREST)


def _require_own(act: BaseAct, signatory: str, signed_on: date | None) -> None:
    """Refuse who signs in another's position, or says that it was on another day: that would be on paper."""
    if act.actor.position != signatory or signed_on not in (None, act.on):
        raise Refused(NOT_THE_HEAD)


def _head(act: BaseAct, signatory: str, on: date) -> tuple[Organ, str]:
    """The organ whose head held a position on a day, and the person; else it vouches for nothing."""
    organs = act.context.organs
    position = organs.position(signatory)
    organ = organs.organ(position.organ) if position else None
    person = organs.held_by(signatory, on)
    if position is None or position.duty not in ENDORSERS or organ is None or person is None:
        raise Refused(ENDORSER_INVALID)
    return organ, person


def _above_filer(endorser: Organ, first: BaseAct, receiver: Organ) -> bool:
    """Whether the endorser is the filing unit's own committee or one above; at the counter, one of the same place."""
    unit, organs = first.organ, first.context.organs
    if unit and unit.role in UNITS:
        return endorser in organs.above(unit.id)
    here, there = receiver.jurisdiction, endorser.jurisdiction
    return organs.within(there, here) or organs.within(here, there)


def evolve(case: Case, event: ApplicationEndorsed) -> Case:
    """The case after the head who was asked has signed or refused."""
    return replace(case, endorsement_awaited=False, endorsed_by=event.person)
