"""The figures of a report as one table: a line for each count, a column for each level, the last of them the sum."""

from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass

from api.http.language import say, told
from api.labels.naming import Names
from api.labels.words import OUTCOMES, ROUTES, word
from api.statistics.views import Indicators, indicators_of
from domain.pack.pack import Pack
from domain.pack.results import Outcome
from domain.reports.figures import ReportFigures


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
    below = (names.place(each.place) for each in figures.below)
    columns = [told("本级", "Own level"), *below, told("合计", "All")]
    if not figures.below:
        parts, columns = parts[-1:], columns[:1]
    counted = [indicators_of(each, packs) for each in parts]
    groups = (_applications, _outcomes, _steps, _deadlines, _corrections, _bans, _reappraisals)
    return Matrix(tuple(columns), tuple(group(counted, packs) for group in groups))


def _line(counted: Sequence[Indicators], name: str, count: Count, *, adds: bool = True, within: bool = False) -> Line:
    return Line(name, tuple(count(each) for each in counted), adds, within)


def _applications(counted: Sequence[Indicators], _packs: Mapping[str, Pack]) -> Group:
    names = {
        "filed": told("申请（立案）", "Applications (cases opened)"),
        "accepted": told("受理", "Accepted"),
        "not_accepted": told("不予受理", "Not accepted"),
        "undecided": told("尚未决定", "Not decided yet"),
        "withdrawn_undecided": told("决定前撤回", "Withdrawn before"),
        "unasked": told("不经受理", "Without acceptance"),
    }
    filed, *others = (_line(counted, zh, _summed(field), within=field != "filed") for field, zh in names.items())
    routes = (
        _line(
            counted,
            told("启动方式：", "Begun by: ") + say(word(ROUTES, line.route)),
            _of_route(line.route),
            within=True,
        )
        for line in counted[-1].applications
    )
    hint = told(
        "受理、不予受理、尚未决定、决定前撤回、不经受理相加即为申请；各启动方式相加亦为申请。",
        "What was accepted, not accepted, is undecided, was withdrawn and needed no acceptance adds up to the "
        "applications; so do the ways in which they began.",
    )
    return Group("applications", "申请与受理", "Applications", (filed, *others, *routes), hint)


def _summed(field: str) -> Count:
    return lambda each: sum(getattr(line, field) for line in each.applications)


def _of_route(route: str) -> Count:
    return lambda each: sum(line.filed for line in each.applications if line.route == route)


def _outcomes(counted: Sequence[Indicators], _packs: Mapping[str, Pack]) -> Group:
    lines = [
        _line(counted, told("作出结论的当事人", "Subjects with an outcome"), lambda each: sum(each.outcomes.values()))
    ]
    lines += [_line(counted, say(word(OUTCOMES, outcome)), _of_outcome(outcome), within=True) for outcome in Outcome]
    return Group(
        "outcomes", "结论（按当事人计）", "Outcomes", tuple(lines), told("以复议后的结论为准。", "After reappraisal.")
    )


def _of_outcome(outcome: Outcome) -> Count:
    return lambda each: each.outcomes.get(outcome, 0)


def _steps(counted: Sequence[Indicators], packs: Mapping[str, Pack]) -> Group:
    """In the order of each procedure."""
    return Group(
        "steps",
        "各环节用时",
        "Time of steps",
        tuple(_step_lines(counted, packs)),
        told(
            "按报告期内完成的环节计，用时为全国日历的工作日，中止计时的日子不计；中位数不能相加，合计栏按全部环节另算。",
            "Steps done within the period, in working days of the national calendar, without days on which the clock "
            "stood still. Medians do not add up: that of all is counted anew.",
        ),
    )


def _step_lines(counted: Sequence[Indicators], packs: Mapping[str, Pack]) -> Iterator[Line]:
    several = len({step.pack for step in counted[-1].steps}) > 1
    for step in counted[-1].steps:
        called = _of_pack(packs, step.pack, say(step.name)) if several else say(step.name)
        found = [{(s.pack, s.step): s for s in each.steps}.get((step.pack, step.step)) for each in counted]
        yield Line(told(f"{called}（件）", f"{called} (cases)"), tuple(each.count if each else 0 for each in found))
        days = tuple(each.median_days if each else None for each in found)
        yield Line(
            told(f"{called}：中位数（工作日）", f"{called}: median (working days)"), days, adds=False, within=True
        )


