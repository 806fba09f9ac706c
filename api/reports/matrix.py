"""The figures of a report as one table: a line for each count, a column for each level, the last of them the sum."""

from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass

from api.labels.naming import Names
from api.labels.words import OUTCOMES, ROUTES, word
from api.statistics.views import Indicators, indicators_of
from domain.pack.pack import Pack
from domain.pack.results import Outcome
from domain.reports.figures import ReportFigures

OWN, WHOLE = "本级", "合计"


@dataclass(frozen=True, slots=True)
class Line:
    """A count at every level; a median, which is none where nothing was counted, does not add up."""

    name: str
    values: tuple[int | None, ...]
    adds: bool = True
    within: bool = False

    @property
    def empty(self) -> bool:
        """Whether there is nothing at any level."""
        return not any(self.values)


@dataclass(frozen=True, slots=True)
class Group:
    """Lines of one kind; `hint` says how they are counted."""

    id: str
    zh: str
    en: str
    lines: tuple[Line, ...]
    hint: str = ""


@dataclass(frozen=True, slots=True)
class Matrix:
    """The table: what its columns are called, and its groups of lines."""

    columns: tuple[str, ...]
    groups: tuple[Group, ...]


Count = Callable[[Indicators], int | None]


def matrix_of(figures: ReportFigures, names: Names, packs: Mapping[str, Pack]) -> Matrix:
    """The table of a report; a place with nothing below it has one column."""
    parts = [figures.own, *(each.figures for each in figures.below), figures.whole]
    columns = [OWN, *(names.place(each.place) for each in figures.below), WHOLE]
    if not figures.below:
        parts, columns = parts[-1:], columns[:1]
    told = [indicators_of(each, packs) for each in parts]
    groups = (_applications, _outcomes, _steps, _deadlines, _corrections, _bans, _reappraisals)
    return Matrix(tuple(columns), tuple(group(told, packs) for group in groups))


def _line(told: Sequence[Indicators], name: str, count: Count, *, adds: bool = True, within: bool = False) -> Line:
    return Line(name, tuple(count(each) for each in told), adds, within)


def _applications(told: Sequence[Indicators], _packs: Mapping[str, Pack]) -> Group:
    names = {
        "filed": "申请（立案）",
        "accepted": "受理",
        "not_accepted": "不予受理",
        "undecided": "尚未决定",
        "withdrawn_undecided": "决定前撤回",
        "unasked": "不经受理",
    }
    filed, *others = (_line(told, zh, _summed(field), within=field != "filed") for field, zh in names.items())
    routes = (
        _line(told, f"启动方式：{word(ROUTES, line.route).zh}", _of_route(line.route), within=True)
        for line in told[-1].applications
    )
    hint = "受理、不予受理、尚未决定、决定前撤回、不经受理相加即为申请；各启动方式相加亦为申请。"
    return Group("applications", "申请与受理", "Applications", (filed, *others, *routes), hint)


def _summed(field: str) -> Count:
    return lambda each: sum(getattr(line, field) for line in each.applications)


def _of_route(route: str) -> Count:
    return lambda each: sum(line.filed for line in each.applications if line.route == route)


def _outcomes(told: Sequence[Indicators], _packs: Mapping[str, Pack]) -> Group:
    lines = [_line(told, "作出结论的当事人", lambda each: sum(each.outcomes.values()))]
    lines += [_line(told, word(OUTCOMES, outcome).zh, _of_outcome(outcome), within=True) for outcome in Outcome]
    return Group("outcomes", "结论（按当事人计）", "Outcomes", tuple(lines), "以复议后的结论为准。")


def _of_outcome(outcome: Outcome) -> Count:
    return lambda each: each.outcomes.get(outcome, 0)


def _steps(told: Sequence[Indicators], packs: Mapping[str, Pack]) -> Group:
    """In the order of each procedure."""
    return Group(
        "steps",
        "各环节用时",
        "Time of steps",
        tuple(_step_lines(told, packs)),
        "按报告期内完成的环节计，用时为全国日历的工作日，中止计时的日子不计；中位数不能相加，合计栏按全部环节另算。",
    )


