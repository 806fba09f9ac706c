"""The tasks of a reader (待办), tab by tab: each is in one tab for each reader, and in none where it is not theirs."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from enum import StrEnum
from functools import cache
from pathlib import Path
from typing import Annotated, Literal
from uuid import UUID

from pydantic import Field

from api.auth.context import AppContext
from api.http import pagination
from api.http.pagination import Place
from api.inbox.desk import Days, Desk
from api.inbox.task_acts import TaskKey
from domain.values import INT4_MAX, Actor, Code, Frozen, LogIndex, Whole, WrittenDate
from eventlog.pool import Pool
from eventlog.queries import load_queries
from projections.cases import case_page
from projections.inbox.inbox import ALL, EACH, InboxItem, What
from projections.projector.table import read

_SQL = load_queries(Path(__file__).with_suffix(".sql"))
_PAGES = f"('{case_page.MODEL.name}', {case_page.MODEL.version})"
"""The read model of the case page, as `set_aside` names it."""


class Tab(StrEnum):
    """Where a task is for a reader.

    Attributes:
        MINE: 我的: claimed by or given to whoever holds their post, or asked of that post by name.
        UNCLAIMED: 本单位待领: of their organ, and nobody's yet.
        VOTES: 待我表决: a vote that they have not cast.
        NOTICES: 阅知: what they were told and have not read.
        LATER: 稍后提醒: theirs, put off to a day that has not come.
        DONE: 已办: what they have done, voted on or read.
    """

    MINE = "mine"
    UNCLAIMED = "unclaimed"
    VOTES = "votes"
    NOTICES = "notices"
    LATER = "later"
    DONE = "done"


Due = Literal["overdue", "today", "soon", "week", "after"]
"""逾期、今日、3个工作日内、本周、以后: each task is in one of them."""
Sort = Literal["due", "came"]
_NEVER = date.max


class Task(InboxItem):
    """A task with where it stands, who has it and since when; `changes` is its version for the next change."""

    opened_index: int
    from_organ: Code | None = None
    done_on: date | None = None
    changes: int
    act: str | None = Field(default=None, description="how it came to who has it: claim, assign, forward, release, …")
    handler: Code | None = None
    handler_post: Code | None = None
    handler_left: bool = False
    until: date | None = None
    changed_by: Actor | None = None
    task_changed_at: datetime | None = None
    tab: Tab | None = None
    stage: Code
    pack: Code
    jurisdiction: Code
    changed_at: datetime
    history_open: bool

    @property
    def key_of(self) -> TaskKey:
        """What tells it from all others."""
        return TaskKey(self.about, self.what.value, self.organ, self.level)

    @property
    def counts_to(self) -> date:
        """The day until which it is counted; none ever, while its clock stands still or it has none."""
        return _NEVER if self.paused or self.due_on is None else self.due_on

    def due(self, days: Days) -> Due:
        """In which part of its tab it is; a provisional day that has passed is no breach (decision 11)."""
        if self.counts_to < days.today and not self.provisional:
            return "overdue"
        if self.counts_to <= days.today:
            return "today"
        if self.counts_to <= days.soon:
            return "soon"
        return "week" if self.counts_to <= days.week else "after"


COUNTED_MAX = 200
"""Of what comes to a tab in one way so many are counted, those due first of what anybody may take; the list has all."""


class TabCount(Frozen):
    """How many tasks a tab has, how many of them are overdue, and the place in the log of the one that came last.

    About 200 are counted, where there are more.
    """

    tab: Tab
    count: int
    overdue: int
    newest: int
    more: bool = Field(default=False, description="there is more than was counted")

    @property
    def told(self) -> str:
        """How many there are, as a page says it."""
        return at_least(self.count, more=self.more)

    @property
    def overdue_told(self) -> str:
        """How many of them are overdue, likewise: among those that were not counted there may be some."""
        return at_least(self.overdue, more=self.more)


def at_least(count: int, *, more: bool) -> str:
    """A number, or what there is at least."""
    return f"{count}{'+' if more else ''}"


Counts = Mapping[Tab, TabCount]


_Level = Annotated[Whole, Field(ge=0, le=INT4_MAX)]


class _ByDay(Place):
    day: WrittenDate
    about: UUID
    what: What
    level: _Level
    organ: Code


class _ByIndex(Place):
    index: LogIndex
    about: UUID
    what: What
    level: _Level
    organ: Code


@dataclass(frozen=True, slots=True)
class Filters:
    """What of a tab is asked for; the names are those of the address."""

    tab: Tab
    due: Due | None = None
    stage: str | None = None
    sort: Sort = "due"


@dataclass(frozen=True, slots=True)
class Page:
    """A page of a tab, and where the next one begins."""

    tasks: tuple[Task, ...]
    following: str | None


async def page_of(context: AppContext, desk: Desk, asked: Filters, after: str | None, limit: int) -> Page:
    """A page of a tab.

    Raises:
        ProblemRaised: 422, the cursor is none of this list.
    """
    order = "done" if asked.tab is Tab.DONE else asked.sort
    model: type[_ByDay | _ByIndex] = _ByIndex if order == "came" else _ByDay
    place = pagination.place_of(after, model)
    since: tuple[object, ...] = (None,) * 5
    if place is not None:
        first = place.index if isinstance(place, _ByIndex) else place.day
        since = (first, place.about, place.what.value, place.level, place.organ)
    filters = (asked.tab.value, asked.due, desk.days.soon, desk.days.week, asked.stage, None)
    listed = statement(order, asked.tab, unit=desk.unit)
    tasks = await read(context.pool, Task, listed, *desk.arguments, *filters, *since, limit)
    return Page(tasks, pagination.following(tasks, limit, lambda last: _place(last, order)))


async def named(pool: Pool, desk: Desk, about: Sequence[UUID]) -> Mapping[TaskKey, Task]:
    """Open tasks of the desk's organs by the ids of what they are about, whichever tab they are in, or in none."""
    filters = (None, None, desk.days.soon, desk.days.week, None, list(about))
    rows = await read(pool, Task, statement("due", unit=desk.unit), *desk.arguments, *filters, *(None,) * 5, None)
    return {row.key_of: row for row in rows}


