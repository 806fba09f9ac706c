"""The official documents of a case as somebody reads them: what may be drafted, what is under way, what was issued."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Literal
from uuid import UUID

from fastapi import Request

from api.auth.context import context_of
from api.auth.policy import APPLICANTS
from api.auth.visibility import SeenCase, require_seen
from api.cases.timeline import CaseReader, reader_of
from api.dispatches.views import numbers_in
from api.identity.personas import Persona
from api.installed import installed_of, pack_of_facts
from api.labels.event_facts import LABELS
from api.labels.words import OFFICIAL_DOCUMENTS
from api.streams.timeline import whole_stream
from domain.acts.official_documents import DocumentIssued, DocumentNumbered, DocumentWithdrawn
from domain.case.events import EVENT, AnyEvent
from domain.case.evolve import fold
from domain.case.official_documents import Draft, Issued, OfficialDocument, Signed, Withdrawn
from domain.case.state import Case
from domain.documents.kinds import OfficialDocumentKind
from domain.organs import Organs
from domain.pack.documents import DocumentRule
from domain.pack.pack import Pack
from domain.values import Bilingual, Code, FreeText, Frozen
from eventlog.reading import facts_of
from eventlog.shapes import StoredEvent

StageName = Literal["redraft", "check", "countersignature", "signature", "signed", "issued", "withdrawn"]
"""Where a document is: sent back, awaiting another's look, other organs, a signature, its final form; out; void."""


class Paper(Frozen):
    """文书: a document of a case; words and file are there for who may read it.

    Attributes:
        of: The version of the event that it is of.
        awaited: The organs that have yet to sign along.
        stands: Whether what it is of stands, and it was not withdrawn.
        scan: The stamped paper, by its digest.
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
    sha256: str | None = None
    size: int | None = None
    code: str | None = None
    scan: str | None = None
    stands: bool
    for_applicant: bool
    withdrawn_because: str | None = None
    replaced_by: UUID | None = None


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
    to_draft: tuple[PaperToDraft, ...]
    papers: tuple[Paper, ...]


@dataclass(frozen=True, slots=True)
class CasePapers:
    """The documents of a case, with what they are made of.

    Attributes:
        inside: Whether the reader reads all words of the case, and so the drafts.
    """

    seen: SeenCase
    reader: CaseReader
    inside: bool
    case: Case
    pack: Pack
    organs: Organs
    history: Sequence[tuple[StoredEvent, AnyEvent]]
    view: PapersOfCase

    def paper(self, document: UUID) -> Paper | None:
        """A document that the reader may know of."""
        return next((each for each in self.view.papers if each.document_id == document), None)


async def papers_of(request: Request, who: Persona, case_id: UUID) -> CasePapers:
    """The documents of a case that the caller sees: all for who reads its words, else what was issued to their side.

    Raises:
        ProblemRaised: 404, as where there is no such case.
    """
    seen = await require_seen(request, who, "read_case", case_id)
    context = context_of(request)
    stored = await whole_stream(context.event_log, case_id)
    history = [(each, facts_of(EVENT, each)) for each in stored if seen.until is None or each.version < seen.until]
    case = fold(case_id, [event for _, event in history])
    if case is None:
        raise TypeError(f"case {case_id} has no events")
    organs = await installed_of(request).organs()
    content = await context.event_log.recorded_edition(bytes.fromhex(case.pack_sha256))
    pack = pack_of_facts(content, case.opened.occurred_on)
    reader = await reader_of(request, who, seen)
    applicant = seen.subjects is not None or who.role in APPLICANTS or who.person in seen.resource.parties
    numbers = await numbers_in(request, case_id)
    papers = tuple(
        paper
        for paper in _papers(case, pack, history, numbers, inside=reader.all_words)
        if reader.all_words or (applicant and paper.for_applicant and paper.sha256 is not None)
    )
    to_draft = tuple(_to_draft(case, pack, organs)) if reader.all_words and seen.until is None else ()
    view = PapersOfCase(case_id=case_id, to_draft=to_draft, papers=papers)
    return CasePapers(seen, reader, reader.all_words, case, pack, organs, history, view)


def name_of(pack: Pack, document: OfficialDocument) -> Bilingual:
    """What a document is called by the procedure, or by its kind."""
    rule = pack.official_document(document.rule)
    return rule.name if rule else OFFICIAL_DOCUMENTS[document.kind.value]


def issuer_of(case: Case, rule: DocumentRule, organs: Organs) -> str:
    """The organ that issues a document: as the act itself finds it."""
    found = organs.in_role(rule.by, case.jurisdiction) if rule.by else None
    return found.id if found else case.to_organ


def _to_draft(case: Case, pack: Pack, organs: Organs) -> Iterator[PaperToDraft]:
    """Each document whose event stands, and has none of its kind."""
    there = {(each.rule, each.of) for each in case.paperwork.documents.values() if each.live}
    for rule in () if case.opened.on_paper else pack.official_documents:
        of = case.paperwork.latest(rule.of)
        if of is not None and (rule.id, of) not in there:
            event = _event_called(case.paperwork.occasions[of])
            yield PaperToDraft(rule=rule.id, name=rule.name, of=of, event=event, organ=issuer_of(case, rule, organs))


def _event_called(kind: str) -> Bilingual:
    label = LABELS[kind]
    return Bilingual(zh=label.zh, en=label.en)


def _papers(
    case: Case, pack: Pack, history: Sequence[tuple[StoredEvent, AnyEvent]], numbers: Mapping[int, str], *, inside: bool
) -> Iterator[Paper]:
    stored = {each.version: each for each, _ in history}
    kinds = {each.version: event.kind for each, event in history}
    issued = {event.draft: event for _, event in history if isinstance(event, DocumentIssued)}
    numbered = {event.draft: each.version for each, event in history if isinstance(event, DocumentNumbered)}
    withdrawn = {event.official: each for each, event in history if isinstance(event, DocumentWithdrawn)}
    for id_, document in case.paperwork.documents.items():
        file, void = issued.get(id_), withdrawn.get(id_)
        readable = inside or (file is not None and document.for_applicant)
        said = words_of(stored[document.drafted]) if readable else None
        because = words_of(void) if void and readable else None
        stage = document.stage
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
            words=said.statement if said else None,
            sha256=file.sha256 if file else None,
            size=file.size if file else None,
            code=file.code if file else None,
            scan=stage.scan if isinstance(stage, Issued) else None,
            stands=case.paperwork.stands(document),
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
