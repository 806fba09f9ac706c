"""What people do with a work record: open it, add to it, link it, close it."""

from collections.abc import Iterable
from datetime import date
from uuid import UUID

from domain import refusals
from domain.act import BaseAct
from domain.context import DecisionContext
from domain.guards import guard
from domain.office_numbers import given
from domain.organs import Organ
from domain.pack.prevention import RecordKind
from domain.refusals import Refusal, Refused, refusal
from domain.values import Document, FreeText, SubjectFacts, digests, titles
from domain.work_records.act import Events, RecordAct, kind_of
from domain.work_records.commands import AddToRecord, CloseRecord, LinkRecord, OpenRecord, RecordRecordNumber, Target
from domain.work_records.events import (
    RecordOutcome,
    WorkRecordClosed,
    WorkRecordEntryAdded,
    WorkRecordLinked,
    WorkRecordNumberRecorded,
    WorkRecordOpened,
)

_UNKNOWN_TARGET: dict[Target, Refusal] = {"case": refusals.UNKNOWN_CASE, "risk_filing": refusals.UNKNOWN_RISK_FILING}


NOT_KEEPER = refusal("not_record_keeper", 409).says("""
    该机关不承担这种工作记录。
    That organ does not keep work records of that kind.
    请改为该程序指定的机关。
    Name an organ of the role that the procedure appoints.
""")
RECORD_ABOUT = refusal("record_about", 422).says("""
    这种工作记录所涉及的对象不对：未写明、不是这一类，或没有登记。
    What the record is about does not fit its kind: not named, of another sort, or not registered.
    涉及单位或人员的须写明已登记的单位或人员；涉及事项的可写明已登记的事项；其他的不写。
    Name a registered unit or person where the kind is about one, at most a registered matter where it is about a \
    matter, and else nothing.
""")
UNKNOWN_RECORD_OUTCOME = refusal("unknown_record_outcome", 422).says("""
    这种工作记录没有该结果。
    Work records of that kind have no such outcome.
    请从该程序列出的结果中选择。
    Choose one of the outcomes that the procedure lists.
""")
RECORD_OUTCOME_MISSING = refusal("record_outcome_missing", 409).says("""
    还没有写明结果，不能办结。
    No outcome has been stated, so it cannot be closed.
    请在办结时写明结果。
    State the outcome with the closing.
""")
RECORD_DOCUMENT_MISSING = refusal("record_document_missing", 409).says("""
    这种工作记录须附材料，现在一份也没有。
    Work records of that kind need a document, and there is none.
    请补充材料后办结，或在办结时附上。
    Add a document first, or with the closing.
""")
RECORD_LINKED = refusal("record_linked", 409, "R-04").says("""
    该工作记录已经关联到那里。
    The work record is linked to that already.
    无需再次办理。
    Nothing to do.
""")


def open_record(command: OpenRecord, act: BaseAct) -> Events:
    """Open a record with the organ that keeps it; the link to a risk filing comes with it."""
    context, kind = act.context, kind_of(command.record, act.context)
    keeper = _keeper(command, kind, context)
    act.require_law_of(keeper.jurisdiction)
    _require_opener(act, kind, keeper)
    if command.risk_filing is not None:
        _require_linked("risk_filing", context)
    subject, matter = _about(command.about, kind, context)
    opened = WorkRecordOpened(
        on=act.on,
        private=FreeText(title=command.title, statement=command.statement, document_titles=titles(command.documents)),
        pack=context.pack.pack,
        edition=context.pack.edition,
        pack_sha256=context.pack_sha256,
        record=kind.id,
        name=kind.name,
        standing=context.pack.standing_of(kind),
        cite=kind.cite,
        jurisdiction=keeper.jurisdiction,
        keeper=keeper.id,
        opened_by=act.actor.organ,
        confidential=kind.confidential,
        about=kind.about,
        subject=subject,
        matter_id=matter,
        documents=digests(command.documents),
        next_due=kind.every.after(act.on) if kind.every else None,
    )
    if command.risk_filing is None:
        return [opened]
    return [opened, WorkRecordLinked(on=act.on, to="risk_filing", target=command.risk_filing)]


@guard(AddToRecord)
def _may_add(act: RecordAct) -> None:
    act.require_open()
    act.require_organ(act.record.opened.keeper, act.record.opened.opened_by)


def add(act: RecordAct, command: AddToRecord) -> Events:
    """Add an entry; one of the keeper's begins the time to the next one, whoever asked only adds words."""
    _may_add(act)
    if command.outcome is not None:
        act.require_organ(act.record.opened.keeper)
    return [
        WorkRecordEntryAdded(
            on=act.on,
            private=_words(command.statement, command.documents),
            documents=digests(command.documents),
            outcome=_outcome(act.kind, command.outcome),
            next_due=_next_due(act),
        )
    ]


