"""A list as a file: its own route is asked for page after page, so the file holds what its JSON holds, no more no less.

Whoever may not read the list is refused as ever; filters are those of the address. Until the last page is there nothing
is sent, so a problem is answered as a problem.
"""

import asyncio
from collections.abc import AsyncIterator, Awaitable, Callable, Mapping, Sequence
from dataclasses import replace
from datetime import datetime
from urllib.parse import urlencode
from uuid import UUID

import structlog
from pydantic import BaseModel
from starlette.requests import Request
from starlette.responses import Response

from api.auth.callers import caller
from api.auth.context import context_of
from api.auth.disclosure import disclosures_of
from api.auth.own_matter import own_subjects
from api.exports.columns import ListColumn, chosen_of, columns_of, ids_of, item_of, rows_of
from api.exports.fields import FIELDS
from api.exports.ledger import ledger_of, packs_of, told_whole
from api.http.pagination import LIMIT_MAX
from api.http.problems import EXPORT_TOO_LARGE, Particulars, ProblemRaised
from api.identity.personas import Persona
from api.installed import installed_of
from api.labels.naming import Names
from api.tables.sending import sent
from api.tables.writing import ZONE, Format, Head, Value, Writer, writer
from domain.pack.pack import Pack

EXPORT_ROWS_MAX = 20_000

_NO_CASE = UUID(int=0)
_OWN_PARAMETERS = frozenset({"format", "limit", "next", "columns"})
_SUBJECT_FIELDS = frozenset({"subject", "subject_id", "subjects"})
_LISTS: Mapping[str, str] = {
    "/v1/cases": "案件台账",
    "/v1/deadlines": "期限台账",
    "/v1/results": "结果运用",
    "/v1/dispatches": "发文登记",
    "/v1/corrections": "纠错整改台账",
    "/v1/reappraisals": "复议台账",
    "/v1/contrary-uses": "违反结果运用的报告",
    "/v1/clarifications": "澄清正名台账",
    "/v1/bans": "二次容错禁止",
    "/v1/matters": "事项",
    "/v1/risk-filings": "事前报备台账",
    "/v1/records": "工作记录台账",
    "/v1/reports": "定期报告台账",
    "/v1/precedents": "案例",
    "/v1/subjects": "当事人登记",
    "/v1/inbox": "待办",
    "/v1/tasks": "我的待办",
    "/v1/meetings": "会议台账",
    "/v1/handed-over-cases": "已移出案件",
    "/v1/reads": "查阅记录",
    "/v1/digests": "每日简报",
    "/v1/set-aside": "暂缺的记录",
    "/v1/notices": "通知",
    "/v1/hooks": "接收地址",
    "/v1/deliveries": "通知的送达",
    "/v1/packs": "程序",
    "/v1/calendars": "日历",
}
_OTHER = "清单"

Answered = Callable[[Request], Awaitable[Response]]

_logger: structlog.typing.FilteringBoundLogger = structlog.get_logger(__name__)


async def exported(request: Request, kind: Format, answered: Answered, answer: type[BaseModel]) -> Response:
    """A list as a file.

    Raises:
        ProblemRaised: whatever the list itself answers; 422 it has more rows than a file may have.
    """
    item = item_of(answer)
    if item is None:
        return await answered(request)
    who, listed = await caller(request), 0
    columns = chosen_of(columns_of(ledger_of(item)), request.query_params.getlist("columns"))
    mine = await own_subjects(request, who, "read_case")
    title = _LISTS.get(request.url.path, _OTHER)
    names = Names(await installed_of(request).organs())
    packs = await installed_of(request).newest_packs()
    made_at = context_of(request).clock()
    notes = (_asked_for(request, names), _made_by(who, names, made_at))
    table = writer(kind, Head(title, notes, [each.heading for each in columns], [each.width for each in columns]))
    try:
        async for items in _pages(request, answered, answer):
            listed += len(items)
            _require_few(listed)
            whole = await told_whole(context_of(request).pool, items, mine)
            rows = await _told(request, whole, columns, names, packs)
            await asyncio.to_thread(_write, table, rows)
    except BaseException:
        table.finished().close()  # what was begun leaves nothing behind
        raise
    record(request, who, kind, listed)
    return sent(await asyncio.to_thread(table.finished), kind, f"{title}-{made_at.astimezone(ZONE):%Y%m%d-%H%M}")


