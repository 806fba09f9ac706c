"""How a case begins: by application (申请, NJ-02, NJ-09 to NJ-11), or by an organ itself (BT-04, YN-05, ZS-11)."""

from dataclasses import dataclass
from datetime import date, datetime
from typing import Annotated, Literal
from uuid import UUID, uuid5

from pydantic import Field, StringConstraints

from domain import refusals
from domain.acts.grounds import require_ground
from domain.acts.terms import open_step
from domain.case.act import UNITS, Act, Events, Evolve, business_date, is_unit, require_in_office
from domain.case.context import DecisionContext
from domain.case.lifecycle import CaseOpened, EndorsementFact
from domain.case.state import initial
from domain.messages import EXAMPLE_DOCUMENT, EXAMPLE_ID, EXAMPLE_SUBJECT, Command, CommandMetadata, Endpoint
from domain.organs import Organ
from domain.pack.steps import Need, Route, RouteKind
from domain.refusals import Refused, refusal
from domain.values import Actor, Code, Document, FreeText, Frozen, SubjectFacts, Text


class Endorsement(Frozen):
    """Signature of the head of the own party committee (签字背书, NJ-11), or what stands in for it (A-11)."""

    kind: Literal["signed", "substitute", "refused"]
    signatory: Code | None = Field(default=None, description="position that signed; none when refused")
    signed_on: date | None = None
    document: Document | None = None
    refusal_reasons: Text | None = None


class FileApplication(Command):
    """申请 (NJ-10): a unit or a person asks in writing that an error be tolerated."""

    endpoint = Endpoint(
        "/cases",
        "File an application",
        tag="filing",
        operation="cases.file",
        example={
            "pack": "nujiang",
            "to_organ": "county-a-organization",
            "title": "关于果园灌溉管线选址失误的容错申请",
            "statement": "选址前已集体讨论并征求群众意见，因缺乏经验未料到冬季冻裂，已全部更换并挽回损失。",
            "applicant": EXAMPLE_ID,
            "subjects": [EXAMPLE_SUBJECT],
            "ground": "s2",
            "error_class": "technical_inexperience",
            "occurred_on": "2026-10-12",
            "endorsement": {
                "kind": "signed",
                "signatory": "county-a-qingshi-party-head",
                "signed_on": "2026-11-16",
                "document": EXAMPLE_DOCUMENT,
            },
            "evidence": [EXAMPLE_DOCUMENT],
        },
    )

    kind: Literal["file_application"] = "file_application"
    pack: Code
    history: bool = Field(default=False, description="entered afterwards from paper (补录)")
    to_organ: Code
    title: Text
    statement: Text
    applicant: UUID
    subjects: tuple[UUID, ...] = Field(min_length=1, max_length=200)
    ground: Code
    ground_statement: Text | None = Field(
        default=None, description="needed where the list of grounds is not known; the ground is then free_text (A-33)"
    )
    error_class: Code
    occurred_on: date
    endorsement: Endorsement | None = None
    evidence: tuple[Document, ...] = ()
    after_accountability: Code | None = None


Number = Annotated[str, StringConstraints(strip_whitespace=True, min_length=1, max_length=100)]
"""The number of a document or a clue (文号、编号), as the organ that gave it writes it."""


class BeginCase(Command):
    """What an organ says that begins a case by itself."""

    pack: Code
    history: bool = Field(default=False, description="entered afterwards from paper (补录)")
    to_organ: Code = Field(description="the organ that takes the case, and handles it")
    title: Text
    statement: Text
    subjects: tuple[UUID, ...] = Field(min_length=1, max_length=200)
    ground: Code
    ground_statement: Text | None = Field(
        default=None, description="needed where the list of grounds is not known; the ground is then free_text (A-33)"
    )
    error_class: Code
    occurred_on: date
    evidence: tuple[Document, ...] = ()


