"""POST /hr/lists and what follows: a list is uploaded, answered while its page tells how far, taken back, given out."""

from uuid import UUID, uuid4

from fastapi import APIRouter
from starlette.requests import Request
from starlette.responses import RedirectResponse, Response

from api.auth.callers import require
from api.auth.context import context_of
from api.http.problems import MALFORMED, NOT_FOUND, Particulars, ProblemRaised
from api.http.routing import Format
from api.installed import installed_of
from api.labels.naming import Names
from api.result_queries import words
from api.result_queries.batches import ListSent, ListState, answered_list, cancel_list, list_state, send_list
from api.result_queries.list_file import answered, template
from api.result_queries.page import LABELS, query_page
from api.tables.sending import sent as sent_file
from api.tables.writing import MEDIA_TYPES, ZONE
from api.web.forms import Form, form_of, read_form, with_problem
from api.web.frame import PageRoute, Reader, id_of, page
from api.web.multipart import small_form
from api.web.sent import require_own_page

router = APIRouter(route_class=PageRoute, include_in_schema=False)


@router.get("/hr/lists/template")
async def get_template(request: Request, who: Reader) -> Response:
    """The workbook to fill in."""
    require(request, who, "query_results")
    headers = {"Content-Disposition": 'attachment; filename="result-queries.xlsx"'}
    return Response(template(), media_type=MEDIA_TYPES["xlsx"], headers=headers)


@router.post("/hr/lists")
async def upload_list(request: Request, who: Reader) -> Response:
    """Take a list in, and lead to the page that tells how far it is."""
    require_own_page(request)
    require(request, who, "query_results")
    read = await small_form(request)
    filled = {name: text for name, text in read.fields.items() if text.strip()}
    try:
        form = Form(UUID(filled.pop("key", "")), filled, labels=LABELS)
    except ValueError:
        raise ProblemRaised(MALFORMED, Particulars(detail="key")) from None
    try:
        asked = read_form(ListSent, dict(form.filled))
        name = read.file_name.rsplit("/", 1)[-1].rsplit("\\", 1)[-1]
        state = await send_list(request, who, form.key, asked, bytes(read.file_bytes), name)
    except ProblemRaised as raised:
        return await query_page(request, who, Form(uuid4(), labels=LABELS), sent=with_problem(form, raised))
    return RedirectResponse(f"/hr/lists/{state.batch_id}?watch=1", 303, {"Cache-Control": "no-store"})


@router.get("/hr/lists/{batch_id}")
async def show_list(request: Request, who: Reader, batch_id: str) -> Response:
    """How far a list is; it loads itself again while it goes on."""
    state = await list_state(request, who, id_of(batch_id))
    if state.state not in {"running", "paused"} and "watch" in request.query_params:
        return RedirectResponse(f"/hr/lists/{state.batch_id}", 303, {"Cache-Control": "no-store"})
    return await page(request, "hr_list.html", list=state, form=Form(uuid4()), words=words)


@router.post("/hr/lists/{batch_id}/cancellation")
async def cancel(request: Request, who: Reader, batch_id: str) -> Response:
    """Answer no more of a list."""
    require(request, who, "query_results")
    id_ = id_of(batch_id)
    await form_of(request, {})
    await cancel_list(request, who, id_)
    return RedirectResponse(f"/hr/lists/{id_}", 303, {"Cache-Control": "no-store"})


@router.get("/hr/lists/{batch_id}/answers")
async def get_answers(request: Request, who: Reader, batch_id: str) -> Response:
    """The answers so far as a file."""
    wanted: dict[str | None, Format] = {"xlsx": "xlsx", "csv": "csv"}
    kind = wanted.get(request.query_params.get("format", "xlsx"))
    if kind is None:
        raise ProblemRaised(NOT_FOUND)
    found = await answered_list(request, who, id_of(batch_id))
    made_at = context_of(request).clock().astimezone(ZONE)
    names = Names(await installed_of(request).organs())
    notes = (
        f"用途：{found.state.purpose.name.zh}；文号：{found.state.reference}",
        f"查询：{names.organ(who.organ)} {who.title_zh} {who.name_zh}，{made_at:%Y-%m-%d %H:%M}",
        _counts(found.state),
        "“无记录”“办理中”不作有利或不利的依据；只用于上述用途。",
    )
    return sent_file(answered(kind, notes, found.rows), kind, f"结果运用查询答复-{made_at:%Y%m%d-%H%M}")


def _counts(state: ListState) -> str:
    return f"共 {state.rows} 行，已答复 {state.answered} 行，须单独查询 {state.to_choose} 行，有误 {state.faulty} 行"
