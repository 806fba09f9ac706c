"""The official documents of a case as somebody reads them: what may be drafted, what is under way, what was issued."""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date
from typing import Literal, get_args
from uuid import UUID

from fastapi import Request

from api.auth.context import context_of
from api.auth.policy import APPLICANTS
from api.auth.visibility import SeenCase, require_seen
from api.cases.timeline import CaseReader, reader_of
from api.cases.views import page_seen
from api.dispatches.views import numbers_in
from api.identity.personas import Persona
from api.installed import installed_of, pack_of_facts
from api.labels.event_facts import LABELS
from api.labels.words import OFFICIAL_DOCUMENTS
from domain.acts.official_documents import (
    HEEDED,
    DocumentIssued,
    DocumentNumbered,
    DocumentWithdrawn,
    PaperworkEvent,
    followed,
    issuer,
    open_rules,
)
from domain.case.events import EVENT, AnyEvent
from domain.case.official_documents import Draft, Issued, OfficialDocument, PaperAct, Paperwork, Signed, Withdrawn
from domain.documents.kinds import OfficialDocumentKind
from domain.messages import kind_of
from domain.organs import Organs
from domain.pack.documents import DocumentRule
from domain.pack.pack import Pack
from domain.values import Bilingual, Code, FreeText, Frozen, event_id
from eventlog.reading import facts_of
from eventlog.shapes import StoredEvent
from projections.cases.view import CasePage

TELLING = (*sorted(HEEDED | {kind_of(each) for each in get_args(PaperworkEvent)}),)
"""The kinds of events that documents depend on."""
StageName = Literal["redraft", "check", "countersignature", "signature", "signed", "issued", "withdrawn"]
"""Where a document is: sent back, awaiting another's look, other organs, a signature, its final form; out; void."""


class Paper(Frozen):
    """文书: a document of a case; words and file are there for who may read it.

    Attributes:
        of: The version of the event that it is of.
        awaited: The organs that have yet to sign along.
        stands: Whether what it is of stands, and it was not withdrawn.
        enclosures: What is enclosed, by title, one a line.
        scan: The stamped paper, by its digest.
        next_act: The act that it waits for.
    """

    document_id: UUID
    rule: Code
    kind: OfficialDocumentKind
    name: Bilingual
    of: int
    event: Bilingual
    organ: Code
    stage: StageName
    awaited: tuple[Code, ...] = ()
    signed_by: Code | None
    on: date
    number: str | None
    title: str | None = None
    addressees: str | None = None
    copies_to: str | None = None
    words: str | None = None
    enclosures: str | None = None
    note: str | None = None
    sha256: str | None = None
    size: int | None = None
    code: str | None = None
    scan: str | None = None
    stands: bool
    for_applicant: bool
    withdrawn_because: str | None = None
    replaced_by: UUID | None = None
    next_act: PaperAct | None = None


class PaperToDraft(Frozen):
    """待拟稿: a document that the procedure asks for, and the event that it would be of."""

    rule: Code
    name: Bilingual
    of: int
    event: Bilingual
    organ: Code


class PapersOfCase(Frozen):
    """案件的文书: what may be drafted, and every document, the newest last."""

    case_id: UUID
    to_draft: tuple[PaperToDraft, ...] = ()
    papers: tuple[Paper, ...]


@dataclass(frozen=True, slots=True)
class CasePapers:
    """The documents of a case, with what they are made of.

    Attributes:
        inside: Whether the reader reads all words of the case, and so the drafts.
        history: The opening, what documents may be of, and what was done with documents: of all that happened no more.
    """

    seen: SeenCase
    reader: CaseReader
    inside: bool
    page: CasePage
    paperwork: Paperwork
    pack: Pack
    organs: Organs
    history: Sequence[tuple[StoredEvent, AnyEvent]]
    view: PapersOfCase

    def paper(self, document: UUID) -> Paper | None:
        """A document that the reader may know of."""
        return next((each for each in self.view.papers if each.document_id == document), None)

    def issuer(self, rule: DocumentRule) -> str:
        """The organ that issues a document."""
        return issuer(rule, self.organs, self.page.jurisdiction, self.page.to_organ)

    @property
    def dispatched(self) -> frozenset[int]:
        """The versions of the events that got a number."""
        return frozenset(stored.version for stored, event in self.history if event.dispatch is not None)


