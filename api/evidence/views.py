"""What is answered about documents: those in the file of a case, those that acts name, and uploads."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from typing import Literal, get_args
from uuid import UUID

from fastapi import Request
from pydantic import Field

from api.auth.context import context_of
from api.auth.policy import APPLICANTS
from api.auth.visibility import SeenCase, require_seen
from api.cases.timeline import CaseReader, reader_of
from api.identity.personas import Persona
from api.labels.event_facts import LABELS, meaning_of
from api.streams.timeline import meta_of, whole_stream
from domain.acts.evidence.documents import DocumentAdded, FileFormat
from domain.case.events import EVENT, AnyEvent
from domain.classification import Level, above
from domain.values import Bilingual, Code, FreeText, Frozen, event_id
from eventlog.files.uploads import Upload, UploadState
from eventlog.reading import facts_of
from eventlog.shapes import StoredEvent
from projections.cases.parties import PartyEvent, parties

Held = Literal["uploaded", "paper", "missing"]
"""A document that an act names: in the file; on paper, with a reason; neither, and may still be uploaded."""


class DocumentInFile(Frozen):
    """在卷材料: a document in the file of a case; title and content are there for those who may read it."""

    document_id: UUID
    version: int
    on: date
    recorded_at: datetime
    sha256: str
    size: int = Field(description="bytes")
    format: FileFormat
    classification: Level
    organ: Code
    by_unit: bool
    for_applicant: bool
    replaces: str | None = None
    replaced_by: str | None = None
    title: str | None = None
    remarks: str | None = None
    readable: bool


class NamedDocument(Frozen):
    """引用的文件: a document that an act names by its digest: whether it is in the file, or why it is on paper."""

    sha256: str
    version: int
    event: Bilingual
    on: date
    state: Held
    title: str | None = None
    paper: str | None = None


class DocumentsOfCase(Frozen):
    """材料: what is in the file of a case, the newest last, and what its acts name."""

    case_id: UUID
    documents: tuple[DocumentInFile, ...]
    named: tuple[NamedDocument, ...]


class UploadStatus(Frozen):
    """上传: how far an upload is; digest and format once it is kept, `fault` where it was not taken or is kept back."""

    upload_id: UUID
    case_id: UUID
    name: str
    size: int
    offset: int
    state: UploadState
    sha256: str | None = None
    format: FileFormat | None = None
    fault: str | None = None
    expires_at: datetime


@dataclass(frozen=True, slots=True)
class FileReader:
    """Who reads documents of a case (A-55).

    Attributes:
        reader: How much of the case they read.
        organ: Their own.
        applicant: Whether they read as the applicant's side.
        works: The organs that work on the case.
    """

    reader: CaseReader
    organ: str
    applicant: bool
    works: frozenset[str]

    def may_read(self, event: DocumentAdded) -> bool:
        """Whether a document is theirs to read: by its side, and above 内部 for those alone who work on the case."""
        own = event.organ in self.reader.organs
        if above(event.classification, "internal"):
            return own or (self.reader.all_words and self.organ in self.works)
        return own or self.reader.all_words or (self.applicant and event.for_applicant)

    def may_know(self, event: DocumentAdded) -> bool:
        """Whether they are told that it is there at all: of what is inside, the applicant's side is not."""
        return self.may_read(event) or not self.applicant


@dataclass(frozen=True, slots=True)
class CaseDocuments:
    """The documents of a case as somebody sees them."""

    seen: SeenCase
    who: FileReader
    view: DocumentsOfCase

    def readable(self, sha256: str) -> DocumentInFile | None:
        """A document that they may read, by its digest: the one that came in last."""
        found = (each for each in reversed(self.view.documents) if each.sha256 == sha256 and each.readable)
        return next(found, None)


