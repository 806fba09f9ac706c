"""The words of pages: how far a due date is, who somebody is, and in which order a procedure goes."""

from datetime import date

import pytest

from api.labels.calendar_coverage import coverage
from api.labels.due_words import DueLabel, due_label
from api.labels.event_facts import quorum_words
from api.labels.naming import masked
from api.labels.step_order import steps_in_order
from domain.pack.pack import Pack
from domain.terms.deadlines import Pause, used_working_days
from policies.calendars.seed import national_calendar
from policies.packs.loader import bundled_packs, pack_bytes

CALENDAR = national_calendar()


@pytest.mark.parametrize(
    ("due_on", "today", "label"),
    [
        ("2026-11-26", "2026-11-20", DueLabel("剩4个工作日", "plain")),
        ("2026-11-25", "2026-11-20", DueLabel("剩3个工作日", "soon")),
        ("2026-11-20", "2026-11-20", DueLabel("今日到期", "soon")),
        ("2026-11-22", "2026-11-21", DueLabel("剩1日（休息日）", "soon")),
        ("2026-11-20", "2026-11-22", DueLabel("已逾期（逾期后尚无工作日）", "late")),
        ("2026-11-20", "2026-11-24", DueLabel("逾期2个工作日", "late")),
        ("2026-09-30", "2026-10-08", DueLabel("逾期1个工作日", "late")),
    ],
)
def test_distance_is_told_in_working_days(due_on: str, today: str, label: DueLabel) -> None:
    """Weekends and the national holiday do not count, and a rest day is not the end of nothing."""
    assert due_label(date.fromisoformat(due_on), date.fromisoformat(today), CALENDAR) == label


def test_red_is_for_breaches_alone() -> None:
    """A provisional date is never overdue, and an advisory term is passed without being broken."""
    past, today = date(2026, 11, 20), date(2026, 11, 24)

    assert due_label(past, today, CALENDAR, provisional=True) == DueLabel("暂定日期已过", "soon")
    assert due_label(past, today, CALENDAR, advisory=True) == DueLabel("逾期2个工作日", "soon")


@pytest.mark.parametrize(
    ("today", "tone", "missing"),
    [
        ("2025-12-31", "plain", False),
        ("2026-10-31", "plain", False),
        ("2026-11-01", "soon", True),
        ("2026-12-21", "soon", True),
        ("2026-12-22", "late", True),
        ("2027-01-01", "late", True),
    ],
)
def test_a_missing_calendar_is_told_from_november_on(today: str, tone: str, *, missing: bool) -> None:
    """Before November nobody can have the next year's notice; from then on its lack is a warning, at last a red one."""
    problem_of = coverage(CALENDAR, date.fromisoformat(today))

    assert (problem_of.tone, problem_of.text.startswith("日历数据覆盖至 2026-12-31，缺 2027")) == (tone, missing)


def test_a_calendar_with_a_gap_covers_what_comes_before_it() -> None:
    """The horizon is where the announced years stop following one another, not the last of them."""
    gap = CALENDAR.model_copy(update={"years": {**CALENDAR.years, 2028: "a notice"}})
    nothing = CALENDAR.model_copy(update={"years": {}})

    assert coverage(gap, date(2026, 11, 1)).text.startswith("日历数据覆盖至 2026-12-31，缺 2027")
    assert coverage(nothing, date(2026, 1, 1)).tone == "late"


def test_days_on_which_the_clock_stood_still_are_not_used() -> None:
    """Neither those of a pause that ended nor those of one that has not."""
    start, until = date(2026, 3, 2), date(2026, 3, 20)
    ended = Pause(since=date(2026, 3, 4), until=date(2026, 3, 11))  # 5, 6, 9, 10, 11 March

    assert used_working_days(start, until, (), CALENDAR) == 14
    assert used_working_days(start, until, (ended,), CALENDAR) == 9
    assert used_working_days(start, until, (ended, Pause(since=date(2026, 3, 13))), CALENDAR) == 4
    assert used_working_days(start, date(2026, 3, 6), (ended,), CALENDAR) == 2


@pytest.mark.parametrize(
    ("name", "shown"),
    [
        ("王伟", "王*"),
        ("王成蹊", "王**"),
        ("欧阳明远", "欧阳**"),
        ("欧阳", "欧*"),
        ("阿依古丽·买买提", "阿**"),
        ("和", "和*"),
    ],
)
def test_a_masked_name_keeps_the_surname(name: str, shown: str) -> None:
    """The surname, two characters where it has two, and as many stars as there are characters hidden."""
    assert masked(name) == shown


def test_a_quorum_is_read_as_a_share() -> None:
    """2/3 is read 三分之二."""
    assert (quorum_words("2/3"), quorum_words("11/20")) == ("不少于应到的三分之二", "不少于应到的11/20")


@pytest.mark.parametrize("pack", tuple(bundled_packs()), ids=lambda pack: pack.pack)
def test_an_installed_pack_keeps_its_way(pack: Pack) -> None:
    """An edition is installed with sorted keys; the order of its steps is that of its leads."""
    installed = Pack.model_validate_json(pack_bytes(pack))

    assert list(installed.tolerance.steps) != list(pack.tolerance.steps)
    assert steps_in_order(installed.tolerance) == tuple(pack.tolerance.steps)
