"""The words of pages: how far a due date is, who somebody is, and in which order a procedure goes."""

from datetime import date

import pytest

from api.due_words import DueLabel, due_label
from api.event_facts import quorum_words
from api.naming import masked
from api.pages_deadlines import coverage
from api.stage_bar import steps_in_order
from domain.pack import Pack
from policies.calendar_seed import national_calendar
from policies.loader import bundled_packs, pack_bytes

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


def test_a_missing_calendar_is_told_from_november_on() -> None:
    """Before November nobody can have the next year's notice; from then on its lack is a warning."""
    october, november = coverage(CALENDAR, date(2026, 10, 31)), coverage(CALENDAR, date(2026, 11, 1))

    assert (october.text, october.warn) == ("日历数据覆盖至 2026-12-31。", False)
    assert (november.text.startswith("日历数据覆盖至 2026-12-31，缺 2027"), november.warn) == (True, True)


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


def test_an_installed_pack_keeps_its_way() -> None:
    """An edition is installed with sorted keys; the order of its steps is that of its leads."""
    [nujiang] = [pack for pack in bundled_packs() if pack.pack == "nujiang"]
    installed = Pack.model_validate_json(pack_bytes(nujiang))

    assert list(installed.tolerance.steps) != list(nujiang.tolerance.steps)
    assert steps_in_order(installed.tolerance) == tuple(nujiang.tolerance.steps)
