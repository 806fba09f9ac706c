"""Lists of pages: the filters in force as chips, the columns that were chosen, and views saved under a name (常用视图).

What a list shows stands in its address, and in nothing else. A saved view is a name for such an address, of somebody in
a post or of an organ for all its people; it grants nothing, for the list decides anew what its reader sees.
"""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from pathlib import Path
from types import MappingProxyType
from typing import NamedTuple
from urllib.parse import parse_qsl, urlencode
from uuid import UUID

from starlette.requests import Request

from api.auth.context import context_of
from api.auth.policy import Action
from api.identity.personas import Persona
from domain.values import Bilingual
from eventlog.queries import load_queries
from eventlog.rows import shaped

SAVED, NO_VIEW = "saved", "none"
"""The parameter that names the view from which an address came, and its value where not even the usual is wanted."""
COLUMNS = "columns"

_SQL = load_queries(Path(__file__).with_suffix(".sql"))


class Column(NamedTuple):
    """A column: its name in the address, its heading, the fields of its file, and whether it is there at first."""

    name: str
    heading: str
    fields: tuple[str, ...]
    usual: bool = True


def _column(name: str, heading: str, *fields: str, usual: bool = True) -> Column:
    return Column(name, heading, fields or (name,), usual)


@dataclass(frozen=True, slots=True)
class ListPage:
    """A list: who may read it, by what it is filtered, what else its address says, and its columns, the first always.

    `telling` are the filters that mean something when they are empty.
    """

    action: Action
    filters: Mapping[str, str]
    columns: tuple[Column, ...]
    also: frozenset[str] = frozenset()
    telling: frozenset[str] = frozenset()

    def query(self, given: Iterable[tuple[str, str]]) -> str:
        """The state of the list in an address, written in one way: what says nothing, or nothing new, is left out."""
        items = list(given)
        own = {*self.filters, *self.also}
        state = {name: value for name, value in items if name in own and (value or name in self.telling)}
        columns = self.chosen(value for name, value in items if name == COLUMNS)
        query = sorted(state.items())
        if columns != self.chosen(()):
            query += [(COLUMNS, column.name) for column in columns]
        return urlencode(query)

    def chosen(self, names: Iterable[str]) -> tuple[Column, ...]:
        """The columns of these names in their order, with the first; without any the usual ones."""
        wanted = {*names} & {column.name for column in self.columns}
        first = self.columns[:1]
        return first + tuple(each for each in self.columns[1:] if (each.name in wanted if wanted else each.usual))


LISTS: Mapping[str, ListPage] = MappingProxyType(
    {
        "cases": ListPage(
            "read_case",
            {"jurisdiction": "地区", "stage": "环节", "state": "办理状态", "number": "编号或文号", "history": "补录"},
            (
                _column("number", "编号"),
                _column("title", "事项"),
                _column("subjects", "当事人"),
                _column("jurisdiction", "地区"),
                _column("stage", "环节"),
                _column("next_due", "下一期限"),
                _column("outcomes", "结论"),
                _column("to_organ", "受理机关", usual=False),
                _column("opened_on", "立案日期", usual=False),
                _column("changed_at", "最近变动", usual=False),
            ),
        ),
        "deadlines": ListPage(
            "read_deadlines",
            {"state": "情况", "organ": "责任机关", "day": "到期日"},
            (
                _column("due_on", "到期"),
                _column("state", "情况", "provisional", "paused"),
                _column("organ", "责任机关"),
                _column("case_number", "案件"),
                _column("name", "事项"),
                _column("cite", "依据", "cite", "standing"),
                _column("level", "督办"),
            ),
            telling=frozenset({"organ"}),
        ),
        "inbox": ListPage(
            "read_inbox",
            {"stage": "环节", "due": "期限"},
            (
                _column("due_on", "期限"),
                _column("case_number", "案件"),
                _column("what", "要做什么"),
                _column("stage", "环节", "step"),
                _column("from_organ", "来自"),
                _column("handler", "经办人"),
                _column("changed_at", "最近变动"),
            ),
            also=frozenset({"view", "sort"}),
        ),
        "records": ListPage(
            "read_work_records",
            {"kind": "种类", "state": "状态"},
            (
                _column("number", "编号"),
                _column("title", "事项"),
                _column("name", "种类"),
                _column("keeper", "承担机关"),
                _column("state", "状态", "state", "outcome"),
                _column("last_on", "最近一次"),
                _column("next_due", "下次应于"),
                _column("opened_on", "登记日期", usual=False),
            ),
        ),
        "risk-filings": ListPage(
            "read_risk_filings",
            {"stage": "状态"},
            (
                _column("number", "编号"),
                _column("title", "事项"),
                _column("unit", "单位"),
                _column("to_organ", "受理机关"),
                _column("stage", "状态", "stage", "closed_because"),
                _column("reply_due_on", "反馈期限"),
                _column("valid_until", "有效至"),
                _column("received_on", "收到日期", usual=False),
            ),
        ),
        "meetings": ListPage(
            "read_meeting_notices",
            {"state": "状态"},
            (
                _column("number", "编号"),
                _column("title", "会议"),
                _column("organ", "召开机关"),
                _column("planned_on", "时间", "planned_on", "starts_at"),
                _column("agenda", "议题"),
                _column("state", "状态"),
                _column("minutes_number", "纪要"),
                _column("noticed_on", "通知日期", usual=False),
            ),
        ),
    }
)
"""The lists that can be filtered, by the names of their addresses."""


@dataclass(frozen=True, slots=True)
class SavedView:
    """常用视图: a name for an address of a list; `own`: the reader saved it; `usual`: the list opens with it."""

    id: UUID
    name: str
    query: str
    shared: bool
    own: bool
    usual: bool