class BeginWithAccountability(BeginCase):
    """随问责自动启动 (BT-04, NS-09): accountability was opened, and tolerance is considered at the same time."""

    endpoint = Endpoint(
        "/accountabilities",
        "Begin a case with an accountability",
        tag="filing",
        operation="accountabilities.begin",
        example={
            "pack": "baotou",
            "to_organ": "city-c-accountability",
            "accountability": "丙问责〔2026〕7号",
            "title": "随问责启动：管网改造工期延误",
            "statement": "启动问责程序时同步考虑是否符合容错条件。",
            "subjects": [EXAMPLE_SUBJECT],
            "ground": "free_text",
            "error_class": "target_missed",
            "occurred_on": "2026-08-20",
            "evidence": [EXAMPLE_DOCUMENT],
        },
    )

    kind: Literal["begin_with_accountability"] = "begin_with_accountability"
    accountability: Number = Field(description="the number under which accountability was opened")


class BeginByOrgan(BeginCase):
    """主动启动 / 线索移送启动 (YN-03, YN-05, ZS-11): an organ begins a case of its own motion, or from a clue."""

    endpoint = Endpoint(
        "/cases/by-organ",
        "Begin a case as an organ",
        tag="filing",
        example={
            "pack": "yunnan",
            "route": "clue_transfer",
            "to_organ": "city-d-discipline",
            "clue": "稽查移送〔2026〕3号",
            "clue_from": "专项稽查组",
            "title": "专项稽查移送：搬迁进度滞后",
            "statement": "移送的线索经初核，可能符合容错情形。",
            "subjects": [EXAMPLE_SUBJECT],
            "ground": "s2",
            "error_class": "target_missed",
            "occurred_on": "2026-06-30",
            "evidence": [EXAMPLE_DOCUMENT],
        },
    )

    kind: Literal["begin_by_organ"] = "begin_by_organ"
    route: Literal["own_motion", "clue_transfer"]
    clue: Number | None = Field(default=None, description="the number of the clue, where one was handed over")
    clue_from: Text | None = Field(default=None, description="who handed it over")


Opening = FileApplication | BeginWithAccountability | BeginByOrgan
"""The commands that begin a case."""

_ENDORSERS = {"signed": {"own_committee", "committee"}, "substitute": {"committee"}}


@dataclass(frozen=True, slots=True)
class _Begun:
    """What every way of beginning settles first."""

    on: date
    route: Route
    subjects: tuple[SubjectFacts, ...]
    receiver: Organ


NO_SUCH_ROUTE = refusal("no_such_route", 409).says("""
    该程序没有这种启动方式。
    This procedure has no such way to begin a case.
    请按该程序规定的方式启动。
    Begin it in one of the ways the procedure has.
""")
OUT_OF_SCOPE = refusal("out_of_scope", 409, "NJ-02").says("""
    该单位或人员不在容错纠错的适用范围内。
    The unit or person is outside the scope of the procedure.
    请依其适用的其他规定办理。
    Proceed under the rules that apply to them.
""")
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
EVIDENCE_MISSING = refusal("evidence_missing", 409, "NJ-10").says("""
    申请没有附证据材料。
    The application has no evidence attached.
    请至少附一份证据材料。
    Attach at least one document.
""")
HISTORY_NOT_ALLOWED = refusal("history_not_allowed", 403).says("""
    补录历史案件须由组织人事部门办理。
    Entering a case from paper is for the organisation department.
    请由组织人事部门补录。
    Have the organisation department enter it.
""")


def file(  # noqa: PLR0913, PLR0917 - what every beginning is decided on
    case_id: UUID,
    command: FileApplication,
    envelope: CommandMetadata,
    at: datetime,
    context: DecisionContext,
    evolve: Evolve,
) -> Events:
    """Open a case by application; day 0 of the acceptance term is the day of receipt (A-01)."""
    begun = _begun(command, RouteKind.APPLICATION, envelope, at, context)
    subject(command.applicant, context)
    _require_filer(envelope, begun.receiver, command, context)
    if Need.ENDORSEMENT in begun.route.needs:
        _require_endorsed(command.endorsement, envelope.actor, begun.receiver, begun.on, context)
    opened = _opened(
        case_id,
        command,
        begun,
        context,
        applicant=command.applicant,
        endorsement=_endorsement(command.endorsement),
        after_accountability=command.after_accountability,
    )
    return _first(case_id, opened, begun, envelope, at, context, evolve)


