"""Lines of reports in words: how far each date is, and why it is that one."""

from collections.abc import Sequence
from dataclasses import dataclass

from fastapi import Request

from api.auth.context import today_of
from api.auth.policy import CommandName, allowed
from api.identity.personas import Persona
from api.labels.due_words import DueLabel, due_label, term_words
from api.reports.owed import ReportLine, duties_of
from domain.messages import kind_of
from domain.pack.terms import Force
from domain.reports.periods import Period
from domain.work_records.commands import HandInReport

HAND_IN = CommandName(kind_of(HandInReport))


@dataclass(frozen=True, slots=True)
class Told:
    """A line of a list of reports: how far its date is, and why it is that one."""

    line: ReportLine
    period: Period
    label: DueLabel | None
    why: str


def hands_in(who: Persona) -> bool:
    """Whether such posts hand in reports."""
    return allowed(who, HAND_IN).allow


async def told_lines(request: Request, lines: Sequence[ReportLine]) -> list[Told]:
    """Lines with how far each date is and why it is that one."""
    today, duties = today_of(request), await duties_of(request)
    return [
        Told(
            line,
            Period.parse(line.period),
            None
            if line.report_state == "handed_in"
            else due_label(
                line.due_on,
                today,
                duties.calendar_of(line.jurisdiction),
                provisional=line.provisional,
                advisory=line.force is not Force.STATUTORY,
            ),
            f"报告期至 {line.period_ended_on} 止，期满之次日起{_term(line)}内",
        )
        for line in lines
    ]


def _term(line: ReportLine) -> str:
    return term_words(line.report_term.amount, line.report_term.unit)