async def next_due(context: AppContext, desk: Desk) -> Task | None:
    """What of all that is the reader's is due first: for a tab in which there is nothing."""
    for tab in (Tab.MINE, Tab.VOTES, Tab.UNCLAIMED, Tab.LATER):
        found = await page_of(context, desk, Filters(tab), None, 1)
        if found.tasks and found.tasks[0].counts_to != _NEVER:
            return found.tasks[0]
    return None


async def counts(context: AppContext, desk: Desk) -> Counts:
    """How many tasks there are in each tab."""
    rows = await pool_of(context, desk).fetch(counts_statement(COUNTED_MAX, unit=desk.unit), *desk.arguments)
    rows += await context.pool.fetch(done_statement(COUNTED_MAX, unit=desk.unit), *desk.arguments)
    found = [TabCount.model_validate(dict(row)) for row in rows]
    return {each.tab: each for each in found}


def pool_of(context: AppContext, desk: Desk) -> Pool:
    """Where what is open is counted: for an organ in the order of an index and so many rows, whoever asks.

    So the statement keeps its plan, which costs more than it does. What is a unit's is found by marks that half of the
    rows bear, or few.
    """
    return context.pool if desk.unit else context.by_key


async def come_since(pool: Pool, desk: Desk, index: int) -> int:
    """How many tasks came to the reader after a place in the log."""
    count: int = await pool.fetchval(statement("new", unit=desk.unit), *desk.arguments, index)
    return count


_WAYS = {"due": ("open",), "came": ("open",), "done": ("was_read", "acted", "held")}
"""In which ways a task comes to the lists in their orders."""
_PERSONAL = frozenset({Tab.MINE, Tab.LATER, Tab.VOTES})
"""Tabs of what is for one post alone, which an index finds among all that is open."""


@cache
def statement(name: str, tab: Tab | None = None, *, unit: bool) -> str:
    """A statement for whoever acts for subjects, or for an organ, put together of its parts."""
    asked = _SQL[name]
    if name in _WAYS:
        page = _SQL[f"{name}_page"].replace("{picked}", _SQL["picked"]).replace("{beside}", _SQL["beside"])
        if tab in _PERSONAL:
            pages, before = page.replace("{tasks}", _open_among("personal")), f"{_personal()}, "
        else:
            pages, before = _of_each(page.replace("{tasks}", _SQL[way]) for way in _WAYS[name]), ""
        rest = f"{before}listed AS ({asked.replace('{pages}', pages)}) SELECT line FROM listed"  # noqa: S608 - our own text
    else:
        rest = f"task AS ({_SQL['open']}) {asked}"
    return _put_together(rest, unit=unit, done=name == "done")


