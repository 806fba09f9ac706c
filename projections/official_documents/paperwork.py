"""Read model: the official documents of a case (文书) as its state has them, and the tasks that they give.

Feedback that was served is a task as well: each subject receives it (签收). One row a case. What a document waits for,
and of whom, is the domain's to say (`OfficialDocument.next_act`), by which the acts themselves are admitted. A task
that is done stays, with who did it; one that fell away goes.
"""

from collections.abc import Collection, Iterable, Iterator, Mapping, Sequence
from datetime import date
from pathlib import Path
from types import MappingProxyType
from typing import ClassVar, Literal, get_args
from uuid import UUID, uuid5

from domain.acts.official_documents import (
    HEEDED,
    DocumentChecked,
    DocumentCountersigned,
    DocumentDrafted,
    DocumentIssued,
    DocumentSigned,
    PaperworkEvent,
    StampedScanFiled,
    document_of,
    followed,
)
from domain.acts.terms import SUBJECT
from domain.case import events
from domain.case.events import AnyEvent
from domain.case.official_documents import PaperAct, Paperwork
from domain.documents.kinds import OfficialDocumentKind
from domain.messages import kind_of
from domain.values import Code
from eventlog.pool import Pool
from eventlog.queries import load_queries
from projections.projector.logged import LoggedEvent
from projections.projector.read_model import ChildRows, ReadModel
from projections.projector.table import API_AND_WORKER, Row, Rows, Table, changed, read

_SQL = load_queries(Path(__file__).with_suffix(".sql"))


Receipt = Literal["confirm_receipt"]
_RECEIPT: Receipt = "confirm_receipt"


class DocumentTask(Row):
    """待办: what an organ, or a subject, has to do with a document (`about`), as the inbox has its items.

    Attributes:
        organ: An organ, or `subject`.
        what: By which act it is done.
        code: The rule of the document, or the step in which feedback was served.
        subject_id: Who receives the feedback.
        level: The version at which its words stand, or it was served: a draft anew is another task.
        signed_by: The duty of the post that does it; none: whoever does such acts for the organ.
        acted: Of an open one who may not do it, as they wrote it; of one that is done, who did.
    """

    KEY: ClassVar = ("what", "about", "organ", "level")

    organ: Code
    what: PaperAct | Receipt
    about: UUID
    code: Code
    document_kind: OfficialDocumentKind | None
    subject_id: UUID | None = None
    since: date
    level: int
    signed_by: Code | None
    opened_index: int
    from_organ: Code | None
    done_on: date | None = None
    acted: tuple[Code, ...] = ()


class PaperworkRow(Row):
    """The documents of a case, and all the tasks that they gave."""

    paperwork: Paperwork
    subjects: tuple[UUID, ...]
    tasks: tuple[DocumentTask, ...] = ()


_DOES: Mapping[type, PaperAct] = MappingProxyType(
    {
        DocumentDrafted: "draft_document",
        DocumentChecked: "check_document",
        DocumentCountersigned: "countersign_document",
        DocumentSigned: "sign_document",
        DocumentIssued: "issue_document",
        StampedScanFiled: "file_stamped_scan",
    }
)
"""By which act an event came."""

_ENDS = (events.CaseClosed, events.JurisdictionChanged)
"""What ends all that is open: nobody waits for a document any more, or its organ has the case no longer."""

_HANDLES = frozenset(
    each
    for each in get_args(get_args(AnyEvent)[0])
    if kind_of(each) in HEEDED or each in get_args(PaperworkEvent) or each in {*_ENDS, events.SubjectsChanged}
)


