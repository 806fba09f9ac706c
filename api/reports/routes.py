"""Periodic reports as JSON: which are owed or have come in, and one with its figures, also as a file."""

from typing import Annotated

from fastapi import Query, Request, Response

from api.auth.callers import Caller
from api.auth.scope import scope_of
from api.http import pagination
from api.http.pagination import ByIndex, Limit, Next
from api.http.parameters import Number
from api.http.replies import json_reply, list_reply
from api.http.routing import FILES, JsonRouter, wanted_format
from api.installed import installed_of
from api.reports.file import report_file
from api.reports.owed import ReportLine, ReportState, report_lines
from api.reports.views import InPath, Report, organ_read, report_read, told
from domain.reports.periods import Period
from domain.values import INT4_MAX, Code, Frozen

router = JsonRouter(prefix="/v1/reports", tags=["reports"])


class Reports(Frozen):
    """A page of reports: what is owed, the earliest due first, then what came in, the latest period first."""

    items: tuple[ReportLine, ...]
    next: str | None = None


@router.read("", "reports.list", "List periodic reports", Reports)
async def list_reports(  # noqa: PLR0913 - each is one filter of the list
    request: Request,
    *,
    who: Caller,
    organ: Code | None = None,
    state: ReportState | None = None,
    year: Annotated[Number | None, Query(ge=2000, le=2999, description="of periods that ended in it")] = None,
    limit: Limit = 100,
    begin: Next = None,
) -> Response:
    """The reports that organs of the caller's place and below owe or have handed in.

    What is owed is kept nowhere: it follows from the procedures, the calendar and what was handed in.
    """
    scope = await scope_of(request, who, "read_reports")
    organs = (await installed_of(request).organs()).organs
    there = [each for each in organs if organ in {None, each.id} and scope.covers(each.jurisdiction, each.id)]
    lines = await report_lines(request, there)
    found = [line for line in lines if state in {None, line.report_state} and year in {None, line.period_ended_on.year}]
    start = pagination.index_of(begin) or 0
    items = tuple(found[start : start + limit])
    following = pagination.following(items, limit, lambda _: ByIndex(index=start + limit))
    return list_reply(request, Reports(items=items, next=following), following)


@router.read("/{organ}/{period}", "reports.get", "Get a periodic report", Report, responses=FILES)
async def get_report(
    request: Request,
    who: Caller,
    organ: Code,
    period: InPath,
    edition: Annotated[Number | None, Query(ge=1, le=INT4_MAX, description="of one that was corrected")] = None,
) -> Response:
    """The figures of an organ's place and all below it in a period that has begun: as handed in, else as of today.

    With `format=xlsx` or `csv` its table as a file.
    """
    read = await report_read(request, await organ_read(request, who, organ), Period.parse(period), edition)
    kind = wanted_format(request)
    return json_reply(await told(request, read)) if kind is None else await report_file(request, read, kind)