@cache
def counts_statement(at_most: int, *, unit: bool) -> str:
    """The statement that counts what is open in the tabs, of each way in which it comes to one no more than so many."""
    newest = _of_each([_SQL["newest_of_unit" if unit else "newest_of_organ"]])
    asked = _SQL["counts"].replace("{newest}", newest)
    asked = asked.replace("{more}", _full("looked", "some_cases") if unit else _SQL["more_of_tab"])
    asked = asked.replace("{besides}", "" if unit else _SQL["taken_by_others"])
    return _counted(_open_among("looked"), asked, at_most, unit=unit)


@cache
def done_statement(at_most: int, *, unit: bool) -> str:
    """The statement that counts what the reader has done, of each way in which it was done no more than so many."""
    order = "" if unit else "ORDER BY coalesce(done_on, 'infinity') DESC, about DESC, what DESC, level DESC"
    ways = (f"(SELECT * FROM ({_SQL[way]}) x {order} LIMIT {{at_most}})" for way in ("was_read", "acted", "held"))  # noqa: S608 - our own text
    whole = _put_together(f"task AS ({_of_each(ways)}) {_SQL['counts_done']}", unit=unit, done=True)
    return whole.replace("{at_most}", str(at_most))


def bounded_statement(asked: str, *, unit: bool) -> str:
    """A statement over the open tasks that the tabs count; `{more}` in it tells whether there may be more."""
    more = _full("looked", "some_cases") if unit else _full("first", "personal")
    return _counted(_open_among("looked"), asked.replace("{more}", more), COUNTED_MAX, unit=unit)


def _counted(tasks: str, asked: str, at_most: int, *, unit: bool) -> str:
    looked = _SQL["looked_by_unit" if unit else "looked_by_organ"]
    parts = {"first_of_each": _of_each([_SQL["first_page"]]), "personal": _personal("LIMIT {at_most}")}
    for name, part in parts.items():
        looked = looked.replace(f"{{{name}}}", part)
    return _put_together(f"{looked}, task AS ({tasks}) {asked}", unit=unit).replace("{at_most}", str(at_most))


def _full(*parts: str) -> str:
    """Whether one of some parts has as many rows as it may have."""
    return " OR ".join(f"(SELECT count(*) FROM {rows}) >= {{at_most}}" for rows in parts)  # noqa: S608 - our own text


def _open_among(rows: str) -> str:
    return _SQL["open"].replace("{theirs}", rows)


def _personal(limit: str = "") -> str:
    return _SQL["personal"].replace("{limit}", limit)


def _of_each(pages: Iterable[str]) -> str:
    """Some pages of rows, once for each of the tables."""
    each = (
        page.replace("{theirs}", f"{{theirs_{n}}}").replace("{each}", table)
        for page in pages
        for n, table in enumerate(EACH)
    )
    return " UNION ALL ".join(each)


def _put_together(rest: str, *, unit: bool, done: bool = False) -> str:
    """A whole statement, over what is open or what was done."""
    own, theirs = _SQL["own"].replace("{pages}", _PAGES), _SQL["of_unit" if unit else "of_organ"]
    theirs = theirs.replace("{of_its_cases}", _SQL["of_each_case" if done else "of_open_cases"])
    return f"WITH {own}, {_of_tables(rest, theirs)}".replace("{columns}", _SQL["columns"])


def _of_tables(rest: str, theirs: str) -> str:
    """A part of a statement that says which rows of the tables are the reader's."""
    for n, each in enumerate(EACH):
        rest = rest.replace(f"{{theirs_{n}}}", theirs.replace("{all}", each))
    return rest.replace("{theirs}", theirs).replace("{all}", ALL)


def _place(last: Task, order: str) -> Place:
    told = {"about": last.about, "what": last.what, "level": last.level, "organ": last.organ}
    if order == "came":
        return _ByIndex(index=last.opened_index, **told)
    day = (last.done_on or _NEVER) if order == "done" else last.counts_to
    return _ByDay(day=day, **told)
