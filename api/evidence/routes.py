"""Documents of cases over JSON: what is there, their bytes, and uploads (tus 1.0.0).

That an uploaded document comes into a case's file is an act like any other: POST /v1/cases/{id}/documents.
"""

from typing import Annotated, Any
from uuid import UUID

from fastapi import Path, Query, Request, Response

from api.auth.callers import Caller, caller, require
from api.auth.disclosure import disclose_case
from api.evidence import tus
from api.evidence.giving import give
from api.evidence.prepared import PreparedFiles, prepared_by
from api.evidence.receiving import ADD_DOCUMENT
from api.evidence.views import DocumentsOfCase, UploadStatus, documents_of
from api.http.parameters import Truth
from api.http.replies import json_reply
from api.http.routing import JsonRouter
from domain.values import Sha256

router = JsonRouter(prefix="/v1", tags=["documents"])

_UPLOADS = "/v1/evidence/uploads"
_TAKEN: dict[int | str, dict[str, Any]] = {
    200: {"model": UploadStatus, "description": "All of it has arrived, and the file is kept"},
    204: {"description": "The part was taken; Upload-Offset says how much there is"},
}


@router.read("/cases/{case_id}/documents", "documents.list", "List the documents of a case", DocumentsOfCase)
async def list_documents(request: Request, who: Caller, case_id: UUID) -> Response:
    """What is in the file, and what its acts name: uploaded, on paper with a reason, or missing."""
    found = await documents_of(request, who, case_id)
    disclose_case(request, who, case_id, found.seen.resource, "words" if found.who.reader.all_words else "case")
    return json_reply(found.view)


@router.get(
    "/cases/{case_id}/documents/{sha256}",
    operation_id="documents.content",
    summary="Get a document",
    response_class=Response,
    responses={200: {"content": {"application/octet-stream": {}}}},
)
async def get_document(
    request: Request,
    *,
    who: Caller,
    case_id: UUID,
    sha256: Annotated[Sha256, Path()],
    download: Annotated[Truth, Query(description="to be saved and not shown")] = True,
) -> Response:
    """The bytes of a document in the file, for whoever may read it; the read is kept."""
    documents = await documents_of(request, who, case_id)
    return await give(request, who, case_id, documents, sha256, download=download)


@router.options("/evidence/uploads", operation_id="uploads.protocol", summary="Which protocol uploads speak")
async def tell_protocol() -> Response:
    """The version of tus, its extensions, and the largest file."""
    return Response(status_code=204, headers=tus.PROTOCOL)


@router.read("/evidence/uploads", "uploads.list", "List files that no case has yet", PreparedFiles)
async def list_prepared(request: Request, who: Caller) -> Response:
    """What the caller uploaded for an application that is being written, a risk filing, a meeting or a work record."""
    require(request, who, ADD_DOCUMENT)
    return json_reply(PreparedFiles(uploads=await prepared_by(request, who)))


@router.post(
    "/evidence/uploads",
    operation_id="uploads.prepare",
    summary="Begin an upload that no case has yet",
    status_code=201,
    response_model=UploadStatus,
)
async def begin_prepared(request: Request) -> Response:
    """As into a case; a case that is opened takes the file over with its document, by its digest."""
    return await tus.begun_before(request, await caller(request), _UPLOADS)


@router.post(
    "/cases/{case_id}/uploads",
    operation_id="uploads.begin",
    summary="Begin an upload",
    status_code=201,
    response_model=UploadStatus,
)
async def begin_upload(request: Request, case_id: UUID) -> Response:
    """With the headers Tus-Resumable, Upload-Length, and Upload-Metadata, in which `filename` is what it is called."""
    return await tus.begun(request, await caller(request), case_id, _UPLOADS)


@router.read("/evidence/uploads/{upload_id}", "uploads.get", "Get how far an upload is", UploadStatus)
async def get_upload(request: Request, who: Caller, upload_id: UUID) -> Response:
    """Upload-Offset says from where to go on; HEAD tells the same."""
    return await tus.told(request, who, upload_id)


@router.patch(
    "/evidence/uploads/{upload_id}",
    operation_id="uploads.go_on",
    summary="Send a part of a file",
    response_model=UploadStatus,
    responses=_TAKEN,
)
async def go_on(request: Request, upload_id: UUID) -> Response:
    """From Upload-Offset on; with the last part the file is looked at: kept, refused (422), or kept back (409)."""
    return await tus.went_on(request, await caller(request), upload_id)


@router.delete(
    "/evidence/uploads/{upload_id}", operation_id="uploads.give_up", summary="Give an upload up", status_code=204
)
async def give_up(request: Request, who: Caller, upload_id: UUID) -> Response:
    """Forget what has arrived, or what is kept back."""
    return await tus.given_up(request, who, upload_id)


@router.post(
    "/evidence/uploads/{upload_id}/check",
    operation_id="uploads.check",
    summary="Check a file again that is kept back",
    response_model=UploadStatus,
)
async def check_again(request: Request, upload_id: UUID) -> Response:
    """Where the malware check did not answer, or the store was away."""
    return await tus.checked_again(request, await caller(request), upload_id)
