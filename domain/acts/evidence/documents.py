"""Documents in the file of a case (材料入卷): each by the SHA-256 of its bytes, which the log commits to.

The bytes lie in a store of their own (docs/evidence.md); what is said of them is here. Who may see a document follows
from its side and its classification (A-55).
"""

from dataclasses import replace
from typing import Annotated, ClassVar, Literal

from pydantic import Field

from domain.case.act import Act, Events
from domain.case.state import Case, FiledDocument
from domain.classification import Level, above
from domain.guards import guard
from domain.messages import Capacity, Command, Event
from domain.organs import UNITS
from domain.refusals import Refused, refusal
from domain.values import (
    INT8_MAX,
    Document,
    Flag,
    FreeText,
    Line,
    Means,
    OrganId,
    Sha256,
    Text,
    Whole,
    documents_in,
    is_absent,
)

FileFormat = Literal["pdf", "ofd", "docx", "xlsx", "jpeg", "png", "text"]
"""What is taken: fixed layouts (PDF, OFD of GB/T 33190), office documents without macros, pictures, plain text."""


class AddDocument(
    Command,
    path="documents",
    summary="Put an uploaded document in the file",
    tag="documents",
    seen=False,
    capacity=Capacity.PARTY,
):
    """材料入卷 (A-54, A-55): a document that was uploaded for this case becomes part of its file."""

    example: ClassVar = {
        "sha256": "9f86d081884c7d659a2feaa0c55ad015a3bf4f1b2b0b822cd15d6c15b0f00a08",
        "size": 48213,
        "format": "pdf",
        "title": "项目会议记录（2026年3月2日）",
        "classification": "internal",
    }
    kind: Literal["add_document"] = "add_document"
    sha256: Sha256 = Field(description="of the bytes that were uploaded")
    size: Annotated[Whole, Field(ge=1, le=INT8_MAX)] = Field(description="bytes, as the upload was answered")
    format: FileFormat = Field(description="as the upload was answered")
    title: Line
    classification: Level = "internal"
    for_applicant: Flag = Field(
        default=False, description="whether the applicant's side sees it; what it hands in itself it always sees"
    )
    replaces: Sha256 | None = Field(default=None, description="the document of this case that this is a new version of")
    remarks: Text | None = None


class DocumentAdded(Event, group="material", zh="材料入卷", en="Document added to the file"):
    """材料入卷 (A-54, A-55): from here on the file has a document; its title is private.

    Attributes:
        organ: Who handed it in; `by_unit`: for the applicant's side.
        for_applicant: Whether the applicant's side sees it.
        supersedes: The earlier version, which stays in the file.
    """

    facts: ClassVar = {
        "材料": "sha256",
        "格式": "format",
        "密级": "classification",
        "公开范围": "for_applicant",
        "代替": "supersedes",
    }
    kind: Literal["document_added"] = "document_added"
    sha256: Sha256
    size: int
    format: Annotated[FileFormat, Means("file_formats")]
    classification: Annotated[Level, Means("levels")]
    organ: OrganId
    by_unit: bool
    for_applicant: Annotated[bool, Means("document_sides")]
    supersedes: Annotated[str, Means("digest")] | None = Field(default=None, exclude_if=is_absent)


