"""GET and POST /cases/{id}/materials: the documents of a case, with a form to add one; each shown in a frame.

The form works without a script; with one the file is sent in parts, can be gone on with, and says how far it is.
"""

from dataclasses import dataclass, replace
from typing import Final, get_args
from urllib.parse import urlencode
from uuid import UUID, uuid4

from fastapi import APIRouter
from starlette.requests import Request
from starlette.responses import RedirectResponse, Response

from api.auth.callers import Hidden, require
from api.auth.context import context_of
from api.auth.disclosure import disclose_case
from api.auth.policy import APPLICANTS, allowed
from api.auth.visibility import require_actable
from api.cases.views import page_seen
from api.evidence import tus
from api.evidence.adding import LABELS, hand_in, said_of
from api.evidence.faults import FAULTS
from api.evidence.giving import SHOWN, give
from api.evidence.receiving import ADD_DOCUMENT, arrived, finish, give_up, own_upload
from api.evidence.sent_form import sent_form
from api.evidence.views import CaseDocuments, UploadStatus, documents_of, status_of
from api.http.problems import FILE_REFUSED, MALFORMED, NOT_FOUND, FieldFault, Particulars, ProblemRaised
from api.identity.personas import Persona
from api.installed import installed_of
from api.labels.naming import Names
from api.web.forms import Form, read_form
from api.web.frame import PageRoute, Reader, id_of, page
from api.web.sent import require_own_page
from domain.acts.evidence.documents import AddDocument
from domain.characters import shown
from domain.classification import Level, above
from domain.organs import Organs
from eventlog.files.uploads import Upload, folder_of

router = APIRouter(route_class=PageRoute, include_in_schema=False)
calls = APIRouter(include_in_schema=False)
"""What the page's script calls: answers are JSON, whoever calls is known by the session."""

_UPLOADS: Final = "/evidence/uploads"
SHOWN_AGAIN: Final = frozenset({408, 409, 413, 415, 422, 423, 429, 503, 507})
"""What whoever sends can mend, or try again: the form comes back with all that was typed."""


@dataclass(frozen=True, slots=True)
class _Waiting:
    """An upload that is under way, kept back, or uploaded and not in the file yet."""

    status: UploadStatus
    said: str = ""
    todo: str = ""

    @property
    def percent(self) -> int:
        return 100 * self.status.offset // self.status.size


@router.get("/cases/{case_id}/materials")
async def show_materials(request: Request, who: Reader, case_id: str) -> Response:
    """What is in the file, what acts name, what one has under way, and the form."""
    filled = {"title": title} if (title := request.query_params.get("title")) else {}
    return await _materials(request, who, id_of(case_id), Form(uuid4(), filled, labels=LABELS))


@router.post("/cases/{case_id}/materials")
async def add_material(request: Request, who: Reader, case_id: str) -> Response:
    """Take a file with its form, or an upload that is there already, and put it in the case's file."""
    require_own_page(request)
    id_ = id_of(case_id)
    require(request, who, ADD_DOCUMENT)
    await require_actable(request, who, ADD_DOCUMENT, id_)
    sent = await sent_form(request, who, id_)
    filled = {name: text for name, text in sent.fields.items() if text.strip()}
    try:
        form = Form(UUID(filled.pop("key", "")), filled, labels=LABELS)
    except ValueError:
        raise ProblemRaised(MALFORMED, Particulars(detail="key")) from None
    upload = sent.upload
    try:
        if sent.problem is not None:
            raise sent.problem
        upload = upload or await uploaded(request, who, filled)
        done = await hand_in(request, who, form.key, id_, read_form(AddDocument, said_of(upload, filled)))
    except ProblemRaised as raised:
        if raised.kind.status not in SHOWN_AGAIN:
            raise
        kept = {"upload": str(upload.id)} if upload and upload.state == "stored" else {}
        back = {shown(name): shown(text) for name, text in {**filled, **kept}.items()}
        return await _materials(request, who, id_, replace(form, filled=back, problem=raised))
    query = urlencode({"seen": done.version, "added": str(upload.sha256)})
    return RedirectResponse(f"/cases/{id_}/materials?{query}", 303, {"Cache-Control": "no-store"})


@router.get("/cases/{case_id}/materials/{sha256}")
async def show_document(request: Request, who: Reader, case_id: str, sha256: str) -> Response:
    """A document in its frame, with what is known of it."""
    id_ = id_of(case_id)
    found = await documents_of(request, who, id_)
    document = found.readable(sha256)
    if document is None:
        raise ProblemRaised(NOT_FOUND)
    disclose_case(request, who, id_, found.seen.resource, "words")
    organs = await installed_of(request).organs()
    return await page(
        request,
        "document.html",
        case_id=id_,
        case=await page_seen(context_of(request), id_, found.seen),
        document=document,
        shown=document.format in SHOWN,
        names=Names(organs),
    )


@router.post("/evidence/uploads/{upload_id}/giving-up")
async def give_upload_up(request: Request, who: Reader, upload_id: str) -> Response:
    """Forget an upload."""
    require_own_page(request)
    upload = await own_upload(request, who, id_of(upload_id))
    await give_up(context_of(request), upload)
    return _back(upload)