async def papers_of(request: Request, who: Persona, case_id: UUID) -> CasePapers:
    """The documents of a case that the caller sees: all for who reads its words, else what was issued to their side.

    They are folded from the log as the case itself has them, of the events alone that they depend on.

    Raises:
        ProblemRaised: 404, as where there is no such case.
    """
    seen = await require_seen(request, who, "read_case", case_id)
    context = context_of(request)
    stored = await context.event_log.read_beginning(case_id, with_types=TELLING)
    history = [(each, facts_of(EVENT, each)) for each in stored if seen.until is None or each.version < seen.until]
    paperwork = folded(case_id, history)
    organs, case = await installed_of(request).organs(), await page_seen(context, case_id, seen)
    content = await context.event_log.recorded_edition(bytes.fromhex(case.pack_sha256))
    pack = pack_of_facts(content, seen.opening.event.occurred_on)
    reader = await reader_of(request, who, seen)
    applicant = seen.subjects is not None or who.role in APPLICANTS or who.person in seen.resource.parties
    numbers = await numbers_in(request, case_id)
    papers = tuple(
        paper
        for paper in _papers(paperwork, pack, history, numbers, inside=reader.all_words)
        if reader.all_words or (applicant and paper.for_applicant and paper.sha256 is not None)
    )
    found = CasePapers(
        seen,
        reader,
        reader.all_words,
        case,
        paperwork,
        pack,
        organs,
        history,
        PapersOfCase(case_id=case_id, papers=papers),
    )
    if not reader.all_words or seen.until is not None or case.on_paper:
        return found
    return replace(found, view=found.view.model_copy(update={"to_draft": tuple(_to_draft(found))}))


def folded(case_id: UUID, history: Iterable[tuple[StoredEvent, AnyEvent]]) -> Paperwork:
    """The documents of a case after its events, or after those that they depend on."""
    paperwork = Paperwork()
    for stored, event in history:
        paperwork = followed(paperwork, event, stored.version, event_id(case_id, stored.version))
    return paperwork


def name_of(pack: Pack, document: OfficialDocument) -> Bilingual:
    """What a document is called by the procedure, or by its kind."""
    rule = pack.official_document(document.rule)
    return rule.name if rule else OFFICIAL_DOCUMENTS[document.kind.value]


def _to_draft(papers: CasePapers) -> Iterator[PaperToDraft]:
    """Each document whose event stands, and has none of its kind."""
    for rule, of in open_rules(papers.pack.official_documents, papers.paperwork):
        event = _event_called(papers.paperwork.occasions[of])
        yield PaperToDraft(rule=rule.id, name=rule.name, of=of, event=event, organ=papers.issuer(rule))


def _event_called(kind: str) -> Bilingual:
    label = LABELS[kind]
    return Bilingual(zh=label.zh, en=label.en)


def _papers(
    paperwork: Paperwork,
    pack: Pack,
    history: Sequence[tuple[StoredEvent, AnyEvent]],
    numbers: Mapping[int, str],
    *,
    inside: bool,
) -> Iterator[Paper]:
    stored = {each.version: each for each, _ in history}
    kinds = {each.version: event.kind for each, event in history}
    issued = {event.draft: event for _, event in history if isinstance(event, DocumentIssued)}
    numbered = {event.draft: each.version for each, event in history if isinstance(event, DocumentNumbered)}
    withdrawn = {event.official: each for each, event in history if isinstance(event, DocumentWithdrawn)}
    for id_, document in paperwork.documents.items():
        file, void = issued.get(id_), withdrawn.get(id_)
        readable = inside or (file is not None and document.for_applicant)
        said = words_of(stored[document.drafted]) if readable else None
        because = words_of(void) if void and readable else None
        stage, waits = document.stage, document.next_act
        yield Paper(
            document_id=id_,
            rule=document.rule,
            kind=document.kind,
            name=name_of(pack, document),
            of=document.of,
            event=_event_called(kinds[document.of]),
            organ=document.organ,
            stage=_stage(document),
            awaited=tuple(sorted(stage.awaited)) if isinstance(stage, Draft) else (),
            signed_by=document.signed_by,
            on=document.on,
            number=numbers.get(numbered.get(id_, document.of)),
            title=said.title if said else None,
            addressees=said.addressees if said else None,
            copies_to=said.copies_to if said else None,
            words=(said.document_text or said.statement) if said else None,
            enclosures=said.enclosures if said else None,
            note=said.note if said else None,
            next_act=waits.act if waits and paperwork.stands(document) else None,
            sha256=file.sha256 if file else None,
            size=file.size if file else None,
            code=file.code if file else None,
            scan=stage.scan if isinstance(stage, Issued) else None,
            stands=paperwork.stands(document),
            for_applicant=document.for_applicant,
            withdrawn_because=because.reasons if because else None,
            replaced_by=stage.by if isinstance(stage, Withdrawn) else None,
        )


def _stage(document: OfficialDocument) -> StageName:
    match document.stage:
        case Draft(awaits=awaits):
            return awaits
        case Signed():
            return "signed"
        case Issued():
            return "issued"
        case Withdrawn():
            return "withdrawn"


def words_of(stored: StoredEvent) -> FreeText | None:
    """What was written with an event; None: nothing, or it was erased."""
    return FreeText.model_validate_json(stored.private) if stored.private else None