def begin(  # noqa: PLR0913, PLR0917 - as above
    case_id: UUID,
    command: BeginWithAccountability | BeginByOrgan,
    envelope: CommandMetadata,
    at: datetime,
    context: DecisionContext,
    evolve: Evolve,
) -> Events:
    """Open a case that an organ begins by itself: with an accountability, of its own motion, or from a clue."""
    kind: RouteKind
    reference: str | None
    if isinstance(command, BeginWithAccountability):
        kind, reference = RouteKind.ACCOUNTABILITY, command.accountability
    else:
        kind, reference = RouteKind(command.route), command.clue
    begun = _begun(command, kind, envelope, at, context)
    organ = context.organs.organ(envelope.actor.organ)
    if organ is None or organ.role not in begun.route.by or organ.jurisdiction != begun.receiver.jurisdiction:
        names = "、".join(context.pack.roles[role].zh for role in begun.route.by)
        raise Refused(refusals.NOT_COMPETENT, detail=names)
    opened = _opened(case_id, command, begun, context, reference=reference)
    return _first(case_id, opened, begun, envelope, at, context, evolve)


def _begun(
    command: Opening, kind: RouteKind, envelope: CommandMetadata, at: datetime, context: DecisionContext
) -> _Begun:
    """A day, a way that the pack has, a competent organ, listed items, evidence."""
    on = business_date(command, at, history=command.history)
    require_in_office(envelope.actor, on, context)
    route = context.pack.route(kind)
    if route is None:
        raise Refused(NO_SUCH_ROUTE, detail=kind.value)
    subjects = tuple(subject(each, context) for each in dict.fromkeys(command.subjects))
    receiver = _receiver(command, route, subjects, context)
    _require_listed(command, context)
    if on < command.occurred_on:
        raise Refused(refusals.BEFORE_OPENING)
    if Need.EVIDENCE in route.needs and not command.evidence:
        raise Refused(EVIDENCE_MISSING)
    return _Begun(on, route, subjects, receiver)


def _opened(  # noqa: PLR0913 - the last four are what the ways of beginning differ in
    case_id: UUID,
    command: Opening,
    begun: _Begun,
    context: DecisionContext,
    *,
    applicant: UUID | None = None,
    endorsement: EndorsementFact | None = None,
    after_accountability: str | None = None,
    reference: str | None = None,
) -> CaseOpened:
    return CaseOpened(
        on=begun.on,
        private=_written(command),
        pack=context.pack.pack,
        edition=context.pack.edition,
        pack_sha256=context.pack_sha256,
        route=begun.route.route.value,
        history=command.history,
        jurisdiction=begun.receiver.jurisdiction,
        to_organ=begun.receiver.id,
        applicant=applicant,
        subjects=begun.subjects,
        matter_id=uuid5(case_id, "matter"),
        occurrence_id=uuid5(case_id, "occurrence"),
        occurred_on=command.occurred_on,
        ground=command.ground,
        error_class=command.error_class,
        endorsement=endorsement,
        evidence=tuple(document.sha256 for document in command.evidence),
        after_accountability=after_accountability,
        reference=reference,
    )


def _first(  # noqa: PLR0913, PLR0917 - the envelope, and what it was found to say
    case_id: UUID,
    opened: CaseOpened,
    begun: _Begun,
    envelope: CommandMetadata,
    at: datetime,
    context: DecisionContext,
    evolve: Evolve,
) -> Events:
    act = Act(initial(case_id, opened), envelope.actor, at, begun.on, None, context, evolve)
    return [opened, *open_step(act, begun.route.first)]


def subject(subject_id: UUID, context: DecisionContext) -> SubjectFacts:
    """The facts of a registered subject that the procedure applies to (NJ-02)."""
    facts = context.subjects.get(subject_id)
    if facts is None:
        raise Refused(refusals.UNKNOWN_SUBJECT, detail=str(subject_id))
    scope = {item.id for item in context.pack.scope}
    if facts.sector not in scope:
        raise Refused(OUT_OF_SCOPE, detail=facts.sector)
    return facts


