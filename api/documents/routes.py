"""The official documents of a case as JSON, and their files. What is done with them are acts like any other."""

from typing import Annotated
from uuid import UUID

from fastapi import Query, Request, Response

from api.auth.callers import Caller
from api.auth.disclosure import disclose_case
from api.documents.giving import docx_of, pdf_of
from api.documents.views import PapersOfCase, papers_of
from api.http.parameters import Truth
from api.http.replies import json_reply
from api.http.routing import JsonRouter

router = JsonRouter(prefix="/v1", tags=["official documents"])


@router.read(
    "/cases/{case_id}/official-documents",
    "official_documents.list",
    "List the official documents of a case",
    PapersOfCase,
)
async def list_papers(request: Request, who: Caller, case_id: UUID) -> Response:
    """文书: what may be drafted, what is under way and with whom, what was issued and whether it stands."""
    found = await papers_of(request, who, case_id)
    disclose_case(request, who, case_id, found.seen.resource, "words" if found.inside else "case")
    return json_reply(found.view)


@router.get(
    "/cases/{case_id}/official-documents/{document_id}/pdf",
    operation_id="official_documents.pdf",
    summary="Get an official document as PDF",
    response_class=Response,
    responses={200: {"content": {"application/pdf": {}}}},
)
async def get_pdf(
    request: Request,
    *,
    who: Caller,
    case_id: UUID,
    document_id: UUID,
    download: Annotated[Truth, Query(description="to be saved and not shown")] = True,
) -> Response:
    """The file that was issued; of a draft, what it would be now, marked as one. The read is kept."""
    return await pdf_of(request, who, case_id, document_id, download=download)


@router.get(
    "/cases/{case_id}/official-documents/{document_id}/docx",
    operation_id="official_documents.docx",
    summary="Get an official document as DOCX",
    response_class=Response,
    responses={200: {"content": {"application/vnd.openxmlformats-officedocument.wordprocessingml.document": {}}}},
)
async def get_docx(request: Request, *, who: Caller, case_id: UUID, document_id: UUID) -> Response:
    """The words of a document for editing, without date, number of the file and code: the PDF is the record."""
    return await docx_of(request, who, case_id, document_id)