class Chip(NamedTuple):
    """A filter in force, and what of the address takes it away."""

    label: str
    text: str | Bilingual
    without: dict[str, str | None]


@dataclass(frozen=True, slots=True)
class Listing:
    """A list as its address asks for it.

    Attributes:
        name: of its address.
        query: its state in the address.
        columns: those shown.
        views: what was saved of it for the reader, their own first.
        view: the one from which the address came.
        fresh: whether the address says nothing at all.
    """

    name: str
    query: str
    columns: tuple[Column, ...]
    views: tuple[SavedView, ...]
    view: SavedView | None
    fresh: bool
    chips: tuple[Chip, ...] = ()

    @property
    def page(self) -> ListPage:
        """The list."""
        return LISTS[self.name]

    @property
    def usual(self) -> str | None:
        """Where the list leads who names nothing: to the view with which it opens for them."""
        view = next((view for view in self.views if view.usual), None)
        return self.of(view) if view and self.fresh else None

    @property
    def changed(self) -> bool:
        """Whether the address shows something else than the view from which it came."""
        return self.view is not None and self.view.query != self.query

    @property
    def everything(self) -> str:
        """The address of the list without any filter."""
        bare = [(name, "") for name in sorted(self.page.telling)]
        return f"/{self.name}?{urlencode([*bare, (SAVED, NO_VIEW)])}"

    @property
    def fields(self) -> tuple[str, ...]:
        """The fields of a file with the same columns; none where the usual ones stand: then it has all there are."""
        if self.columns == self.page.chosen(()):
            return ()
        return tuple(field for column in self.columns for field in column.fields)

    @property
    def state(self) -> list[tuple[str, str]]:
        """The state without its columns, for a form in which these are chosen."""
        items = parse_qsl(self.query, keep_blank_values=True)
        return [*((name, value) for name, value in items if name != COLUMNS), *self.source]

    @property
    def source(self) -> list[tuple[str, str]]:
        """The view from which the address came, as a form sends it on."""
        return [(SAVED, str(self.view.id))] if self.view else []

    def shows(self, column: str) -> bool:
        """Whether a column is shown."""
        return any(each.name == column for each in self.columns)

    def of(self, view: SavedView) -> str:
        """The address of a view."""
        return view_address(self.name, view.query, view.id)

    def filtered(self, words: Mapping[str, str | Bilingual | None]) -> "Listing":
        """With a chip for each filter in force, called as its page calls it."""
        chips = [
            Chip(label, text, {name: "" if name in self.page.telling else None, "next": None})
            for name, label in self.page.filters.items()
            if (text := words.get(name))
        ]
        return Listing(self.name, self.query, self.columns, self.views, self.view, self.fresh, tuple(chips))


def view_address(name: str, query: str, id_: UUID) -> str:
    """The address of a list as a view has it."""
    return f"/{name}?{query}{'&' if query else ''}{SAVED}={id_}"


async def listing_of(request: Request, who: Persona, name: str) -> Listing:
    """A list as the request asks for it, and what was saved of it; one statement."""
    views = await views_of(request, who, name)
    given = request.query_params
    return Listing(
        name=name,
        query=LISTS[name].query(given.multi_items()),
        columns=LISTS[name].chosen(given.getlist(COLUMNS)),
        views=views,
        view=next((view for view in views if str(view.id) == given.get(SAVED)), None),
        fresh=not given,
    )


async def views_of(request: Request, who: Persona, name: str) -> tuple[SavedView, ...]:
    """The views of a list that somebody sees, their own first."""
    rows = await context_of(request).pool.fetch(_SQL["views"], name, who.organ, who.person, who.position)
    return tuple(shaped(SavedView, row) for row in rows)


@dataclass(frozen=True, slots=True)
class Owner:
    """Who saves a view, and of which list it is."""

    list: str
    who: Persona
    shared: bool = field(default=False)

    @property
    def mark(self) -> str:
        """Whose it is: an organ's, or that of somebody in a post. Under this its name is taken once."""
        return f"organ {self.who.organ}" if self.shared else f"post {self.who.person} {self.who.position}"


async def save(request: Request, owner: Owner, name: str, query: str) -> UUID | None:
    """Save a view; one's own of that name changes. None: another one's has the name, or there are as many as may be."""
    context, who = context_of(request), owner.who
    asked = owner.list, name, query, owner.shared, owner.mark, who.organ, who.person, who.position, context.clock()
    saved: UUID | None = await context.pool.fetchval(_SQL["save"], *asked)
    return saved


async def change(request: Request, who: Persona, id_: UUID, query: str | None) -> str | None:
    """Have a view of one's own mean another address, or remove it; of which list it is, none if it is not one's own."""
    pool = context_of(request).pool
    if query is None:
        removed: str | None = await pool.fetchval(_SQL["remove"], id_, who.person, who.position)
        return removed
    changed: str | None = await pool.fetchval(_SQL["change"], id_, who.person, who.position, query)
    return changed


async def view_of(request: Request, who: Persona, id_: UUID) -> tuple[str, SavedView] | None:
    """A view that somebody sees, and the list that it is of."""
    row = await context_of(request).pool.fetchrow(_SQL["view"], id_, who.organ, who.person, who.position)
    return (row["list"], shaped(SavedView, row)) if row else None


async def open_with(request: Request, who: Persona, name: str, id_: UUID | None) -> None:
    """Have a list open with a view for somebody in their post; none: with nothing again."""
    pool = context_of(request).pool
    if id_ is None:
        await pool.execute(_SQL["open_plainly"], who.person, who.position, name)
    else:
        await pool.execute(_SQL["open_with"], who.person, who.position, name, id_)