@guard(LinkRecord)
def _may_link(act: RecordAct) -> None:
    act.require_organ(act.record.opened.keeper)


def link(act: RecordAct, command: LinkRecord) -> Events:
    """Link the record to a case or a risk filing; also a closed one, since cases come later."""
    _may_link(act)
    _require_linked(command.to, act.context)
    if command.target in act.record.links:
        raise Refused(RECORD_LINKED)
    private = FreeText(statement=command.remarks) if command.remarks else None
    return [WorkRecordLinked(on=act.on, private=private, to=command.to, target=command.target)]


@guard(RecordRecordNumber)
def _may_number(act: RecordAct) -> None:
    act.require_organ(act.record.opened.keeper)


def record_number(act: RecordAct, command: RecordRecordNumber) -> Events:
    """Take the number that the office gave, as the organ that keeps it; a wrong one is put right alike (A-45)."""
    _may_number(act)
    year, canonical = given(command, act.record.office_number, act.record.opened.on)
    return [
        WorkRecordNumberRecorded(
            on=act.on,
            private=FreeText(reasons=command.reasons) if command.reasons else None,
            number=command.number,
            organ=act.actor.organ,
            year=year,
            canonical=canonical,
        )
    ]


@guard(CloseRecord)
def _may_close(act: RecordAct) -> None:
    act.require_open()
    act.require_organ(act.record.opened.keeper)
    act.require_seen(act.record.version)


def close(act: RecordAct, command: CloseRecord) -> Events:
    """Close the record, once it has what its kind asks for."""
    _may_close(act)
    outcome = _outcome(act.kind, command.outcome)
    if act.kind.outcomes and outcome is None and act.record.outcome is None:
        raise Refused(RECORD_OUTCOME_MISSING, cite=act.kind.cite, detail=_names(act.kind))
    if act.kind.documents_needed and not act.record.documents and not command.documents:
        raise Refused(RECORD_DOCUMENT_MISSING, cite=act.kind.cite)
    return [
        WorkRecordClosed(
            on=act.on,
            private=_words(command.statement, command.documents),
            documents=digests(command.documents),
            outcome=outcome,
        )
    ]


def _require_linked(to: Target, context: DecisionContext) -> None:
    """Refuse a link to what does not exist, or is something else."""
    if context.linked is None or context.linked.name != to:
        raise Refused(_UNKNOWN_TARGET[to])


def _keeper(command: OpenRecord, kind: RecordKind, context: DecisionContext) -> Organ:
    organ = context.organs.organ(command.keeper)
    if organ is None or organ.role != kind.by:
        raise Refused(NOT_KEEPER, detail=context.pack.roles[kind.by].zh)
    return organ


def _require_opener(act: BaseAct, kind: RecordKind, keeper: Organ) -> None:
    """The keeper opens its own records; whoever may ask for one does so in its own jurisdiction or one above."""
    organ = act.organ
    if organ is not None and (
        organ.id == keeper.id
        or (organ.role in kind.asked_by and act.context.organs.within(organ.jurisdiction, keeper.jurisdiction))
    ):
        return
    raise Refused(refusals.NOT_COMPETENT, detail=act.names_of(kind.by, *kind.asked_by))


def _about(about: UUID | None, kind: RecordKind, context: DecisionContext) -> tuple[SubjectFacts | None, UUID | None]:
    """The unit or person it is about, or the matter: a unit or person must be named, a matter may be."""
    match kind.about:
        case "unit" | "person":
            subject = context.subjects.get(about) if about else None
            if subject is not None and subject.kind == kind.about:
                return subject, None
        case "matter":
            if about is None:
                return None, None
            if about in context.matters.roots:
                return None, context.matters.roots[about]
        case "none":
            if about is None:
                return None, None
    raise Refused(RECORD_ABOUT, cite=kind.cite)


def _next_due(act: RecordAct) -> date | None:
    """When the next entry is due; it never comes nearer by something that is entered late."""
    due = act.record.next_due
    every = act.kind.every
    if every is None or due is None or act.actor.organ != act.record.opened.keeper:
        return due
    return max(due, every.after(act.on))


def _outcome(kind: RecordKind, outcome_id: str | None) -> RecordOutcome | None:
    if outcome_id is None:
        return None
    outcome = kind.outcome(outcome_id)
    if outcome is None:
        raise Refused(UNKNOWN_RECORD_OUTCOME, cite=kind.cite, detail=_names(kind))
    return RecordOutcome(id=outcome.id, name=outcome.name)


def _names(kind: RecordKind) -> str | None:
    return "、".join(outcome.name.zh for outcome in kind.outcomes) or None


def _words(statement: str, documents: Iterable[Document]) -> FreeText:
    return FreeText(statement=statement, document_titles=titles(documents))