def _require_few(rows: int) -> None:
    if rows > EXPORT_ROWS_MAX:
        raise ProblemRaised(EXPORT_TOO_LARGE, Particulars(detail=str(EXPORT_ROWS_MAX)))


def record(request: Request, who: Persona, kind: Format, rows: int) -> None:
    """Note that a list leaves the house: with what its pages tell, which is kept before the first byte goes out."""
    said = disclosures_of(request)
    said.reads[:] = [
        replace(read, sensitivity="export", asked={**(read.asked or {}), "format": kind}) for read in said.reads
    ]
    _logger.info(
        "list exported", path=request.url.path, person=who.person, position=who.position, format=kind, rows=rows
    )


async def _pages(request: Request, answered: Answered, answer: type[BaseModel]) -> AsyncIterator[Sequence[BaseModel]]:
    """The items of a list, page after page, as its route gives them to this caller."""
    following: str | None = None
    while True:
        given = [(name, value) for name, value in request.query_params.multi_items() if name not in _OWN_PARAMETERS]
        given += [("limit", str(LIMIT_MAX)), *([("next", following)] if following else [])]
        scope = {**request.scope, "query_string": urlencode(given).encode()}
        page = answer.model_validate_json(bytes((await answered(Request(scope, request.receive))).body))
        yield getattr(page, "items", ())
        following = getattr(page, "next", None)
        if following is None:
            return


async def _told(
    request: Request,
    items: Sequence[BaseModel],
    columns: Sequence[ListColumn],
    names: Names,
    packs: Mapping[str, Pack],
) -> list[list[Value]]:
    """The rows of a page; what a procedure or the register names is called as on pages, persons masked as there."""
    context = context_of(request)
    registered = await context.subjects.get(sorted(ids_of(items, _SUBJECT_FIELDS)))
    names = replace(names, subjects={id_: entry.subject for id_, entry in registered.items()})
    parts = [part or item for item, part in rows_of(items)]
    cases = sorted({each for part in parts if isinstance(each := getattr(part, "case_id", None), UUID)})
    of_case = await packs_of(context.pool, cases)
    rows: list[list[Value]] = []
    for item, part in rows_of(items):
        pack: str | None = getattr(item, "pack", None) or of_case.get(getattr(part or item, "case_id", _NO_CASE))
        own = replace(names, pack=packs.get(pack or ""))
        rows.append([column.value(item, part, own) for column in columns])
    return rows


def _write(table: Writer, rows: Sequence[Sequence[Value]]) -> None:
    for row in rows:
        table.row(row)


def _asked_for(request: Request, names: Names) -> str:
    """What the list was filtered by."""
    asked = [
        f"{FIELDS[name].heading if name in FIELDS else name}：{_asked(names, name, value)}"
        for name, value in request.query_params.multi_items()
        if name not in _OWN_PARAMETERS and value
    ]
    return f"范围：{'；'.join(asked) or '全部可见的记录'}"


def _made_by(who: Persona, names: Names, made_at: datetime) -> str:
    return f"导出：{names.organ(who.organ)} {who.title_zh} {who.name_zh}，{made_at.astimezone(ZONE):%Y-%m-%d %H:%M}"


def _asked(names: Names, name: str, value: str) -> str:
    """A filter in words, where its field has a name that is not of a procedure."""
    match name:
        case "jurisdiction":
            return names.place(value)
        case "organ" | "to_organ":
            return names.organ(value)
        case _:
            return {"true": "是", "false": "否"}.get(value, value)
