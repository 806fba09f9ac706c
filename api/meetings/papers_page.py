"""GET /meetings/{id}/papers/…: what is printed for a meeting (打印件), on A4: notice, voting record, minutes.

Before the meeting the voting record is a blank to be filled in by hand; after it, what was entered, as far as the
reader may read it.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date

from fastapi import APIRouter
from starlette.requests import Request
from starlette.responses import Response

from api.auth.callers import Hidden
from api.auth.context import context_of, today_of
from api.auth.meetings import WHOLE, require_notice
from api.http.language import told
from api.http.problems import NOT_FOUND, ProblemRaised
from api.installed import installed_of
from api.labels.naming import Names
from api.meetings.form import roster
from api.meetings.views import (
    MeetingReader,
    disclose_meeting,
    history,
    minutes_for,
    notice_words,
    reader_of,
    row_of,
    titles_of,
)
from api.web.frame import PageRoute, Reader, id_of, page
from domain.acts.voting.approval import Tally
from domain.meetings.commands import AgendaItem
from domain.meetings.events import EnteredResult
from domain.meetings.minutes import NamedVote
from domain.organs import Organs
from projections.cases import case_page
from projections.cases.view import CasePage
from projections.meetings.model import MeetingRow

router = APIRouter(route_class=PageRoute, include_in_schema=False)

_NUMERALS = "一二三四五六七八九"


@dataclass(frozen=True, slots=True)
class PaperLine:
    """A seat in the voting record of an item: who holds it, for whom, and what the minutes say."""

    person: str
    stands_in_for: str | None
    state: str | None
    recused: bool
    choice: str | None


@dataclass(frozen=True, slots=True)
class PaperItem:
    """An item of the agenda as it is printed; `open` says whether the reader may know of it at all."""

    numeral: str
    number: str | None
    title: str | None
    step: str
    taken_up: bool
    entered: EnteredResult | None
    tally: Tally | None
    result: str | None
    by_name: bool
    remarks: str | None
    lines: tuple[PaperLine, ...]


@router.get("/meetings/{meeting_id}/papers/{paper}")
async def show_paper(request: Request, who: Reader, meeting_id: str, paper: str) -> Response:
    """A paper of a meeting, to be printed; whoever is invited gets the notice."""
    if paper not in {"notice", "votes", "minutes"}:
        raise ProblemRaised(NOT_FOUND)
    id_ = id_of(meeting_id)
    opening, sight = await require_notice(request, who, id_)
    if paper != "notice" and not sight.is_whole:
        raise Hidden(who, WHOLE, id_, exists=True, place=opening.event.jurisdiction)
    row = await row_of(context_of(request), id_)
    if paper == "minutes" and row.entry is None:
        raise ProblemRaised(NOT_FOUND)
    reader = (await reader_of(request, who, row.cases)).within(sight)
    disclose_meeting(request, who, row, reader)
    organs = await installed_of(request).organs()
    names = Names(organs, pack=await installed_of(request).pack(row.pack))
    return await page(
        request,
        f"meeting_paper_{paper}.html",
        row=reader.row(row),
        title=opening.title or "",
        notice=notice_words(await history(request, reader, id_)),
        names=names,
        items=await _items(request, row, reader, names),
        printed_on=today_of(request),
        long_date=long_date,
    )


async def _items(request: Request, row: MeetingRow, reader: MeetingReader, names: Names) -> tuple[PaperItem, ...]:
    pages = await case_page.of_cases(context_of(request).pool, list(reader.seen))
    titles, entry = await titles_of(request, reader.seen), await minutes_for(request, reader, row.meeting_id)
    remarks = {c: said for c, said in (entry.remarks if entry else {}).items() if reader.reads_words(c)}
    ballots = {c: cast for c, cast in (entry.ballots if entry else {}).items() if reader.reads_ballots(c)}
    shown = reader.row(row)
    entered = {item.case: item for item in shown.entry.items} if shown.entry else {}
    return tuple(
        _item(
            shown,
            names,
            numeral(number),
            each,
            pages.get(each.case),
            titles.get(each.case),
            entered.get(each.case),
            remarks.get(each.case),
            ballots.get(each.case, ()),
        )
        for number, each in enumerate(shown.agenda, start=1)
    )


def _item(  # noqa: PLR0913, PLR0917 - what is printed of an item
    row: MeetingRow,
    names: Names,
    number: str,
    item: AgendaItem,
    shown: CasePage | None,
    title: str | None,
    entered: EnteredResult | None,
    remarks: str | None,
    ballots: Sequence[NamedVote],
) -> PaperItem:
    voted = next((each for each in shown.rounds if each.meeting == row.meeting_id), None) if shown else None
    return PaperItem(
        numeral=number,
        number=shown.number if shown else None,
        title=title,
        step=names.step(item.step).zh,
        taken_up=entered.taken_up if entered else True,
        entered=entered,
        tally=voted.tally if voted else None,
        result=voted.result if voted else None,
        by_name=bool(ballots),
        remarks=remarks,
        lines=tuple(_lines(row, names.organs, entered, ballots)),
    )


def _lines(
    row: MeetingRow, organs: Organs, entered: EnteredResult | None, ballots: Sequence[NamedVote]
) -> list[PaperLine]:
    """One for each seat: as entered, else the roster of the planned day with nothing filled in."""
    if row.entry is None:
        return [PaperLine(m.person, None, None, False, None) for m in roster(organs, row.organ, row.planned_on)]
    choices: dict[str, str] = {each.member: each.choice for each in ballots}
    recused = set(entered.recused) if entered else set()
    found = []
    for each in row.entry.attendance:
        person = each.alternate or each.member
        state = "present" if each.alternate else each.state
        found.append(
            PaperLine(person, each.member if each.alternate else None, state, person in recused, choices.get(person))
        )
    return found


def numeral(number: int) -> str:
    """A number below a hundred as Chinese lists have it: 一, 十二, 二十."""
    tens, ones = divmod(number, 10)
    head = ("" if tens == 1 else _NUMERALS[tens - 1]) + "十" if tens else ""
    return head + (_NUMERALS[ones - 1] if ones else "")


def long_date(day: date) -> str:
    """A date as official papers write it: 2026年3月2日."""
    return told(f"{day.year}年{day.month}月{day.day}日", f"{day.day} {day:%B %Y} ")
