"""How far the working-day calendar is announced, in words."""

from dataclasses import dataclass
from datetime import date
from typing import Literal

from api.http.language import told
from domain.terms.calendar import Calendar

_WARNED_FROM = (11, 1)
"""Month and day from which a missing calendar of the next year is warned of: notices come out about then."""
_URGENT_FROM = (12, 22)
"""From here, the last ten days of December, a notice that is still missing is urgent."""


@dataclass(frozen=True, slots=True)
class Coverage:
    """How far the working-day calendar is announced; amber when the next year is waited for, red when it is late."""

    text: str
    tone: Literal["plain", "soon", "late"]


def coverage(calendar: Calendar, today: date) -> Coverage:
    """Which years are announced; from November on, whoever plans for the next year is told that it is missing."""
    until = calendar.announced_until
    if until is None:
        none = told("日历没有任何已公布的年份：所有期限均为暂定。", "No year is announced: all terms are provisional.")
        return Coverage(none, "late")
    text = told(f"日历数据覆盖至 {until.isoformat()}", f"The calendar reaches to {until.isoformat()}")
    missing = until.year + 1
    if until.year > today.year or (until.year == today.year and (today.month, today.day) < _WARNED_FROM):
        return Coverage(text + told("。", "."), "plain")
    text += told(
        f"，缺 {missing}：跨入该年的期限均为暂定，放假安排公布并导入后重新计算。",
        f", without {missing}: terms that run into it are provisional, and counted anew once it is imported.",
    )
    urgent = missing <= today.year or (today.month, today.day) >= _URGENT_FROM
    return Coverage(text, "late" if urgent else "soon")