async def documents_of(request: Request, who: Persona, case_id: UUID) -> CaseDocuments:
    """The documents of a case that the caller sees, as far as they may know of them.

    Raises:
        ProblemRaised: 404, as where there is no such case.
    """
    seen = await require_seen(request, who, "read_case", case_id)
    stored = await whole_stream(context_of(request).event_log, case_id)
    history = [(each, facts_of(EVENT, each)) for each in stored if seen.until is None or each.version <= seen.until]
    works = {
        party.organ
        for _, event in history
        if isinstance(event, get_args(PartyEvent))
        for party in parties(event)
        if party.works
    }
    reader = await reader_of(request, who, seen)
    applicant = who.role in APPLICANTS or who.person in seen.resource.parties
    whoever = FileReader(reader, who.organ, applicant, frozenset(works))
    documents = tuple(_in_file(case_id, history, whoever))
    view = DocumentsOfCase(case_id=case_id, documents=documents, named=tuple(_named(history, whoever)))
    return CaseDocuments(seen, whoever, view)


def status_of(upload: Upload, offset: int) -> UploadStatus:
    """How far an upload is."""
    return UploadStatus(
        upload_id=upload.id,
        case_id=upload.case_id,
        name=upload.name,
        size=upload.size,
        offset=offset,
        state=upload.state,
        sha256=upload.sha256,
        format=upload.format,
        fault=upload.fault,
        expires_at=upload.expires_at,
    )


_History = Sequence[tuple[StoredEvent, AnyEvent]]


def _in_file(case_id: UUID, history: _History, who: FileReader) -> Iterator[DocumentInFile]:
    replaced: Mapping[str, str] = {
        event.supersedes: event.sha256 for _, event in history if isinstance(event, DocumentAdded) and event.supersedes
    }
    for stored, event in history:
        if not isinstance(event, DocumentAdded) or not who.may_know(event):
            continue
        readable = who.may_read(event)
        words = _words(stored) if readable else None
        yield DocumentInFile(
            document_id=event_id(case_id, stored.version),
            version=stored.version,
            recorded_at=stored.recorded_at,
            replaces=event.supersedes,
            replaced_by=replaced.get(event.sha256),
            title="".join(words.document_titles[:1]) or None if words else None,
            remarks=words.statement if words else None,
            readable=readable and not stored.erased,
            **event.model_dump(exclude={"kind", "private", "for_person", "supersedes"}),
        )


def _named(history: _History, who: FileReader) -> Iterator[NamedDocument]:
    """Each document that an act names, once for each act; its title and reason where the words of the act are read."""
    in_file = {event.sha256 for _, event in history if isinstance(event, DocumentAdded)}
    papers: dict[tuple[UUID, str], str] = {}  # the reasons of an act stand with its first event
    for stored, event in history:
        own = who.reader.all_words or meta_of(stored).actor.organ in who.reader.organs
        words = _words(stored) if own else None
        titles = words.document_titles if words else ()
        papers |= {(stored.command_id, each.sha256): each.reason for each in (words.papers if words else ())}
        for number, sha256 in enumerate(_digests(event)):
            paper = papers.get((stored.command_id, sha256))
            yield NamedDocument(
                sha256=sha256,
                version=stored.version,
                event=Bilingual(zh=LABELS[stored.type].zh, en=LABELS[stored.type].en),
                on=event.on,
                state="uploaded" if sha256 in in_file else "paper" if paper else "missing",
                title=titles[number] if number < len(titles) else None,
                paper=paper,
            )


def _words(stored: StoredEvent) -> FreeText | None:
    return FreeText.model_validate_json(stored.private) if stored.private else None


def _digests(event: AnyEvent) -> tuple[str, ...]:
    """The documents that an event names, in the order of their titles."""
    if isinstance(event, DocumentAdded):
        return ()
    found: list[str] = []
    for fields in event.facts.values():
        name, *_ = fields.split()
        means, _ = meaning_of(type(event), name)
        if means and means.what == "document" and (value := getattr(event, name)):
            found += [value] if isinstance(value, str) else value
    return tuple(found)
