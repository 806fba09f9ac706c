"""GET and POST /hr: a query of results, its receipt, receipts checked, and how many queries there were.

Here the day of personnel readers begins.
"""

from collections.abc import Mapping
from datetime import date, datetime, time, timedelta
from typing import Final
from uuid import uuid4

from fastapi import APIRouter
from pydantic import JsonValue
from starlette.requests import Request
from starlette.responses import RedirectResponse, Response

from api.auth.callers import require
from api.auth.context import context_of, today_of
from api.auth.disclosure import disclose
from api.auth.policy import allowed, places_under
from api.http.problems import ProblemRaised
from api.identity.personas import Persona
from api.installed import installed_of
from api.labels.naming import Names
from api.result_queries import words
from api.result_queries.asking import Inquirer, LookedUp, QueryResults, ask
from api.result_queries.batches import newest_lists
from api.result_queries.list_file import ROWS_MAX
from api.result_queries.receipts import ReceiptCheck, check, receipt_of
from api.web.forms import Form, form_of, read_form, with_problem
from api.web.frame import PageRoute, Reader, page
from domain.result_queries.purposes import OURS, purposes_in
from domain.terms.deadlines import SHANGHAI
from domain.values import of_our_time

router = APIRouter(route_class=PageRoute, include_in_schema=False)

LABELS: Final[Mapping[str, str]] = {
    "/name": "姓名或单位名称",
    "/unit": "所在单位",
    "/number": "人事编号或证件号码",
    "/purpose": "查询用途",
    "/reference": "文号",
    "/subject": "是哪一个",
    "/file": "名单文件",
}
_NONE: Final = "none"
_NEWEST: Final = 5
_LONGEST: Final = 40
_COUNTS_MAX: Final = 500


@router.get("/hr")
async def show_query(request: Request, who: Reader) -> Response:
    """The form, a list to upload, and the receipts and lists of late."""
    require(request, who, "query_results")
    return await query_page(request, who, Form(uuid4(), labels=LABELS))


@router.post("/hr")
async def ask_from_page(request: Request, who: Reader) -> Response:
    """Answer a query: its receipt is the page that follows; where several may be meant, they are shown first."""
    require(request, who, "query_results")
    form = await form_of(request, LABELS)
    chosen = form.filled.get("subject")
    filled: dict[str, JsonValue] = {name: text for name, text in form.filled.items() if name != "subject"}
    filled |= {"none_of_them": True} if chosen == _NONE else {"subject": chosen} if chosen else {}
    inquirer = await Inquirer.of(context_of(request), installed_of(request), who)
    try:
        told = await ask(inquirer, form.key, read_form(QueryResults, filled), request.state.request_id)
    except ProblemRaised as raised:
        return await query_page(request, who, with_problem(form, raised))
    if isinstance(told, LookedUp):
        return await query_page(request, who, form, told)
    return RedirectResponse(f"/hr/receipts/{told.number}", 303, {"Cache-Control": "no-store"})


async def query_page(
    request: Request, who: Persona, form: Form, found: LookedUp | None = None, sent: Form | None = None
) -> Response:
    """The page of queries with a form as it was filled in, of one query or of a list (`sent`)."""
    context = context_of(request)
    inquirer = await Inquirer.of(context, installed_of(request), who)
    status = 409 if found is not None else (sent or form).status
    return await page(
        request,
        "hr.html",
        status,
        form=form,
        sent=sent or Form(uuid4(), labels=LABELS),
        those=found.those if found else (),
        purposes=tuple(inquirer.purposes.values()),
        place=Names(inquirer.organs).place(who.jurisdiction),
        newest=await context.receipts.newest_of(who.person, _NEWEST),
        lists=await newest_lists(request, who, _NEWEST),
        purpose_of={each.id: each.name for each in inquirer.purposes.values()},
        rows_max=ROWS_MAX,
    )


@router.get("/hr/receipts/{number}")
async def show_receipt(request: Request, who: Reader, number: str) -> Response:
    """The answer with its receipt, to be printed."""
    receipt = await receipt_of(request, who, number)
    return await page(
        request,
        "hr_receipt.html",
        receipt=receipt,
        may_ask=allowed(who, "query_results").allow,
        public_url=context_of(request).public_url,
        names=Names(await installed_of(request).organs()),
        words=words,
    )


@router.get("/hr/verification")
async def show_verification(request: Request, who: Reader) -> Response:
    """Whether a receipt is genuine and its answer still stands; without a number the form alone."""
    require(request, who, "verify_result_queries")
    number, code = (request.query_params.get(name, "").strip()[:_LONGEST] for name in ("number", "code"))
    checked: ReceiptCheck | None = await check(request, who, number, code) if number and code else None
    return await page(
        request,
        "hr_verification.html",
        number=number,
        code=code,
        checked=checked,
        may_ask=allowed(who, "query_results").allow,
        names=Names(await installed_of(request).organs()),
        words=words,
    )


@router.get("/reads/result-queries")
async def show_counts(request: Request, who: Reader) -> Response:
    """How many queries were made, by organ, reader and purpose, in a span of days: for supervisors and auditors."""
    rules = require(request, who, "read_reads")
    context, installed = context_of(request), installed_of(request)
    organs, today = await installed.organs(), today_of(request)
    first, last = (_day(request.query_params.get(name)) for name in ("first", "last"))
    first, last = first or today.replace(month=1, day=1), last or today
    places = places_under(organs, who.jurisdiction)
    counts = await context.receipts.counted(places, _midnight(first), _midnight(last + timedelta(days=1)), _COUNTS_MAX)
    disclose(request, who, "read_reads", "reads", count=len(counts), basis=rules)
    packs = (await installed.newest_packs()).values()
    return await page(
        request,
        "hr_counts.html",
        first=first,
        last=last,
        counts=counts,
        counts_max=_COUNTS_MAX,
        names=Names(organs),
        purposes={each.id: each.name for each in (*OURS, *purposes_in(packs))},
        may_verify=allowed(who, "verify_result_queries").allow,
    )


def _day(given: str | None) -> date | None:
    """A day in an address; what is none is left out."""
    try:
        return of_our_time(date.fromisoformat(given)) if given else None
    except ValueError:
        return None


def _midnight(day: date) -> datetime:
    return datetime.combine(day, time(), SHANGHAI)
