"""A report as a file: the same table as on its page, to be worked on in a spreadsheet."""

import asyncio

from fastapi import Request
from starlette.responses import Response

from api.auth.context import context_of
from api.http.language import speak
from api.installed import installed_of
from api.labels.naming import Names
from api.reports.matrix import matrix_of
from api.reports.views import ReportRead
from api.tables.sending import sent
from api.tables.writing import ZONE, Format, Head, Value, writer

_NAME_WIDTH, _NUMBER_WIDTH = 36.0, 14.0


async def report_file(request: Request, read: ReportRead, kind: Format) -> Response:
    """The table of a report: the groups and their lines below each other, a column for each level."""
    speak("zh")  # files go to others (docs/decisions/0062-a-page-is-in-one-language.md)
    names = Names(await installed_of(request).organs())
    matrix = matrix_of(read.figures, names, await installed_of(request).newest_packs())
    made_at = context_of(request).clock().astimezone(ZONE)
    title = f"{names.organ(read.organ.id)}{read.period.name.zh}容错纠错工作报告"
    notes = (
        f"报告期：{read.period.first} 至 {read.period.last}；数字截至 {read.as_of}",
        f"数字摘要：SHA-256 {read.figures.sha256}",
        f"导出：{made_at:%Y-%m-%d %H:%M}",
    )
    headings = ("类别", "项目", *matrix.columns)
    table = writer(kind, Head(title, notes, headings, (18.0, _NAME_WIDTH, *(_NUMBER_WIDTH for _ in matrix.columns))))
    for group in matrix.groups:
        for line in group.lines:
            values: list[Value] = [group.zh, line.name, *line.values]
            table.row(values)
    return sent(await asyncio.to_thread(table.finished), kind, title)