def _deadlines(counted: Sequence[Indicators], packs: Mapping[str, Pack]) -> Group:
    totals = {
        "due": told("到期", "Fell due"),
        "missed": told("其中逾期", "of these missed"),
        "open": told("其中至今未办", "of these open"),
    }
    lines = [_line(counted, zh, _of_all(field), within=field != "due") for field, zh in totals.items()]
    several = len({line.pack for line in counted[-1].deadlines}) > 1
    for line in counted[-1].deadlines:
        called = _of_pack(packs, line.pack, say(line.name)) if several else say(line.name)
        key = (line.pack, line.duty, line.force)
        lines.append(_line(counted, told(f"{called}：到期", f"{called}: fell due"), _of_duty(key, "due"), within=True))
        if line.missed:
            lines.append(
                _line(counted, told(f"{called}：逾期", f"{called}: missed"), _of_duty(key, "missed"), within=True)
            )
    return Group(
        "deadlines",
        "到期与逾期",
        "Terms that fell due",
        tuple(lines),
        told(
            "暂定日期和中止计时的不计；补录中的案件不计。",
            "Without provisional days, clocks that stand still, and cases being entered from paper.",
        ),
    )


def _of_all(field: str) -> Count:
    return lambda each: sum(getattr(line, field) for line in each.deadlines)


def _of_duty(key: tuple[object, ...], field: str) -> Count:
    return lambda each: sum(
        getattr(line, field) for line in each.deadlines if (line.pack, line.duty, line.force) == key
    )


def _corrections(counted: Sequence[Indicators], _packs: Mapping[str, Pack]) -> Group:
    lines = _fields(
        counted,
        "corrections",
        {
            "demanded": told("提出整改", "Demanded"),
            "met": told("完成", "Done"),
            "open": told("未完成", "Open"),
            "ended": told("因后来的决定终止", "Ended by a later decision"),
            "overdue": told("未完成中逾期", "of those open, overdue"),
        },
        "demanded",
    )
    return Group(
        "corrections",
        "纠错整改",
        "Corrections",
        lines,
        told("完成、未完成、终止相加即为提出。", "Done, open and ended add up to what was demanded."),
    )


def _bans(counted: Sequence[Indicators], _packs: Mapping[str, Pack]) -> Group:
    lines = _fields(
        counted,
        "bans",
        {
            "barred": told("不予二次容错", "Barred"),
            "excepted": told("例外认定", "Exceptions"),
            "standing": told("现有禁止再次容错的容错", "Grants that bar another one now"),
        },
        None,
    )
    return Group(
        "bans",
        "不予二次容错",
        "Bans",
        lines,
        told("最后一行是截至统计日的现有数。", "The last line is as of the day of counting."),
    )


def _reappraisals(counted: Sequence[Indicators], _packs: Mapping[str, Pack]) -> Group:
    lines = _fields(
        counted,
        "reappraisals",
        {
            "asked": told("申请复议", "Asked for"),
            "upheld": told("维持", "Upheld"),
            "changed": told("变更", "Changed"),
            "reopened": told("撤销不予受理", "Reopened"),
            "open": told("现有未决", "Open now"),
        },
        None,
    )
    return Group(
        "reappraisals",
        "复议",
        "Reappraisals",
        lines,
        told(
            "维持、变更、撤销按作出决定的日期计；最后一行是截至统计日的现有数。",
            "By the day of the decision; the last line is as of the day of counting.",
        ),
    )


def _fields(counted: Sequence[Indicators], part: str, names: Mapping[str, str], first: str | None) -> tuple[Line, ...]:
    """A line for each field of a part."""
    within = frozenset(names) - {first} if first else frozenset[str]()
    return tuple(_line(counted, zh, _of_part(part, field), within=field in within) for field, zh in names.items())


def _of_part(part: str, field: str) -> Count:
    def count(each: Indicators) -> int:
        value: int = getattr(getattr(each, part), field)
        return value

    return count


def _called(packs: Mapping[str, Pack], pack: str) -> str:
    return say(packs[pack].name) if pack in packs else pack


def _of_pack(packs: Mapping[str, Pack], pack: str, name: str) -> str:
    return told(f"{_called(packs, pack)}：{name}", f"{_called(packs, pack)}: {name}")
