"""The national calendar as content: the notices of 2004-2026 by way of `chinesecalendar`, and four estimated years.

Only the import of a calendar uses this. Workflows and decisions read the installed version, never this module.
"""

from collections.abc import Iterator
from datetime import date, timedelta
from importlib.metadata import version

from chinese_calendar import constants

from domain.terms.calendar import Calendar, DayKind, ListedDay, fixed_holidays, is_weekend

_WITNESS = f"via chinesecalendar {version('chinesecalendar')}"
_DECEMBER = 12

_DATED_NOTICES = {2024: "2023-10-25", 2026: "2025-11-04"}
"""When a yearly notice was published, where that was checked."""

_AMENDMENTS = (
    (
        (date(2015, 9, 3), date(2015, 9, 6)),
        "国务院关于中国人民抗日战争暨世界反法西斯战争胜利70周年纪念日调休放假的通知 (2015-05-13)",
    ),
    ((date(2019, 4, 28), date(2019, 5, 5)), "国务院办公厅关于调整2019年劳动节假期安排的通知 (2019-03-22)"),
    ((date(2020, 1, 31), date(2020, 2, 2)), "国务院办公厅关于延长2020年春节假期的通知 (2020-01-27)"),
)
"""Days that a second notice in the year moved, first and last, with that notice."""

_MISSED = (
    ListedDay(
        day=date(2005, 12, 31),
        kind=DayKind.make_up,
        source="国务院办公厅关于2006年部分节假日安排的通知 (国办发明电〔2005〕35号)",
    ),
)
"""What `chinesecalendar` leaves out, with the notice that says so. The `holidays` package lists it as well."""

_LUNAR_HOLIDAYS = {
    2027: ("02-05", "02-06", "02-07", "02-08", "04-05", "06-09", "09-15"),
    2028: ("01-25", "01-26", "01-27", "01-28", "04-04", "05-28", "10-03"),
    2029: ("02-12", "02-13", "02-14", "02-15", "04-04", "06-16", "09-22"),
    2030: ("02-02", "02-03", "02-04", "02-05", "04-05", "06-05", "09-12"),
}
"""Spring Festival (New Year's Eve to the third day), Qingming, Dragon Boat, Mid-Autumn: by the sky, not by a notice.

The `holidays` package agrees on every one of them (tests/domain/terms/test_calendar.py).
"""


def national_calendar() -> Calendar:
    """Build the national calendar, version 0: whoever installs it gives the number."""
    kinds: dict[date, DayKind] = dict.fromkeys(constants.holidays, DayKind.statutory)
    kinds |= dict.fromkeys(constants.in_lieu_days, DayKind.in_lieu)
    kinds |= dict.fromkeys(constants.workdays, DayKind.make_up)
    announced = range(min(kinds).year, max(kinds).year + 1)
    listed = [ListedDay(day=day, kind=kind, source=_other_source(day)) for day, kind in kinds.items()]
    listed += _MISSED
    listed += [
        ListedDay(day=day, kind=DayKind.statutory)
        for year in _LUNAR_HOLIDAYS
        if year not in announced
        for day in _estimated_rest_days(year)
    ]
    return Calendar(
        name="cn",
        version=0,
        years={year: _notice(year) for year in announced},
        days=tuple(sorted(listed, key=lambda entry: entry.day)),
    )


def _notice(year: int) -> str:
    dated = f" ({_DATED_NOTICES[year]})" if year in _DATED_NOTICES else ""
    return f"国务院办公厅关于{year}年部分节假日安排的通知{dated}, {_WITNESS}"


def _other_source(day: date) -> str | None:
    """Name the notice behind a day where it is not the one of the day's own year."""
    for (first, last), amendment in _AMENDMENTS:
        if first <= day <= last:
            return f"{amendment}, {_WITNESS}"
    in_december = day.month == _DECEMBER  # only next year's New Year reaches into December
    return _notice(day.year + 1) if in_december else None


def _estimated_rest_days(year: int) -> Iterator[date]:
    """Yield the statutory holidays of a year without a notice, and a working day for each that falls on a weekend.

    The regulation grants that compensation by itself (补假); which weekends are worked, only a notice can say.
    """
    holidays = {*fixed_holidays(year), *(date.fromisoformat(f"{year}-{day}") for day in _LUNAR_HOLIDAYS[year])}
    yield from holidays
    taken = set(holidays)
    for holiday in sorted(holidays):
        substitute = holiday
        while is_weekend(holiday) and (substitute in taken or is_weekend(substitute)):
            substitute += timedelta(days=1)
        if substitute not in taken:
            taken.add(substitute)
            yield substitute
