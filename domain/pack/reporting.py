"""Periodic reports that a pack asks for (定期报告, NJ-37, NS-03, R-23): who owes which, how often, to whom, by when."""

from functools import lru_cache
from typing import Literal

from domain.pack.terms import Force, Item, Standing, Within
from domain.terms.deadlines import TermUnit
from domain.values import Bilingual, Code

Frequency = Literal["month", "quarter", "year"]
"""How often a report is owed."""


class ReportRule(Item):
    """定期报告: the figures of a period, handed in by an organ after the period has ended.

    Attributes:
        by: The role whose organs owe it, each for its own place and all below it.
        to: The role that it goes to, of the same place or the nearest above; none: the organ above in the register.
        every: How often.
        within: By when, from the last day of the period on.
    """

    by: Code
    to: Code | None = None
    every: Frequency
    within: Within


_OURS: tuple[tuple[Frequency, str, str, int], ...] = (
    ("month", "月报", "Monthly report", 5),
    ("quarter", "季报", "Quarterly report", 10),
    ("year", "年报", "Yearly report", 20),
)


@lru_cache(maxsize=64)
def default_reports(by: Code) -> tuple[ReportRule, ...]:
    """The reports owed under a pack that says nothing of reports, by a role to the organs above it (A-53).

    The texts ask for the assessment of a year (NJ-37) and for hearing reports regularly (NS-03); how often, by whom and
    by when are ours.
    """
    return tuple(
        ReportRule(
            id=f"report-{every}",
            name=Bilingual(zh=zh, en=en),
            by=by,
            every=every,
            within=Within(amount=days, unit=TermUnit.working_days, force=Force.ADVISORY),
            standing=Standing.DEFAULT,
            cite=("A-53", "NJ-37") if every == "year" else ("A-53",),
        )
        for every, zh, en, days in _OURS
    )