def _fold(rows: Rows[PaperworkRow], logged: LoggedEvent) -> None:
    event = logged.event
    if isinstance(event, events.CaseOpened):
        subjects = tuple(each.subject_id for each in event.subjects)
        opened = Paperwork(occasions={logged.version: event.kind})
        rows.put(PaperworkRow(case_id=logged.case_id, paperwork=opened, subjects=subjects))
        return
    row = rows[()]
    paperwork = followed(row.paperwork, event, logged.version, logged.id)
    subjects, tasks = row.subjects, row.tasks
    if isinstance(event, PaperworkEvent):
        rows.put(changed(row, paperwork=paperwork, tasks=tuple(_gone_on(tasks, paperwork, logged, event))))
        return
    match event:
        case events.CaseClosed() | events.JurisdictionChanged():
            tasks = tuple(each for each in tasks if each.done_on)
        case events.SubjectsChanged():
            subjects = (*(each for each in subjects if each not in event.removed), *event.brings)
        case events.ReceiptConfirmed():
            tasks = tuple(_received(tasks, logged, event))
        case _:
            tasks = tuple(each for each in tasks if each.done_on or _stands(paperwork, each))
    if isinstance(event, events.FeedbackServed):
        tasks = (*tasks, *_served(subjects, logged, event))
    rows.put(changed(row, paperwork=paperwork, subjects=subjects, tasks=tasks))


def _stands(paperwork: Paperwork, task: DocumentTask) -> bool:
    """Whether what a task is about stands."""
    if task.what == _RECEIPT:
        return task.level in paperwork.occasions
    return paperwork.stands(paperwork.documents[task.about])


def _served(subjects: Iterable[UUID], logged: LoggedEvent, event: events.FeedbackServed) -> Iterator[DocumentTask]:
    """Each subject receives the feedback."""
    for subject in subjects:
        yield DocumentTask(
            case_id=logged.case_id,
            organ=SUBJECT,
            what=_RECEIPT,
            about=uuid5(logged.id, str(subject)),
            code=event.step,
            document_kind=None,
            subject_id=subject,
            since=event.on,
            level=logged.version,
            signed_by=None,
            opened_index=logged.log_index,
            from_organ=logged.organ,
        )


def _received(
    tasks: Iterable[DocumentTask], logged: LoggedEvent, event: events.ReceiptConfirmed
) -> Iterator[DocumentTask]:
    """One of them has it."""
    for task in tasks:
        mine = task.what == _RECEIPT and task.done_on is None and task.subject_id == event.subject
        yield changed(task, done_on=event.on, acted=logged.doers) if mine else task


def _gone_on(
    tasks: Sequence[DocumentTask], paperwork: Paperwork, logged: LoggedEvent, event: PaperworkEvent
) -> Iterator[DocumentTask]:
    """The tasks after something was done with one document: its own go, are done, stay or come."""
    id_ = document_of(event, logged.id)
    wanted = {each.key: each for each in _asked(paperwork, id_, logged)}
    did, organ = _DOES.get(type(event)), getattr(event, "organ", logged.organ)
    for task in tasks:
        if task.about != id_ or task.done_on is not None:
            yield task
        elif task.key in wanted:
            yield task
            del wanted[task.key]
        elif (task.what, task.organ) == (did, organ):
            yield changed(task, done_on=event.on, acted=logged.doers)
    yield from wanted.values()


def _asked(paperwork: Paperwork, id_: UUID, logged: LoggedEvent) -> Iterator[DocumentTask]:
    document = paperwork.documents[id_]
    waits = document.next_act
    if waits is None:
        return
    for organ in sorted(waits.organs):
        yield DocumentTask(
            case_id=logged.case_id,
            organ=organ,
            what=waits.act,
            about=id_,
            code=document.rule,
            document_kind=document.kind,
            since=logged.event.on,
            level=document.drafted,
            signed_by=waits.duty,
            opened_index=logged.log_index,
            from_organ=logged.organ,
            acted=tuple(sorted(waits.apart)),
        )


def _rows(_: UUID, tasks: tuple[DocumentTask, ...]) -> tuple[DocumentTask, ...]:
    return tasks


TASKS = ChildRows(
    Table("document_task", 1, DocumentTask, _SQL["create_tasks"], readers=API_AND_WORKER), ("tasks",), _rows
)

MODEL: ReadModel[PaperworkRow] = ReadModel(
    Table("paperwork", 1, PaperworkRow, _SQL["create"]),
    _fold,
    _HANDLES,
    frozenset({events.CaseOpened}),
    children=(TASKS,),
)


async def open_since(pool: Pool, cases: Collection[UUID], indexes: Collection[int]) -> tuple[DocumentTask, ...]:
    """The tasks that came with events at some places in the log and are still open."""
    return await read(pool, DocumentTask, _SQL["open_since"], list(cases), list(indexes))
