"""Setting documents: a draft to look at, and the file that goes out, which is kept before the log tells of it.

What is issued is set by whoever takes the command in, so that nobody can send a file of their own as the organ's
document. The same document set twice is the same bytes, and the same file of its case; with a certificate it is not,
for a signature says when it was made: where the answer was lost, a file may stay in the store that nothing names.
"""

import asyncio
import hashlib
from io import BytesIO
from typing import Final
from uuid import UUID, uuid5

import structlog
from fastapi import Request

from api.auth.context import AppContext, context_of, today_of
from api.documents.codes import code_of
from api.documents.letters import letter_of
from api.documents.views import CasePapers, Paper, papers_of
from api.http.problems import (
    BUSY_HEADERS,
    CHARACTERS_MISSING,
    NOT_FOUND,
    NOT_READABLE_NOW,
    NOT_TYPESET,
    STORE_AWAY,
    Particulars,
    ProblemRaised,
)
from api.identity.personas import Persona
from api.typesetting.pdf import CharactersMissingError, SettingError
from domain.acts.official_documents import DocumentNumbered, IssueDocument
from domain.case.commands import CommandEnvelope
from domain.case.official_documents import Signed
from domain.documents.letter import EventProof, Letter, Verification
from domain.messages import TypesetFile
from eventlog.files.sealing import seal_file
from eventlog.files.staging import NoRoom
from eventlog.files.stores import FileName, StoreAway
from eventlog.files.uploads import KeyErased, Upload
from projections.dispatches import model as dispatches

BY_TYPESETTING: Final = "typesetting"
"""Who a file that was set is entered by: nobody uploaded it."""

_logger: structlog.typing.FilteringBoundLogger = structlog.get_logger(__name__)


async def with_file(request: Request, who: Persona, envelope: CommandEnvelope) -> CommandEnvelope:
    """A command that issues a document, with the file that it was set as; every other command as it is.

    Raises:
        ProblemRaised: 409 it has characters that no font has; 503 its number is not known yet, it cannot be set, or
            the store of files is away.
    """
    if not isinstance(envelope.body, IssueDocument):
        return envelope
    case_id, id_ = UUID(str(request.path_params["case_id"])), envelope.body.draft
    papers = await papers_of(request, who, case_id)
    document, paper = papers.paperwork.documents.get(id_), papers.paper(id_)
    if document is None or not isinstance(document.stage, Signed) or paper is None or paper.words is None:
        return envelope
    paper = await _numbered(request, papers, paper)
    version = document.signed or document.drafted
    code = await _code(request, case_id, version)
    address = f"{context_of(request).public_url}/verify/{code}"
    verification = Verification(code=code, address=address)
    dated = envelope.body.on or today_of(request)
    proof = await _proof(context_of(request), case_id, version)
    pdf = await set_as_pdf(request, letter_of(papers, paper, dated=dated, verification=verification, proof=proof))
    sha256 = hashlib.sha256(pdf).hexdigest()
    await _keep(context_of(request), FileName(case_id, sha256), envelope.actor.organ, pdf, paper)
    typeset = TypesetFile(document=id_, sha256=sha256, size=len(pdf), code=code)
    return envelope.model_copy(update={"typeset": typeset})


async def set_as_pdf(request: Request, letter: Letter) -> bytes:
    """A letter as PDF.

    Raises:
        ProblemRaised: 409 with the characters that no font has; 503 it cannot be set.
    """
    try:
        return await context_of(request).press.pdf(letter)
    except CharactersMissingError as missing:
        raise ProblemRaised(CHARACTERS_MISSING, Particulars(detail=str(missing))) from None
    except SettingError:
        raise ProblemRaised(NOT_TYPESET, Particulars(headers=BUSY_HEADERS)) from None


async def set_as_docx(request: Request, letter: Letter) -> bytes:
    """A letter as DOCX.

    Raises:
        ProblemRaised: 503, it cannot be set; the log says why.
    """
    try:
        return await asyncio.to_thread(context_of(request).word.docx, letter)
    except SettingError as error:
        _logger.warning("a document cannot be set as DOCX", kind=letter.kind.value, fault=str(error))
        raise ProblemRaised(NOT_TYPESET, Particulars(headers=BUSY_HEADERS)) from None


async def _numbered(request: Request, papers: CasePapers, paper: Paper) -> Paper:
    """The document with the number that it goes out under; it is waited for, as it is given with the projection."""
    versions = (
        stored.version
        for stored, event in papers.history
        if isinstance(event, DocumentNumbered) and event.draft == paper.document_id
    )
    version = next(versions, paper.of if paper.of in papers.dispatched else None)
    if paper.number is not None or version is None:
        return paper
    context, case_id = context_of(request), papers.page.case_id
    await context.read_models.wait_for(case_id, version, shown=dispatches.sent_version)
    sent = await dispatches.of_stream(context.pool, case_id)
    number = next((each.number for each in sent if each.version == version), None)
    if number is None:
        raise ProblemRaised(NOT_READABLE_NOW, Particulars(headers=BUSY_HEADERS))
    return paper.model_copy(update={"number": number})


async def _code(request: Request, case_id: UUID, version: int) -> str:
    """The code of a document, by the event that it was signed with, once that has its place in the log."""
    context = context_of(request)
    await context.read_models.wait_for(case_id, version)
    log_index = await context.event_log.log_index(case_id, version)
    if log_index is None:
        raise ProblemRaised(NOT_READABLE_NOW, Particulars(headers=BUSY_HEADERS))
    try:
        keys = await context.files.uploads.keys(case_id)
    except KeyErased:
        raise ProblemRaised(NOT_FOUND) from None
    return code_of(log_index, keys.of_code(version))


async def _proof(context: AppContext, case_id: UUID, version: int) -> EventProof | None:
    """What leads from the file to the event that the document was signed with, and to all before it in its case."""
    leaf = await context.event_log.leaf_of(case_id, version)
    return None if leaf is None else EventProof(stream=case_id, version=version, digest=leaf.hex())


async def _keep(context: AppContext, name: FileName, organ: str, pdf: bytes, paper: Paper) -> None:
    """Keep a file, sealed under the key of its case, before anything tells of it."""
    uploads, now = context.files.uploads, context.clock()
    try:
        key = (await uploads.keys(name.case_id)).of_file(name.sha256)
        await asyncio.to_thread(lambda: context.files.store.put(name, seal_file(key, BytesIO(pdf))))
    except (StoreAway, NoRoom):
        raise ProblemRaised(STORE_AWAY, Particulars(headers=BUSY_HEADERS)) from None
    await uploads.adopt(
        Upload(
            id=uuid5(name.case_id, f"typeset:{name.sha256}"),
            case_id=name.case_id,
            organ=organ,
            person=BY_TYPESETTING,
            size=len(pdf),
            name=f"{paper.kind.value}.pdf",
            begun_at=now,
            state="stored",
            sha256=name.sha256,
            format="pdf",
        ),
        now,
    )
