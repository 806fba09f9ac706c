"""Giving out the file of a document: what was issued as it is kept, a draft as it would be set now, marked as one."""

from uuid import UUID

from fastapi import Request
from starlette.responses import Response

from api.auth.context import context_of
from api.auth.disclosure import disclose
from api.documents.issuing import set_as_docx, set_as_pdf
from api.documents.letters import letter_of
from api.documents.views import CasePapers, Paper, papers_of
from api.evidence.formats import MEDIA_TYPES
from api.evidence.giving import headers_of, opened
from api.http.problems import DOCUMENT_NOT_ISSUED_YET, NOT_FOUND, ProblemRaised
from api.http.streams import Streamed
from api.identity.personas import Persona
from domain.documents.letter import Letter
from eventlog.files.stores import FileName


async def pdf_of(request: Request, who: Persona, case_id: UUID, document: UUID, *, download: bool) -> Response:
    """The PDF of a document.

    Raises:
        ProblemRaised: 404 there is none such for the caller; 409 it is not what was issued, or a draft that cannot be
            set; 503.
    """
    papers, paper = await paper_read(request, who, case_id, document)
    headers = headers_of("pdf", paper.title or paper.name.zh, download=download)
    if paper.sha256 is None:
        pdf = await set_as_pdf(request, draft_of(papers, paper))
        return Response(pdf, headers=headers, media_type=MEDIA_TYPES["pdf"])
    parts = await opened(context_of(request), FileName(case_id, paper.sha256))
    headers["Content-Length"] = str(paper.size)
    return Streamed(parts, headers, MEDIA_TYPES["pdf"])


async def docx_of(request: Request, who: Persona, case_id: UUID, document: UUID) -> Response:
    """The words of a document as DOCX, to be worked on outside; what was issued is the PDF alone.

    Raises:
        ProblemRaised: 404 there is none such for the caller; 409 its words were erased; 503 it cannot be set.
    """
    papers, paper = await paper_read(request, who, case_id, document)
    content = await set_as_docx(request, draft_of(papers, paper))
    headers = headers_of("docx", paper.title or paper.name.zh, download=True)
    return Response(content, headers=headers, media_type=MEDIA_TYPES["docx"])


async def paper_read(request: Request, who: Persona, case_id: UUID, document: UUID) -> tuple[CasePapers, Paper]:
    """A document that the caller may read, and that they did is kept.

    Raises:
        ProblemRaised: 404 there is none such for the caller, or its words were erased.
    """
    papers = await papers_of(request, who, case_id)
    paper = papers.paper(document)
    if paper is None or (paper.sha256 is None and paper.words is None):
        raise ProblemRaised(NOT_FOUND)
    place = papers.seen.resource.jurisdiction
    disclose(request, who, "read_case", "words", document, case_id, resource="document", place=place, count=1)
    return papers, paper


def draft_of(papers: CasePapers, paper: Paper) -> Letter:
    """A document as it would be set now.

    Raises:
        ProblemRaised: 409, its words were erased.
    """
    if paper.words is None:
        raise ProblemRaised(DOCUMENT_NOT_ISSUED_YET)
    return letter_of(papers, paper)