def _step_lines(told: Sequence[Indicators], packs: Mapping[str, Pack]) -> Iterator[Line]:
    several = len({step.pack for step in told[-1].steps}) > 1
    for step in told[-1].steps:
        called = f"{_called(packs, step.pack)}：{step.name.zh}" if several else step.name.zh
        found = [{(s.pack, s.step): s for s in each.steps}.get((step.pack, step.step)) for each in told]
        yield Line(f"{called}（件）", tuple(each.count if each else 0 for each in found))
        days = tuple(each.median_days if each else None for each in found)
        yield Line(f"{called}：中位数（工作日）", days, adds=False, within=True)


def _deadlines(told: Sequence[Indicators], packs: Mapping[str, Pack]) -> Group:
    totals = {"due": "到期", "missed": "其中逾期", "open": "其中至今未办"}
    lines = [_line(told, zh, _of_all(field), within=field != "due") for field, zh in totals.items()]
    several = len({line.pack for line in told[-1].deadlines}) > 1
    for line in told[-1].deadlines:
        called = f"{_called(packs, line.pack)}：{line.name.zh}" if several else line.name.zh
        key = (line.pack, line.duty, line.force)
        lines.append(_line(told, f"{called}：到期", _of_duty(key, "due"), within=True))
        if line.missed:
            lines.append(_line(told, f"{called}：逾期", _of_duty(key, "missed"), within=True))
    return Group(
        "deadlines", "到期与逾期", "Terms that fell due", tuple(lines), "暂定日期和中止计时的不计；补录中的案件不计。"
    )


def _of_all(field: str) -> Count:
    return lambda each: sum(getattr(line, field) for line in each.deadlines)


def _of_duty(key: tuple[object, ...], field: str) -> Count:
    return lambda each: sum(
        getattr(line, field) for line in each.deadlines if (line.pack, line.duty, line.force) == key
    )


def _corrections(told: Sequence[Indicators], _packs: Mapping[str, Pack]) -> Group:
    lines = _fields(
        told,
        "corrections",
        {
            "demanded": "提出整改",
            "met": "完成",
            "open": "未完成",
            "ended": "因后来的决定终止",
            "overdue": "未完成中逾期",
        },
        "demanded",
    )
    return Group("corrections", "纠错整改", "Corrections", lines, "完成、未完成、终止相加即为提出。")


def _bans(told: Sequence[Indicators], _packs: Mapping[str, Pack]) -> Group:
    lines = _fields(
        told, "bans", {"barred": "不予二次容错", "excepted": "例外认定", "standing": "现有禁止再次容错的容错"}, None
    )
    return Group("bans", "不予二次容错", "Bans", lines, "最后一行是截至统计日的现有数。")


def _reappraisals(told: Sequence[Indicators], _packs: Mapping[str, Pack]) -> Group:
    lines = _fields(
        told,
        "reappraisals",
        {"asked": "申请复议", "upheld": "维持", "changed": "变更", "reopened": "撤销不予受理", "open": "现有未决"},
        None,
    )
    return Group(
        "reappraisals",
        "复议",
        "Reappraisals",
        lines,
        "维持、变更、撤销按作出决定的日期计；最后一行是截至统计日的现有数。",
    )


def _fields(told: Sequence[Indicators], part: str, names: Mapping[str, str], first: str | None) -> tuple[Line, ...]:
    """A line for each field of a part."""
    within = frozenset(names) - {first} if first else frozenset[str]()
    return tuple(_line(told, zh, _of_part(part, field), within=field in within) for field, zh in names.items())


def _of_part(part: str, field: str) -> Count:
    def count(each: Indicators) -> int:
        value: int = getattr(getattr(each, part), field)
        return value

    return count


def _called(packs: Mapping[str, Pack], pack: str) -> str:
    return packs[pack].name.zh if pack in packs else pack