def _receiver(command: Opening, route: Route, subjects: tuple[SubjectFacts, ...], context: DecisionContext) -> Organ:
    """The organ applied to, which must be the one with management authority over every subject (NJ-09)."""
    organ = context.organs.organ(command.to_organ)
    places = {subject.jurisdiction for subject in subjects}
    if organ is None or organ.role != route.to or places != {organ.jurisdiction}:
        competent = [context.organs.in_role(route.to, place) for place in sorted(places)]
        names = "、".join(organ.name.zh for organ in competent if organ)
        raise Refused(refusals.WRONG_LEVEL, detail=names or None)
    return organ


def _require_filer(
    envelope: CommandMetadata, receiver: Organ, command: FileApplication, context: DecisionContext
) -> None:
    """A unit's contact files; the receiving organ's counter may enter it, and alone enters a history."""
    if envelope.actor.organ == receiver.id:
        return
    if command.history:
        raise Refused(HISTORY_NOT_ALLOWED)
    if not is_unit(envelope.actor, receiver.jurisdiction, context):
        raise Refused(refusals.NOT_COMPETENT)


def _require_listed(command: Opening, context: DecisionContext) -> None:
    require_ground(command.ground, command.ground_statement, context.pack)
    if command.error_class not in {item.id for item in context.pack.error_classes}:
        raise Refused(refusals.UNKNOWN_ITEM, detail=command.error_class)


def _require_endorsed(
    endorsement: Endorsement | None, filer: Actor, receiver: Organ, on: date, context: DecisionContext
) -> None:
    """The head of the own committee signs; else the one above, or the refusal is put on record (A-11)."""
    if endorsement is None:
        raise Refused(ENDORSEMENT_MISSING)
    if endorsement.kind == "refused":
        if endorsement.refusal_reasons is None:
            raise Refused(ENDORSEMENT_MISSING)
        return
    if endorsement.signatory is None or endorsement.signed_on is None or endorsement.document is None:
        raise Refused(ENDORSEMENT_MISSING)
    if on < endorsement.signed_on:
        raise Refused(refusals.BEFORE_OPENING)
    position = context.organs.position(endorsement.signatory)
    organ = context.organs.organ(position.organ) if position else None
    held = any(
        holding.position == endorsement.signatory and holding.covers(endorsement.signed_on)
        for holding in context.organs.holdings
    )
    if position is None or position.duty != "head" or organ is None or not held:
        raise Refused(ENDORSER_INVALID)
    if organ.role not in _ENDORSERS[endorsement.kind] or not _above_filer(organ, filer, receiver, context):
        raise Refused(ENDORSER_INVALID)


def _above_filer(endorser: Organ, filer: Actor, receiver: Organ, context: DecisionContext) -> bool:
    """Whether the endorser is the filing unit's own committee or one above; at the counter, one of the same place."""
    unit = context.organs.organ(filer.organ)
    if unit and unit.role in UNITS:
        return endorser in context.organs.above(unit.id)
    return context.organs.within(endorser.jurisdiction, receiver.jurisdiction) or context.organs.within(
        receiver.jurisdiction, endorser.jurisdiction
    )


def _endorsement(endorsement: Endorsement | None) -> EndorsementFact:
    if endorsement is None:
        return EndorsementFact(kind="refused")
    return EndorsementFact(
        kind=endorsement.kind,
        signatory=endorsement.signatory,
        signed_on=endorsement.signed_on,
        document=endorsement.document.sha256 if endorsement.document else None,
    )


def _written(command: Opening) -> FreeText:
    endorsement = command.endorsement if isinstance(command, FileApplication) else None
    return FreeText(
        title=command.title,
        statement=command.statement,
        reasons=endorsement.refusal_reasons if endorsement else None,
        document_titles=tuple(document.title for document in command.evidence),
        source=command.clue_from if isinstance(command, BeginByOrgan) else None,
        ground_statement=command.ground_statement,
    )
