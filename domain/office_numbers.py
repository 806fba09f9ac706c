"""The number that an office gave to what it handles (登记文号, A-45): of a case, a risk filing or a work record.

It is shown instead of ours; one of an organ and year is given once, whatever it is given to.
"""

import re
from datetime import date
from typing import ClassVar, NamedTuple

from domain.acts.filing import FactNumber
from domain.identity import canonical_number
from domain.messages import Command, Event
from domain.refusals import Refused, refusal
from domain.values import OrganId, Text

_YEAR = re.compile(r"\(((?:19|20)\d\d)\)")


class GivesNumber(Command):
    """What all acts share that record such a number."""

    number: FactNumber
    reasons: Text | None = None


class NumberGiven(Event):
    """What all events share that tell of such a number, as written; before it there was another one, or ours.

    Attributes:
        organ: The organ whose number it is.
        year: The year it counts in: the one that stands in it, else that in which what bears it began.
        canonical: The one spelling by which it is compared.
    """

    facts: ClassVar = {"文号": "number", "编号机关": "organ"}
    number: str
    organ: OrganId
    year: int
    canonical: str


class Given(NamedTuple):
    """The facts of a number."""

    year: int
    canonical: str


NUMBER_TAKEN = refusal("number_taken", 409, "A-45").says("""
    本机关同一年度的这个文号已经登记在另一案件、报备或者工作记录上。
    Another case, filing or record has this number of the organ and year already.
    请核对文号；登记在另一件上的有误时，先在那一件上登记正确的文号。
    Check the number; if it is the other one's that is wrong, record the right one there first.
""")
NUMBER_SAME = refusal("number_same", 409, "A-45").says("""
    已经登记的就是这个文号。
    It bears this very number already.
    不必再登记。
    There is nothing to record.
""")


def given(command: GivesNumber, borne: str | None, begun_on: date) -> Given:
    """The facts of a number that is given to what bears another one, or none, and began on a day.

    Raises:
        Refused: It bears that number already, written alike.
    """
    if command.number == borne:
        raise Refused(NUMBER_SAME)
    canonical = canonical_number(command.number)
    written = _YEAR.search(canonical)
    return Given(int(written[1]) if written else begun_on.year, canonical)
