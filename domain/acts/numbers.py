"""The number that the office gave a case (登记文号): shown instead of ours; one of an organ's is given once."""

import re
from dataclasses import replace
from typing import ClassVar, Literal

from domain.acts.filing import FactNumber
from domain.case.act import Act, Events
from domain.case.state import Case
from domain.guards import guard
from domain.identity import canonical_number
from domain.messages import Command, Event
from domain.refusals import Refused, refusal
from domain.values import FreeText, OrganId, Text

_YEAR = re.compile(r"\(((?:19|20)\d\d)\)")


class RecordNumber(Command, path="number", summary="Record the number that the office gave", tag="filing", seen=False):
    """登记文号 (A-45): the case has a number in the registers of the office (OA); it is shown instead of ours."""

    example: ClassVar = {"number": "甲组〔2026〕12号"}
    on_stubs: ClassVar = True
    kind: Literal["record_number"] = "record_number"
    number: FactNumber
    reasons: Text | None = None


class NumberRecorded(Event, group="procedure", zh="登记文号", en="Number of the office recorded"):
    """登记文号 (A-45): from here on the case bears this number, as written; before it bore another one, or ours.

    Attributes:
        organ: The organ whose number it is.
        year: The year it counts in: the one that stands in it, else that of the case.
        canonical: The one spelling by which it is compared.
    """

    facts: ClassVar = {"文号": "number", "编号机关": "organ"}
    kind: Literal["number_recorded"] = "number_recorded"
    number: str
    organ: OrganId
    year: int
    canonical: str


NUMBER_TAKEN = refusal("number_taken", 409, "A-45").says("""
    本机关同一年度的这个文号已经登记在另一案件上。
    Another case has this number of the organ and year already.
    请核对文号；登记在另一案件上的有误时，先在那一案件登记正确的文号。
    Check the number; if it is the other case's that is wrong, record the right one there first.
""")
NUMBER_SAME = refusal("number_same", 409, "A-45").says("""
    本案已经登记的就是这个文号。
    The case bears this very number already.
    不必再登记。
    There is nothing to record.
""")


@guard(RecordNumber)
def _may_record(act: Act) -> None:
    act.require_role(act.counter)


def record(act: Act, command: RecordNumber) -> Events:
    """Take the number that the office gave, as the organ that has the case; a wrong one is put right alike."""
    _may_record(act)
    canonical = canonical_number(command.number)
    if command.number == act.case.office_number:
        raise Refused(NUMBER_SAME)
    return [
        NumberRecorded(
            on=act.on,
            private=FreeText(reasons=command.reasons) if command.reasons else None,
            number=command.number,
            organ=act.actor.organ,
            year=_year_of(canonical) or act.case.opened.on.year,
            canonical=canonical,
        )
    ]


def _year_of(canonical: str) -> int | None:
    written = _YEAR.search(canonical)
    return int(written[1]) if written else None


def evolve(case: Case, event: NumberRecorded) -> Case:
    """The case with the number it bears now."""
    return replace(case, office_number=event.number)