@router.post("/evidence/uploads/{upload_id}/check")
async def check_upload(request: Request, who: Reader, upload_id: str) -> Response:
    """Look once more at what was kept back, or could not be kept."""
    require_own_page(request)
    upload = await own_upload(request, who, id_of(upload_id))
    await finish(context_of(request), upload)
    return _back(upload)


@router.get("/evidence/{case_id}/{sha256}")
async def give_document(request: Request, who: Reader, case_id: str, sha256: str) -> Response:
    """The bytes of a document, for a frame of ours or to be saved."""
    id_ = id_of(case_id)
    download = request.query_params.get("download") == "true"
    return await give(request, who, id_, await documents_of(request, who, id_), sha256, download=download)


@calls.post("/cases/{case_id}/materials/uploads")
async def begin_upload(request: Request, who: Reader, case_id: UUID) -> Response:
    """Begin an upload."""
    require_own_page(request)
    return await tus.begun(request, who, case_id, _UPLOADS)


@calls.get("/evidence/uploads/{upload_id}")
async def tell_upload(request: Request, who: Reader, upload_id: UUID) -> Response:
    """How far an upload is."""
    return await tus.told(request, who, upload_id)


@calls.patch("/evidence/uploads/{upload_id}")
async def go_on(request: Request, who: Reader, upload_id: UUID) -> Response:
    """Send a part."""
    require_own_page(request)
    return await tus.went_on(request, who, upload_id)


def _back(upload: Upload) -> Response:
    path = "/evidence/prepared" if upload.case_id == folder_of(upload.organ) else f"/cases/{upload.case_id}/materials"
    return RedirectResponse(f"{path}#uploads", 303, {"Cache-Control": "no-store"})


async def uploaded(request: Request, who: Persona, filled: dict[str, str]) -> Upload:
    """The upload that the form goes with, where it brings no file.

    Raises:
        ProblemRaised: 422 it names none; 404; 409 it is kept back.
    """
    if "upload" not in filled:
        fault = FieldFault(pointer="/file", code="missing", message="请选择文件 choose a file")
        raise ProblemRaised(FILE_REFUSED, Particulars(detail="没有选择文件。", errors=(fault,)))
    upload = await own_upload(request, who, id_of(filled["upload"]))
    return upload if upload.state == "stored" else await finish(context_of(request), upload)


async def _materials(request: Request, who: Persona, case_id: UUID, form: Form) -> Response:
    found = await documents_of(request, who, case_id)
    disclose_case(request, who, case_id, found.seen.resource, "words" if found.who.reader.all_words else "case")
    organs = await installed_of(request).organs()
    adds = await _may_add(request, who, case_id)
    status = form.problem.kind.status if form.problem else 200
    return await page(
        request,
        "materials.html",
        status,
        case_id=case_id,
        case=await page_seen(context_of(request), case_id, found.seen),
        view=found.view,
        readable={each.sha256: each for each in found.view.documents if each.readable},
        names=Names(organs),
        adds=adds,
        form=form,
        waiting=await _waiting(request, who, case_id, found) if adds else (),
        levels=_levels(organs),
        replaceable=_replaceable(who, found),
        for_unit=who.role in APPLICANTS,
        added=request.query_params.get("added"),
        checked=bool(context_of(request).files.malware_command),
        uploads=f"/cases/{case_id}/materials/uploads",
    )


async def _may_add(request: Request, who: Persona, case_id: UUID) -> bool:
    if not allowed(who, ADD_DOCUMENT).allow:
        return False
    try:
        await require_actable(request, who, ADD_DOCUMENT, case_id)
    except Hidden:
        return False
    return True


async def _waiting(request: Request, who: Persona, case_id: UUID, found: CaseDocuments) -> tuple[_Waiting, ...]:
    """What one has under way in this case, kept back, or uploaded and not in the file."""
    context, in_file = context_of(request), {each.sha256 for each in found.view.documents}
    waiting: list[_Waiting] = []
    uploads, folder = context.files.uploads, folder_of(who.organ)
    for upload in (*await uploads.of_case(case_id, who.person), *await uploads.of_case(folder, who.person)):
        if upload.state != "stored" or upload.sha256 not in in_file:
            status = status_of(upload, await arrived(context, upload))
            words = FAULTS.get(upload.fault or "")
            waiting.append(_Waiting(status, words.says.zh if words else "", words.todo.zh if words else ""))
    return tuple(waiting)


def _levels(organs: Organs) -> list[Level]:
    """The classifications that this installation may hold."""
    return [level for level in get_args(Level) if not above(level, organs.ceiling)]


def _replaceable(who: Persona, found: CaseDocuments) -> list[tuple[str, str]]:
    """The documents of one's own side that a new version may take the place of."""
    unit = who.role in APPLICANTS
    return [
        (each.sha256, each.title or each.sha256[:12])
        for each in found.view.documents
        if each.replaced_by is None and (each.by_unit if unit else each.organ == who.organ) and each.readable
    ]