DOCUMENT_ABOVE_CEILING = refusal("document_above_ceiling", 409, "A-47").says("""
    材料的密级高于本系统的上限，不得上传；已传的内容没有保存。
    The document is classified above what this installation may hold: nothing of it is kept.
    请按纸质件管理，需要时在办理中写明纸质原件和理由。
    Keep it on paper; where an act rests on it, name it as a paper original with the reason.
""")
DOCUMENT_IN_FILE = refusal("document_in_file", 409, "A-54").says("""
    同一内容的文件已经在本案材料中，没有重复入卷。
    A document with the very same content is in the file already; nothing was added twice.
    请直接引用材料中的这一件；内容有变化的，请上传新版本。
    Name the one that is there; where the content has changed, upload the new version.
""")
DOCUMENT_NOT_REPLACED = refusal("document_not_replaced", 409, "A-54").says("""
    要代替的材料不在本案中，已有新版本，或不是本单位（机关）提交的。
    The document to be replaced is not in this file, has a newer version, or was handed in by somebody else.
    请在材料页选择要代替的那一件的现行版本。
    Choose the present version of the document on the page of documents.
""")
DOCUMENT_UNKNOWN = refusal("document_unknown", 409, "A-54").says("""
    所引用的文件不在本案材料中，也没有写明纸质原件的理由。
    A document that is named is not in this file, and no reason says that it is on paper.
    请先上传，或者写明不上传、只存纸质原件的理由。
    Upload it first, or give the reason why it is kept on paper alone.
""")
DOCUMENT_NOT_UPLOADED = refusal("document_not_uploaded", 409, "A-54").says("""
    贵单位没有为本案上传过这个内容的文件，不能入卷。
    Your organ has not uploaded a file of this content for this case; it cannot come into its file.
    请先上传文件，按应答中的摘要、长度和格式入卷。
    Upload it first; then name it by the digest, size and format that were answered.
""")


@guard(AddDocument)
def admits_document(_: Act) -> None:
    """At any point: who sees a case, and may add to it at all, the access rules say."""


def add(act: Act, command: AddDocument) -> Events:
    """Take a document into the file; the same content twice for the same readers is refused."""
    admits_document(act)
    if above(command.classification, act.context.organs.ceiling):
        raise Refused(DOCUMENT_ABOVE_CEILING)
    by_unit = act.organ is not None and act.organ.role in UNITS
    known = act.case.documents.get(command.sha256)
    if known is not None and (known.for_applicant or not by_unit):  # of what it may not see, a unit is told nothing
        raise Refused(DOCUMENT_IN_FILE)
    if command.replaces is not None:
        _require_replaceable(act, command.replaces, by_unit=by_unit)
    said = command.title, command.remarks
    return [
        DocumentAdded(
            on=act.on,
            private=FreeText(document_titles=said[:1], statement=said[1]),
            sha256=command.sha256,
            size=command.size,
            format=command.format,
            classification=command.classification,
            organ=act.actor.organ,
            by_unit=by_unit,
            for_applicant=by_unit or command.for_applicant,
            supersedes=command.replaces,
        )
    ]


def _require_replaceable(act: Act, sha256: str, *, by_unit: bool) -> None:
    earlier = act.case.documents.get(sha256)
    own = earlier is not None and (earlier.by_unit if by_unit else earlier.organ == act.actor.organ)
    if earlier is None or not own or earlier.replaced:
        raise Refused(DOCUMENT_NOT_REPLACED)


def require_in_file(case: Case, command: Command) -> None:
    """Refuse an act on a document that is neither in the file nor said to be on paper, and why.

    What is entered afterwards from paper (补录) was on paper, and needs no reason for it; what is taken from a meeting
    is of that meeting.
    """
    if case.history_open or case.opened.on_paper or command.links_to is not None:
        return
    missing = next((each for each in documents_in(command) if not _is_there(case, each)), None)
    if missing is not None:
        raise Refused(DOCUMENT_UNKNOWN, detail=missing.sha256)


def _is_there(case: Case, document: Document) -> bool:
    return document.paper is not None or document.sha256 in case.documents


def evolve(case: Case, event: DocumentAdded) -> Case:
    """The case with one more document in its file; what is handed in from both sides is both sides' to see."""
    added = FiledDocument(event.organ, by_unit=event.by_unit, for_applicant=event.for_applicant)
    documents = {**case.documents, event.sha256: added}
    if event.supersedes is not None:
        documents[event.supersedes] = replace(case.documents[event.supersedes], replaced=True)
    return replace(case, documents=documents)
