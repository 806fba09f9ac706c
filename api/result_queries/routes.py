"""POST /v1/result-queries and what goes with it: one query with its receipt, lists of queries, receipts checked."""

from typing import Annotated
from uuid import UUID

from fastapi import Path, Query, Request, Response

from api.auth.callers import Caller, caller, require
from api.auth.context import context_of
from api.http.problems import RESULT_NAMESAKES, FieldFault, NamedSubject, Particulars, ProblemRaised
from api.http.replies import json_reply
from api.http.requests import body_of, command_id, content_of
from api.http.routing import JsonRouter, wanted_format
from api.installed import installed_of
from api.result_queries.asking import Inquirer, LookedUp, QueryResults, ask
from api.result_queries.batches import ListSent, ListState, answered_list, cancel_list, list_state, send_list
from api.result_queries.list_file import answered
from api.result_queries.receipts import ReceiptCheck, ResultReceipt, check, receipt_of, shown
from api.tables.sending import sent
from api.tables.writing import MEDIA_TYPES
from domain.values import Code, Name

router = JsonRouter(prefix="/v1", tags=["results"])

_FILES = tuple(each.partition(";")[0] for each in (*MEDIA_TYPES.values(), "application/octet-stream"))
_RETRY_SECONDS = 2

ReceiptNumber = Annotated[Name, Path(max_length=40, description="as it is printed, like 2026-000012")]


@router.post(
    "/result-queries",
    operation_id="result_queries.ask",
    summary="Ask what results somebody has",
    status_code=201,
    response_model=ResultReceipt,
)
async def ask_results(request: Request) -> Response:
    """One of four answers, with its receipt; where several may be meant, 409 names them and nothing is answered."""
    who = await caller(request)
    require(request, who, "query_results")
    key, body = command_id(request), await body_of(request, QueryResults)
    inquirer = await Inquirer.of(context_of(request), installed_of(request), who)
    told = await ask(inquirer, key, body, request.state.request_id)
    if isinstance(told, LookedUp):
        raise namesakes(told)
    return json_reply(shown(told), 201)


def namesakes(found: LookedUp) -> ProblemRaised:
    """That several may be meant, with their units and nothing more."""
    fault = FieldFault(pointer="/subject", code="namesakes", message="several of that name may be meant")
    those = tuple(
        NamedSubject(subject_id=each.subject.subject_id, name=each.subject.name, unit_name=each.subject.unit_name)
        for each in found.those
    )
    return ProblemRaised(RESULT_NAMESAKES, Particulars(errors=(fault,), candidates=those))


@router.read("/result-queries/{number}", "result_queries.get", "Read a receipt", ResultReceipt)
async def get_receipt(request: Request, who: Caller, number: ReceiptNumber) -> Response:
    """A receipt again, for who asked and those of the same organ, and for supervisors of the place."""
    return json_reply(await receipt_of(request, who, number))


@router.read("/result-queries/{number}/verification", "result_queries.verify", "Check a receipt", ReceiptCheck)
async def check_receipt(
    request: Request,
    who: Caller,
    number: ReceiptNumber,
    code: Annotated[Name, Query(description="as it is printed on the receipt")],
) -> Response:
    """Whether this answer was given under that number, and whether it still stands."""
    return json_reply(await check(request, who, number, code))


@router.post(
    "/result-batches",
    operation_id="result_batches.send",
    summary="Send a list of queries",
    status_code=202,
    response_model=ListState,
)
async def send_batch(
    request: Request,
    purpose: Annotated[Code, Query(description="what all of them are for")],
    reference: Annotated[Name, Query(description="the number of the letter or file they are made under")],
    name: Annotated[Name, Query(description="what the file is called")] = "名单",
) -> Response:
    """An XLSX or CSV file with 姓名, 单位 and 编号 in its first row; it is answered row by row from now on."""
    who = await caller(request)
    require(request, who, "query_results")
    key = command_id(request)
    _, content = await content_of(request, _FILES)
    state = await send_list(request, who, key, ListSent(purpose=purpose, reference=reference), content, name)
    headers = {"Location": f"/v1/result-batches/{key}", "Retry-After": str(_RETRY_SECONDS)}
    return json_reply(state, 202, headers)


@router.read("/result-batches/{batch_id}", "result_batches.get", "Get how far a list is", ListState)
async def get_batch(request: Request, who: Caller, batch_id: UUID) -> Response:
    """How many rows are answered, wait, or have a fault."""
    return json_reply(await list_state(request, who, batch_id))


@router.post(
    "/result-batches/{batch_id}/cancellation",
    operation_id="result_batches.cancel",
    summary="Answer no more of a list",
    response_model=ListState,
)
async def cancel_batch(request: Request, batch_id: UUID) -> Response:
    """What is answered stands, the rest is not asked."""
    return json_reply(await cancel_list(request, await caller(request), batch_id))


@router.get(
    "/result-batches/{batch_id}/answers",
    operation_id="result_batches.answers",
    summary="Get the answers of a list",
    responses={200: {"content": {each: {} for each in _FILES[:2]}}},
    response_class=Response,
)
async def get_answers(request: Request, who: Caller, batch_id: UUID) -> Response:
    """A file with a row for each of the list: its answer and receipt, or why there is none."""
    kind = wanted_format(request) or "xlsx"
    found = await answered_list(request, who, batch_id)
    return sent(answered(kind, (), found.rows), kind, "结果运用查询答复")
